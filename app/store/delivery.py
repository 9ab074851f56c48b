"""Deliveries, the outbox: one event at one destination. Retry and its clock live in this table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import uuid4

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.domain.delivery import UNFINISHED, DeliveryState
from app.domain.event import EventKind
from app.store.database import (
    Base,
    Executor,
    UtcDateTime,
    dialect_of,
    insert_into,
    word,
)
from app.store.event import EventRow


class Delivery(Base):
    """One event at one destination. ``key`` stays the same over all tries of one asking.

    Of one ``stream`` at one destination only the oldest unfinished row may be told. ``spared`` of
    the ``attempt``s do not count: the whole destination was away, which is not this row's trouble.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_destination_state_due", "destination", "state", "due_at"),
        # A backlog is told oldest first: without this each look at it would sort all of it.
        Index("ix_delivery_destination_state_id", "destination", "state", "id"),
        Index("ix_delivery_destination_stream", "destination", "stream", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    destination: Mapped[str] = mapped_column(String(32))
    stream: Mapped[str] = mapped_column(String(80))
    state: Mapped[DeliveryState] = mapped_column(word(DeliveryState))
    key: Mapped[str] = mapped_column(String(36), insert_sentinel=True, default=lambda: str(uuid4()))
    attempt: Mapped[int] = mapped_column(default=0)
    spared: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words: Mapped[str] = mapped_column(String(1000), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    event: Mapped[EventRow] = relationship(lazy="raise")


class Knowledge(Base):
    """What a destination taught us about a stream: its ids, what it holds."""

    __tablename__ = "knowledge"

    destination: Mapped[str] = mapped_column(String(32), primary_key=True)
    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(String(500))


# One scan of what is unfinished. Asking of each row whether another comes before it takes a look
# at all that its stream was ever told, for each of a long backlog.
_OLDEST = (
    select(func.min(Delivery.id).label("id"))
    .where(
        Delivery.destination == bindparam("destination"),
        Delivery.state.in_(UNFINISHED),
    )
    .group_by(Delivery.stream)
    .subquery("oldest")
)
_DUE = (
    select(Delivery.id, EventRow.kind, EventRow.request_id, Delivery.due_at)
    .join(_OLDEST, _OLDEST.c.id == Delivery.id)
    .join(EventRow, EventRow.id == Delivery.event_id)
    .where(Delivery.state == DeliveryState.DUE, Delivery.due_at <= bindparam("now"))
    .order_by(Delivery.id)
    .limit(bindparam("most"))
)


def due_deliveries(
    executor: Executor, destination: str, *, now: datetime, most: int
) -> Sequence[tuple[int, EventKind, str, datetime]]:
    """Return what may be told now, oldest first: due, and nothing unfinished before it.

    That is at most one of each stream, with its event's kind, the request that caused it and since
    when it is due.
    """
    given = {"destination": destination, "now": now, "most": most}
    return [(row.id, row.kind, row.request_id, row.due_at) for row in executor.execute(_DUE, given)]


def tell_again(delivery: Delivery, *, now: datetime) -> None:
    """Make one that stands still due now.

    One that was refused, given up or held back starts anew under a new key: what was said no to
    under the old one may be remembered there. One that is unknown keeps its key, so that a
    destination that can tell repeats apart does (promise 3), and its count of tries, so that a
    worker of before that still answers is not taken for the new one. One that waits for its next
    try keeps both.
    """
    if delivery.state in (DeliveryState.REFUSED, DeliveryState.DEAD, DeliveryState.SKIPPED):
        delivery.key = str(uuid4())
        delivery.attempt = delivery.spared = 0
    delivery.state = DeliveryState.DUE
    delivery.due_at = now


# What says who takes part; the rest is of classes, orders and bookings.
_OF_A_PLACE = frozenset(kind for kind in EventKind if kind.startswith("registration."))


def refused_deliveries(session: Session, registration_id: int) -> Sequence[Delivery]:
    """Return what destinations refused to hear of a registration, locked, oldest first."""
    return session.scalars(
        select(Delivery)
        .join(EventRow, EventRow.id == Delivery.event_id)
        .where(
            EventRow.registration_id == registration_id,
            EventRow.kind.in_(_OF_A_PLACE),
            Delivery.state == DeliveryState.REFUSED,
        )
        .order_by(Delivery.id)
        .with_for_update(of=Delivery)
    ).all()


def streams_on_the_way(session: Session, destination: str) -> frozenset[str]:
    """Return the streams in which something is being told, or is to be told by itself."""
    moving = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)
    return frozenset(
        session.scalars(
            select(Delivery.stream)
            .where(Delivery.destination == destination, Delivery.state.in_(moving))
            .distinct()
        )
    )


def is_overtaken(session: Session, delivery: Delivery) -> bool:
    """Say whether the destination has heard a newer one of the delivery's stream."""
    newer = select(Delivery.id).where(
        Delivery.destination == delivery.destination,
        Delivery.stream == delivery.stream,
        Delivery.id > delivery.id,
        Delivery.state == DeliveryState.DELIVERED,
    )
    return session.scalar(select(newer.exists())) is True


def lapsed_deliveries(session: Session, *, now: datetime, limit: int) -> Sequence[Delivery]:
    """Return those in flight whose lease ran out, with their events: their worker died or hangs.

    Their rows stay locked until the transaction ends; one that another is releasing is passed over.
    """
    return session.scalars(
        select(Delivery)
        .options(joinedload(Delivery.event, innerjoin=True))
        .with_for_update(of=Delivery, skip_locked=True)
        .where(Delivery.state == DeliveryState.IN_FLIGHT, Delivery.lease_until < now)
        .order_by(Delivery.id)
        .limit(limit)
    ).all()


_KNOWN = (
    select(Knowledge.name, Knowledge.value)
    .where(
        Knowledge.destination == bindparam("destination"),
        Knowledge.stream.in_(bindparam("streams", expanding=True)),
    )
    .order_by(Knowledge.stream == bindparam("own"))
)


def knowledge_of(
    executor: Executor, destination: str, stream: str, *, besides: Sequence[str] = ()
) -> dict[str, str]:
    """Return what the destination taught us about the stream, and about others ``besides`` it.

    Where both know something, the stream's own word counts.
    """
    given = {"destination": destination, "streams": [stream, *besides], "own": stream}
    return {row.name: row.value for row in executor.execute(_KNOWN, given)}


def learn(executor: Executor, destination: str, stream: str, learned: Mapping[str, str]) -> None:
    """Remember what the destination taught us, in one statement; newer words replace older ones."""
    if learned:
        executor.execute(
            _learning(dialect_of(executor)),
            [
                {"destination": destination, "stream": stream, "name": name, "value": value[:500]}
                for name, value in learned.items()
            ],
        )


@cache
def _learning(dialect: str) -> postgresql.Insert | sqlite.Insert:
    """Return the statement for one kind of database; it is built once."""
    insert = insert_into(dialect, Knowledge)
    return insert.on_conflict_do_update(
        index_elements=["destination", "stream", "name"],
        set_={"value": insert.excluded.value},
    )


def stream_that_knows(
    executor: Executor, destination: str, stream: str, learned: Mapping[str, str]
) -> str | None:
    """Return another stream of the destination that was taught one of these ids, or None."""
    same = or_(
        *((Knowledge.name == name) & (Knowledge.value == value) for name, value in learned.items())
    )
    return executor.execute(
        select(Knowledge.stream)
        .where(Knowledge.destination == destination, Knowledge.stream != stream, same)
        .order_by(Knowledge.stream)
        .limit(1)
    ).scalar_one_or_none()
