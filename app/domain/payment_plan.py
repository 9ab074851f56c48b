"""When an order is paid: all at once, by invoice, at the door, or a deposit now and the rest later.

Here: what a class offers, and what is agreed when an order is made. Not here: what a payment does
to an order (payment.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.course_class import end_of_day
from app.domain.money import Money
from app.domain.refund_rule import part_of

# A transfer takes a day or two: an order ends so long after its money was due.
GRACE = timedelta(days=3)
# Days to pay what staff charge afterwards: a move to a dearer class, a place confirmed on credit.
CHARGED_DAYS = 14


class Plan(StrEnum):
    """How an order is paid."""

    ONLINE = "online"
    INVOICE = "invoice"
    DOOR = "door"
    DEPOSIT = "deposit"


class Unpaid(StrEnum):
    """What happens to places whose money does not come.

    ``cancel``: they end; ``keep``: they stay; ``staff``: somebody has to decide.
    """

    CANCEL = "cancel"
    KEEP = "keep"
    STAFF = "staff"


class Confirms(StrEnum):
    """When an order on invoice is confirmed: once it is paid, or at once."""

    PAID = "paid"
    AT_ONCE = "at_once"


class ByHand(StrEnum):
    """How money came that staff write down; it stands where a gateway's word would."""

    TRANSFER = "transfer"
    CASH = "cash"
    TERMINAL = "terminal"


def is_by_hand(gateway: str) -> bool:
    """Say whether a payment was written down by staff: then no machine can send it back."""
    return gateway in tuple(ByHand)


@dataclass(frozen=True, slots=True)
class InvoiceTerms:
    """An invoice: due so many days after the order."""

    days: int
    unpaid: Unpaid = Unpaid.CANCEL
    confirms: Confirms = Confirms.PAID


@dataclass(frozen=True, slots=True)
class DepositTerms:
    """A share now, the rest so many days before the class starts.

    ``kept``: the deposit does not go back where the places end because the rest was not paid.
    """

    percent: int
    rest_by_days: int
    unpaid: Unpaid = Unpaid.CANCEL
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Ways:
    """How a class may be paid for, as its catalogue entry says."""

    online: bool = True
    door: bool = False
    invoice: InvoiceTerms | None = None
    deposit: DepositTerms | None = None

    def document(self) -> dict[str, Any]:
        """Return them as JSON data, for keeping: in the words of the catalogue file."""
        offered = {Plan.ONLINE: self.online, Plan.INVOICE: self.invoice, Plan.DOOR: self.door}
        document: dict[str, Any] = {"pay": [plan.value for plan, on in offered.items() if on]}
        if self.invoice:
            document["invoice"] = {
                "days": self.invoice.days,
                "unpaid": self.invoice.unpaid.value,
                "confirmed": self.invoice.confirms.value,
            }
        if self.deposit:
            document["deposit"] = {
                "percent": self.deposit.percent,
                "rest_by_days": self.deposit.rest_by_days,
                "unpaid": self.deposit.unpaid.value,
                "kept": self.deposit.kept,
            }
        return document


ONLY_ONLINE = Ways()


