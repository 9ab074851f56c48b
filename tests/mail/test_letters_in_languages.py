"""Claims about the language of letters: its reader's, in every part, and whole."""

import re
from dataclasses import replace
from typing import Any

import html5lib
import pytest

from app.domain.bill import LineKind
from app.domain.contract import Told
from app.domain.event import CostFacts, EventKind, PlaceExtras
from app.domain.money import Money
from app.domain.money_of_end import ComesBack, MoneyOfEnd, Way, fact_of_kept
from app.domain.reason import OwnReason, say_reason
from app.domain.tax import Tax, TaxMode
from app.languages import LANGUAGES, language_of
from app.mail.subjects import SUBJECTS
from app.sandbox.server import Sandbox
from tests.fakes.events import REGISTRATION, STARTS, event
from tests.languages.marked import marked
from tests.mail.letters import inbox, mail_to
from tests.mail.telling import (
    ANSWERS_CHANGED,
    ASKED,
    CODE,
    COMPLETED,
    CONFIRMED,
    DUE,
    HELD,
    IN_STEAD,
    PARTICIPANT,
    STATES,
    VOUCHER,
    entries,
    flat,
    letter,
)

TRANSLATED = [code for code in LANGUAGES if code != "en"]
_VAT = Tax(TaxMode.INCLUSIVE, 2500, "VAT")
_NOK = "NOK"
# Everything at once, whether it can be or not: each of it is a sentence of its own.
RICH: dict[str, Any] = {
    "paid": Money(100_000, _NOK),
    "owed": Money(120_000, _NOK),
    "needed": Money(20_000, _NOK),
    "costs": (
        CostFacts(LineKind.PLACE, "Basis", 2, Money(420_000, _NOK), _VAT, Money(840_000, _NOK)),
        CostFacts(LineKind.EXTRA, "Mat", 1, Money(0, _NOK), _VAT, Money(0, _NOK)),
        CostFacts(LineKind.DISCOUNT, "Voucher X-1", 1, Money(-100, _NOK), _VAT, Money(-100, _NOK)),
    ),
    "extras": (PlaceExtras(REGISTRATION.reference, REGISTRATION.name, (("Mat", 2),)),),
    "money": MoneyOfEnd(
        Money(420_000, _NOK),
        Money(1_000, _NOK),
        tuple(ComesBack(Money(100, _NOK), way) for way in Way),
        (ComesBack(Money(500, _NOK), Way.SENT),),
    ),
}
SOON = {"starts_at": STARTS.isoformat()}
RICH_FACTS = {
    "reason": say_reason(OwnReason.CANCELLED_PAID),
    "left_out": "Voucher …31",
    **fact_of_kept(2_100, price_minor=4_200, rule="14:100:money 7:50:voucher"),
    **{f"price_{each}_minor": 100 for each in ("before", "after", "more", "less")},
}


def fragments() -> list[str]:
    """Return what of our English sentences stands between their facts, where it is words."""
    sentences = [one for each in marked() for one in ([each] if isinstance(each, str) else each)]
    parts = {part for each in sentences for part in re.split(r"%\(\w+\)s|\{\w+\}|<[^>]+>", each)}
    return sorted(part.strip() for part in parts if re.search(r"\w\w+ \w\w+ \w\w+", part))


@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("kind", SUBJECTS)
@pytest.mark.parametrize("code", TRANSLATED)
def test_a_letter_is_in_its_readers_language_and_nothing_of_it_is_english(
    sandbox: Sandbox, code: str, kind: EventKind, rich: bool
) -> None:
    changed: dict[str, Any] = {"order": {"language": code}}
    if rich:
        place = replace(REGISTRATION, state=STATES[kind])
        changed["order"] |= {"registrations": (place, place), **RICH}
        own = ASKED if kind is CODE else IN_STEAD if kind is VOUCHER else SOON
        changed["facts"] = {"amount_minor": 100, "currency": _NOK, **RICH_FACTS, **own}
    came = letter(sandbox, kind, **changed)
    language, english = language_of(code), fragments()
    assert came.message["Content-Language"] == code
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert not [each for each in english if each in said], said
    [root] = html5lib.parse(came.part("html"), namespaceHTMLElements=False).iter("html")
    assert (root.get("lang"), root.get("dir")) == (code, language.direction)
    in_english = SUBJECTS[kind].partition(":")[0]
    assert in_english not in came.message["Subject"]
    assert "First aid" in came.message["Subject"]


def test_the_fragments_that_are_looked_for_are_found_in_english_letters(sandbox: Sandbox) -> None:
    said = flat(letter(sandbox, CONFIRMED).part("plain"))
    assert [each for each in fragments() if each in said]


