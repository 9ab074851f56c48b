"""Claims about what letters say."""

import re
from typing import Any

import html5lib
import pytest

from app.domain.bill import LineKind
from app.domain.contract import Refused
from app.domain.event import CostFacts, EventKind, PlaceExtras
from app.domain.money import Money
from app.domain.money_of_end import MoneyOfEnd
from app.domain.reason import LESS_TIME
from app.domain.registration import RegistrationState
from app.domain.tax import UNTAXED, Tax, TaxMode
from app.mail.subjects import SUBJECTS
from app.sandbox.server import Sandbox
from tests.fakes.events import PRIVATE
from tests.mail.letters import inbox
from tests.mail.telling import (
    ANSWERS_CHANGED,
    CANCELLED,
    CONFIRMED,
    EXPIRED,
    HELD,
    OFFERED,
    PARTICIPANT,
    RETURNED,
    VOUCHER,
    _place,
    flat,
    letter,
    tell,
)


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_letter_says_the_same_as_text_and_as_html(sandbox: Sandbox, kind: EventKind) -> None:
    came = letter(sandbox, kind)
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert "First aid" in said
        assert "Monday 10 March 2031, 09:00\N{EN DASH}16:00 CET" in said
        assert "Tuesday 11 March 2031, 09:00\N{EN DASH}16:00 CET" in said
        assert "Times are in Central European Time (Oslo)." in said
        assert "Quay Hall" in said
        assert "5003 Bergen" in said


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_subject_names_the_class_and_nobody(sandbox: Sandbox, kind: EventKind) -> None:
    subject = letter(sandbox, kind).message["Subject"]
    assert "First aid" in subject
    assert not [word for word in PRIVATE if word in subject]


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_letter_is_well_formed_html_that_loads_nothing(sandbox: Sandbox, kind: EventKind) -> None:
    html = letter(sandbox, kind).part("html")
    html5lib.HTMLParser(strict=True).parse(html)
    assert not re.search(r"<(img|script|link|table|iframe|form)|url\(|@import|\bon\w+=", html)
    assert "viewport" in html


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_repeat_can_be_recognised_by_its_message_id(sandbox: Sandbox, kind: EventKind) -> None:
    tell(sandbox, kind, key="0d3c-1")
    tell(sandbox, kind, key="0d3c-1")
    ids = {came.message["Message-ID"] for came in inbox(sandbox)}
    assert ids == {"<0d3c-1@coursedesk.example>"}


def test_a_letter_comes_from_the_desk_and_asks_for_no_automatic_answer(sandbox: Sandbox) -> None:
    came = letter(sandbox, HELD)
    assert came.to == ["per@example.org"]
    assert came.message["To"] == "per@example.org"
    assert came.message["From"] == "Coursedesk <desk@coursedesk.example>"
    assert came.message["Auto-Submitted"] == "auto-generated"
    assert not [name for name in came.message if name.lower().startswith("list-")]


def test_what_people_wrote_cannot_become_markup(sandbox: Sandbox) -> None:
    came = letter(sandbox, HELD, order={"name": "<script>alert(1)</script>"})
    assert "<script>" not in came.part("html")
    assert "Hello <script>" in came.part("plain")


def test_letters_of_every_alphabet_arrive_whole(sandbox: Sandbox) -> None:
    long_title = "Førstehjelp für 日本 " * 8
    came = letter(sandbox, HELD, order={"name": "Łukasz Ærø"}, course_class={"title": long_title})
    assert "Hello Łukasz Ærø," in came.part("plain")
    assert "Łukasz Ærø" in came.part("html")
    assert "日本" in came.message["Subject"]


def test_a_title_with_a_line_break_adds_no_header(sandbox: Sandbox) -> None:
    came = letter(sandbox, HELD, course_class={"title": "First\r\nBcc: x@example.org"})
    assert came.message["Subject"] == "Your place is held: First Bcc: x@example.org"
    assert came.to == ["per@example.org"]


