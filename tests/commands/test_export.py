"""The books by command: a workbook or one sheet as text, whole or not at all."""

import csv
import zipfile
from pathlib import Path

import pytest

from app.commands.export import export
from app.commands.line import Mistake
from app.store.database import Database
from tests.usecases.papers import catch_up
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class

JANUARY = {"first": "2031-01-01", "last": "2031-01-31"}


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    shop = Shop(sessions)
    paid(shop, ANA, BO)
    catch_up(shop)
    return shop


def test_a_workbook_has_every_sheet_and_the_sums_are_printed(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder := tmp_path / "books").mkdir()
    file = folder / "january.xlsx"
    assert export(shop.parts, file, **JANUARY) == 0
    assert capsys.readouterr().out.splitlines() == [
        "NOK: papers 8400.00, payments 8400.00, refunds 0.00, kept 8400.00",
        f"Written to {file}.",
    ]
    names = zipfile.ZipFile(file).read("xl/workbook.xml").decode()
    assert names.count("<sheet ") == 6
    assert list(folder.iterdir()) == [file]


@pytest.mark.parametrize(("sheet", "rows"), [("papers", 1), ("payments", 1), ("refunds", 0)])
def test_text_has_the_sheet_that_is_asked_for(
    shop: Shop, tmp_path: Path, sheet: str, rows: int
) -> None:
    file = tmp_path / "january.csv"
    export(shop.parts, file, **JANUARY, sheet=sheet)
    with file.open(encoding="utf-8-sig", newline="") as text:
        assert len(list(csv.DictReader(text))) == rows


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"first": "yesterday"}, "not a day like 2031-01-31: yesterday"),
        ({"first": "1031-01-01"}, "not a day between 2000 and 2199: 1031-01-01"),
        ({"first": "2031-02-01"}, "the last day must not be before the first"),
        ({"entity": "NOBODY"}, "no legal entity is called NOBODY: desk"),
        ({"sheet": "cakes"}, "no sheet is called cakes: papers, payments, refunds"),
    ],
)
def test_what_makes_no_sense_is_told_and_leaves_the_file_as_it_was(
    shop: Shop, tmp_path: Path, asked: dict[str, str], why: str
) -> None:
    file = tmp_path / "january.csv"
    file.write_text("before")
    with pytest.raises(Mistake, match=f"^{why}"):
        export(shop.parts, file, **{**JANUARY, **asked})
    assert file.read_text() == "before"


def test_a_file_of_another_kind_or_nowhere_is_told_of(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"must end with \.xlsx or \.csv"):
        export(shop.parts, tmp_path / "january.pdf", **JANUARY)
    with pytest.raises(Mistake, match="No such file or directory"):
        export(shop.parts, tmp_path / "nowhere" / "january.csv", **JANUARY)
