"""The steps of money that is due, each as its caller takes it. Not here: where they are killed."""

from datetime import timedelta

from sqlalchemy import select

from app.domain.payment_plan import ByHand, Plan, Unpaid
from app.parts import Parts
from app.queries.outbox import find_due_reminders, find_unpaid_ends
from app.store.database import transaction
from app.store.order import Order
from app.store.payment_terms import PaymentTerms
from app.usecases.end_unpaid import end_unpaid
from app.usecases.record_payment import Came, record_payment
from app.usecases.remind_of_payment import remind_of_payment
from tests.jobs.live import LiveDesk

REST_MINOR = 100000
DAYS = (1,)


def let_owe(desk: LiveDesk) -> None:
    """Have the only order owe a rest that was due two days ago and whose time ends now."""
    now = desk.parts.clock()
    with transaction(desk.database) as session:
        order = session.scalars(select(Order)).one()
        order.owed_minor += REST_MINOR
        order.total_minor += REST_MINOR
        session.add(
            PaymentTerms(
                order_id=order.id,
                plan=Plan.DEPOSIT,
                unpaid=Unpaid.CANCEL,
                due_at=now - timedelta(days=2),
                ends_at=now,
                agreed_at=now - timedelta(days=9),
            )
        )


def remind(parts: Parts, about: str) -> None:
    """Send every reminder that is due."""
    for due in find_due_reminders(parts.sessions, DAYS, now=parts.clock()):
        remind_of_payment(
            parts.sessions,
            order_id=due.order_id,
            days=due.days,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )


def end(parts: Parts, about: str) -> None:
    """End every order that was not paid in time."""
    for reference in find_unpaid_ends(parts.sessions, now=parts.clock()):
        end_unpaid(
            parts.sessions,
            reference=reference,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )


def write_down(parts: Parts, reference: str) -> None:
    """Write the rest down as a transfer; the form is the same however often it is sent."""
    came = Came(ByHand.TRANSFER, REST_MINOR, parts.clock(), "", "kim@example.org", "form-1")
    record_payment(
        parts.sessions,
        order_reference=reference,
        came=came,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
