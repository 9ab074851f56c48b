"""The export command: papers, payments and refunds of a period, as a workbook or as text."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from app.commands.line import Mistake
from app.paper.workbook import csv_lines, write_workbook
from app.parts import Parts
from app.queries.bookkeeping import (
    SHEETS,
    Period,
    find_period,
    sellers_of,
    tables_of,
    totals_of,
    totals_table,
)


def export(
    parts: Parts,
    file: Path,
    *,
    first: str,
    last: str,
    entity: str = "",
    currency: str = "",
    sheet: str = "papers",
) -> int:
    """Write the books of the days from the first to the last into a file; return the exit code.

    Prints what they add up to. A file that is there is replaced, once all of it is written.

    Raises:
        Mistake: no such days, entity or sheet, or the file cannot be written.
    """
    period = _period(parts, first, last, entity=entity, currency=currency)
    try:
        with TemporaryDirectory(dir=file.absolute().parent) as folder:
            made = Path(folder) / file.name
            _write(parts, made, period, sheet=sheet)
            made.replace(file)
    except OSError as error:
        raise Mistake(f"{file}: {error.strerror or 'cannot be written'}") from error
    for total in totals_of(parts.sessions, period):
        print(
            f"{total.currency}: papers {total.papers.major}, payments {total.payments.major}, "
            f"refunds {total.refunds.major}, kept {total.kept.major}"
        )
    print(f"Written to {file}.")
    return 0


def _write(parts: Parts, path: Path, period: Period, *, sheet: str) -> None:
    tables = tables_of(parts.sessions, period)
    if path.suffix == ".xlsx":
        totals = totals_table(totals_of(parts.sessions, period))
        write_workbook(path, [*tables, totals])
        return
    if path.suffix != ".csv":
        raise Mistake(f"{path.name}: must end with .xlsx or .csv")
    table = next((each for each in tables if each.name == sheet), None)
    if table is None:
        raise Mistake(f"no sheet is called {sheet}: {', '.join(name for name, *_ in SHEETS)}")
    with path.open("wb") as file:
        file.writelines(csv_lines(table))


def _period(parts: Parts, first: str, last: str, *, entity: str, currency: str) -> Period:
    days = _day(first), _day(last)
    if days[0] > days[1]:
        raise Mistake("the last day must not be before the first")
    sellers = sellers_of(parts.sessions, own=parts.seller)
    period = find_period(
        sellers, first=days[0], last=days[1], entity=entity, currency=currency.upper()
    )
    if period is None:
        known = ", ".join(each.code for each in sellers)
        raise Mistake(f"no legal entity is called {entity}: {known}")
    return period


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Mistake(f"not a day like 2031-01-31: {text}") from error
    if not 2000 <= day.year <= 2199:
        raise Mistake(f"not a day between 2000 and 2199: {text}")
    return day
