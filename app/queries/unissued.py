"""Which orders lack a paper for what their money or places did. Not here: issuing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.domain.contract import Sessions
from app.domain.naming import DESTINATIONS
from app.domain.payment import LEFT_US, PaymentState
from app.domain.payment_plan import Plan
from app.domain.proof import Side
from app.domain.registration import RegistrationState
from app.store.database import reading
from app.store.figure_papers import FIGURE
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.ordered import ADDED
from app.store.paper import PaperCause, PaperRow
from app.store.payment import Payment, Refund
from app.store.payment_terms import PaymentTerms
from app.store.proof import FIGURES, MoneyDifferenceRow
from app.store.registration import Registration, owed_for

BATCH = 200
_SEEN_TO = aliased(PaperCause)
_ENDED = (RegistrationState.CANCELLED, RegistrationState.EXPIRED)


def find_orders_without_papers(
    sessions: Sessions, *, since: datetime | None = None
) -> Sequence[str]:
    """Return the references of some two hundred orders that lack a paper, the oldest first.

    Of payments, and of places that moved or whose lines are others, only those ``since`` then (UTC)
    are looked at; where it is not given, all that there ever were, which takes a while.
    """
    with reading(sessions) as session:
        found: set[int] = set()
        queries = (
            *(_on_invoice(), _paid(since), _sent_back(), _came_back(), _asked_for_too_much()),
            *(_moved(since), _other_lines(since), _corrected()),
        )
        for query in queries:
            found.update(session.scalars(query.limit(BATCH)))
        return session.scalars(
            select(Order.reference).where(Order.id.in_(found)).order_by(Order.id)
        ).all()


def _on_invoice() -> Select[Any]:
    """Orders that are paid by invoice, owe something for places, and have none."""
    cause = literal("invoice:", String) + cast(Order.id, String)
    return (
        select(Order.id)
        .join(PaymentTerms, PaymentTerms.order_id == Order.id)
        .where(
            PaymentTerms.plan == Plan.INVOICE,
            Order.owed_minor > 0,
            exists().where(
                Registration.order_id == Order.id,
                Registration.state.not_in(_ENDED),
                Registration.price_minor > 0,
            ),
            ~exists().where(PaperCause.cause == cause),
        )
        .order_by(Order.id)
    )


def _paid(since: datetime | None) -> Select[Any]:
    query = (
        select(Payment.order_id)
        .where(
            Payment.state == PaymentState.PAID,
            Payment.gateway.not_in(DESTINATIONS),
            ~exists().where(PaperCause.payment_id == Payment.id),
        )
        .order_by(Payment.settled_at, Payment.id)
    )
    return query if since is None else query.where(Payment.settled_at >= since)


def _corrected() -> Select[Any]:
    """Orders of which a payment brought something else, as staff decided and no paper knows yet."""
    name = literal(FIGURE, String) + cast(MoneyDifferenceRow.id, String) + literal(":", String)
    return (
        select(Payment.order_id)
        .join(MoneyDifferenceRow, MoneyDifferenceRow.key == Payment.uid)
        .join(PaperCause, PaperCause.payment_id == Payment.id)
        .where(
            MoneyDifferenceRow.state.in_(FIGURES),
            MoneyDifferenceRow.about == Side.PAYMENT,
            exists().where(PaperRow.cause_id == PaperCause.id),
            ~exists().where(
                _SEEN_TO.order_id == Payment.order_id,
                _SEEN_TO.cause.startswith(name),
                _SEEN_TO.at >= MoneyDifferenceRow.decided_at,
            ),
        )
        .order_by(Payment.id)
    )


def _moved(since: datetime | None) -> Select[Any]:
    """Orders with papers of which a place went on in another class, as no paper knows yet."""
    before = aliased(Registration)
    cause = literal("moved:", String) + cast(Registration.id, String)
    query = (
        select(Registration.order_id)
        .where(
            exists().where(
                before.order_id == Registration.order_id,
                before.position == Registration.position,
                before.class_id != Registration.class_id,
                before.id < Registration.id,
            ),
            _is_newest(Registration),
            exists().where(PaperRow.order_id == Registration.order_id),
            ~exists().where(PaperCause.cause == cause),
        )
        .order_by(Registration.id)
    )
    return query if since is None else query.where(Registration.created_at >= since)


def _other_lines(since: datetime | None) -> Select[Any]:
    """Orders with papers of which a place has other lines, as no paper knows yet."""
    later = aliased(OrderLine)
    cause = literal(ADDED, String) + cast(OrderLine.id, String)
    query = (
        select(Registration.order_id)
        .join(OrderLine, OrderLine.registration_id == Registration.id)
        .where(
            OrderLine.added_at.is_not(None),
            ~exists().where(
                later.registration_id == OrderLine.registration_id,
                later.added_at.is_not(None),
                later.id > OrderLine.id,
            ),
            _is_newest(Registration),
            exists().where(PaperRow.order_id == Registration.order_id),
            ~exists().where(PaperCause.cause == cause),
        )
        .order_by(OrderLine.id)
    )
    return query if since is None else query.where(OrderLine.added_at >= since)


def _is_newest(place: type[Registration]) -> ColumnElement[bool]:
    later = aliased(Registration)
    return ~exists().where(
        later.order_id == place.order_id, later.position == place.position, later.id > place.id
    )


def _sent_back() -> Select[Any]:
    cause = literal("refund:", String) + cast(Refund.uid, String)
    return (
        select(Payment.order_id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(
            Refund.state.in_(LEFT_US),
            Payment.gateway.not_in(DESTINATIONS),
            ~exists().where(PaperCause.cause == cause),
        )
        .order_by(Refund.id)
    )


def _came_back() -> Select[Any]:
    """Refunds that were credited and are not on their way any more."""
    credited, taken_back = (
        select(func.count())
        .where(PaperCause.refund_id == Refund.id, PaperCause.cause.startswith(f"{word}:"))
        .scalar_subquery()
        for word in ("refund", "back")
    )
    return (
        select(Payment.order_id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.state.not_in(LEFT_US), credited > taken_back)
        .order_by(Refund.id)
    )


def _asked_for_too_much() -> Select[Any]:
    """Orders with an invoice whose papers ask for more than was paid, or is owed."""
    papers = (
        select(func.sum(PaperRow.total_minor))
        .where(PaperRow.order_id == Order.id, PaperRow.currency == Order.currency)
        .scalar_subquery()
    )
    asked = exists().where(
        Registration.order_id == Order.id, or_(Registration.state.not_in(_ENDED), owed_for())
    )
    owed = case((asked, Order.owed_minor), else_=0)
    return (
        select(Order.id)
        .join(PaperCause, PaperCause.order_id == Order.id)
        .where(PaperCause.cause.startswith("invoice:"), papers > Order.paid_minor + owed)
        .order_by(Order.id)
    )
