"""Connections and transactions on SQLite and PostgreSQL. Not here: any table.

Both drivers are in autocommit, and every transaction is begun here. Writers on SQLite begin with
BEGIN IMMEDIATE: the default, deferred BEGIN takes the write lock late and then fails with "locked"
instead of waiting (dependencies.md, *database*). Readers begin nothing: each of their statements
sees what is committed as it runs, on both databases alike.
"""

from collections.abc import Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    Result,
    Table,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.contract import Sessions
from app.store.mark import Marker
from app.store.turn import turns_of

BUSY_MILLISECONDS = 20_000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is refused when written."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, as the database takes it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time as an aware one in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[StrEnum]) -> Enum:
    """Return the column type of a closed set of words, kept as plain text."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


Json = JSON().with_variant(JSONB(), "postgresql")
# Money in minor units: twenty places in rupiah or dong are more than 32 bits hold. SQLite's
# integers are as wide as they need be.
Minor = BigInteger().with_variant(Integer(), "sqlite")


# Whoever carries out statements about rows: a session, or a connection of its own.
Executor = Session | Connection
# What an engine, and each of its connections, knows our secret keys by.
_SECRETS = "coursedesk_secrets"


def insert_into(dialect: str, mapped: type["Base"]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say what happens to a row that is there already."""
    table = table_of(mapped)
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def dialect_of(executor: Executor) -> str:
    """Return the database's word: ``sqlite`` or ``postgresql``."""
    bound = executor.get_bind() if isinstance(executor, Session) else executor
    return bound.dialect.name


def secrets_of(executor: Executor) -> tuple[str, ...]:
    """Return the secret keys that the database was opened with, the newest first."""
    bound = executor.get_bind() if isinstance(executor, Session) else executor
    secrets: tuple[str, ...] = bound.get_execution_options()[_SECRETS]
    return secrets


def table_of(mapped: type["Base"]) -> Table:
    """Return the table of a mapped class, for statements about rows."""
    return cast(Table, mapped.__table__)


def rows_changed(result: Result[Any]) -> int:
    """Return how many rows an UPDATE or DELETE changed."""
    return cast("CursorResult[Any]", result).rowcount


class Base(DeclarativeBase):
    """The root of every mapped class; constraints get the same names on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """An engine, its two kinds of session and of connection; ``sessions`` of the contract.

    ``begin()`` gives a session that writes and commits, ``read()`` one that only reads;
    ``begin_rows()`` and ``read_rows()`` give connections, where rows are wanted and no objects.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._marker = Marker(engine)
        self._writing = engine.execution_options(coursedesk_writes=True)
        self._reading = engine.execution_options(coursedesk_reads=True)
        self._writer = sessionmaker(self._writing, expire_on_commit=False)
        self._reader = sessionmaker(self._reading, expire_on_commit=False, autoflush=False)
        self._turn = turns_of(engine)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a session that commits at the end, or rolls back on an error."""
        with self._turn(), self._writer.begin() as session:
            yield session

    def read(self) -> AbstractContextManager[Session]:
        """Open a session that only reads."""
        return self._reader()

    @contextmanager
    def begin_rows(self) -> Iterator[Connection]:
        """Open a connection that commits at the end, or rolls back on an error."""
        with self._turn(), self._writing.begin() as connection:
            yield connection

    def read_rows(self) -> AbstractContextManager[Connection]:
        """Open a connection that only reads."""
        return self._reading.connect()

    def mark(self) -> Hashable:
        """Return what stays equal for exactly as long as nothing at all is written."""
        return self._marker.mark()

    def close(self) -> None:
        """Give every connection back."""
        self._marker.close()
        self.engine.dispose()


@contextmanager
def transaction(sessions: Sessions) -> Iterator[Session]:
    """Open one short writing transaction: commits at the end, rolls back on any error."""
    with sessions.begin() as session:
        yield cast(Session, session)


@contextmanager
def reading(sessions: Sessions) -> Iterator[Session]:
    """Open a session that only reads."""
    with sessions.read() as session:
        yield cast(Session, session)


@contextmanager
def writing_rows(sessions: Sessions) -> Iterator[Connection]:
    """Open one short writing transaction without a session: statements and rows, no objects."""
    with sessions.begin_rows() as connection:
        yield cast(Connection, connection)


@contextmanager
def reading_rows(sessions: Sessions) -> Iterator[Connection]:
    """Open a connection that only reads rows, without the bookkeeping of a session."""
    with sessions.read_rows() as connection:
        yield cast(Connection, connection)


def open_database(url: str, *, pool_size: int = 10, secrets: Sequence[str] = ("",)) -> Database:
    """Open a database by its SQLAlchemy address; nothing is connected yet.

    ``secrets``: the secret key, then older ones; what is kept under a key is kept under the first.
    ``pool_size`` is for PostgreSQL: so many connections this process opens, and keeps; whoever
    finds none free waits. Nobody holds one while asking for another.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            connect_args={"timeout": BUSY_MILLISECONDS / 1000},
            execution_options={_SECRETS: tuple(secrets)},
        )
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = create_engine(
            url,
            pool_size=pool_size,
            # One that comes and goes costs the server a process each time.
            max_overflow=0,
            connect_args={"autocommit": True},
            execution_options={_SECRETS: tuple(secrets)},
        )
    event.listen(engine, "begin", _begin)
    return Database(engine)


def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    # None leaves BEGIN to us; the driver's own begins too late and is always deferred.
    cast(Any, connection).isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("coursedesk_reads"):
        return
    immediate = options.get("coursedesk_writes") and connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
