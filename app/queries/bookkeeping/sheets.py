"""The sheets of an export: papers by tax, payments, refunds; read page by page, in their order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.paper import DESK, PaperKind, paper_from
from app.domain.payment import PaymentState
from app.domain.table import Cell, Table
from app.domain.tax import Tax, TaxMode
from app.queries.bookkeeping.account import ACCOUNT_SHEETS
from app.queries.bookkeeping.pages import Column, pages_of
from app.queries.bookkeeping.period import Period, Query, entity_of, without_paper
from app.store.database import reading
from app.store.legal_entity import LegalEntity
from app.store.order import Order
from app.store.paper import PaperCause, PaperRow, PaperSeries
from app.store.payment import Payment, Refund

_Rows = Iterator[Sequence[Cell]]
KINDS: Mapping[PaperKind, str] = {
    PaperKind.RECEIPT: "receipt",
    PaperKind.INVOICE: "invoice",
    PaperKind.CREDIT_NOTE: "credit note",
    PaperKind.CORRECTION: "correction",
}
_TAXES = {
    TaxMode.NONE: "none",
    TaxMode.INCLUSIVE: "taxed",
    TaxMode.EXCLUSIVE: "taxed",
}
_PAPERS = (
    *("Date", "Number", "Kind", "Order", "Company", "VAT number", "Seller", "Currency"),
    *("Tax", "Rate %", "Net", "VAT", "Gross", "About", "Due"),
)
_MONEY = (
    "Date",
    "Order",
    "Seller code",
    "Gateway",
    "At the gateway",
    "Our key",
    "Currency",
    "Amount",
)


def tables_of(sessions: Sessions, period: Period) -> Sequence[Table]:
    """Return the sheets of a period; their rows are read as they are taken."""
    return [
        Table(name, title, columns, _read(sessions, rows, period))
        for name, title, columns, rows in SHEETS
    ]


def _read(sessions: Sessions, rows: Callable[[Session, Period], _Rows], period: Period) -> _Rows:
    with reading(sessions) as session:
        yield from rows(session, period)


def _papers(session: Session, period: Period) -> _Rows:
    """Give a row for each tax of each paper: what goes into a journal."""
    query = (
        select(PaperRow.issued_on.label("at"), PaperRow.id, PaperRow.content)
        .join(PaperSeries, PaperSeries.id == PaperRow.series_id)
        .join(LegalEntity, LegalEntity.id == PaperSeries.entity_id)
        .where(PaperRow.issued_on.between(period.first, period.last))
    )
    if period.entity:
        query = query.where(LegalEntity.code == period.entity)
    if period.currency:
        query = query.where(PaperRow.currency == period.currency)
    for row in pages_of(session, query, PaperRow.issued_on, PaperRow.id):
        paper = paper_from(row.content)
        for each in paper.sums:
            yield (
                paper.issued_on,
                paper.number,
                KINDS[paper.kind],
                paper.order,
                paper.recipient.company,
                paper.recipient.vat_number,
                paper.seller.name,
                paper.currency,
                *_tax(each.tax),
                Money(each.net, paper.currency),
                Money(each.tax_amount, paper.currency),
                Money(each.total, paper.currency),
                paper.corrects.number if paper.corrects else "",
                paper.due_on,
            )


def _tax(tax: Tax) -> tuple[Cell, Cell]:
    """Return a tax's name and its rate in percent, 0 where it is not charged."""
    if tax.mode is TaxMode.EXEMPT:
        return f"{tax.name} exempt".strip(), Decimal(0)
    return tax.name or _TAXES[tax.mode], Decimal(tax.rate) / 100


def _payments(session: Session, period: Period) -> _Rows:
    entity = func.coalesce(entity_of(Payment.order_id), DESK)
    currency = func.coalesce(Payment.received_currency, Payment.currency)
    minor = func.coalesce(Payment.received_minor, Payment.amount_minor)
    receipted = _receipt_of_payment(PaperRow.total_minor, currency)
    query = (
        select(
            Payment.settled_at.label("at"),
            Payment.id,
            Payment.uid,
            Payment.gateway,
            func.coalesce(Payment.intent_id, Payment.gateway_id).label("there"),
            minor.label("minor"),
            currency.label("currency"),
            Order.reference,
            entity.label("entity"),
            _receipt_of_payment(PaperRow.number, currency).label("receipt"),
            func.coalesce(receipted, 0).label("receipted"),
            _invoice_of_payment(currency).label("invoice"),
        )
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.state == PaymentState.PAID, *period.has(Payment.settled_at))
    )
    query = _narrowed(query, period, entity=entity, currency=currency)
    for row in pages_of(session, query, Payment.settled_at, Payment.id):
        # What an invoice asked for has no paper of its own: it is matched by the invoice.
        invoiced = row.invoice if row.receipted < row.minor else None
        papers = ", ".join(filter(None, (invoiced, row.receipt)))
        yield (*_moved(row, period), Money(row.minor, row.currency), papers)


