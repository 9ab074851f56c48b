"""What moved a gateway's account, and what went to the bank, as sheets of the books."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.money import Money
from app.domain.table import Cell
from app.queries.bookkeeping.account import ACCOUNT_SHEETS
from app.queries.bookkeeping.period import Period
from app.store.database import Database, open_database, reading

PERIOD = Period(date(2031, 1, 1), date(2031, 1, 31), "Europe/Oslo")
_TABLES = """
CREATE TABLE balance_entry (id INTEGER, gateway, entry_id, kind, payment_id, refund_id,
  amount_minor, fee_minor, net_minor, currency, payout_id, occurred_at, available_on, listed_at);
CREATE TABLE payout (id INTEGER, gateway, payout_id, amount_minor, currency, arrived_on, state);
CREATE TABLE payment (id INTEGER, order_id); INSERT INTO payment VALUES (1, 1);
CREATE TABLE refund (id INTEGER, payment_id); INSERT INTO refund VALUES (5, 1);
CREATE TABLE orders (id INTEGER, reference); INSERT INTO orders VALUES (1, 'CD-1');
CREATE TABLE registration (id INTEGER, order_id, class_id, position);
CREATE TABLE course_class (id INTEGER, program_id);
CREATE TABLE program (id INTEGER, entity_id);
CREATE TABLE legal_entity (id INTEGER, code);
INSERT INTO balance_entry VALUES
 (1, 'stripe', 'txn_1', 'payment', 1, NULL, 420000, 8000, 412000, 'NOK', 'po_1',
  '2031-01-10 12:00:00.000000', '2031-01-12', '2031-02-01 00:00:00.000000'),
 (2, 'stripe', 'txn_2', 'refund', NULL, 5, -100000, 0, -100000, 'NOK', 'po_1',
  '2031-01-11 12:00:00.000000', '2031-01-12', '2031-02-01 00:00:00.000000'),
 (3, 'stripe', 'txn_3', 'payout', NULL, NULL, -312000, 0, -312000, 'NOK', 'po_1',
  '2031-01-12 12:00:00.000000', '2031-01-12', '2031-02-01 00:00:00.000000'),
 (4, 'stripe', 'txn_4', 'fee', NULL, NULL, -500, 0, -500, 'NOK', NULL,
  '2031-01-31 23:30:00.000000', '2031-02-01', '2031-02-01 00:00:00.000000'),
 (5, 'stripe', 'txn_5', 'payment', NULL, NULL, 100, 1, 99, 'EUR', NULL,
  '2031-01-20 12:00:00.000000', '2031-01-21', '2031-02-01 00:00:00.000000'),
 (6, 'stripe', 'txn_6', 'adjustment', 1, NULL, 700, 50, 650, 'NOK', 'po_1',
  '2031-01-12 13:00:00.000000', '2031-01-12', NULL);
INSERT INTO payout VALUES
 (1, 'stripe', 'po_1', 312000, 'NOK', '2031-01-14', 'paid'),
 (2, 'stripe', 'po_2', 99, 'EUR', '2031-01-22', 'paid'),
 (3, 'stripe', 'po_3', 1, 'NOK', '2031-02-01', 'paid');
"""


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Database]:
    """Return a database that has of each table what the sheets read."""
    database = open_database(f"sqlite:///{tmp_path / 'books.db'}")
    with database.engine.begin() as connection:
        for statement in _TABLES.split(";"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    yield database
    database.close()


def rows(books: Database, name: str, period: Period = PERIOD) -> list[Sequence[Cell]]:
    """Return the rows of a sheet."""
    read = next(read for sheet, _, _, read in ACCOUNT_SHEETS if sheet == name)
    with reading(books) as session:
        return list(read(session, period))


def test_each_movement_has_its_fee_and_its_order(books: Database) -> None:
    found = rows(books, "fees", replace(PERIOD, currency="NOK"))
    assert [(row[2], row[4]) for row in found] == [
        ("txn_1", "CD-1"),
        ("txn_2", "CD-1"),
        ("txn_3", ""),
        ("txn_6", "CD-1"),
    ]
    assert found[0] == (
        date(2031, 1, 10),
        "stripe",
        "txn_1",
        "payment",
        "CD-1",
        "NOK",
        Money(420000, "NOK"),
        Money(8000, "NOK"),
        Money(412000, "NOK"),
        "po_1",
        date(2031, 1, 12),
        None,
    )


def test_what_the_account_does_not_list_any_more_is_in_no_sum(books: Database) -> None:
    gone = rows(books, "fees", replace(PERIOD, currency="NOK"))[-1]
    assert gone[6:] == (None, None, None, "po_1", date(2031, 1, 12), Money(650, "NOK"))
    payout = rows(books, "payouts")[0]
    assert payout[6:] == (Money(312000, "NOK"), Money(0, "NOK"))


def test_a_payout_stands_beside_the_sum_of_its_entries(books: Database) -> None:
    found = rows(books, "payouts")
    assert [(row[2], row[5], row[6], row[7]) for row in found] == [
        ("po_1", Money(312000, "NOK"), Money(312000, "NOK"), Money(0, "NOK")),
        ("po_2", Money(99, "EUR"), Money(0, "EUR"), Money(99, "EUR")),
    ]
    assert len(rows(books, "payouts", replace(PERIOD, currency="EUR"))) == 1


def test_what_belongs_to_nobody_in_particular_is_the_desks(books: Database) -> None:
    desk, other = (replace(PERIOD, entity=each) for each in ("desk", "OTHER"))
    assert len(rows(books, "fees", desk)) == len(rows(books, "fees")) == 5
    assert rows(books, "fees", other) == []
    assert len(rows(books, "payouts", desk)) == 2
    assert rows(books, "payouts", other) == []
