"""Registrations as the client that made them sees them. Reads only.

A client sees what it made itself and nothing else: it knows those people already, and of others it
has no business to know (promise 6). Not here: how one is written as JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, select

from app.domain.contract import Sessions
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.registration import Channel, RegistrationState
from app.store.client import ClientKey
from app.store.course_class import CourseClass
from app.store.database import reading_rows, table_of
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import Payment
from app.store.registration import Registration
from app.store.waiting import WaitingEntry

_KEY, _ORDER, _CLASS = table_of(ClientKey), table_of(Order), table_of(CourseClass)
_ENTRY = table_of(WaitingEntry)
_PLACE, _EVENT, _PAYMENT = table_of(Registration), table_of(EventRow), table_of(Payment)


@dataclass(frozen=True, slots=True)
class Made:
    """A registration as it was made: it is told the same whenever it is asked for (iso.md S7).

    ``waited``: it joined a waiting list then. ``link_turn`` is what its order's link is made with
    now.
    """

    reference: str
    class_code: str
    created_at: datetime
    order_reference: str
    total: Money
    waited: bool = False
    link_turn: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What came under a key: the body's fingerprint, and what was made of it, if anything."""

    fingerprint: str
    made: Made | None


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a registration."""

    kind: EventKind
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OwnRegistration:
    """A registration as it stands; ``gateway`` is where its last payment was begun, or empty.

    ``timezone`` is the class's (IANA), ``ends_at`` its end (UTC).
    """

    made: Made
    state: RegistrationState
    reason: str
    name: str
    email: str
    phone: str
    paid: Money
    hold_until: datetime | None
    gateway: str
    timezone: str
    ends_at: datetime
    steps: tuple[Step, ...]


_MADE = (
    _PLACE.c.reference,
    _PLACE.c.created_at,
    _CLASS.c.code,
    _ORDER.c.reference.label("order_reference"),
    _ORDER.c.total_minor,
    _ORDER.c.currency,
    exists().where(_ENTRY.c.order_id == _ORDER.c.id).correlate(_ORDER).label("waited"),
    _ORDER.c.link_turn,
)
_BY_KEY: Select[Any] = (
    select(_KEY.c.fingerprint, *_MADE)
    .select_from(
        _KEY.outerjoin(
            _ORDER.join(_PLACE, _PLACE.c.order_id == _ORDER.c.id).join(
                _CLASS, _CLASS.c.id == _PLACE.c.class_id
            ),
            _ORDER.c.draft_token == _KEY.c.draft_token,
        )
    )
    .where(_KEY.c.client_number == bindparam("client"), _KEY.c.digest == bindparam("given"))
    # Where money came late, the place starts anew under another reference: the first is told.
    .order_by(_PLACE.c.id)
    .limit(1)
)
_OWN: Select[Any] = (
    select(
        *_MADE,
        _PLACE.c.state,
        _PLACE.c.state_reason,
        _PLACE.c.name,
        _PLACE.c.email,
        _PLACE.c.phone,
        _CLASS.c.timezone,
        _CLASS.c.ends_at,
        _ORDER.c.paid_minor,
        _ORDER.c.hold_until,
        _EVENT.c.kind.label("event_kind"),
        _EVENT.c.at.label("event_at"),
        _EVENT.c.facts,
        select(_PAYMENT.c.gateway)
        .where(_PAYMENT.c.order_id == _ORDER.c.id)
        .order_by(_PAYMENT.c.id.desc())
        .limit(1)
        .correlate(_ORDER)
        .scalar_subquery()
        .label("gateway"),
    )
    .select_from(
        _PLACE.join(_ORDER, _ORDER.c.id == _PLACE.c.order_id)
        .join(_CLASS, _CLASS.c.id == _PLACE.c.class_id)
        .join(_KEY, _KEY.c.draft_token == _ORDER.c.draft_token)
        .join(_EVENT, _EVENT.c.registration_id == _PLACE.c.id)
    )
    .where(
        _PLACE.c.reference == bindparam("given"),
        _KEY.c.client_number == bindparam("client"),
        # What staff handed over to somebody else is that one's.
        _PLACE.c.channel == Channel.API,
    )
    .order_by(_EVENT.c.id)
)


def asked_before(sessions: Sessions, *, client_number: int, key: str) -> Asked | None:
    """Return what came under that key (a digest), or None where nothing did; one statement."""
    with reading_rows(sessions) as connection:
        row = connection.execute(_BY_KEY, {"client": client_number, "given": key}).one_or_none()
    if row is None:
        return None
    return Asked(row.fingerprint, None if row.reference is None else _made(row))


def own_registration(
    sessions: Sessions, *, client_number: int, reference: str
) -> OwnRegistration | None:
    """Return the registration, or None where the client made no such one; one statement."""
    given = {"client": client_number, "given": reference}
    with reading_rows(sessions) as connection:
        rows = connection.execute(_OWN, given).all()
    return _own(rows) if rows else None


def _made(row: Row[Any]) -> Made:
    return Made(
        reference=row.reference,
        class_code=row.code,
        created_at=row.created_at,
        order_reference=row.order_reference,
        total=Money(row.total_minor, row.currency),
        waited=row.waited,
        link_turn=row.link_turn,
    )


def _own(rows: Sequence[Row[Any]]) -> OwnRegistration:
    first = rows[0]
    return OwnRegistration(
        made=_made(first),
        state=first.state,
        reason=first.state_reason,
        name=first.name,
        email=first.email,
        phone=first.phone,
        paid=Money(first.paid_minor, first.currency),
        hold_until=first.hold_until,
        gateway=first.gateway or "",
        timezone=first.timezone,
        ends_at=first.ends_at,
        steps=tuple(
            Step(row.event_kind, row.event_at, str(row.facts.get("reason") or "")) for row in rows
        ),
    )
