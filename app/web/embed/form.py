"""The form of a class inside another site, or the list that leads to it."""

from dataclasses import replace
from http import HTTPStatus

from flask import g, make_response, render_template
from werkzeug.wrappers import Response

from app.domain.embedding import EmbedKind
from app.domain.guard import guarded
from app.domain.language import language_read
from app.parts import Parts
from app.queries.registering import RegisteringPage
from app.web.barred_page import BarredPage
from app.web.forms.given import Given
from app.web.forms.reading import Asked
from app.web.half_forms import HalfForms
from app.web.registering import Registering
from app.web.site import Site


class FramedHalfForms(HalfForms):
    """Keeps a form under a link when asked to; a frame's browser is not asked to remember any."""

    def remember(self, page: RegisteringPage, given: Given) -> None:
        """Keep nothing: that would take a cookie."""

    def _tokens(self) -> dict[str, str]:
        return {}

    def _note(self, tokens: dict[str, str]) -> None:
        pass


class FramedBarredPage(BarredPage):
    """The page as it is for one site: never one that was drawn for another."""

    def answer(self, page: RegisteringPage, *, status: HTTPStatus, token: str = "") -> Response:
        """Say why nobody can register now."""
        return make_response(self._draw(page, token=token), status)


class EmbeddedForm(Registering):
    """The views; the door has let them in, and their pages lead to one another inside the frame."""

    def __init__(self, parts: Parts, site: Site) -> None:
        super().__init__(parts, site)
        self._half = FramedHalfForms(parts, site)
        self._barred = FramedBarredPage(parts)

    @guarded("public")
    def form(self, code: str) -> Response:
        """Show the form, empty or as a draft has it; or the classes of a program or venue."""
        if g.embedded.kind is EmbedKind.CLASS:
            return super().form(code)
        return make_response(render_template("embed/list.html", found=g.embedded, step="list"))

    @guarded("embed_token")
    def fill(self, code: str) -> Response:
        """Take the form, as the site's own is taken."""
        return super().fill(code)

    def _asked(self, page: RegisteringPage) -> Asked:
        """Return what the form asks; papers are in the language that the host's page names."""
        asked = super()._asked(page)
        language = language_read([(g.embedding.language, 1.0)])
        return replace(asked, language=language or asked.language)
