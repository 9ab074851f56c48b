"""What a crowd does to a class with allotments, and the same with the guard of them taken away."""

from sqlalchemy import ColumnElement, Update, bindparam

import app.store.seat
import app.usecases.register
from app.domain.contact import Contact
from app.domain.course_class import ClassFull
from app.domain.registration import Channel
from app.domain.seat import ALLOTTED, Taker, TooFewSeats
from app.store.allotment import TAKEN_BY
from app.store.course_class import CourseClass
from app.store.database import Database, table_of
from app.usecases.give_place import Place, give_place
from app.usecases.set_seats_aside import set_seats_aside
from tests.races.deeds import take_part
from tests.worlds import CLASS, NOW


def ask(database: Database, share: str) -> str:
    """Register, reserve as Trainingportal, be given a place, or set seats aside: the share says."""
    what, _, number = share.partition(" ")
    if what == "staff":
        return _be_given(database, number)
    return _set_aside(database, int(number)) if what == "aside" else take_part(database, share)


def ask_without_the_guard(database: Database, share: str) -> str:
    """Ask where the UPDATE that takes seats counts the class's seats, whoever they are for."""
    app.store.seat._TAKE = {
        (channel, taker): _take_any(channel) for channel in Channel for taker in Taker
    }
    app.usecases.register.joins_line = lambda *_, **__: False  # type: ignore[attr-defined]  # control
    return ask(database, share)


def _take_any(channel: Channel) -> Update:
    table = table_of(CourseClass)
    seats: ColumnElement[int] = bindparam("seats", type_=table.c.taken.type)
    own = {TAKEN_BY[channel]: TAKEN_BY[channel] + seats} if channel in ALLOTTED else {}
    return app.store.seat._OF_THE_CLASS.where(table.c.taken + seats <= table.c.capacity).values(
        {table.c.taken: table.c.taken + seats, **own}
    )


def _be_given(database: Database, number: str) -> str:
    place = Place(
        contact=Contact(f"Sam {number}", f"sam{number}@example.org", ""),
        note="",
        currency="",
        overbooks="",
        by="kim@example.org",
        token=f"staff-{number}",
    )
    try:
        give_place(
            database, class_code=CLASS, place=place, partners={}, wake=lambda names: None, now=NOW
        )
    except ClassFull:
        return "full"
    return "seated"


def _set_aside(database: Database, seats: int) -> str:
    try:
        set_seats_aside(
            database,
            class_code=CLASS,
            aside={Channel.TRAININGPORTAL: seats},
            reason="the fair",
            by="kim@example.org",
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    except TooFewSeats:
        return "too few"
    return "set aside"
