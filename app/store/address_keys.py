"""Keys of addresses: what is kept about an address stands under one that nobody can guess.

They are made with the secret keys that the database was opened with. Works inside the caller's
transaction. Not here: what is kept.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Session

from app.domain.bounce import AddressKeys
from app.store.database import Executor, rows_changed, secrets_of
from app.store.order import Order
from app.store.person import Person
from app.store.registration import Registration


def keys_of(executor: Executor) -> AddressKeys:
    """Return what makes an address's keys here."""
    return AddressKeys(secrets_of(executor))


def newest_key(executor: Executor, tables: Sequence[Table], address: str) -> str:
    """Return what an address stands under from now on, with all of it that the tables have.

    Each table has a column ``address_key``.
    """
    newest, *older = keys_of(executor).every(address)
    if older:
        _move(executor, tables, older, newest)
    return newest


def renew_keys(session: Session, tables: Sequence[Table]) -> int:
    """Have all that stands under older keys stand under the newest; return how much that was.

    As far as somebody here has the address: of who was erased the key is lost with its secret.
    """
    keys, standing = keys_of(session), set[str]()
    if len(keys.secrets) == 1:
        return 0
    for table in tables:
        standing.update(session.scalars(select(table.c.address_key).distinct()))
    if not standing:
        return 0
    moved = 0
    for address in sorted(_known_addresses(session)):
        newest, *older = keys.every(address)
        if not standing.isdisjoint(older):
            moved += _move(session, tables, older, newest)
    return moved


def _move(executor: Executor, tables: Sequence[Table], older: Sequence[str], newest: str) -> int:
    """Have what stands under older keys stand under the newest, unless the same does already.

    What stood under several is left once: as it was under the newest of them.
    """
    moved = 0
    for table in tables:
        for key in older:
            renewed = update(table).where(table.c.address_key == key, ~_stands(table, newest))
            moved += rows_changed(executor.execute(renewed.values(address_key=newest)))
        executor.execute(delete(table).where(table.c.address_key.in_(older)))
    return moved


def _stands(table: Table, key: str) -> ColumnElement[bool]:
    """Say whether a row stands under a key that with a row of the table's would be there twice."""
    other = table.alias()
    once = {
        column.name
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and "address_key" in constraint.columns
        for column in constraint.columns
    }
    same = (other.c[name] == table.c[name] for name in sorted(once - {"address_key"}))
    found = select(other.c.id).where(other.c.address_key == key, *same)
    return found.correlate(table).exists()


def _known_addresses(session: Session) -> set[str]:
    columns = (Order.email, Registration.email, Person.email)
    return {each for column in columns for each in session.scalars(select(column).distinct())}
