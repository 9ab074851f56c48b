"""What a period adds up to, by currency: papers, payments, refunds, and what is left of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.paper import DESK
from app.domain.payment import PaymentState
from app.domain.table import Table
from app.queries.bookkeeping.period import Period, Query, entity_of, without_paper
from app.store.database import reading
from app.store.legal_entity import LegalEntity
from app.store.paper import PaperCause, PaperRow, PaperSeries
from app.store.payment import Payment, Refund


@dataclass(frozen=True, slots=True)
class Total:
    """One currency's sums; ``kept`` is payments less refunds."""

    currency: str
    papers: Money
    tax: Money
    payments: Money
    refunds: Money

    @property
    def kept(self) -> Money:
        """What came and did not go back."""
        return self.payments - self.refunds


def totals_of(sessions: Sessions, period: Period) -> Sequence[Total]:
    """Return the sums of each currency there is; four statements."""
    with reading(sessions) as session:
        papers, taxes = Counter[str](), Counter[str]()
        for currency, total, tax in session.execute(_papers(period)):
            papers[currency], taxes[currency] = int(total), int(tax)
        payments = Counter({row.currency: int(row.minor) for row in session.execute(_paid(period))})
        refunds = Counter[str]()
        for query in (_sent_back(period), _sent_back_there(period)):
            for row in session.execute(query):
                refunds[row.currency] += int(row.minor)
    return [
        Total(
            currency,
            *(Money(sums[currency], currency) for sums in (papers, taxes, payments, refunds)),
        )
        for currency in sorted({*papers, *payments, *refunds})
        if period.currency in ("", currency)
    ]


def totals_table(totals: Sequence[Total]) -> Table:
    """Return the sums as a sheet."""
    columns = ("Currency", "Papers", "VAT", "Payments", "Refunds", "Payments less refunds")
    rows = [
        (each.currency, each.papers, each.tax, each.payments, each.refunds, each.kept)
        for each in totals
    ]
    return Table("totals", "Totals", columns, rows)


def _papers(period: Period) -> Query:
    query = (
        select(
            PaperRow.currency,
            func.sum(PaperRow.total_minor),
            func.sum(PaperRow.tax_minor),
        )
        .where(PaperRow.issued_on.between(period.first, period.last))
        .group_by(PaperRow.currency)
    )
    if not period.entity:
        return query
    return (
        query.join(PaperSeries, PaperSeries.id == PaperRow.series_id)
        .join(LegalEntity, LegalEntity.id == PaperSeries.entity_id)
        .where(LegalEntity.code == period.entity)
    )


def _paid(period: Period) -> Query:
    currency = func.coalesce(Payment.received_currency, Payment.currency)
    minor = func.sum(func.coalesce(Payment.received_minor, Payment.amount_minor))
    query = (
        select(currency.label("currency"), minor.label("minor"))
        .where(Payment.state == PaymentState.PAID, *period.has(Payment.settled_at))
        .group_by(currency)
    )
    if not period.entity:
        return query
    return query.where(func.coalesce(entity_of(Payment.order_id), DESK) == period.entity)


def _sent_back(period: Period) -> Query:
    query = (
        select(PaperRow.currency, func.sum(-PaperRow.total_minor).label("minor"))
        .join(PaperCause, PaperCause.id == PaperRow.cause_id)
        .where(PaperCause.refund_id.is_not(None), *period.has(PaperRow.moved_at))
        .group_by(PaperRow.currency)
    )
    if not period.entity:
        return query
    return query.where(func.coalesce(entity_of(PaperRow.order_id), DESK) == period.entity)


def _sent_back_there(period: Period) -> Query:
    at = func.coalesce(Refund.made_at, Refund.created_at)
    query = (
        select(Refund.currency, func.sum(Refund.amount_minor).label("minor"))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(without_paper(), *period.has(at))
        .group_by(Refund.currency)
    )
    if not period.entity:
        return query
    return query.where(func.coalesce(entity_of(Payment.order_id), DESK) == period.entity)
