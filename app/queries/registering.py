"""What the pages of registering show: the form, the check-answers page.

Reads only. Not here: what somebody filled in by mistake (web/forms), orders
(order.py), other classes (other_classes.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.bill import FREE, Bill, cost_of_places
from app.domain.contract import Sessions
from app.domain.course_class import Closed, Price
from app.domain.draft import Filled
from app.domain.extra import Extra
from app.domain.form.document import questions_from
from app.domain.form.question import Question, QuestionKind
from app.domain.form.said import say_address
from app.domain.form.taking import listed, offered_in
from app.domain.money import Money
from app.domain.objection import Taker
from app.domain.offer import Offer, offers_of
from app.domain.outline import ClassOutline
from app.domain.payable import payable_ways
from app.domain.payment_plan import ONLINE, Agreement, Plan
from app.domain.registration import Channel
from app.store.asked_form import AskedForm, asked_of_draft, asked_of_shown
from app.store.class_to_register import (
    ClassToRegister,
    find_class_to_register,
    find_draft_to_send,
)
from app.store.database import reading_rows
from app.store.fit import fit_to


class Barred(StrEnum):
    """Why nobody can register for a class that is not closed; the text is for people."""

    FULL = "This class is full"
    NO_PRICE = "This class has no price at the moment"


@dataclass(frozen=True, slots=True)
class RegisteringPage:
    """A class as it stands for registering; ``offers`` is empty where it is free.

    ``prices`` are those that hold at ``now``. ``barred`` says why nobody can register now;
    ``draft`` is what was filled in before, when it was asked for by its token and is this class's.
    ``seller_country`` (two letters) is empty where the desk itself sells. ``has_line``: one may
    wait here for a seat; ``capacity`` is how many seats the site could ever have. ``form_id`` and
    ``questions`` are the version that was shown, where that may still be answered; ``outdated``:
    it may not, and they are those asked now.
    """

    class_id: int
    course: ClassOutline
    free_seats: int
    offers: tuple[Offer, ...]
    prices: tuple[Price, ...]
    now: datetime
    form_id: int | None
    questions: tuple[Question, ...]
    barred: Closed | Barred | None
    draft: Filled | None = None
    extras: tuple[Extra, ...] = ()
    seller_country: str = ""
    has_line: bool = False
    capacity: int = 0
    outdated: bool = False

    @property
    def full(self) -> bool:
        """Whether nobody finds a seat, but one may wait for one."""
        return self.waits(1)

    @property
    def most(self) -> int:
        """How many may register together: as many as are free, or as may wait together."""
        return self.capacity if self.has_line else self.free_seats

    def waits(self, places: int) -> bool:
        """Say whether so many would wait for seats together."""
        return self.has_line and self.free_seats < places <= self.capacity

    @property
    def priced(self) -> bool:
        """Whether anything here may have to be paid."""
        return bool(self.offers) or any(extra.amounts for extra in self.extras)

    @property
    def takes_files(self) -> bool:
        """Whether somebody may hand a file in."""
        return any(question.kind is QuestionKind.FILE for question in self.questions)

    @property
    def listed(self) -> tuple[Extra, ...]:
        """The extras that are asked for in a list of their own, not by an option."""
        return listed(self.extras, self.questions)

    @property
    def has_members(self) -> bool:
        """Whether members pay less, so that their number is asked for."""
        return any(offer.members for offer in self.offers)

    @property
    def exemptable(self) -> bool:
        """Whether a company with a VAT number pays no tax, so that the number is asked for."""
        return any(price.exemptable for price in self.prices)

    def totals(self, members: Sequence[bool], *, vat_number: str = "") -> tuple[Money, ...]:
        """Return what so many places cost in each currency; ``members`` says who is one."""
        costs = (
            cost_of_places(
                self.prices,
                members,
                currency=offer.currency,
                vat_number=vat_number,
                now=self.now,
            )
            for offer in self.offers
        )
        return tuple(cost for cost in costs if cost is not None)


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A draft as it would be sent now.

    ``bill`` is what it costs; ``changed`` when the questions, the currency or an extra are no
    longer those that were answered; ``refused`` when its voucher cannot be used (any more);
    ``voucher`` is the code of the one that is applied, as it is shown. ``reference`` is the order's
    once it was sent. ``ways`` are those in which it may be paid, none where
    nobody takes so much.
    """

    page: RegisteringPage
    filled: Filled
    bill: Bill
    changed: bool
    refused: bool
    voucher: str
    reference: str | None
    ways: tuple[Agreement, ...] = (ONLINE,)

    @property
    def total(self) -> Money | None:
        """What it costs, or None where there is nothing to add up."""
        return self.bill.total if self.bill.lines else None

    @property
    def payable(self) -> bool:
        """Whether anything is to be paid."""
        return self.bill.payable

    @property
    def choosable(self) -> bool:
        """Whether there is more to say about paying than that it is done online, at once."""
        more = tuple(each.plan for each in self.ways) != (Plan.ONLINE,)
        return self.payable and more and not self.waits and not self.unpayable

    @property
    def unpayable(self) -> bool:
        """Whether there is something to pay, and no way to."""
        return not self.ways and not self.waits

    @property
    def address(self) -> str:
        """Where its company is, in lines."""
        return say_address(self.filled.address)

    @property
    def places(self) -> int:
        """Return how many take part."""
        return len(self.filled.participants)

    @property
    def waits(self) -> bool:
        """Whether they would join the waiting list."""
        return self.page.waits(self.places)