def test_a_held_place_says_what_to_pay_by_when_and_where(sandbox: Sandbox) -> None:
    came = letter(sandbox, HELD)
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert "NOK\N{NO-BREAK SPACE}4,200".replace("\N{NO-BREAK SPACE}", " ") in said
        assert "Please pay by Saturday 8 February 2031, 09:00 CET" in said
        assert "Ingrid Solheim" in said
    assert "https://desk.example/orders/CD-23456-789AB?token=abc" in came.part("plain")
    assert 'href="https://desk.example/orders/CD-23456-789AB?token=abc"' in came.part("html")
    assert came.calendar is None


def test_a_payment_that_failed_is_said_with_the_place_that_is_still_held(
    sandbox: Sandbox,
) -> None:
    came = letter(sandbox, HELD, facts={"reason": "the payment did not go through"})
    assert "Why we write: the payment did not go through." in flat(came.part("html"))


def test_a_place_held_for_good_has_no_time_to_pay_by(sandbox: Sandbox) -> None:
    assert "Please pay by" not in letter(sandbox, HELD, order={"hold_until": None}).part("plain")


@pytest.mark.parametrize(
    ("order", "price"),
    [
        ({"paid": Money(420_000, "NOK")}, "Price: NOK 4,200, paid."),
        ({"paid": Money(0, "NOK")}, "Price: NOK 4,200."),
        ({"total": Money(18_000, "EUR"), "paid": Money(18_000, "EUR")}, "Price: €180, paid."),
        ({"total": Money(18_000, "JPY"), "paid": Money(18_000, "JPY")}, "Price: JP¥18,000, paid."),
        ({"total": Money(0, "XXX"), "paid": Money(0, "XXX")}, None),
    ],
)
def test_a_confirmation_says_what_was_paid(
    sandbox: Sandbox, order: dict[str, Any], price: str | None
) -> None:
    came = letter(sandbox, CONFIRMED, order=order)
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert (price in said) if price else ("Price" not in said)


def test_a_confirmation_names_those_who_have_a_place_now(sandbox: Sandbox) -> None:
    lapsed = _place(state=RegistrationState.EXPIRED, name="Lapsed Earlier")
    renewed = _place(state=RegistrationState.CONFIRMED, name="Renewed Later")
    came = letter(sandbox, CONFIRMED, order={"registrations": (lapsed, renewed)})
    assert "Renewed Later" in came.part("plain")
    assert "Lapsed Earlier" not in came.part("plain")


@pytest.mark.parametrize("kind", [CONFIRMED, PARTICIPANT])
def test_where_to_join_online_is_for_those_who_have_a_place(
    sandbox: Sandbox, kind: EventKind
) -> None:
    online = {"venue": None, "online_url": "https://meet.example.org/1?a=b&c=d"}
    came = letter(sandbox, kind, course_class=online)
    assert "Join here: https://meet.example.org/1?a=b&c=d" in came.part("plain")
    assert 'href="https://meet.example.org/1?a=b&amp;c=d"' in came.part("html")


@pytest.mark.parametrize("kind", [HELD, CANCELLED, EXPIRED, RETURNED])
def test_where_to_join_online_is_for_nobody_else(sandbox: Sandbox, kind: EventKind) -> None:
    online = {"venue": None, "online_url": "https://meet.example.org/1"}
    came = letter(sandbox, kind, course_class=online)
    assert "meet.example.org" not in came.part("plain") + came.part("html")
    assert "Online" in came.part("plain")


@pytest.mark.parametrize("kind", [CANCELLED, EXPIRED])
@pytest.mark.parametrize(
    ("paid", "said"),
    [(0, ("Nothing is owed.", "You have not been charged.")), (420_000, ("You had paid NOK",))],
)
def test_who_loses_a_place_is_told_about_the_money(
    sandbox: Sandbox, kind: EventKind, paid: int, said: tuple[str, ...]
) -> None:
    none = Money(0, "NOK")
    money = MoneyOfEnd(Money(paid, "NOK"), none, ())
    came = letter(sandbox, kind, order={"paid": none, "money": money})
    for part in ("plain", "html"):
        assert any(words in flat(came.part(part)) for words in said)
    assert came.calendar is None


def test_a_cancellation_says_why_where_that_is_known(sandbox: Sandbox) -> None:
    came = letter(sandbox, CANCELLED, facts={"reason": "asked for by the buyer"})
    assert "Why: asked for by the buyer." in came.part("plain")
    assert "Why: asked for by the buyer." in flat(came.part("html"))


