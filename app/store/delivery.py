"""Deliveries, the outbox: one event at one destination. Retry and its clock live in this table."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, String, and_, exists, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, mapped_column, relationship

from app.domain.delivery import UNFINISHED, DeliveryState
from app.store.database import Base, UtcDateTime, dialect_of, insert_into, rows_changed, word
from app.store.event import EventRow


class Delivery(Base):
    """One event at one destination. ``key`` stays the same over all tries of one asking.

    Of one ``stream`` at one destination only the oldest unfinished row may be told.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_destination_state_due", "destination", "state", "due_at"),
        Index("ix_delivery_destination_stream", "destination", "stream", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    destination: Mapped[str] = mapped_column(String(32))
    stream: Mapped[str] = mapped_column(String(80))
    state: Mapped[DeliveryState] = mapped_column(word(DeliveryState))
    key: Mapped[str] = mapped_column(String(36), insert_sentinel=True, default=lambda: str(uuid4()))
    attempt: Mapped[int] = mapped_column(default=0)
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


def due_deliveries(
    session: Session, destination: str, *, now: datetime, limit: int
) -> Sequence[int]:
    """Return ids that may be told now, oldest first: due, and nothing unfinished before them."""
    earlier = aliased(Delivery)
    blocked = exists().where(
        and_(
            earlier.destination == Delivery.destination,
            earlier.stream == Delivery.stream,
            earlier.id < Delivery.id,
            earlier.state.in_(UNFINISHED),
        )
    )
    return session.scalars(
        select(Delivery.id)
        .where(
            Delivery.destination == destination,
            Delivery.state == DeliveryState.DUE,
            Delivery.due_at <= now,
            ~blocked,
        )
        .order_by(Delivery.id)
        .limit(limit)
    ).all()


def find_delivery(
    session: Session, delivery_id: int, *, now: datetime
) -> tuple[Delivery, int] | None:
    """Return a delivery with its event, and the id of the newest of its stream that is due now.

    Without any that is due, that id is its own.
    """
    due = aliased(Delivery)
    newest = (
        select(func.max(due.id))
        .where(
            due.destination == Delivery.destination,
            due.stream == Delivery.stream,
            due.state == DeliveryState.DUE,
            due.due_at <= now,
        )
        .correlate(Delivery)
        .scalar_subquery()
    )
    found = session.execute(
        select(Delivery, newest)
        .where(Delivery.id == delivery_id)
        .options(joinedload(Delivery.event, innerjoin=True))
    ).one_or_none()
    return None if found is None else (found[0], found[1] or delivery_id)


def supersede(session: Session, delivery: Delivery, *, newest: int, now: datetime) -> None:
    """Mark the due deliveries of the stream that are older as said by the newest (T12)."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.destination == delivery.destination,
            Delivery.stream == delivery.stream,
            Delivery.state == DeliveryState.DUE,
            Delivery.id < newest,
        )
        .values(state=DeliveryState.SUPERSEDED, words="A newer one says it all", answered_at=now)
        .execution_options(synchronize_session=False)
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


def claim(session: Session, delivery_id: int, *, now: datetime, lease: timedelta) -> bool:
    """Take a due delivery in hand; one conditional UPDATE, so two workers never both have it.

    A worker's list may be old: what was put off meanwhile waits, and so does whatever has another
    of its stream in flight.
    """
    other = aliased(Delivery)
    busy = exists().where(
        other.destination == Delivery.destination,
        other.stream == Delivery.stream,
        other.state == DeliveryState.IN_FLIGHT,
    )
    claimed = session.execute(
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state == DeliveryState.DUE,
            Delivery.due_at <= now,
            ~busy,
        )
        .values(
            state=DeliveryState.IN_FLIGHT, attempt=Delivery.attempt + 1, lease_until=now + lease
        )
        .execution_options(synchronize_session=False)
    )
    return rows_changed(claimed) == 1


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


def knowledge_of(
    session: Session, destination: str, stream: str, *, besides: Sequence[str] = ()
) -> dict[str, str]:
    """Return what the destination taught us about the stream, and about others ``besides`` it.

    Where both know something, the stream's own word counts.
    """
    rows = session.execute(
        select(Knowledge.name, Knowledge.value)
        .where(Knowledge.destination == destination, Knowledge.stream.in_([stream, *besides]))
        .order_by(Knowledge.stream == stream)
    )
    return dict(rows.all())


def learn(session: Session, destination: str, stream: str, learned: Mapping[str, str]) -> None:
    """Remember what the destination taught us, in one statement; newer words replace older ones."""
    if not learned:
        return
    insert = insert_into(dialect_of(session), Knowledge).values(
        [
            {"destination": destination, "stream": stream, "name": name, "value": value[:500]}
            for name, value in learned.items()
        ]
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["destination", "stream", "name"],
            set_={"value": insert.excluded.value},
        )
    )


def stream_that_knows(
    session: Session, destination: str, stream: str, learned: Mapping[str, str]
) -> str | None:
    """Return another stream of the destination that was taught one of these ids, or None."""
    same = or_(
        *((Knowledge.name == name) & (Knowledge.value == value) for name, value in learned.items())
    )
    return session.scalar(
        select(Knowledge.stream)
        .where(Knowledge.destination == destination, Knowledge.stream != stream, same)
        .order_by(Knowledge.stream)
        .limit(1)
    )
