"""Vouchers and extras under a crowd: none is used or sold more often than it says, both databases.

Everybody's price is read before anything is locked, so without the guards they are.
"""

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text

from app.domain.contact import Contact
from app.domain.voucher import VoucherKind
from app.store.database import Database, open_database, reading
from app.store.registration import Registration
from app.store.voucher import VoucherRedemption
from app.usecases.register import register
from tests.races.crowd import crowd
from tests.races.limited_deeds import OTHER, order, order_without_the_guard
from tests.vouchers import (
    CODE,
    add_extra,
    add_voucher,
    change_voucher,
    extras_agree,
    taken,
    used,
    used_by_class,
    uses_by_class,
    vouchers_agree,
)
from tests.worlds import CLASS, HOLD, NOW, add_class, add_draft, seats

pytestmark = pytest.mark.races

PEOPLE = 80
MOST = 10
PRICE = 420_000


def _total(database: Database) -> None:
    add_voucher(database, most_total=MOST)


def _person(database: Database) -> None:
    add_voucher(database, most_per_person=MOST)


def _class(database: Database) -> None:
    # Half of the crowd goes to another class, which has as many uses of its own.
    add_class(database, OTHER, capacity=PEOPLE)
    add_voucher(database, most_per_class=MOST // 2)


def _balance(database: Database) -> None:
    add_voucher(database, kind=VoucherKind.VALUE, minor=MOST * PRICE, currency="NOK")


def _stock(database: Database) -> None:
    add_extra(database, stock=MOST)


LIMITS = [_total, _person, _class, _balance, _stock]


def _crowd(database: Database, limit: Callable[[Database], None]) -> list[str]:
    add_class(database, capacity=PEOPLE)
    limit(database)
    for number in range(PEOPLE):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        if limit is _person:
            somebody = Contact(f"Kim {number}", "kim@example.org", "")
        add_draft(
            database,
            token=f"draft-{number}",
            code=OTHER if limit is _class and number % 2 else CLASS,
            participants=(somebody,),
            buyer=somebody,
            voucher="" if limit is _stock else CODE,
            extras={"lunch": 1} if limit is _stock else {},
        )
    return [f"draft-{number}" for number in range(PEOPLE)]


@pytest.mark.parametrize("limit", LIMITS)
def test_a_crowd_gets_exactly_what_there_is(
    database: Database, database_url: str, limit: Callable[[Database], None]
) -> None:
    ended = crowd(database_url, order, _crowd(database, limit))
    assert [each.fault for each in ended if each.fault] == []
    words = Counter(each.words for each in ended)
    assert vouchers_agree(database)
    assert extras_agree(database)
    assert seats(database).agree
    if limit is _balance:
        # Some paid a part with what was left at their turn: none was charged too little.
        assert used(database)[1] == 0
        assert words["ordered"] >= MOST
        return
    assert words == {"ordered": MOST, "gone": PEOPLE - MOST}
    if limit is _class:
        assert sorted(used_by_class(database).values()) == [MOST // 2, MOST // 2]
    assert (taken(database) if limit is _stock else used(database)[0]) == MOST


@pytest.mark.parametrize("limit", [_total, _class, _stock])
def test_what_some_give_back_others_get_and_all_of_it_adds_up(
    database: Database, database_url: str, limit: Callable[[Database], None]
) -> None:
    # A free order is confirmed at once and would not be given up.
    shares = _crowd(database, limit)
    if limit is not _stock:
        _make_half(database)
    mixed = [f"leave {each}" if number % 2 else each for number, each in enumerate(shares)]
    ended = crowd(database_url, order, mixed)
    assert [each.fault for each in ended if each.fault] == []
    assert vouchers_agree(database)
    assert extras_agree(database)
    assert seats(database).agree
    kept = sum(each.words == "ordered" for each in ended)
    assert (taken(database) if limit is _stock else used(database)[0]) == kept <= MOST


@pytest.mark.parametrize("limit", [_total, _person, _class, _stock])
def test_without_the_guards_the_same_crowd_gets_more(
    own_database_url: str, limit: Callable[[Database], None]
) -> None:
    database = open_database(own_database_url)
    _drop_checks(database)
    crowd(own_database_url, order_without_the_guard, _crowd(database, limit))
    with reading(database) as session:
        uses = session.scalar(select(func.sum(VoucherRedemption.uses))) or 0
    assert (taken(database) if limit is _stock else uses) > MOST
    database.close()


def _moves(database: Database) -> list[str]:
    """Have places that are to be moved to the other class, and as many drafts for it."""
    add_class(database, capacity=PEOPLE)
    add_class(database, OTHER, capacity=PEOPLE)
    add_voucher(database)
    for number in range(PEOPLE // 2):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        for code in (CLASS, OTHER):
            token = f"draft-{number}-{code}"
            add_draft(
                database,
                token=token,
                code=code,
                voucher=CODE,
                participants=(somebody,),
                buyer=somebody,
            )
        register(database, draft_token=f"draft-{number}-{CLASS}", partners={}, now=NOW, hold=HOLD)
    change_voucher(database, most_per_class=MOST)
    with reading(database) as session:
        moves = [f"move {each}" for each in session.scalars(select(Registration.reference))]
    news = [f"draft-{number}-{OTHER}" for number in range(PEOPLE // 2)]
    return [share for pair in zip(moves, news, strict=True) for share in pair]


def test_places_that_are_moved_and_new_ones_share_the_uses_of_a_class(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, order, _moves(database))
    assert [each.fault for each in ended if each.fault] == []
    words = Counter(each.words for each in ended)
    assert words["moved"] + words["ordered"] == MOST
    assert words["VOUCHER_USED_UP"] + words["gone"] == PEOPLE - MOST
    assert used_by_class(database)[1, OTHER] == MOST
    assert vouchers_agree(database)
    assert seats(database).agree
    assert seats(database, OTHER).agree


def test_without_the_guards_more_places_are_moved_than_may_be(own_database_url: str) -> None:
    database = open_database(own_database_url)
    _drop_checks(database)
    crowd(own_database_url, order_without_the_guard, _moves(database))
    assert uses_by_class(database)[1, OTHER] > MOST
    database.close()


def test_without_the_guards_a_value_is_spent_twice(own_database_url: str) -> None:
    database = open_database(own_database_url)
    _drop_checks(database)
    crowd(own_database_url, order_without_the_guard, _crowd(database, _balance))
    assert used(database)[1] < 0
    database.close()


def _make_half(database: Database) -> None:
    with database.begin() as session:
        session.execute(text("UPDATE voucher SET kind = 'percent', percent = 50"))


def _drop_checks(database: Database) -> None:
    """Take the CHECKs behind the guards away, so that the control shows the guards alone."""
    checks = {"voucher": ("used", "balance"), "extra": ("stock",)}
    with database.engine.execution_options(coursedesk_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            for table, names in checks.items():
                for name in names:
                    connection.execute(
                        text(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
                    )
            return
        # SQLite cannot drop a constraint: the tables' text is written anew without them.
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        for before in ("used <= most_total", "balance_minor >= 0", "taken <= stock"):
            connection.exec_driver_sql(
                f"UPDATE sqlite_master SET sql = replace(sql, '{before}', '1 = 1')"
            )
        connection.exec_driver_sql("PRAGMA writable_schema=RESET")
    database.engine.dispose()
