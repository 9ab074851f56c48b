"""Addresses that take no mail, and the letters that came back from them: under keys, not names.

Works inside the caller's transaction. Not here: what a bounce means (``domain.bounce``).
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.bounce import (
    Bounced,
    BounceKind,
    Stop,
    mask_address,
    stopping,
    without_addresses,
)
from app.domain.tries import fold_address
from app.store.address_keys import keys_of, newest_key
from app.store.claiming import Claim
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
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.person import Person
from app.store.registration import Registration


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


_BOUNCE, _STOPPED = table_of(Bounce), table_of(StoppedAddress)
# All that stands under keys of addresses.
KEYED = (_BOUNCE, _STOPPED)
_KEPT = timedelta(days=90)
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

    None where it was known already: told twice it has the effect of once. What is older than three
    months is forgotten here: letters that were not taken in so long a time say nothing together.
    """
    executor.execute(delete(_BOUNCE).where(_BOUNCE.c.noted_at <= now - _KEPT))
    key = newest_key(executor, KEYED, bounced.address)
    if not _is_new(executor, bounced.kind, key=key, message=message, at=at, now=now):
        return None
    kind = stopping(bounced.kind, refused=_refused(executor, key))
    if kind is None:
        return False
    return _stop(
        executor,
        {
            "address_key": key,
            "masked": mask_address(bounced.address)[:320],
            "kind": kind,
            "words": without_addresses(words),
            "order_id": order_id,
            "since": at,
            "taken_off_at": None,
            "taken_off_by": "",
        },
    )


def _is_new(
    executor: Executor,
    kind: BounceKind,
    *,
    key: str,
    message: str,
    at: datetime,
    now: datetime,
) -> bool:
    """Write a bounce down; False where it is there already."""
    insert = insert_into(dialect_of(executor), Bounce).on_conflict_do_nothing(
        index_elements=["address_key", "kind", "message"]
    )
    row = {
        "address_key": key,
        "kind": kind,
        "message": message[:200],
        "at": at,
        "noted_at": now,
    }
    written = executor.execute(insert.values(row).returning(_BOUNCE.c.id))
    return written.scalar() is not None


def order_written_to(session: Session, address: str) -> int | None:
    """Return the newest order of whoever has an address, by number; None: nobody here has it.

    Those who were erased have none.
    """
    of_address = select(Person.id).where(Person.match_email.in_(_forms(address)))
    bought = session.scalar(select(func.max(Order.id)).where(Order.buyer_id.in_(of_address)))
    takes_part = session.scalar(
        select(func.max(Registration.order_id)).where(Registration.person_id.in_(of_address))
    )
    return max(filter(None, (bought, takes_part)), default=None)


def _forms(address: str) -> set[str]:
    """Return how an address may be written down here: its domain in letters, or in ASCII."""
    local, _, domain = fold_address(address).rpartition("@")
    forms = {f"{local}@{domain}"}
    try:
        forms.add(f"{local}@{domain.encode().decode('idna')}")
    except UnicodeError:
        pass  # there is no other way of writing it
    return forms


def note_refused_letter(
    executor: Executor, claim: Claim, bounced: Bounced, *, words: str, now: datetime
) -> None:
    """Write down that a server took no letter for an address, as it said when it was handed over.

    Each try is a letter of its own: it was refused as often.
    """
    order_id = executor.execute(
        select(EventRow.order_id)
        .join(Delivery, Delivery.event_id == EventRow.id)
        .where(Delivery.id == claim.id)
    ).scalar()
    note_bounce(
        executor,
        bounced,
        message=f"{claim.key}:{claim.attempt}",
        words=words,
        order_id=order_id,
        at=now,
        now=now,
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
    return executor.execute(upsert.returning(_STOPPED.c.id)).scalar() is not None


def stop_of(executor: Executor, address: str) -> Stop | None:
    """Return why nothing is sent to an address, or None."""
    return stops_of(executor, [address]).get(address)


def stops_of(executor: Executor, addresses: Collection[str]) -> dict[str, Stop]:
    """Return why nothing is sent, by the addresses that it is so of; one statement."""
    every = {each: keys_of(executor).every(each) for each in addresses if each}
    keys = {key for each in every.values() for key in each}
    rows = executor.execute(
        select(_STOPPED.c.address_key, _STOPPED.c.kind, _STOPPED.c.since, _STOPPED.c.words).where(
            _STOPPED.c.address_key.in_(sorted(keys)), _STOPPED.c.taken_off_at.is_(None)
        )
    )
    stops = {key: Stop(kind, since, words) for key, kind, since, words in rows}
    return {each: stops[key] for each, own in every.items() for key in own if key in stops}


def take_off(session: Session, number: int, *, by: str, now: datetime) -> bool:
    """Take an address off the list; False where it is not on it (any more)."""
    taken = session.execute(
        update(StoppedAddress)
        .where(StoppedAddress.id == number, STANDS)
        .values(taken_off_at=now, taken_off_by=by)
        .execution_options(synchronize_session=False)
    )
    return rows_changed(taken) == 1


def forget_addresses(session: Session, addresses: Collection[str], *, order_id: int) -> None:
    """Leave nothing of an order's addresses but the keys under which no mail is sent to them.

    These are ``addresses``, and those that took none of its letters before they were corrected.
    """
    keys = [key for each in addresses if each for key in keys_of(session).every(each)]
    session.execute(
        update(StoppedAddress)
        .where(or_(StoppedAddress.address_key.in_(keys), StoppedAddress.order_id == order_id))
        .values(masked="", words="")
        .execution_options(synchronize_session=False)
    )