def test_arabic_is_written_from_the_right_and_keeps_names_and_links_whole(sandbox: Sandbox) -> None:
    came = letter(sandbox, HELD, order={"language": "ar"})
    html = came.part("html")
    assert "\u2068Per Vik\u2069" in came.part("plain")
    assert '<bdi lang="en">First aid</bdi>' in html
    assert 'href="https://desk.example/orders/CD-23456-789AB?token=abc"' in html
    assert " https://desk.example/orders/CD-23456-789AB?token=abc\n" in came.part("plain")
    assert not re.search(r"(padding|margin|border)-(left|right)|text-align: (left|right)", html)


@pytest.mark.parametrize(
    ("code", "amount", "day"),
    [
        ("nb", "4 200 kr", "lørdag 8. februar 2031"),
        ("de", "4.200 NOK", "Samstag, 8. Februar 2031"),
        ("hi", "NOK 4,200", "8 फ़रवरी 2031"),
        ("ar", "4,200", "8 فبراير 2031"),
    ],
)
def test_money_and_days_are_written_as_the_language_does(
    sandbox: Sandbox, code: str, amount: str, day: str
) -> None:
    said = flat(letter(sandbox, HELD, order={"language": code}).part("plain"))
    assert amount in said.replace("\N{NO-BREAK SPACE}", " ")
    assert day in said


@pytest.mark.parametrize(
    ("places", "said"), [(1, "مكانك محجوز."), (2, "مكاناك محجوزان."), (3, "أماكنك محجوزة.")]
)
def test_arabic_speaks_of_one_of_two_and_of_more(sandbox: Sandbox, places: int, said: str) -> None:
    order = {"language": "ar", "registrations": (_held(),) * places}
    assert said in letter(sandbox, HELD, order=order).part("plain")


def _held() -> Any:
    return event(HELD).registration


@pytest.mark.parametrize("kind", [PARTICIPANT, COMPLETED])
def test_whoever_takes_part_reads_the_language_of_the_order(
    sandbox: Sandbox, kind: EventKind
) -> None:
    said = letter(sandbox, kind, order={"language": "nb"}).part("plain")
    assert said.startswith("Hei Ingrid Solheim,")


def test_where_nobody_knows_what_is_read_a_letter_is_in_the_sites_language(
    sandbox: Sandbox,
) -> None:
    mail = mail_to(sandbox.mail_port, language="de")
    assert isinstance(mail.tell(event(HELD), key="key-1"), Told)
    (came,) = inbox(sandbox)
    assert came.message["Content-Language"] == "de"
    assert "Guten Tag Per Vik," in came.part("plain")


def test_what_people_wrote_stays_as_they_wrote_it(sandbox: Sandbox) -> None:
    facts = {"reason": "Shoe size"}
    said = letter(sandbox, ANSWERS_CHANGED, facts=facts, order={"language": "de"}).part("plain")
    assert "geantwortet war: Shoe size" in said


def test_questions_are_named_as_they_are_called_in_the_letters_language(sandbox: Sandbox) -> None:
    facts = {"reason": "Shoe size", "worded": "Schuhgröße"}
    said = letter(sandbox, ANSWERS_CHANGED, facts=facts, order={"language": "de"}).part("plain")
    assert "geantwortet war: Schuhgröße" in said


def test_a_move_to_a_dearer_class_is_said_whole(sandbox: Sandbox) -> None:
    facts = {"reason": say_reason(OwnReason.MOVED, "FW-2031-09")}
    said = flat(letter(sandbox, DUE, facts=facts, order={"language": "de"}).part("html"))
    assert "Ihr Platz wurde auf FW-2031-09 umgebucht; dieser Kurs kostet mehr." in said


@pytest.mark.parametrize(("code", "where"), [("nb", "På nett"), ("ar", "عبر الإنترنت")])
def test_the_calendar_file_says_that_it_is_online_in_the_letters_language(
    sandbox: Sandbox, code: str, where: str
) -> None:
    online = {"venue": None, "online_url": ""}
    came = letter(sandbox, CONFIRMED, course_class=online, order={"language": code})
    assert entries(came)[0]["LOCATION"] == where


@pytest.mark.parametrize(("code", "encoding"), [("nb", "quoted-printable"), ("hi", "base64")])
def test_a_letter_travels_in_the_shorter_encoding(
    sandbox: Sandbox, code: str, encoding: str
) -> None:
    body = letter(sandbox, HELD, order={"language": code}).message.get_body(("plain",))
    assert body is not None
    assert body["Content-Transfer-Encoding"] == encoding
