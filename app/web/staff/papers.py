"""The list of papers, and one of them as a PDF. Not here: what is taken away by period (books)."""

from datetime import date
from http import HTTPStatus

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.paper import PaperKind
from app.paper.paper_pdf import paper_pdf
from app.parts import Parts
from app.queries.papers import find_paper
from app.queries.staff.papers import SEARCH_LIMIT, Wanted, papers_page
from app.web.papers import KINDS, pdf_answer
from app.web.staff.words import pages_of, wanted_page, written


class Papers:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @guarded("staff")
    def list(self) -> Response:
        """Show the papers that the address asks for, the newest first."""
        wanted = Wanted(
            search=written(request.args.get("search", ""), limit=SEARCH_LIMIT).strip(),
            kind=_kind(request.args.get("kind", "")),
            first=read_day(request.args.get("from", "")),
            last=read_day(request.args.get("to", "")),
            page=wanted_page(),
        )
        page = papers_page(self._parts.sessions, wanted)
        return make_response(
            render_template(
                "staff/papers.html",
                page=page,
                pages=pages_of(page.extent),
                wanted=wanted,
                kinds=KINDS,
            )
        )

    @guarded("staff")
    def show(self, paper: str) -> Response:
        """Hand out a paper as a PDF."""
        found = find_paper(self._parts.sessions, written(paper, limit=40))
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return pdf_answer(paper_pdf(found), name=found.number)


def read_day(text: str) -> date | None:
    """Return the day that a form's field says, None where it says none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _kind(text: str) -> PaperKind | None:
    try:
        return PaperKind(text)
    except ValueError:
        return None