def registering_page(
    sessions: Sessions,
    *,
    code: str,
    now: datetime,
    draft_token: str = "",
    shown: str | None = None,
) -> RegisteringPage | None:
    """Return the class as it stands for registering, or None where there is none.

    One statement; where a token is given and names no draft of this class, a second one, because
    such a token is as good as none. ``shown`` is the version of the questions that a page says it
    showed (empty for none, None where it does not say): another than that asked now takes a
    statement more.
    """
    with reading_rows(sessions) as connection:
        draft = find_draft_to_send(connection, draft_token) if draft_token else None
        if draft is not None and draft.course_class.code == code:
            asked = asked_of_draft(draft, now=now)
            return _page(draft.course_class, asked, now=now, draft=draft.filled)
        course_class = find_class_to_register(connection, code)
        if course_class is None:
            return None
        asked = asked_of_shown(connection, course_class, shown, now=now)
    return _page(course_class, asked, now=now, draft=None)


def check_page(
    sessions: Sessions, *, code: str, token: str, now: datetime, takers: Collection[Taker] = ()
) -> CheckPage | None:
    """Return the draft as it would be sent now, or None where it is not there.

    One statement, one more for its voucher, and one for the class's extras.
    """
    with reading_rows(sessions) as connection:
        draft = find_draft_to_send(connection, token)
        if draft is None or draft.course_class.code != code:
            return None
        course_class = draft.course_class
        fit = fit_to(connection, course_class, draft.filled, now=now)
    page = _page(course_class, asked_of_draft(draft, now=now), now=now, draft=draft.filled)
    bill = fit.bill or FREE
    return CheckPage(
        page=page,
        filled=draft.filled,
        bill=bill,
        changed=page.outdated or fit.bill is None,
        refused=fit.refused,
        voucher=fit.voucher,
        reference=draft.order_reference,
        ways=payable_ways(
            course_class.ways, total=bill.total, when=course_class.when(now), takers=takers
        ),
    )


def _page(
    course_class: ClassToRegister, asked: AskedForm, *, now: datetime, draft: Filled | None
) -> RegisteringPage:
    offers = offers_of(course_class.prices, now=now)
    barred: Closed | Barred | None = course_class.why_closed(now)
    if barred is None and course_class.free_seats <= 0 and not course_class.has_line:
        barred = Barred.FULL
    if barred is None and course_class.prices and not offers:
        barred = Barred.NO_PRICE
    return RegisteringPage(
        class_id=course_class.id,
        course=course_class.outline,
        free_seats=course_class.free_seats,
        offers=offers,
        prices=tuple(price for price in course_class.prices if price.holds(now)),
        now=now,
        form_id=asked.form_id,
        questions=offered_in(questions_from(asked.questions), course_class.extras),
        outdated=asked.outdated,
        barred=barred,
        draft=draft,
        has_line=course_class.has_line,
        capacity=course_class.most[Channel.WEB],
        extras=course_class.extras,
        seller_country=course_class.seller_country,
    )