def ways_from(document: Mapping[str, Any]) -> Ways:
    """Read back what ``Ways.document`` gave; nothing is paying online."""
    if not document:
        return ONLY_ONLINE
    invoice, deposit = document.get("invoice"), document.get("deposit")
    return Ways(
        online=Plan.ONLINE in document["pay"],
        door=Plan.DOOR in document["pay"],
        invoice=invoice
        and InvoiceTerms(
            invoice["days"], Unpaid(invoice["unpaid"]), Confirms(invoice["confirmed"])
        ),
        deposit=deposit
        and DepositTerms(
            deposit["percent"], deposit["rest_by_days"], Unpaid(deposit["unpaid"]), deposit["kept"]
        ),
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed about paying one order; amounts in minor units, times UTC.

    ``later_minor`` need not be paid for its places to be confirmed. What is open then is due at
    ``due_at``; at ``ends_at`` happens what ``unpaid`` says, and so much as ``kept_minor`` of what
    was paid stays with us.
    """

    plan: Plan = Plan.ONLINE
    later_minor: int = 0
    due_at: datetime | None = None
    ends_at: datetime | None = None
    unpaid: Unpaid = Unpaid.CANCEL
    kept_minor: int = 0

    def confirms(self, total: Money) -> bool:
        """Say whether places at that total are confirmed before anything is paid."""
        return self.later_minor >= total.minor

    def hold_until(self, total: Money, *, now: datetime, hold: timedelta) -> datetime | None:
        """Return until when unpaid places are held; None: confirmed, or held until staff decide."""
        if self.confirms(total):
            return None
        if self.plan is not Plan.INVOICE:
            return now + hold
        return self.ends_at if self.unpaid is Unpaid.CANCEL else None


ONLINE = Agreement()


@dataclass(frozen=True, slots=True)
class InvoiceTo:
    """Whom an invoice is for, as it was written then."""

    company: str
    organisation_number: str
    address: str
    reference: str


@dataclass(frozen=True, slots=True)
class Wish:
    """How a buyer wants to pay."""

    plan: Plan = Plan.ONLINE
    invoice_to: InvoiceTo | None = None


AT_ONCE = Wish()


@dataclass(frozen=True, slots=True)
class When:
    """When a class starts (UTC), in its zone, and what time it is now."""

    starts_at: datetime
    timezone: str
    now: datetime

    @property
    def today(self) -> date:
        """Today, where the class is."""
        return self.now.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def first_day(self) -> date:
        """The class's first day."""
        return self.starts_at.astimezone(ZoneInfo(self.timezone)).date()

    def end_of(self, day: date) -> datetime:
        """Return the end of a day there, in UTC."""
        return end_of_day(day, self.timezone)


def agree(plan: Plan, ways: Ways, *, total: Money, when: When) -> Agreement | None:
    """Return what is agreed where an order is paid by that plan; None where it is not offered now.

    What costs nothing is not paid by any plan but the usual one. That one is agreed to whatever a
    class offers: the API knows no other.
    """
    if plan is Plan.ONLINE or total.minor <= 0:
        return ONLINE if plan is Plan.ONLINE else None
    if plan is Plan.DOOR:
        door = Agreement(plan, total.minor, due_at=when.starts_at, unpaid=Unpaid.KEEP)
        return door if ways.door else None
    if plan is Plan.INVOICE:
        return _on_invoice(ways.invoice, total, when) if ways.invoice else None
    return _with_deposit(ways.deposit, total, when) if ways.deposit else None


def offered(ways: Ways, *, total: Money, when: When) -> tuple[Agreement, ...]:
    """Return what a buyer may choose from now; where nothing is left it is paying online."""
    found = [
        agreement
        for plan in Plan
        if (plan is not Plan.ONLINE or ways.online)
        and (agreement := agree(plan, ways, total=total, when=when))
    ]
    return tuple(found) or (ONLINE,)


def charged_until(when: When) -> datetime:
    """Return until when something is to be paid that staff charge: some days, or until it starts.

    Where it has started already, the end of today.
    """
    due = when.end_of(when.today + timedelta(days=CHARGED_DAYS))
    return min(due, when.starts_at) if when.starts_at > when.now else when.end_of(when.today)


def _on_invoice(terms: InvoiceTerms, total: Money, when: When) -> Agreement | None:
    due_at = when.end_of(when.today + timedelta(days=terms.days))
    if terms.confirms is Confirms.AT_ONCE:
        return Agreement(
            Plan.INVOICE, total.minor, due_at=due_at, ends_at=due_at + GRACE, unpaid=terms.unpaid
        )
    # Nobody comes to a class on a seat that is only held.
    due_at = min(due_at, when.starts_at)
    if due_at <= when.now:
        return None
    ends_at = min(due_at + GRACE, when.starts_at)
    return Agreement(Plan.INVOICE, due_at=due_at, ends_at=ends_at, unpaid=terms.unpaid)


def _with_deposit(terms: DepositTerms, total: Money, when: When) -> Agreement | None:
    due_at = when.end_of(when.first_day - timedelta(days=terms.rest_by_days))
    due_at = min(due_at, when.starts_at)
    deposit = max(part_of(total, terms.percent).minor, 1)
    if due_at <= when.now or deposit >= total.minor:
        return None
    return Agreement(
        Plan.DEPOSIT,
        total.minor - deposit,
        due_at=due_at,
        ends_at=min(due_at + GRACE, when.starts_at),
        unpaid=terms.unpaid,
        kept_minor=deposit if terms.kept else 0,
    )
