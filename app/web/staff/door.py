"""The door of the staff area: who is in, for how long, and what they may do.

A session ends after an hour without a request, twelve hours after it began, when the password is
changed, and when the account is closed. Not here: passwords.
"""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import (
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from app.domain.guard import guard_of
from app.parts import Parts
from app.queries.staff.member import Member, find_member

IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
# The cookie is renewed no more often than this.
_RENEWED = timedelta(minutes=1)
# Somewhere in the staff area and nowhere else.
_OURS = re.compile(r"/staff/[A-Za-z0-9/_.?=&%+-]*")
_BEGAN, _SEEN = "staff_began", "staff_seen"


class Visitor:
    """A member as Flask-Login knows them: the session names the account and its version."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, member: Member) -> None:
        self.member = member

    def get_id(self) -> str:
        """Return what the session keeps."""
        return f"{self.member.id}.{self.member.version}"


class Door:
    """Lets members in and others to the sign-in page."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def hang(self, state: BlueprintSetupState) -> None:
        """Tell the app how a session becomes a member."""
        # Flask-Login has no types.
        manager: Any = LoginManager()  # type: ignore[no-untyped-call]  # as said above
        manager.user_loader(self._visitor)
        # Hung in by hand: its own way looks at the session after every public page, for a cookie
        # that we never give, and says to caches that the page varies with it.
        vars(state.app)["login_manager"] = manager

    def admit(self) -> Response | None:
        """Let whoever is signed in pass; lead others to the sign-in page."""
        view = current_app.view_functions.get(request.endpoint or "")
        if view is not None and guard_of(view) == "public":
            return None
        if self.member() is not None and self._in_time():
            return None
        self.leave()
        back = request.full_path.rstrip("?") if request.method == "GET" else ""
        address = url_for("staff.sign_in_form", next=back or None)
        return redirect(address, HTTPStatus.SEE_OTHER)

    def enter(self, staff_id: int) -> None:
        """Begin a session; whatever the browser's old one held is forgotten."""
        member = find_member(self._parts.sessions, staff_id)
        if member is None:
            abort(HTTPStatus.FORBIDDEN)
        session.clear()
        login_user(Visitor(member))  # type: ignore[no-untyped-call]  # it has no types
        session[_BEGAN] = session[_SEEN] = _seconds(self._parts.clock())

    def leave(self) -> None:
        """End the session."""
        logout_user()  # type: ignore[no-untyped-call]  # it has no types
        session.clear()

    def member(self) -> Member | None:
        """Return who is signed in."""
        visitor: Any = current_user
        found: Member | None = visitor.member if visitor.is_authenticated else None
        return found

    def mender(self) -> Member:
        """Return who is signed in, if they may mend deliveries; else it is forbidden."""
        member = self.member()
        if member is None or not member.mends:
            abort(HTTPStatus.FORBIDDEN)
        return member

    def settler(self) -> Member:
        """Return who is signed in, if they may settle money: who mends, or keeps the books."""
        member = self.member()
        if member is None or not member.settles:
            abort(HTTPStatus.FORBIDDEN)
        return member

    def bookkeeper(self) -> Member:
        """Return who is signed in, if they may take the books away; else it is forbidden."""
        member = self.member()
        if member is None or not member.keeps_books:
            abort(HTTPStatus.FORBIDDEN)
        return member

    def refused(self, error: Forbidden) -> Response:
        """Answer who is signed in and lacks the right to what they asked for."""
        del error
        if self.member() is None:
            # The account was closed while they signed in.
            return redirect(url_for("staff.sign_in_form"), HTTPStatus.SEE_OTHER)
        return make_response(render_template("staff/forbidden.html"), HTTPStatus.FORBIDDEN)

    def _visitor(self, kept: str) -> Visitor | None:
        number, _, version = kept.partition(".")
        if not (number.isdecimal() and version.isdecimal()):
            return None
        member = find_member(self._parts.sessions, int(number))
        return Visitor(member) if member and member.version == int(version) else None

    def _in_time(self) -> bool:
        now = _seconds(self._parts.clock())
        began, seen = session.get(_BEGAN, 0), session.get(_SEEN, 0)
        if now - began >= LONGEST.total_seconds() or now - seen >= IDLE.total_seconds():
            return False
        if now - seen >= _RENEWED.total_seconds():
            session[_SEEN] = now
        return True


def ours(wanted: str, *, otherwise: str) -> str:
    """Return where somebody asked to go, if that is in the staff area, whatever they asked."""
    return wanted if _OURS.fullmatch(wanted) else otherwise


def go_back(*, otherwise: str) -> Response:
    """Lead back to the page whose form was sent, where it says which of staff's that is."""
    address = ours(request.form.get("back", ""), otherwise=otherwise)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
