"""What time the database thinks it is. Not here: what follows from it."""

from datetime import UTC, datetime

from sqlalchemy import text

from app.domain.contract import Sessions
from app.store.database import dialect_of, reading_rows


def database_time(sessions: Sessions) -> datetime:
    """Return the database's own time; SQLite's is this machine's."""
    with reading_rows(sessions) as connection:
        if dialect_of(connection) == "postgresql":
            at: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            return at.astimezone(UTC)
        said = connection.execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%f')")).scalar_one()
        return datetime.fromisoformat(str(said)).replace(tzinfo=UTC)
