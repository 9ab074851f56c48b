"""What a crowd does around a waiting list, and the same with the guards of it taken away."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Update, bindparam, select, update

import app.store.offer_price
import app.store.seat
import app.usecases.accept_offer
import app.usecases.release_hold
from app.domain.course_class import ClassFull
from app.domain.registration import Channel, RegistrationState
from app.domain.seat import ALLOTTED, Taker
from app.domain.waiting import PlaceWish
from app.store.allotment import TAKEN_BY
from app.store.course_class import CourseClass
from app.store.database import Database, table_of
from app.store.order import Order
from app.store.waiting import WaitingEntry
from app.usecases.accept_offer import accept_offer
from app.usecases.offer_seats import offer_seats
from app.usecases.register import register
from app.usecases.release_hold import release_hold
from tests.races.deeds import deferred, unlocked
from tests.races.refunding import move
from tests.usecases.queue import LASTS
from tests.worlds import CLASS, HOLD, NOW

LATER = NOW + LASTS


def wait(database: Database, share: str) -> str:
    """Have the line move, come by and register, or join: the share says."""
    if share.startswith("move"):
        return _move(database)
    wish = PlaceWish.LINE if share.startswith("join") else PlaceWish.SEAT
    try:
        register(database, draft_token=share, partners={}, now=NOW, hold=HOLD, place_wish=wish)
    except ClassFull:
        return "full"
    return "joined" if wish is PlaceWish.LINE else "seated"


def wait_without_the_guards(database: Database, share: str) -> str:
    """Do the same where nobody looks whether an entry still waits, nor how many seats are left."""
    app.store.offer_price._lock = _look_at
    take_all_blindly()
    return wait(database, share)


def offer_or_move(database: Database, share: str) -> str:
    """Have staff move the place that the share says, as ``move`` does, or the line be offered."""
    if share:
        return move(database, share)
    _move(database)
    return "looked"


def offer_or_move_without_the_guard(database: Database, share: str) -> str:
    """Do the same where nobody looks how many seats are left as one is taken."""
    take_all_blindly()
    return offer_or_move(database, share)


def _look_at(
    connection: Connection, entries: Sequence[int], passed: Collection[int]
) -> Sequence[Any]:
    entry, order = table_of(WaitingEntry), table_of(Order)
    # What an entry had filled in is gone once it was offered a seat: the last one's does for all.
    other = entry.alias()
    filled = select(other.c.filled).order_by(other.c.id.desc()).limit(1).scalar_subquery()
    return connection.execute(
        select(
            entry.c.id,
            entry.c.size,
            entry.c.order_id,
            order.c.channel,
            order.c.reference,
            order.c.currency,
            filled.label("filled"),
        )
        .join(order, order.c.id == entry.c.order_id)
        .where(entry.c.id.in_(entries))
    ).all()


def take_all_blindly() -> None:
    """Have seats be taken however many are left."""
    app.store.seat._TAKE = {
        (channel, taker): _take_blindly(channel) for channel in Channel for taker in Taker
    }


def _take_blindly(channel: Channel) -> Update:
    table = table_of(CourseClass)
    seats = bindparam("seats", type_=table.c.taken.type)
    own = {TAKEN_BY[channel]: TAKEN_BY[channel] + seats} if channel in ALLOTTED else {}
    return (
        update(table)
        .where(table.c.id == bindparam("of_class"))
        .values({table.c.taken: table.c.taken + seats, **own})
    )


def _move(database: Database) -> str:
    offer_seats(
        database,
        class_code=CLASS,
        lasts=LASTS,
        gateways={},
        partners={},
        wake=lambda names: None,
        now=NOW,
    )
    return "moved"


def answer(database: Database, share: str) -> str:
    """Accept an offer, decline it, or let it lapse: the share says which, and whose order it is."""
    what, _, reference = share.partition(" ")
    if what == "accept":
        return accept_offer(
            database,
            reference=reference,
            gateways={},
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    decline = what == "decline"
    return release_hold(
        database,
        reference=reference,
        state=RegistrationState.CANCELLED if decline else RegistrationState.EXPIRED,
        reason="test",
        gateways={},
        partners={},
        wake=lambda names: None,
        now=NOW if decline else LATER,
    )


def answer_without_the_guard(database: Database, share: str) -> str:
    """Answer where the order's row is not locked (and SQLite's begin deferred, out of turn)."""
    app.usecases.accept_offer.lock_order = unlocked  # type: ignore[attr-defined]  # control
    app.usecases.release_hold.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return answer(database, share)
