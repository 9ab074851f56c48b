"""How much the database believes to be in its tables. Not here: what is in them.

PostgreSQL plans by what it counted last, and counts by itself within a minute or more (autovacuum).
Who fills a table and reads it meanwhile would have it planned as an empty one: each look-up reads
the whole table. SQLite plans without having counted.
"""

from sqlalchemy import text

from app.store.database import Base, Executor, dialect_of, table_of


def count_anew(executor: Executor, *mapped: type[Base]) -> None:
    """Have PostgreSQL count the tables of these rows now; it takes some tens of milliseconds.

    Whoever does not own the tables changes nothing by it, and is told so in PostgreSQL's log.
    """
    if dialect_of(executor) == "postgresql":
        names = ", ".join(table_of(each).name for each in mapped)
        executor.execute(text(f"ANALYZE {names}"))
