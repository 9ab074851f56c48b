"""Classes: the list, one class, changing, publishing, cancelling and restoring one.

Not here: results (results.py), the form's fields (class_form.py).
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response as Streamed
from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.catalogue import CatalogueMistake, ClassEntry, read_one_class, require_payable
from app.domain.guard import guarded
from app.paper.workbook import csv_lines
from app.parts import Parts
from app.queries.staff.class_answers import class_answers
from app.queries.staff.classes import Wanted, Which, classes_page
from app.queries.staff.course_class import class_choices, class_document, class_page
from app.usecases.cancel_class import REASON_LIMIT, ClassNotCancelled, cancel_class
from app.usecases.change_class import ChangeRefused, Seated, change_class
from app.usecases.publish_class import PublishRefused, publish_class
from app.usecases.restore_class import ClassNotRestored, restore_class
from app.web.staff.around import around
from app.web.staff.class_form import document_from, errors_from, field_of, fields_from
from app.web.staff.door import Door
from app.web.staff.words import pages_of, wanted_page, written

_BLANK = {"sessions": 1, "prices": 1, "refunds": 1, "extras": 1}
_NEW = {"timezone": "Europe/Oslo"}
_KINDS = (
    ("member", "Members, by their number"),
    ("group", "Groups, from so many participants"),
    ("voucher_only", "Whoever has a voucher for it"),
)
_TAX_MODES = (
    ("inclusive", "In the amount"),
    ("exclusive", "On top of the amount"),
    ("exempt", "Exempt"),
)
_LISTED = (("iso", "ISO"), ("trainingportal", "Trainingportal"), ("connector", "Connector"))


class Classes:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show the classes that the address asks for; at first those to come."""
        which = request.args.get("which", "")
        wanted = Wanted(
            which=Which(which) if which in list(Which) else Which.COMING,
            search=written(request.args.get("search", ""), limit=100),
            page=wanted_page(),
        )
        page = classes_page(self._parts.sessions, wanted, now=self._parts.clock())
        return _page(
            "staff/classes.html",
            page=page,
            pages=pages_of(page.extent),
            wanted=wanted,
            which=[(each.value, each.value.capitalize()) for each in Which],
        )

    @guarded("staff")
    def show(self, code: str) -> Response:
        """Show one class: its numbers, who is in, what Trainingportal knows."""
        parts = self._parts
        page = class_page(parts.sessions, _code(code), on=parts.partners, now=parts.clock())
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        zone = page.course.timezone
        return _page("staff/class.html", page=page, zone=zone, reason_limit=REASON_LIMIT)

    @guarded("staff")
    def answers(self, code: str) -> Response:
        """Hand out the class's registrations with their answers as CSV."""
        self._door.mender()
        table = class_answers(self._parts.sessions, _code(code))
        if table is None:
            abort(HTTPStatus.NOT_FOUND)
        answer = Streamed(csv_lines(table), mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
        return answer

    @guarded("staff")
    def new_form(self) -> Response:
        """Show an empty form."""
        self._door.mender()
        return self._form(None, _NEW)

    @guarded("staff")
    def publish(self) -> Response:
        """Publish a new class, or show what is wrong with it."""
        self._door.mender()
        document, program = document_from(request.form), written(_given("program"), limit=64)
        try:
            entry = self._read(document)
            publish_class(self._parts.sessions, program=program, entry=entry, **around(self._parts))
        except CatalogueMistake as mistake:
            return self._form(None, document, errors=errors_from(mistake), program=program)
        except PublishRefused as refused:
            errors = {field_of(refused.field): refused.reason}
            return self._form(None, document, errors=errors, program=program)
        return _to_class(entry.code, "It is published, and partners are told.", tone="good")

    @guarded("staff")
    def change_form(self, code: str) -> Response:
        """Show the class's form."""
        self._door.mender()
        return self._form(_code(code), self._document(code))

    @guarded("staff")
    def change(self, code: str) -> Response:
        """Change the class, or show what is wrong with the change."""
        self._door.mender()
        before = self._document(code)
        document = document_from(request.form) | {"code": before["code"], "state": before["state"]}
        try:
            entry = self._read(document)
            change_class(self._parts.sessions, entry=entry, **around(self._parts))
        except CatalogueMistake as mistake:
            return self._form(_code(code), document, errors=errors_from(mistake))
        except ChangeRefused as refused:
            errors = {field_of(refused.field): refused.reason}
            return self._form(_code(code), document, errors=errors, taken_by=refused.taken_by)
        return _to_class(_code(code), "It is changed. Whoever that concerns is told.", tone="good")

    @guarded("staff")
    def cancel(self, code: str) -> Response:
        """Cancel the class, with a reason that everybody registered is told."""
        self._door.mender()
        reason = written(_given("reason"), limit=REASON_LIMIT)
        try:
            found = cancel_class(
                self._parts.sessions, code=_code(code), reason=reason, **around(self._parts)
            )
        except ClassNotCancelled as refused:
            return _to_class(_code(code), f"Nothing was done. {refused}.", tone="warn")
        if not found:
            abort(HTTPStatus.NOT_FOUND)
        words = "It is cancelled. Registrations end now, and what was paid goes back."
        return _to_class(_code(code), words, tone="good")

    @guarded("staff")
    def restore(self, code: str) -> Response:
        """Undo the cancellation; whoever was registered is not any more."""
        self._door.mender()
        try:
            found = restore_class(self._parts.sessions, code=_code(code), **around(self._parts))
        except ClassNotRestored as refused:
            return _to_class(_code(code), f"Nothing was done. {refused}.", tone="warn")
        if not found:
            abort(HTTPStatus.NOT_FOUND)
        return _to_class(_code(code), "It can be registered for again.", tone="good")

    def _document(self, code: str) -> dict[str, Any]:
        document = class_document(self._parts.sessions, _code(code))
        if document is None:
            abort(HTTPStatus.NOT_FOUND)
        return document

    def _read(self, document: object) -> ClassEntry:
        """Read a class that could be sold; CatalogueMistake where it could not."""
        entry = read_one_class(document)
        require_payable([entry], self._parts.gateways)
        return entry

    def _form(
        self,
        code: str | None,
        document: dict[str, Any],
        *,
        errors: dict[str, str] | None = None,
        program: str = "",
        taken_by: Sequence[Seated] = (),
    ) -> Response:
        page = _page(
            "staff/class_form.html",
            code=code,
            fields=fields_from(document, blank=_BLANK),
            choices=class_choices(self._parts.sessions),
            listed=_LISTED,
            kinds=_KINDS,
            tax_modes=_TAX_MODES,
            program=program,
            errors=errors or {},
            taken_by=taken_by,
        )
        if errors:
            page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page


def _code(text: str) -> str:
    return written(text, limit=64)


def _given(name: str) -> str:
    return request.form.get(name, "")


def _to_class(code: str, message: str, *, tone: str) -> Response:
    flash(message, tone)
    return redirect(url_for("staff.course_class", code=code), HTTPStatus.SEE_OTHER)


def _page(template: str, **shown: object) -> Response:
    return make_response(render_template(template, **shown))
