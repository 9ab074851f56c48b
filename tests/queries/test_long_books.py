"""Fifty thousand papers are taken away in no more memory than a page of them needs."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from app.domain.paper import Paper
from app.store.database import Database, open_database, reading, table_of, transaction
from app.store.paper import PaperRow
from tests.usecases.papers import catch_up, papers
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.worlds import add_class

ROOT = Path(__file__).resolve().parents[2]
MANY = 50_000
CAP = 150


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a database with so many papers of one year."""
    path = tmp_path_factory.mktemp("books") / "books.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}")
    add_class(database)
    shop = Shop(database)
    paid(shop)
    catch_up(shop)
    (receipt,) = papers(database)
    _copy(database, receipt)
    database.close()
    return f"sqlite:///{path}"


def _copy(database: Database, receipt: Paper) -> None:
    """Have the same receipt again and again, each with its own number, some each day."""
    with reading(database) as session:
        columns = table_of(PaperRow).c
        kept = dict(session.execute(select(*columns)).one()._mapping)
    with transaction(database) as session:
        for start in range(1, MANY, 1000):
            rows = []
            for number in range(start + 1, min(start + 1000, MANY) + 1):
                day = receipt.issued_on + timedelta(days=number // 200)
                paper = replace(receipt, number=f"FL-2031-{number:05d}", issued_on=day)
                named = {"id": number, "sequence": number, "number": paper.number}
                rows.append({**kept, **named, "issued_on": day, "content": paper.document()})
            session.execute(insert(table_of(PaperRow)), rows)


def take_away(address: str, file: Path, *more: str) -> int:
    """Take the books away in a process of its own, and return how many megabytes it needed."""
    command = [sys.executable, "-m", "tests.queries.taking_away", address, str(file), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1])


def test_a_long_year_needs_no_more_memory_than_a_page(address: str, tmp_path: Path) -> None:
    file = tmp_path / "books.xlsx"
    assert take_away(address, file) < CAP
    assert file.stat().st_size > MANY * 20


def test_read_at_once_the_same_year_needs_much_more(address: str, tmp_path: Path) -> None:
    assert take_away(address, tmp_path / "books.csv", str(MANY)) > CAP
