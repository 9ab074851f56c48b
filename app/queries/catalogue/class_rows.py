"""The statements of a class's page. Not here: reading their rows (class_page.py)."""

from sqlalchemy import Integer, and_, bindparam, case, cast, literal, null, or_, select

from app.queries.catalogue.conditions import can_be_registered_for, has_free_seats
from app.queries.catalogue.entry import ENTRY_COLUMNS
from app.queries.catalogue.lines import LINE_COLUMNS
from app.queries.catalogue.rows import AnySelect, AnyUnion
from app.store.course_class import CourseClass, Meeting
from app.store.database import UtcDateTime, table_of
from app.store.extra import has_extras
from app.store.price_option import PRICE_COLUMNS, PriceOption
from app.store.program import Program
from app.store.venue import Venue

MOST_OTHERS = 5


def _class_and_others() -> AnySelect:
    """Select the class, and behind it the program's others that are open and have free places."""
    itself = CourseClass.code == bindparam("code")
    program = select(CourseClass.program_id).where(itself).scalar_subquery()
    open_now = and_(can_be_registered_for(), has_free_seats())
    return (
        select(
            *LINE_COLUMNS,
            *ENTRY_COLUMNS,
            CourseClass.cancellation_deadline,
            CourseClass.refunds,
            CourseClass.paying,
            has_extras(table_of(CourseClass).c.id).label("has_extras"),
            Venue.code.label("venue_code"),
            Venue.line1,
            Venue.line2,
            Venue.postal_code,
            Venue.country,
        )
        .join_from(CourseClass, Program, Program.id == CourseClass.program_id)
        .join(Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(CourseClass.program_id == program, or_(itself, open_now))
        .order_by(case((itself, 0), else_=1), CourseClass.starts_at, CourseClass.id)
        .limit(1 + MOST_OTHERS)
    )


def _meetings_and_prices() -> AnyUnion:
    """Select a class's meetings and its price options, one under the other."""
    class_id = bindparam("class_id", type_=Integer)
    meetings = select(
        literal("meeting").label("part"),
        Meeting.id,
        Meeting.starts_at,
        Meeting.ends_at,
        *(cast(null(), column.type).label(column.name) for column in PRICE_COLUMNS),
    ).where(Meeting.class_id == class_id)
    options = select(
        literal("price"),
        PriceOption.id,
        cast(null(), UtcDateTime),
        PriceOption.ends_at,
        *PRICE_COLUMNS,
    ).where(PriceOption.class_id == class_id, ~PriceOption.withdrawn)
    return meetings.union_all(options)


CLASS_AND_OTHERS = _class_and_others()
MEETINGS_AND_PRICES = _meetings_and_prices()