def _receipt_of_payment(column: Column, currency: Column) -> ColumnElement[Any]:
    # One in another currency was corrected to nothing: that money never came.
    return (
        select(column)
        .join(PaperCause, PaperCause.id == PaperRow.cause_id)
        .where(PaperCause.payment_id == Payment.id, PaperRow.currency == currency)
        .limit(1)
        .scalar_subquery()
    )


def _invoice_of_payment(currency: Column) -> ColumnElement[Any]:
    return (
        select(PaperRow.number)
        .where(
            PaperRow.order_id == Payment.order_id,
            PaperRow.kind == PaperKind.INVOICE,
            PaperRow.currency == currency,
        )
        .limit(1)
        .scalar_subquery()
    )


def _refunds(session: Session, period: Period) -> _Rows:
    """Give what our papers say went back, or came back again, then what has no paper."""
    yield from _sent_back(session, period)
    yield from _sent_back_there(session, period)


def _sent_back(session: Session, period: Period) -> _Rows:
    entity = func.coalesce(entity_of(PaperRow.order_id), DESK)
    query = (
        select(
            PaperRow.moved_at.label("at"),
            PaperRow.id,
            Refund.uid,
            Payment.gateway,
            Refund.gateway_id.label("there"),
            (-PaperRow.total_minor).label("minor"),
            PaperRow.currency,
            Order.reference,
            entity.label("entity"),
            PaperRow.number.label("paper"),
            Refund.reason,
        )
        .join(PaperCause, PaperCause.id == PaperRow.cause_id)
        .join(Refund, Refund.id == PaperCause.refund_id)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == PaperRow.order_id)
        .where(*period.has(PaperRow.moved_at))
    )
    query = _narrowed(query, period, entity=entity, currency=PaperRow.currency)
    for row in pages_of(session, query, PaperRow.moved_at, PaperRow.id):
        yield (*_moved(row, period), Money(row.minor, row.currency), row.paper, row.reason)


def _sent_back_there(session: Session, period: Period) -> _Rows:
    entity = func.coalesce(entity_of(Payment.order_id), DESK)
    at = func.coalesce(Refund.made_at, Refund.created_at)
    theirs = (
        select(
            at.label("at"),
            Refund.id,
            Refund.uid,
            Payment.gateway,
            Refund.gateway_id.label("there"),
            Refund.amount_minor.label("minor"),
            Refund.currency,
            Order.reference,
            entity.label("entity"),
            Refund.reason,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(without_paper(), *period.has(at))
    )
    theirs = _narrowed(theirs, period, entity=entity, currency=Refund.currency)
    for row in pages_of(session, theirs, at, Refund.id):
        yield (*_moved(row, period), Money(row.minor, row.currency), "", row.reason)


# The word of each sheet, its title, its columns, and what reads it.
SHEETS: Sequence[tuple[str, str, Sequence[str], Callable[[Session, Period], _Rows]]] = (
    ("papers", "Papers", _PAPERS, _papers),
    ("payments", "Payments", (*_MONEY, "Paper"), _payments),
    ("refunds", "Refunds", (*_MONEY, "Paper", "Reason"), _refunds),
    *ACCOUNT_SHEETS,
)


def _narrowed(query: Query, period: Period, *, entity: Column, currency: Column) -> Query:
    if period.entity:
        query = query.where(entity == period.entity)
    if period.currency:
        query = query.where(currency == period.currency)
    return query


def _moved(row: Row[Any], period: Period) -> tuple[Cell, ...]:
    return (
        period.day_of(row.at),
        row.reference,
        row.entity,
        row.gateway,
        row.there or "",
        row.uid,
        row.currency,
    )
