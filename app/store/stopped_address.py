"""Addresses that take no mail, and the letters that came back from them: under keys, not names.

Works inside the caller's transaction. Not here: what a bounce means (``domain.bounce``).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.bounce import (
    Bounced,
    BounceKind,
    Stop,
    address_key,
    mask_address,
    stopping,
    without_address,
)
from app.store.database import (
    Base,
    Executor,
    UtcDateTime,
    dialect_of,
    insert_into,
    rows_changed,
    table_of,
    word,
)


class Bounce(Base):
    """What came back of one letter: ``message`` is its key; ``at`` is when that was (UTC)."""

    __tablename__ = "bounce"
    __table_args__ = (UniqueConstraint("address_key", "kind", "message"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address_key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[BounceKind] = mapped_column(word(BounceKind))
    message: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StoppedAddress(Base):
    """An address on the list, or one that staff took off it; ``masked`` is all that is left of it.

    ``order_id`` is whose letter it was. What came back before staff took it off counts no more.
    """

    __tablename__ = "stopped_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    address_key: Mapped[str] = mapped_column(String(64), unique=True)
    masked: Mapped[str] = mapped_column(String(320))
    kind: Mapped[BounceKind] = mapped_column(word(BounceKind))
    words: Mapped[str] = mapped_column(String(300))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_off_by: Mapped[str] = mapped_column(String(320))

    def stop(self) -> Stop:
        """Return why nothing is sent there."""
        return Stop(self.kind, self.since, self.words)


_BOUNCE, _STOPPED = table_of(Bounce), table_of(StoppedAddress)
STANDS = StoppedAddress.taken_off_at.is_(None)


def note_bounce(
    executor: Executor,
    bounced: Bounced,
    *,
    message: str,
    words: str,
    order_id: int | None,
    at: datetime,
    now: datetime,
) -> bool | None:
    """Write down what came back of a letter; say whether its address is stopped by that.

    None where it was known already: told twice it has the effect of once.
    """
    key = address_key(bounced.address)
    insert = insert_into(dialect_of(executor), Bounce).on_conflict_do_nothing(
        index_elements=["address_key", "kind", "message"]
    )
    row = {
        "address_key": key,
        "kind": bounced.kind,
        "message": message[:200],
        "at": at,
        "noted_at": now,
    }
    if not rows_changed(executor.execute(insert.values(row))):
        return None
    kind = stopping(bounced.kind, refused=_refused(executor, key))
    if kind is None:
        return False
    said = without_address(words, bounced.address)
    return _stop(
        executor,
        {
            "address_key": key,
            "masked": mask_address(bounced.address)[:320],
            "kind": kind,
            "words": said,
            "order_id": order_id,
            "since": at,
            "taken_off_at": None,
            "taken_off_by": "",
        },
    )


def _refused(executor: Executor, key: str) -> int:
    """Return how many letters the address's server did not take, since staff took it off if so."""
    taken_off = (
        select(_STOPPED.c.taken_off_at).where(_STOPPED.c.address_key == key).scalar_subquery()
    )
    count = select(func.count()).where(
        _BOUNCE.c.address_key == key,
        _BOUNCE.c.kind == BounceKind.REFUSED,
        or_(taken_off.is_(None), _BOUNCE.c.at > taken_off),
    )
    return int(executor.execute(count).scalar_one())


def _stop(executor: Executor, row: Mapping[str, Any]) -> bool:
    """Put an address on the list, or have it stand there for more; False where nothing changed.

    Of two kinds the one that holds more back stands. What happened before staff took it off is
    old news, however late it comes.
    """
    insert = insert_into(dialect_of(executor), StoppedAddress).values(dict(row))
    given = insert.excluded
    again = and_(_STOPPED.c.taken_off_at.is_not(None), given.since > _STOPPED.c.taken_off_at)
    more = and_(
        _STOPPED.c.taken_off_at.is_(None),
        _STOPPED.c.kind == BounceKind.COMPLAINT,
        given.kind == BounceKind.PERMANENT,
    )
    upsert = insert.on_conflict_do_update(
        index_elements=["address_key"],
        set_={name: given[name] for name in row if name != "address_key"},
        where=or_(again, more),
    )
    return rows_changed(executor.execute(upsert)) == 1


def stop_of(executor: Executor, address: str) -> Stop | None:
    """Return why nothing is sent to an address, or None."""
    return stops_of(executor, [address]).get(address)


def stops_of(executor: Executor, addresses: Collection[str]) -> dict[str, Stop]:
    """Return why nothing is sent, by the addresses that it is so of; one statement."""
    keys = {address_key(each): each for each in addresses if each}
    rows = executor.execute(
        select(_STOPPED.c.address_key, _STOPPED.c.kind, _STOPPED.c.since, _STOPPED.c.words).where(
            _STOPPED.c.address_key.in_(list(keys)), _STOPPED.c.taken_off_at.is_(None)
        )
    )
    return {keys[key]: Stop(kind, since, words) for key, kind, since, words in rows}


def take_off(session: Session, number: int, *, by: str, now: datetime) -> bool:
    """Take an address off the list; False where it is not on it (any more)."""
    taken = session.execute(
        update(StoppedAddress)
        .where(StoppedAddress.id == number, STANDS)
        .values(taken_off_at=now, taken_off_by=by)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(taken) == 1


def forget_addresses(session: Session, addresses: Collection[str]) -> None:
    """Leave nothing of these addresses but the keys under which no mail is sent to them."""
    session.execute(
        update(StoppedAddress)
        .where(StoppedAddress.address_key.in_([address_key(each) for each in addresses if each]))
        .values(masked="", words="")
        .execution_options(synchronize_session=False)
    )
