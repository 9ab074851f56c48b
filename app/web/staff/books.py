"""Bookkeeping: what a period adds up to, and its sheets to take away, for who keeps the books.

A file is made while it is sent: text line by line, a workbook on disk first.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from flask import Response as Streamed
from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from app import logs
from app.domain.contract import Sessions
from app.domain.days import Days, usual
from app.domain.guard import guarded
from app.domain.paper import Seller
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
from app.web.staff.door import Door
from app.web.staff.papers import read_day
from app.web.staff.words import written

_PIECE = 64 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Books:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def show(self) -> Response:
        """Show what the period adds up to, with what can be taken away."""
        self._door.bookkeeper()
        sellers = self._sellers()
        period = self._period(sellers)
        errors = _mistakes(period)
        totals = () if errors else totals_of(self._parts.sessions, period)
        page = render_template(
            "staff/bookkeeping.html",
            period=period,
            sellers=[(each.code, each.name) for each in sellers],
            totals=totals,
            errors=errors,
            beside=() if errors else self._beside(period),
            sheets=[(name, title) for name, title, _, _ in SHEETS],
        )
        return make_response(page, HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK)

    @guarded("staff")
    def text(self, sheet: str) -> Response:
        """Hand out one sheet as text."""
        period = self._asked()
        tables = tables_of(self._parts.sessions, period)
        table = next((each for each in tables if each.name == sheet), None)
        if table is None:
            abort(HTTPStatus.NOT_FOUND)
        answer = Streamed(csv_lines(table), mimetype="text/csv")
        name = f"{sheet}-{period.first}-{period.last}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    @guarded("staff")
    def workbook(self) -> Response:
        """Hand out all sheets, and what they add up to, as a workbook."""
        period = self._asked()
        answer = Streamed(_book(self._parts.sessions, period), mimetype=_XLSX)
        name = f"bookkeeping-{period.first}-{period.last}.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def _beside(self, period: Period) -> Sequence[tuple[str, Days]]:
        """Return what else may be looked at, by name: around the period, and around today."""
        shown = Days(period.first, period.last)
        ways = (("Previous", shown.before), ("Next", shown.after))
        today = self._parts.clock().astimezone(ZoneInfo(period.timezone)).date()
        return [(name, each) for name, each in (*ways, *usual(today)) if _can_be_shown(each)]

    def _asked(self) -> Period:
        """Return the period of a file that may be made; who took it is logged."""
        member = self._door.bookkeeper()
        period = self._period(self._sellers())
        if _mistakes(period):
            abort(HTTPStatus.BAD_REQUEST)
        logs.log().info("books taken", staff=member.id)
        return period

    def _sellers(self) -> Sequence[Seller]:
        return sellers_of(self._parts.sessions, own=self._parts.seller)

    def _period(self, sellers: Sequence[Seller]) -> Period:
        """Return what the address asks for: the month before this one where it names no days."""
        zone = ZoneInfo(self._parts.seller.timezone)
        last = self._parts.clock().astimezone(zone).date().replace(day=1) - timedelta(days=1)
        currency = written(request.args.get("currency", ""), limit=3).upper()
        asked = find_period(
            sellers,
            first=read_day(request.args.get("from", "")) or last.replace(day=1),
            last=read_day(request.args.get("to", "")) or last,
            entity=written(request.args.get("entity", ""), limit=64),
            currency=currency if currency.isascii() and currency.isalpha() else "",
        )
        if asked is None:
            abort(HTTPStatus.NOT_FOUND)
        return asked


def _book(sessions: Sessions, period: Period) -> Iterator[bytes]:
    """Give the workbook in pieces; it is made as the first of them is asked for."""
    totals = totals_table(totals_of(sessions, period))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_workbook(path, [*tables_of(sessions, period), totals])
        with path.open("rb") as file:
            yield from iter(partial(file.read, _PIECE), b"")


def _mistakes(period: Period) -> dict[str, str]:
    if period.first > period.last:
        return {"to": "The last day must not be before the first"}
    if not _can_be_shown(Days(period.first, period.last)):
        return {"from": "Choose days between 2000 and 2199"}
    return {}


def _can_be_shown(days: Days) -> bool:
    return date(2000, 1, 1) <= days.first <= days.last <= date(2199, 12, 31)
