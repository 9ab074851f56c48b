"""What every page of a program's form begins and ends with. Not here: any view."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask import make_response as respond
from werkzeug.wrappers import Response

from app.domain.form.editing import Edit, EntryGone, FormMovedOn, read_seen
from app.parts import Parts
from app.queries.staff.form_desk import FormDesk, form_desk
from app.usecases.edit_form import edit_form
from app.web.staff.door import Door
from app.web.staff.form_words import other_languages
from app.web.staff.words import written

_MOVED_ON = "Nothing was changed. {}. Look at it as it is now, and make your change again."


class FormDoor:
    """Lets in whoever may change a form, reads it, and keeps what is changed."""

    def __init__(self, parts: Parts, door: Door, *, own: str) -> None:
        self.parts = parts
        # What forms are written in, and what they may be said in besides.
        self.own = own
        self.languages = other_languages(own)
        self._door = door

    def desk(self, program: str) -> FormDesk:
        """Return the form for somebody who may build it; else it is forbidden, or not found."""
        self._door.mender()
        found = form_desk(self.parts.sessions, written(program, limit=64))
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return found

    def by(self) -> str:
        """Return who changes it."""
        return self._door.mender().email

    def edit(
        self, program: str, edit: Edit, message: str, *, key: str = "", at: str = ""
    ) -> Response:
        """Keep an edit of the form as the page that sent it had seen it, and show the form.

        ``at`` is the entry to show it from.

        Raises:
            EntryMistaken: the entry ``key`` is not fit.
        """
        try:
            found = edit_form(
                self.parts.sessions,
                program=written(program, limit=64),
                seen=read_seen(request.form.get("seen", "")),
                edit=edit,
                by=self.by(),
                now=self.parts.clock(),
                key=key,
            )
        except FormMovedOn as moved:
            return self.moved_on(program, moved)
        except EntryGone as gone:
            return self.to_form(program, f"{gone}.", tone="warn")
        if not found:
            abort(HTTPStatus.NOT_FOUND)
        return self.to_form(program, message, at=at)

    def moved_on(self, program: str, moved: FormMovedOn) -> Response:
        """Say that somebody else was here, and show what is there now."""
        return self.to_form(program, _MOVED_ON.format(moved), tone="warn")

    def to_form(self, program: str, message: str, *, tone: str = "good", at: str = "") -> Response:
        """Show the form, with what happened to it."""
        flash(message, tone)
        address = url_for("staff.form", program=program, _anchor=f"entry-{at}" if at else None)
        return redirect(address, HTTPStatus.SEE_OTHER)


def form_page(template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
    """Return a page of the form."""
    return respond(render_template(template, **shown), status)
