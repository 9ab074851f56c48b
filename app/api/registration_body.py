"""A registration in ISO's words (iso.md 5.4, 6), and how it is read back. Not here: making one."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.api.program_body import amount, say_time
from app.api.terms import Terms
from app.domain.event import EventKind
from app.domain.link import order_address
from app.domain.registration import RegistrationState
from app.queries.api.registrations import Made, OwnRegistration

_S, _K = RegistrationState, EventKind


class Status(StrEnum):
    """ISO's words, and the two it has none for that are never sent in a change (I6)."""

    PENDING = "pending"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


# What nobody came to, or failed, stays what ISO heard last of it (product.md, "What each
# destination hears"); an expired place is told as cancelled, as ISO is.
STATUS = {
    _S.HELD: Status.PENDING,
    _S.WAITLISTED: Status.WAITLISTED,
    _S.CONFIRMED: Status.CONFIRMED,
    _S.NO_SHOW: Status.CONFIRMED,
    _S.FAILED: Status.CONFIRMED,
    _S.COMPLETED: Status.COMPLETED,
    _S.CANCELLED: Status.CANCELLED,
    _S.EXPIRED: Status.CANCELLED,
}
_STEPS = {
    _K.REGISTRATION_WAITLISTED: Status.WAITLISTED,
    _K.REGISTRATION_HELD: Status.PENDING,
    _K.REGISTRATION_CONFIRMED: Status.CONFIRMED,
    _K.REGISTRATION_CANCELLED: Status.CANCELLED,
    _K.REGISTRATION_EXPIRED: Status.CANCELLED,
    _K.REGISTRATION_COMPLETED: Status.COMPLETED,
}


def made_body(made: Made, *, terms: Terms, intent: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the answer to making it: the same whenever it is asked for again (S7).

    ``intent`` is what a form of the client's own needs, as long as there is something to pay.
    """
    if made.waited:
        # Whatever became of it since: so it was answered, and nothing was to be paid.
        return _head(made, Status.WAITLISTED) | {"payment": None}
    payable = made.total.minor > 0
    payment = None
    if payable:
        payment = _payment(made, state="pending") | {"url": _address(made, terms)} | dict(intent)
    status = Status.PENDING if payable else Status.CONFIRMED
    return _head(made, status) | {"payment": payment}


def registration_body(
    own: OwnRegistration, *, terms: Terms, intent: Mapping[str, str | None] | None = None
) -> dict[str, Any]:
    """Return the registration as it stands.

    ``intent`` is what a form of the client's own needs, where it was asked for.
    """
    payment = _payment_now(own, terms)
    return _head(own.made, STATUS[own.state]) | {
        "payment": payment | dict(intent) if payment and intent else payment,
        "participant": {"name": own.name, "email": own.email, "phone": own.phone},
        "statusHistory": [
            {"status": status.value, "at": say_time(step.at), "reason": step.reason or None}
            for step in own.steps
            if (status := _STEPS.get(step.kind)) is not None
        ],
    }


def _head(made: Made, status: Status) -> dict[str, Any]:
    return {
        "id": made.reference,
        "programId": made.class_code,
        "status": status.value,
        "createdAt": say_time(made.created_at),
    }


def _payment(made: Made, *, state: str) -> dict[str, Any]:
    """Return what may be told of money: never a card (S11)."""
    return {
        "state": state,
        "amount": amount(made.total),
        "currency": made.total.currency,
        "reference": made.order_reference,
    }


def _payment_now(own: OwnRegistration, terms: Terms) -> dict[str, Any] | None:
    if own.made.total.minor == 0:
        return None
    pending = own.state is _S.HELD
    state = "paid" if own.paid.minor else "pending" if pending else "void"
    more: dict[str, Any] = {"provider": own.gateway or None}
    if pending:
        more |= {"url": _address(own.made, terms), "payBefore": _until(own.hold_until)}
    return _payment(own.made, state=state) | more


def _until(moment: datetime | None) -> str | None:
    return None if moment is None else say_time(moment)


def _address(made: Made, terms: Terms) -> str:
    turn = made.link_turn
    return order_address(terms.base_url, terms.secret, made.order_reference, turn=turn)
