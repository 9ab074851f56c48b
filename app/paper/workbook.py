"""Tables as a workbook (XLSX) or as text (CSV), written row by row: long ones need no more memory.

Text stays text: what begins like a formula is none, in whatever program it is opened.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.money import Money, exponent
from app.domain.table import Cell, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# As a spreadsheet sees the beginning of a formula: of a cell, and after what may part cells for one
# that does not take the comma, as in most of Europe.
_FORMULA = re.compile(r"(^(?=[\t\r\n])|(?:^|[;\t\r\n|])\s*(?=[=+\-@\uff1d\uff0b\uff0d\uff20]))")
_WIDTH = 16
# No number of a sheet has more digits than a spreadsheet keeps of one.
_MOST_DIGITS = 15


def write_workbook(path: Path, tables: Sequence[Table]) -> None:
    """Write the tables, a sheet each, into a file."""
    # Loaded here: most processes never make one.
    from xlsxwriter import Workbook

    options: dict[str, Any] = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with Workbook(str(path), options) as workbook:
        styles = _Styles(workbook)
        for table in tables:
            sheet = workbook.add_worksheet(table.title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(0, len(table.columns) - 1), _WIDTH)
            for column, head in enumerate(table.columns):
                sheet.write_string(0, column, head, styles.head)
            for number, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, styles)


def csv_lines(table: Table) -> Iterator[bytes]:
    """Give the table as text in UTF-8, with the mark that spreadsheets know it by."""
    yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
    yield _line(table.columns)
    for row in table.rows:
        yield _line([_plain(cell) for cell in row])


class _Styles:
    """How cells look; one for each number of decimals that a currency has."""

    def __init__(self, workbook: "Workbook") -> None:
        self.head: Format = workbook.add_format({"bold": True, "bottom": 1})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._money: Mapping[int, Format] = {
            decimals: workbook.add_format(
                {"num_format": f"#,##0.{'0' * decimals}" if decimals else "#,##0"}
            )
            for decimals in (0, 2, 3, 4)
        }

    def money(self, currency: str) -> "Format":
        """Return how amounts of a currency look."""
        return self._money[exponent(currency)]


def _write(sheet: "Worksheet", row: int, column: int, cell: Cell, styles: _Styles) -> None:
    match cell:
        case None | "":
            return
        case Money() if len(str(abs(cell.minor))) <= _MOST_DIGITS:
            # Not as a float: of 0.07 that would be 0.07000000000000001 in the file.
            sheet.write(row, column, cell.major, styles.money(cell.currency))
        case date():
            moment = datetime.combine(cell, time.min)
            sheet.write_datetime(row, column, moment, styles.day)
        case int() | Decimal():
            sheet.write(row, column, cell)
        case _:
            sheet.write_string(row, column, _plain(cell, guarded=""))


def _plain(cell: Cell, *, guarded: str = "'") -> str:
    """Return a cell as text, with the guard before what begins like a formula."""
    match cell:
        case None:
            return ""
        case Money():
            return f"{cell.major:f}"
        case date():
            return cell.isoformat()
        case int() | Decimal():
            return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
        case _:
            return _FORMULA.sub(rf"\1{guarded}", cell) if guarded else cell


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
