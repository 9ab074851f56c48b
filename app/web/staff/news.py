"""Looking at what partners said. Not here: showing it (registrations.overview)."""

from http import HTTPStatus

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.parts import Parts
from app.usecases.close_news import close_news
from app.web.staff.deliveries import LARGEST_ID
from app.web.staff.door import Door


class News:
    """The view; it makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def close(self, news_id: int) -> Response:
        """Note that somebody has looked at it."""
        member = self._door.mender()
        if news_id <= LARGEST_ID and close_news(
            self._parts.sessions, news_id=news_id, by=member.email
        ):
            flash("Noted that you have looked at it.", "good")
        else:
            flash("Nothing was done: it was not waiting for anybody.", "warn")
        return redirect(url_for("staff.overview"), HTTPStatus.SEE_OTHER)
