"""Claims about tables that leave the house: text stays text, amounts are exact, memory stays."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from app.domain.money import Money
from app.domain.table import Cell, Table
from app.paper.workbook import csv_lines, write_workbook

EVIL = ('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def table(*rows: Sequence[Cell]) -> Table:
    return Table("papers", "Papers", ("Date", "Who", "Amount"), rows)


def written(tmp_path: Path, *tables: Table) -> zipfile.ZipFile:
    path = tmp_path / "book.xlsx"
    write_workbook(path, tables)
    return zipfile.ZipFile(path)


def cells(book: zipfile.ZipFile, number: int = 1) -> list[tuple[str, str]]:
    """Return the type and the value of each cell of a sheet."""
    root = Xml.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    return [(each.get("t", "n"), "".join(each.itertext())) for each in root.iter(f"{_MAIN}c")]


def test_what_begins_like_a_formula_is_text_in_a_workbook(tmp_path: Path) -> None:
    book = written(tmp_path, table(*((None, evil, None) for evil in EVIL)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert {kind for kind, _ in cells(book)} == {"inlineStr"}
    assert [text for _, text in cells(book)][3:5] == ['=HYPERLINK("http://x","y")', "+1"]


def test_what_begins_like_a_formula_is_guarded_in_text() -> None:
    lines = b"".join(csv_lines(table(*((None, evil, None) for evil in EVIL)))).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(lines, newline="")))
    assert [row[1] for row in rows[1:]] == [f"'{evil}" for evil in EVIL]


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("Havn AS;=HYPERLINK(A1;A2)", "Havn AS;'=HYPERLINK(A1;A2)"),
        ("Havn AS; -1", "Havn AS; '-1"),
        ("Havn\t@SUM(A1)", "Havn\t'@SUM(A1)"),
        ("a line\n+1\n\n=2", "a line\n'+1\n\n'=2"),
        ("\uff1d1", "'\uff1d1"),
        (" =1", " '=1"),
        ("Smith-Jones; A = B + C, x@example.org", "Smith-Jones; A = B + C, x@example.org"),
    ],
)
def test_nor_is_there_one_where_another_sign_parts_the_cells(text: str, guarded: str) -> None:
    line = b"".join(csv_lines(table((None, text, None)))).decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(line, newline=""))
    assert row[1] == guarded


def test_amounts_below_zero_are_numbers_and_not_guarded(tmp_path: Path) -> None:
    row = (date(2031, 1, 10), "Ødegård, 李", Money(-420050, "NOK"))
    text = b"".join(csv_lines(table(row))).decode("utf-8-sig")
    assert text.splitlines()[1] == '2031-01-10,"Ødegård, 李",-4200.50'
    found = cells(written(tmp_path, table(row)))[3:]
    assert found == [("n", "47858"), ("inlineStr", "Ødegård, 李"), ("n", "-4200.50")]


def test_amounts_have_their_currencys_decimals(tmp_path: Path) -> None:
    amounts = (Money(420, "JPY"), Money(1234, "KWD"), Money(10**17, "NOK"))
    text = b"".join(csv_lines(table(amounts, (1, Decimal("12.5"), None)))).decode("utf-8-sig")
    assert text.splitlines()[1:] == ["420,1.234,1000000000000000.00", "1,12.5,"]
    book = written(tmp_path, table(amounts, (1, Decimal("12.5"), "")))
    styles = book.read("xl/styles.xml").decode()
    assert re.findall(r'formatCode="(#,##0[.0]*)"', styles) == ["#,##0", "#,##0.000"]
    # More digits than a spreadsheet keeps of a number are written as text.
    assert cells(book)[5] == ("inlineStr", "1000000000000000.00")


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        (Money(7, "NOK"), "0.07"),
        (Money(1230, "NOK"), "12.30"),
        (Money(-29, "EUR"), "-0.29"),
        (Money(999999999999999, "NOK"), "9999999999999.99"),
        (Money(1229, "KWD"), "1.229"),
        (Money(-999999999999999, "KWD"), "-999999999999.999"),
        (Money(0, "KWD"), "0.000"),
        (Money(100000000000001, "JPY"), "100000000000001"),
        (Money(0, "JPY"), "0"),
        (Decimal("0.07"), "0.07"),
    ],
)
def test_a_number_in_the_file_has_exactly_its_digits(
    tmp_path: Path, cell: Cell, digits: str
) -> None:
    assert cells(written(tmp_path, table((None, None, cell))))[-1] == ("n", digits)


def test_each_table_is_a_sheet_of_its_own(tmp_path: Path) -> None:
    book = written(tmp_path, table(), Table("totals", "Totals", ("A",), [("x",)]))
    assert re.findall(r'sheet name="(\w+)"', book.read("xl/workbook.xml").decode()) == [
        "Papers",
        "Totals",
    ]
    assert cells(book, 2) == [("inlineStr", "A"), ("inlineStr", "x")]
