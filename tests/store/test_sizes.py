"""What the database believes to be in its tables."""

from sqlalchemy import text

from app.store.course_class import CourseClass
from app.store.database import Database, dialect_of, reading_rows, writing_rows
from app.store.sizes import count_anew
from app.store.venue import Venue
from tests.worlds import add_class

_COUNTED = text("SELECT count(*) FROM course_class")
# -1 where nobody ever counted.
_BELIEVED = text("SELECT reltuples FROM pg_class WHERE oid = 'course_class'::regclass")


def believed(sessions: Database) -> int:
    """Return how many classes the database plans with; SQLite knows at once."""
    with reading_rows(sessions) as connection:
        if dialect_of(connection) == "sqlite":
            return int(connection.scalars(_COUNTED).one())
        return int(connection.scalars(_BELIEVED).one())


def test_what_was_filled_is_planned_with_once_it_was_counted(sessions: Database) -> None:
    add_class(sessions)
    with writing_rows(sessions) as connection:
        count_anew(connection, CourseClass, Venue)
    assert believed(sessions) == 1
