"""The proof of settlement as staff see it: the dated report, what differs, disputes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.account import DisputeState, EntryKind
from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.proof import Mend, MoneyDifference
from app.store.account import AccountReading
from app.store.database import reading
from app.store.dispute import DisputeRow
from app.store.order import Order
from app.store.payment import Payment
from app.store.payout import PayoutRow
from app.store.proof import (
    OPEN,
    MoneyDifferenceRow,
    SettlementReport,
    count_unexplained,
    latest_reports,
    money_differences,
    readings,
)

_MOST = 100
_REPORTS = 31
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Totals:
    """What the entries of a period come to in one currency; fees are what the gateway kept."""

    taken: Money
    refunded: Money
    disputed: Money
    other: Money
    fees: Money
    net: Money
    paid_out: Money


@dataclass(frozen=True, slots=True)
class Report:
    """One dated proof; its totals are of what moved from ``since`` until ``at``."""

    id: int
    gateway: str
    at: datetime
    since: datetime
    payments: int
    entries: int
    unexplained: int
    explained: int
    totals: tuple[Totals, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A gateway whose account could not be read to its end when it was tried last."""

    gateway: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One difference; ``state`` is open, or what somebody did about it."""

    id: int
    gateway: str
    difference: MoneyDifference
    state: str
    reason: str
    by: str
    found_at: datetime
    decided_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state == OPEN

    @property
    def deeds(self) -> tuple[Mend, ...]:
        """What can be done about it without a word."""
        return tuple(each for each in self.difference.mends if each is not Mend.ACCEPT)


@dataclass(frozen=True, slots=True)
class Claim:
    """A dispute: what the buyer's bank claims back, and by when it is to be answered."""

    order: str
    gateway: str
    amount: Money
    reason: str
    state: DisputeState
    due_at: datetime | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PaidOut:
    """One payout to the bank."""

    gateway: str
    payout_id: str
    amount: Money
    state: str
    arrived_on: date


@dataclass(frozen=True, slots=True)
class SettlementPage:
    """The whole page: the report asked for (the newest if none was), and those before it."""

    report: Report | None
    reports: tuple[Report, ...]
    troubles: tuple[Trouble, ...]
    lines: tuple[Line, ...]
    claims: tuple[Claim, ...]
    payouts: tuple[PaidOut, ...]
    unexplained: int

    @property
    def open(self) -> tuple[Line, ...]:
        """Return what nobody has decided about."""
        return tuple(each for each in self.lines if each.open)

    @property
    def decided(self) -> tuple[Line, ...]:
        """Return what somebody decided about, the newest first."""
        return tuple(each for each in self.lines if not each.open)


def settlement_page(sessions: Sessions, *, report_id: int | None = None) -> SettlementPage | None:
    """Return the page, or None where there is no such report; at most seven statements."""
    with reading(sessions) as session:
        reports = tuple(map(_report, latest_reports(session, limit=_REPORTS)))
        shown = reports[0] if reports else None
        if report_id is not None:
            row = session.get(SettlementReport, report_id)
            if row is None:
                return None
            shown = _report(row)
        return SettlementPage(
            report=shown,
            reports=reports,
            troubles=tuple(map(_trouble, _troubled(readings(session)))),
            lines=tuple(map(_line, money_differences(session, limit=_MOST))),
            claims=_claims(session),
            payouts=_payouts(session),
            unexplained=count_unexplained(session),
        )


def _report(row: SettlementReport) -> Report:
    return Report(
        id=row.id,
        gateway=row.gateway,
        at=row.at,
        since=row.since,
        payments=row.payments,
        entries=row.entries,
        unexplained=row.unexplained,
        explained=row.explained,
        totals=tuple(map(_totals, row.totals)),
    )


def _totals(sums: Mapping[str, Any]) -> Totals:
    currency = str(sums["currency"])

    def money(*names: str) -> Money:
        return Money(sum(int(sums.get(name, 0)) for name in names), currency)

    return Totals(
        taken=money(EntryKind.PAYMENT),
        refunded=money(EntryKind.REFUND),
        disputed=money(EntryKind.DISPUTE),
        other=money(EntryKind.ADJUSTMENT),
        # Some are kept of what moves, others are entries of their own.
        fees=money("fees") - money(EntryKind.FEE),
        net=money("net"),
        paid_out=money(EntryKind.PAYOUT) * -1,
    )


def _troubled(rows: Sequence[AccountReading]) -> list[AccountReading]:
    return [each for each in rows if each.trouble]


def _trouble(row: AccountReading) -> Trouble:
    return Trouble(row.gateway, row.tried_at, row.trouble)


def _line(row: MoneyDifferenceRow) -> Line:
    return Line(
        id=row.id,
        gateway=row.gateway,
        difference=row.value(),
        state=row.state,
        reason=row.reason,
        by=row.decided_by,
        found_at=row.found_at,
        decided_at=row.decided_at,
    )


def _claims(session: Session) -> tuple[Claim, ...]:
    rows = session.execute(
        select(DisputeRow, Order.reference)
        .outerjoin(Payment, Payment.id == DisputeRow.payment_id)
        .outerjoin(Order, Order.id == Payment.order_id)
        .order_by(DisputeRow.state != DisputeState.OPEN, DisputeRow.opened_at.desc())
        .limit(_SHORT)
    )
    return tuple(
        Claim(
            order=reference or "",
            gateway=row.gateway,
            amount=row.amount,
            reason=row.reason,
            state=row.state,
            due_at=row.evidence_due,
            opened_at=row.opened_at,
        )
        for row, reference in rows
    )


def _payouts(session: Session) -> tuple[PaidOut, ...]:
    rows = session.scalars(
        select(PayoutRow).order_by(PayoutRow.made_at.desc(), PayoutRow.id.desc()).limit(_SHORT)
    )
    return tuple(
        PaidOut(
            gateway=row.gateway,
            payout_id=row.payout_id,
            amount=Money(row.amount_minor, row.currency),
            state=row.state.value.replace("_", " "),
            arrived_on=row.arrived_on,
        )
        for row in rows
    )
