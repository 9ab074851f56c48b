"""Signing in and out, and changing one's password."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.password import SHORTEST
from app.domain.tries import TooOften
from app.parts import Parts
from app.usecases.change_password import PasswordRefused, change_password
from app.usecases.sign_in import SignInRefused, sign_in
from app.usecases.sign_out import sign_out
from app.web.site import Site
from app.web.staff.door import Door, ours
from app.web.staff.words import written

_STALE = "This page had been open for too long, so nothing was done. Try again"


class Account:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site, door: Door) -> None:
        self._parts = parts
        self._site = site
        self._door = door

    @guarded("public")
    def sign_in_form(self) -> Response:
        """Show the form; whoever is signed in already goes on."""
        if self._door.member() is not None:
            return _see(_next())
        return _form()

    @guarded("public")
    def sign_in(self) -> Response:
        """Let somebody in, or say no without saying why."""
        email = request.form.get("email", "")
        try:
            signed_in = sign_in(
                self._parts.sessions,
                email=email,
                password=request.form.get("password", ""),
                address=request.remote_addr or "",
                secret=self._site.secret,
                now=self._parts.clock(),
            )
        except SignInRefused as refused:
            return _form(HTTPStatus.UNPROCESSABLE_ENTITY, email=email, error=str(refused))
        except TooOften as refused:
            answer = _form(HTTPStatus.TOO_MANY_REQUESTS, email=email, error=str(refused))
            answer.headers["Retry-After"] = str(int(refused.wait.total_seconds()) + 1)
            return answer
        self._door.enter(signed_in.staff_id)
        return _see(_next())

    @guarded("staff")
    def sign_out(self) -> Response:
        """End the account's sessions, here and elsewhere."""
        member = self._door.member()
        if member is not None:
            sign_out(self._parts.sessions, staff_id=member.id)
        self._door.leave()
        return _see(url_for("staff.sign_in_form"))

    @guarded("staff")
    def password_form(self) -> Response:
        """Show the form for a new password."""
        return _page("staff/password.html", errors={}, shortest=SHORTEST)

    @guarded("staff")
    def password(self) -> Response:
        """Set the new password; every other session of the account ends."""
        member = self._door.member()
        assert member is not None  # noqa: S101 -- the door admits nobody else
        try:
            change_password(
                self._parts.sessions,
                staff_id=member.id,
                current=request.form.get("current", ""),
                new=request.form.get("new", ""),
                now=self._parts.clock(),
            )
        except PasswordRefused as refused:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            errors = {refused.field: refused.reason}
            return _page("staff/password.html", status, errors=errors, shortest=SHORTEST)
        self._door.enter(member.id)
        flash("Your password is changed. Everywhere else you are signed out.", "good")
        return _see(url_for("staff.overview"))

    def stale(self, error: CSRFError) -> Response:
        """Answer a form that was open for too long, or was not ours: nothing was done."""
        del error
        if request.endpoint == "staff.sign_in":
            email = request.form.get("email", "")
            return _form(HTTPStatus.BAD_REQUEST, email=email, error=_STALE)
        if self._door.member() is None:
            return _see(url_for("staff.sign_in_form"))
        flash(f"{_STALE}.", "warn")
        return _see(url_for("staff.overview"))


def _form(status: HTTPStatus = HTTPStatus.OK, *, email: str = "", error: str = "") -> Response:
    errors = {"email": error} if error else {}
    shown = {"errors": errors, "email": written(email, limit=320), "next": _next()}
    return _page("staff/sign_in.html", status, **shown)


def _next() -> str:
    """Return where to go on to: an address of ours, whatever was asked."""
    return ours(request.values.get("next", ""), otherwise=url_for("staff.overview"))


def _see(address: str) -> Response:
    return redirect(address, HTTPStatus.SEE_OTHER)


def _page(template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
    return make_response(render_template(template, **shown), status)
