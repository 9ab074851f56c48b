"""What is said where nobody can register for a class: why, and which other classes there are."""

from http import HTTPStatus

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.domain.class_wording import say_closed
from app.domain.course_class import Closed
from app.domain.said import Said, sentence
from app.parts import Parts
from app.queries.other_classes import other_classes
from app.queries.registering import Barred, RegisteringPage
from app.web.kept_pages import KeptPages

_BARRED = {
    Barred.FULL: sentence("This class is full"),
    Barred.NO_PRICE: sentence("This class has no price at the moment"),
}


class BarredPage:
    """The page; ``token`` is the draft that would have been sent, empty for nobody's."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._kept = KeptPages(parts)

    def answer(self, page: RegisteringPage, *, status: HTTPStatus, token: str = "") -> Response:
        """Say why nobody can register now."""
        if not page.barred:
            return make_response(self._draw(page, token=token), status)
        # Then the page leads back to nobody's form, and hundreds are shown it in a rush.
        what = ("barred", page.course.code, page.barred, bool(token))
        kept = self._kept.page(what, lambda _now, _known: self._draw(page, token=token))
        return make_response(kept.body, status)

    def _draw(self, page: RegisteringPage, *, token: str) -> str:
        now = self._parts.clock()
        others = other_classes(self._parts.sessions, course=page.course, now=now)
        return render_template(
            "registering/barred.html",
            page=page,
            title=_why(page.barred),
            others=others,
            token=token,
            # The page is kept: where it was asked for is in it for nobody else.
            address=f"/classes/{page.course.code}/register",
        )


def _why(barred: Closed | Barred | None) -> Said:
    if barred is None:
        return sentence("There are not enough places left")
    return say_closed(barred) if isinstance(barred, Closed) else _BARRED[barred]
