"""Of what a letter says, in its subject, its text and its HTML, nothing is said unmarked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import product
from typing import Any, cast
from xml.etree.ElementTree import Element

import lxml.etree
import pytest

from app.domain.bill import LineKind
from app.domain.contract import Outcome, Told
from app.domain.event import CostFacts, EventKind, PlaceExtras
from app.domain.money import Money
from app.domain.money_of_end import ComesBack, MoneyOfEnd, Way, fact_of_kept
from app.domain.payment_plan import Plan, Unpaid
from app.domain.reason import LESS_TIME, PAYMENT_FAILED, OwnReason, say_reason
from app.domain.tax import Tax, TaxMode
from app.domain.waiting import DECLINED
from app.domain.where_to_pay import WhereToPay
from app.mail.partner import Mail
from app.mail.smtp import MailServer
from app.mail.subjects import SUBJECTS
from tests.fakes.events import QUAY, REGISTRATION, STARTS
from tests.languages.pseudo import PSEUDO, unmarked, unmarked_of
from tests.mail.letters import SENDER, link
from tests.mail.telling import (
    ASKED,
    CANCELLED,
    CODE,
    IN_STEAD,
    MONEY_BACK,
    PLACE_LOST,
    STATES,
    VOUCHER,
    told_with,
)
from tests.web.marked_reader import greek

NOK = "NOK"
PAST, SOON = datetime(2030, 1, 1, tzinfo=UTC), {"starts_at": STARTS.isoformat()}
VENUE = replace(QUAY, name=greek("Quay"), line1=greek("Quay 4"), city=greek("Bergen"))
CLASS: dict[str, Any] = {"title": greek("First aid"), "venue": VENUE, "bring": greek("Boots")}
ONLINE = {**CLASS, "venue": None, "online_url": "https://meet.example.org/1"}
ONE = {"name": greek("Ingrid Solheim")}
VAT = Tax(TaxMode.INCLUSIVE, 2500, "ΦΠΑ")
TAXED = Tax(TaxMode.EXCLUSIVE, 2500, "ΦΠΑ")


def money(minor: int) -> Money:
    return Money(minor, NOK)


RICH: dict[str, Any] = {
    "paid": money(100_000),
    "owed": money(120_000),
    "needed": money(20_000),
    "costs": (
        CostFacts(LineKind.PLACE, greek("Base"), 2, money(420_000), VAT, money(840_000)),
        CostFacts(LineKind.PLACE, greek("Base"), 1, money(420_000), TAXED, money(525_000)),
        CostFacts(LineKind.EXTRA, greek("Food"), 1, money(0), VAT, money(0)),
        CostFacts(LineKind.DISCOUNT, "Voucher X-1", 1, money(-100), VAT, money(-100)),
    ),
    "extras": (PlaceExtras(REGISTRATION.reference, ONE["name"], ((greek("Food"), 2),)),),
    "money": MoneyOfEnd(
        money(420_000),
        money(1_000),
        tuple(ComesBack(money(100), way) for way in Way),
        (ComesBack(money(500), Way.SENT),),
    ),
}
PLANS: Sequence[dict[str, Any]] = (
    *(
        {"plan": plan, "ends_unpaid": True, "kept": money(100), "unpaid": unpaid, "due_at": STARTS}
        for plan in Plan
        for unpaid in (Unpaid.STAFF, Unpaid.CANCEL)
    ),
    {"plan": Plan.DEPOSIT, "owed": money(0), "due_at": None},
    {"plan": Plan.INVOICE, "owed": money(300_000), "needed": None, "due_at": None},
)
EMPTY = MoneyOfEnd(money(420_000), money(0), (), ())
FACTS: Sequence[dict[str, Any]] = (
    {
        "reason": say_reason(OwnReason.CANCELLED_PAID),
        "left_out": "Voucher …31",
        **fact_of_kept(2_100, price_minor=4_200, rule="14:100:money 7:50:voucher"),
    },
    {"reason": say_reason(OwnReason.MOVED, "FW-2031-09"), "days": 3},
    {"reason": DECLINED, "days": -3},
    {"reason": PAYMENT_FAILED, **fact_of_kept(0, price_minor=4_200, rule="")},
    {"reason": LESS_TIME, **fact_of_kept(4_200, price_minor=4_200, rule="2031-02-20")},
)
REASONS = [{"reason": say_reason(each, greek("snow"))} for each in OwnReason]
SAY_WHY = (CANCELLED, PLACE_LOST)


class Box:
    """A post that keeps messages."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []

    def __call__(self, message: EmailMessage, *, server: MailServer) -> Outcome:
        """Keep it."""
        self.kept.append(message)
        return Told("kept")


def letters(kind: EventKind) -> list[EmailMessage]:
    """Return the letters of a kind, about everything that one may be about."""
    box = Box()
    mail = Mail(
        MailServer("smtp", "127.0.0.1", 9, time_out=1),
        SENDER,
        link=link,
        site_name="Coursedesk",
        base_url="https://desk.example",
        paper=lambda each: b"%PDF",
        papers=lambda event: {"1.pdf": b"%PDF"},
        pay_to=lambda reference: WhereToPay(f"{greek('Desk')}, 1234.56", reference),
        code_for=lambda event: "012345",
        post=box,
        clock=lambda: PAST,
        tongue=lambda code: PSEUDO,
    )
    own = ASKED if kind is CODE else IN_STEAD if kind is VOUCHER else SOON
    for changed in _worlds(kind):
        facts = {**MONEY_BACK, **changed.pop("facts", {}), **own}
        outcome = told_with(mail, kind, facts=facts, **changed)
        assert isinstance(outcome, Told), outcome
    return box.kept


def _worlds(kind: EventKind) -> Iterator[dict[str, Any]]:
    place = replace(REGISTRATION, state=STATES[kind], name=ONE["name"])
    buyer = {"name": greek("Per Vik")}
    several = ((place,), (place, place), (place, replace(place, class_code="FW-2")))
    of_money = [(several[1], {**RICH, **plan}) for plan in PLANS]
    for places, order in (*product(several, ({}, RICH)), *of_money):
        yield {
            "order": {**buyer, **order, "registrations": places},
            "registration": ONE,
            "course_class": CLASS,
        }
    for facts in (*FACTS, *(REASONS if kind in SAY_WHY else ())):
        order = {**buyer, "registrations": (place, place), "money": EMPTY, "hold_until": None}
        yield {"order": order, "registration": ONE, "course_class": ONLINE, "facts": facts}


@pytest.mark.parametrize("kind", SUBJECTS)
def test_of_a_letter_nothing_is_said_unmarked(kind: EventKind) -> None:
    found = set[str]()
    kept = letters(kind)
    assert kept
    for message in kept:
        text, html = (message.get_body((part,)) for part in ("plain", "html"))
        assert text is not None
        assert html is not None
        root = cast(Element, lxml.etree.fromstring(html.get_content(), lxml.etree.HTMLParser()))
        assert "⟦" in str(message["Subject"])
        found.update(unmarked(str(message["Subject"])), unmarked_of(root))
        found.update(each for line in text.get_content().splitlines() for each in unmarked(line))
    assert not found
