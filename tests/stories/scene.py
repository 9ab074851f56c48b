"""Where a story is set: its classes, who keeps count, and how a step is taken.

Not here: the steps (people.py, waiters.py, clerks.py, outside.py), what must hold (books.py,
lines.py, ending.py).
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from app.domain.contact import Contact
from app.domain.course_class import ClassClosed, ClassFull
from app.domain.draft import DraftGone, FormChanged
from app.domain.extra import ExtraGone
from app.domain.extra_changes import PriceChanged
from app.domain.form.question import Option, Question, QuestionKind
from app.domain.form.rewriting import AnswersMoved, AnswersRefused, AnswersStay
from app.domain.gateway import Gateway
from app.domain.payment import StillHeld, TooMuchBack
from app.domain.payment_plan import (
    AT_ONCE,
    ONLY_ONLINE,
    Confirms,
    DepositTerms,
    InvoiceTerms,
    Unpaid,
    Ways,
    Wish,
)
from app.domain.registration import IllegalMove
from app.domain.replacing import PlaceStays
from app.domain.seat import NotFull
from app.domain.voucher import VoucherGone, VoucherKind, VoucherRefused
from app.domain.waiting import InLineAlready, PlaceWish, SeatsFree
from app.logs import Line
from app.usecases.change_class import ChangeRefused
from app.usecases.undo_payment import VoucherGiven
from tests.answered import answer_all
from tests.jobs.live import LiveDesk
from tests.stories.books import Books
from tests.stories.lines import Lines
from tests.stories.mortal import Killed, Mortal
from tests.stories.partners import SameClock
from tests.vouchers import add_extra, add_voucher
from tests.worlds import CLASS, add_class, add_price

OTHER, FREE = "FA-2031-09", "FA-2031-11"
CODES = {CLASS: 3, OTHER: 2, FREE: 1}
PRICES = {CLASS: 420_000, OTHER: 300_000}
EARLY = 400_000
# What the form asks, of which an answer takes the extra.
BESIDES = Question(
    "besides", QuestionKind.CHOICES, "Besides", options=(Option("lunch", extra="lunch"),)
)
# Where people wait, and in how many days a class begins: a story may come to see that.
LINED = (CLASS, FREE)
BEGINS = {CLASS: 14, OTHER: 400, FREE: 9}
DEADLINE = timedelta(days=6)
# Ways to pay later, whatever becomes of those who do not: one of them holds in a story.
TERMS = (
    Ways(door=True, invoice=InvoiceTerms(days=2), deposit=DepositTerms(20, rest_by_days=6)),
    Ways(
        door=True,
        invoice=InvoiceTerms(days=2, confirms=Confirms.AT_ONCE),
        deposit=DepositTerms(50, rest_by_days=5, kept=False),
    ),
    Ways(
        online=False,
        invoice=InvoiceTerms(days=2, unpaid=Unpaid.STAFF),
        deposit=DepositTerms(20, rest_by_days=6, unpaid=Unpaid.KEEP),
    ),
)
REFUSALS = (
    AnswersMoved,
    AnswersRefused,
    AnswersStay,
    PriceChanged,
    ChangeRefused,
    ClassClosed,
    ClassFull,
    DraftGone,
    ExtraGone,
    FormChanged,
    InLineAlready,
    NotFull,
    PlaceStays,
    SeatsFree,
    StillHeld,
    TooMuchBack,
    VoucherGiven,
    VoucherGone,
    VoucherRefused,
    IllegalMove,
)
# Which one of what there is; those of a story are few.
WHICH = st.integers(0, 5)
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent, so that it can be sent again."""

    token: str
    wish: Wish = AT_ONCE
    place_wish: PlaceWish = PlaceWish.SEAT


class Scene(RuleBasedStateMachine):
    """One story's beginning; ``desk`` is a live desk whose database and sandbox are empty.

    ``said`` is what the product logs meanwhile.
    """

    def __init__(self, desk: LiveDesk, said: Sequence[Line]) -> None:
        super().__init__()
        self.desk = desk
        self.said = said
        self.mortal = Mortal(desk.database)
        stripe = cast(Gateway, SameClock(desk.parts.gateways["stripe"], desk))
        gateways = {**desk.parts.gateways, "stripe": stripe}
        self.parts = replace(desk.parts, sessions=self.mortal, gateways=gateways)
        self.books = Books()
        self.lines = Lines(desk.database)
        self.numbers = itertools.count(1)
        self.sent: list[Sent] = []
        self._open_classes()

    def _open_classes(self) -> None:
        """Open every class, with as little of all else as makes people come too late for it."""
        database = self.desk.database
        today = self.parts.clock().replace(hour=8, minute=0, second=0, microsecond=0)
        for code, capacity in CODES.items():
            add_class(
                database,
                code,
                capacity=capacity,
                prices=(("NOK", PRICES[code]),) if code in PRICES else (),
                waiting_list=code in LINED,
                ways=TERMS[0] if code == CLASS else ONLY_ONLINE,
                starts_at=today + timedelta(days=BEGINS[code]),
                deadline=(today + timedelta(days=BEGINS[FREE] - 3)).date()
                if code == FREE
                else None,
                cancellation_deadline=None,
            )
        add_price(database, "Early bird", EARLY, place_limit=2)
        add_extra(database, "lunch", stock=2)
        answer_all(database, (BESIDES,), {})
        add_voucher(database, kind=VoucherKind.PERCENT, percent=50, most_total=3, most_per_class=2)

    def check(self) -> None:
        """Look the books and the lines through, and for faults that an edge caught."""
        self.check_faults()
        self.books.check(self.desk.database, self.parts)
        self.lines.check()

    def check_faults(self) -> None:
        """Fail where an edge caught a fault, which holds nobody else up, and so would pass."""
        for line in self.said:
            assert line["log_level"] != "error", f"promise 7: {line}"

    def take(self, step: Callable[[], object]) -> bool | None:
        """Take a step: True when it was taken, False if a rule said no, None if it was killed."""
        try:
            step()
        except REFUSALS:
            return False
        except Killed:
            return None
        finally:
            self.mortal.live()
        return True

    def decide(self, order_id: int, more: int, step: Callable[[], object]) -> None:
        """Take a step by which so much more of an order's money is kept (less, below zero)."""
        taken = self.take(step)
        if taken is not False:
            self.books.decide(order_id, more, surely=taken is True)

    def contact(self) -> Contact:
        """Return somebody new."""
        number = next(self.numbers)
        return Contact(f"Person {number}", f"person{number}@example.org", f"+47221{number:05}")


def one(things: Sequence[_Thing], which: int) -> _Thing | None:
    """Return one of them, or none where there is none."""
    return things[which % len(things)] if things else None
