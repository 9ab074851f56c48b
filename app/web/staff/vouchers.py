"""Vouchers: the list, making some, one with its limits and uses, and a file of those made together.

Not here: what the fields mean (voucher_form.py, domain/catalogue).
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from uuid import uuid4

from flask import Response as Streamed
from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.catalogue import CatalogueMistake, read_one_voucher
from app.domain.guard import guarded
from app.domain.table import Cell, Table
from app.domain.voucher_code import mask_code, read_code
from app.domain.voucher_wording import KINDS
from app.domain.wording import say_money
from app.paper.workbook import csv_lines
from app.parts import Parts
from app.queries.staff.vouchers import (
    VoucherLine,
    VoucherPage,
    batch_of,
    number_of,
    voucher_page,
    vouchers_page,
)
from app.usecases.change_voucher import (
    StillHad,
    UsedMoreOften,
    UseGivenBack,
    give_use_back,
    limit_voucher,
    switch_voucher,
)
from app.usecases.close_voucher import close_voucher
from app.usecases.make_vouchers import MadeVouchers, MakingRefused, make_vouchers
from app.web.limits import note_wrong_voucher
from app.web.staff.deliveries import LARGEST_ID
from app.web.staff.door import Door
from app.web.staff.numbers import whole_number
from app.web.staff.voucher_form import document_from, errors_from, fields_given
from app.web.staff.words import pages_of, wanted_page, written

_BEFORE = "This form had made these before, and made no others. Open a new one to make more."
_NOT_CLOSED = "Nothing is changed: what can go back was another amount, or nothing. Look again."
_GIVEN_BACK = {
    UseGivenBack.GIVEN: "The use is given back.",
    UseGivenBack.SHARED: "This place's part is given back. The voucher stays used: another place"
    " of the order still has a part of it.",
    UseGivenBack.BEFORE: "It was given back before.",
}
_COLUMNS = ("code", "name", "gives", "uses left", "valid until")


class Vouchers:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show the vouchers that the address asks for, the newest first."""
        search, batch = _argument("search"), _argument("batch")
        page = vouchers_page(
            self._parts.sessions,
            search=search,
            batch=batch,
            show=self._show_codes(),
            wanted=wanted_page(),
            now=self._parts.clock(),
        )
        shown = {"page": page, "pages": pages_of(page.extent), "search": search, "batch": batch}
        return make_response(render_template("staff/vouchers.html", **shown))

    @guarded("staff")
    def find(self) -> Response:
        """Lead to the voucher whose code was typed; no address has it, so no log does."""
        code = read_code(request.form.get("code", ""))
        number = number_of(self._parts.sessions, code) if code else None
        if number is None:
            note_wrong_voucher()
            flash("There is no voucher with this code.", "warn")
            return redirect(url_for("staff.vouchers"), HTTPStatus.SEE_OTHER)
        return redirect(url_for("staff.voucher", voucher=number), HTTPStatus.SEE_OTHER)

    @guarded("staff")
    def new_form(self) -> Response:
        """Show an empty form."""
        self._door.mender()
        return self._form({"kind": "percent", "count": "1"}, {})

    @guarded("staff")
    def make(self) -> Response:
        """Make one or many, or show what is wrong."""
        member, given = self._door.mender(), fields_given(request.form)
        count = whole_number(given["count"] or "1")
        try:
            entry = read_one_voucher(document_from(given))
            made = make_vouchers(
                self._parts.sessions,
                entry=entry,
                count=count if isinstance(count, int) else 0,
                by=member.email,
                now=self._parts.clock(),
                key=written(request.form.get("key", ""), limit=40) or None,
            )
        except CatalogueMistake as mistake:
            return self._form(given, errors_from(mistake))
        except MakingRefused as refused:
            return self._form(given, {refused.field: refused.reason})
        return self._to_made(made, _BEFORE if made.before else _words(count))

    @guarded("staff")
    def show(self, voucher: int) -> Response:
        """Show one voucher, its limits and who used it."""
        return self._show(self._page(voucher), {})

    @guarded("staff")
    def change(self, voucher: int) -> Response:
        """Change a voucher's name and limits."""
        member, page = self._door.mender(), self._page(voucher)
        given = fields_given(request.form)
        wanted = ("name", "from", "until", "most", "most_per_person", "most_per_class")
        document = document_from({**dict.fromkeys(given, ""), **{n: given[n] for n in wanted}})
        try:
            limit_voucher(
                self._parts.sessions,
                number=page.line.number,
                entry=read_one_voucher({**document, "kind": "free"}),
                by=member.email,
                now=self._parts.clock(),
            )
        except CatalogueMistake as mistake:
            return self._show(page, errors_from(mistake))
        except UsedMoreOften as refused:
            return self._show(page, {"most": str(refused)})
        return self._to(page.line.number, "The voucher is changed.")

    @guarded("staff")
    def switch(self, voucher: int) -> Response:
        """Stop or resume a voucher's use."""
        member, page = self._door.mender(), self._page(voucher)
        active = request.form.get("action") == "resume"
        switch_voucher(
            self._parts.sessions,
            number=page.line.number,
            active=active,
            by=member.email,
            now=self._parts.clock(),
        )
        words = "It can be used again." if active else "Nobody can use it any more."
        return self._to(page.line.number, words)

    @guarded("staff")
    def close(self, voucher: int) -> Response:
        """End what is left of a stopped one, and send the money back that it was given for."""
        member, page = self._door.mender(), self._page(voucher)
        agreed = whole_number(request.form.get("agreed", ""))
        back = close_voucher(
            self._parts.sessions,
            number=page.line.number,
            agreed_minor=agreed if isinstance(agreed, int) else 0,
            reason=written(request.form.get("reason", ""), limit=200),
            by=member.email,
            now=self._parts.clock(),
        )
        words = f"It is closed, and {say_money(back)} goes back." if back else _NOT_CLOSED
        return self._to(page.line.number, words)

    @guarded("staff")
    def give_back(self, voucher: int, redemption_id: int) -> Response:
        """Give a place's use of it back."""
        member = self._door.mender()
        if max(voucher, redemption_id) > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        try:
            given = give_use_back(
                self._parts.sessions,
                number=voucher,
                redemption_id=redemption_id,
                by=member.email,
                now=self._parts.clock(),
            )
        except StillHad as had:
            return self._to(voucher, f"{had}.")
        if given is None:
            abort(HTTPStatus.NOT_FOUND)
        return self._to(voucher, _GIVEN_BACK[given])

    @guarded("staff")
    def file(self, batch: str) -> Response:
        """Hand out the vouchers that were made together as CSV."""
        self._door.mender()
        lines = batch_of(
            self._parts.sessions, written(batch, limit=36), show=str, now=self._parts.clock()
        )
        if not lines:
            abort(HTTPStatus.NOT_FOUND)
        table = Table("vouchers", "Vouchers", _COLUMNS, [_row(each) for each in lines])
        answer = Streamed(csv_lines(table), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="vouchers.csv"'
        return answer

    def _show_codes(self) -> Callable[[str], str]:
        """Return what is shown of codes: who may not change a voucher may not use it either."""
        member = self._door.member()
        return str if member and member.mends else mask_code

    def _page(self, number: int) -> VoucherPage:
        if number > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        page = voucher_page(
            self._parts.sessions,
            number,
            show=self._show_codes(),
            wanted=wanted_page(),
            now=self._parts.clock(),
        )
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        return page

    def _show(self, page: VoucherPage, errors: dict[str, str]) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        limits = page.limits
        fields = (
            fields_given(request.form)
            if errors
            else {
                "name": limits.name,
                "from": limits.first_day,
                "until": limits.last_day,
                "most": limits.most_total or "",
                "most_per_person": limits.most_per_person or "",
                "most_per_class": limits.most_per_class or "",
            }
        )
        pages = pages_of(page.extent)
        shown = {"page": page, "pages": pages, "errors": errors, "fields": fields}
        return make_response(render_template("staff/voucher.html", **shown), status)

    def _form(self, given: dict[str, str], errors: dict[str, str]) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        kinds = [(kind.value, words) for kind, words in KINDS.items()]
        # Sent twice, it is one making.
        shown = {"given": given, "errors": errors, "kinds": kinds, "key": str(uuid4())}
        return make_response(render_template("staff/voucher_form.html", **shown), status)

    def _to_made(self, made: MadeVouchers, message: str) -> Response:
        if not made.batch:
            return self._to(made.first, message)
        flash(message, "good")
        return redirect(url_for("staff.vouchers", batch=made.batch), HTTPStatus.SEE_OTHER)

    def _to(self, number: int, message: str) -> Response:
        flash(message, "good")
        return redirect(url_for("staff.voucher", voucher=number), HTTPStatus.SEE_OTHER)


def _words(count: int | str) -> str:
    return "The voucher is made." if count == 1 else f"{count} vouchers are made."


def _argument(name: str) -> str:
    return written(request.args.get(name, ""), limit=100)


def _row(line: VoucherLine) -> Sequence[Cell]:
    voucher = line.voucher
    until = voucher.valid_until.isoformat() if voucher.valid_until else ""
    return (voucher.code, line.name, line.gives, voucher.left, until)
