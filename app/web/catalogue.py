"""The public pages: the way in, the list of programs, a program, a class. Not here: registering."""

from datetime import date

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.datastructures import MultiDict

from app.domain.course_class import ClassStatus, ProgramKind
from app.domain.guard import guarded
from app.parts import Parts
from app.queries.catalogue import (
    ClassPage,
    HomePage,
    ProgramPage,
    ProgramsPage,
    Search,
    class_page,
    clean_text,
    home_page,
    program_page,
    programs_page,
)
from app.web.fragments import remember_fragments
from app.web.kept_pages import Gone, KeptPages
from app.web.prose import render
from app.web.site import Site
from app.web.structured import class_document, program_document

MOST_PAGES = 10_000
_STATUSES = {status.value: status for status in ClassStatus}
_KINDS = {kind.value: kind for kind in ProgramKind}


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the blueprint with the catalogue's four pages, which everybody sees alike."""
    blueprint = Blueprint("catalogue", __name__)
    blueprint.record_once(remember_fragments)
    sessions, kept = parts.sessions, KeptPages(parts)

    @blueprint.get("/")
    @guarded("public")
    def home() -> Response:
        return kept.answer(
            "home", lambda now, known: _home(home_page(sessions, now=now, known=known))
        )

    @blueprint.get("/programs")
    @guarded("public")
    def programs() -> Response:
        search = read_search(request.args)
        return kept.answer(
            search,
            lambda now, known: _programs(
                programs_page(sessions, search=search, now=now, known=known), search.address()
            ),
        )

    @blueprint.get("/programs/<slug>")
    @guarded("public")
    def program(slug: str) -> Response:
        return kept.answer(
            ("program", slug),
            lambda now, _: _program(program_page(sessions, slug=slug, now=now), site),
        )

    @blueprint.get("/classes/<code>")
    @guarded("public")
    def course_class(code: str) -> Response:
        return kept.answer(
            ("class", code), lambda now, _: _class(class_page(sessions, code=code, now=now), site)
        )

    return blueprint


def _home(page: HomePage) -> str:
    return render_template("catalogue/home.html", page=page, address="/")


def _programs(page: ProgramsPage, address: str) -> str:
    return render_template("catalogue/programs.html", page=page, address=address)


def _program(page: ProgramPage | None, site: Site) -> str:
    if page is None:
        abort(404)
    return render_template(
        "catalogue/program.html",
        page=page,
        address=page.program.address,
        about=render(page.description),
        document=program_document(page, site),
    )


def _class(page: ClassPage | None, site: Site) -> str | Gone:
    if page is None:
        abort(404)
    shown = render_template(
        "catalogue/class.html",
        page=page,
        address=f"/classes/{page.code}",
        document=class_document(page, site),
    )
    return Gone(shown) if page.offering.withdrawn else shown


def read_search(given: MultiDict[str, str]) -> Search:
    """Return what an address asks for; what makes no sense in it was not said."""
    return Search(
        text=clean_text(given.get("q", "")),
        kind=_KINDS.get(given.get("kind", "")),
        type=clean_text(given.get("type", "")),
        place=clean_text(given.get("place", "")),
        month=_month(given.get("month", "")),
        status=_STATUSES.get(given.get("status", "")),
        free_seats=given.get("free", "") not in ("", "0"),
        page=_page(given.get("page", "")),
    )


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    # The calendar's own ends have no month beside them to count up to.
    return month if 1900 < month.year < 3000 else None


def _page(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(number, 1), MOST_PAGES)