def test_money_on_its_way_back_is_named_with_the_reason(sandbox: Sandbox) -> None:
    came = letter(sandbox, RETURNED)
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert "NOK 4,200 is on its way back" in said
        assert "Why: paid twice." in said


@pytest.mark.parametrize(
    "facts", [{}, {"amount_minor": "much", "currency": "NOK"}, {"amount_minor": 1}]
)
def test_money_of_no_known_amount_is_not_written_about(
    sandbox: Sandbox, facts: dict[str, Any]
) -> None:
    assert isinstance(tell(sandbox, RETURNED, facts=facts), Refused)
    assert inbox(sandbox) == []


@pytest.mark.parametrize("kind", [HELD, CONFIRMED])
def test_the_buyer_is_told_what_each_thing_costs_with_its_tax(
    sandbox: Sandbox, kind: EventKind
) -> None:
    mva = Tax(TaxMode.INCLUSIVE, 2_500, "MVA")
    costs = (
        CostFacts(LineKind.PLACE, "Standard", 2, Money(210_000, "NOK"), mva, Money(420_000, "NOK")),
        CostFacts(LineKind.EXTRA, "Lunch", 1, Money(0, "NOK"), UNTAXED, Money(0, "NOK")),
        CostFacts(LineKind.DISCOUNT, "Spring", 2, Money(-100, "NOK"), mva, Money(-5_000, "NOK")),
    )
    came = letter(sandbox, kind, order={"costs": costs})
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert "2 × Standard, NOK 2,100 each, incl. 25 % MVA: NOK 4,200" in said
        assert "1 × Lunch: free" in said
        assert "Spring: −NOK 50" in said
        assert "2 × Spring" not in said


def test_a_buyer_who_pays_nothing_reads_nothing_of_costs(sandbox: Sandbox) -> None:
    assert "What it costs" not in letter(sandbox, CONFIRMED).part("plain")


def test_what_is_had_besides_a_place_is_named(sandbox: Sandbox) -> None:
    had = (PlaceExtras("R-22222-22222", "Ana Lind", (("Lunch", 2), ("Book", 1))),)
    came = letter(sandbox, CONFIRMED, order={"extras": had})
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert "Extras" in said
        assert "Lunch × 2" in said
        assert "Book" in said


def test_a_voucher_instead_of_money_comes_with_its_code_worth_and_last_day(
    sandbox: Sandbox,
) -> None:
    came = letter(sandbox, VOUCHER)
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert "worth NOK 4,200" in said
        assert "V-23456-789AB" in said
        assert "until Monday 9 January 2034, 13:00 CET" in said


def test_an_offer_says_what_it_costs_line_by_line_and_what_it_does_without(
    sandbox: Sandbox,
) -> None:
    each = Money(420_000, "NOK")
    standard = CostFacts(LineKind.PLACE, "Standard", 1, each, UNTAXED, each)
    facts = {"left_out": "Voucher …31\nLunch × 2"}
    came = letter(sandbox, OFFERED, facts=facts, order={"costs": (standard,)})
    for part in ("plain", "html"):
        said = flat(came.part(part)).replace("\N{NO-BREAK SPACE}", " ")
        assert "What it costs" in said
        assert "1 × Standard, NOK 4,200 each: NOK 4,200" in said
        assert "Not part of this offer, because it is not to be had any more:" in said
        assert "Voucher …31" in said
        assert "Lunch × 2" in said


def test_an_offer_of_everything_names_nothing_that_is_missing(sandbox: Sandbox) -> None:
    assert "Not part" not in letter(sandbox, OFFERED).part("plain")


def test_an_offer_that_is_told_once_more_says_why(sandbox: Sandbox) -> None:
    came = letter(sandbox, OFFERED, facts={"reason": LESS_TIME})
    for part in ("plain", "html"):
        assert f"Why we write: {LESS_TIME}." in flat(came.part(part))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_changed_answers_are_named_by_their_questions_alone(sandbox: Sandbox, part: str) -> None:
    came = letter(sandbox, ANSWERS_CHANGED, facts={"reason": "Meal, Allergies"})
    said = "changed what was answered to: Meal, Allergies If that was not you"
    assert said in flat(came.part(part))
