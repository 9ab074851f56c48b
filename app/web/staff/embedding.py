"""A program's forms inside other sites: which sites may, what they paste, what is in the way.

Not here: the pages that are shown there (web/embed).
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.embed_doctor import Finding, diagnose
from app.domain.embedding import SiteRefused, Snippet, host_lines
from app.domain.guard import guarded
from app.parts import Parts
from app.queries.staff.embedding import Choice, EmbedDesk, embed_desk
from app.usecases.change_sites import allow_site, forbid_site
from app.web.security import content_security_policy
from app.web.site import Site
from app.web.staff.door import Door
from app.web.staff.words import written

_ADDRESS_LIMIT = 2000


class Embedding:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site, door: Door) -> None:
        self._parts = parts
        self._site = site
        self._door = door

    @guarded("staff")
    def show(self, program: str) -> Response:
        """Show what to paste, and which sites may."""
        return self._page(self._desk(program))

    @guarded("staff")
    def allow(self, program: str) -> Response:
        """Let a site show the program's forms."""
        member = self._door.mender()
        address = written(request.form.get("site", ""), limit=_ADDRESS_LIMIT)
        try:
            origin = allow_site(
                self._parts.sessions,
                program=written(program, limit=64),
                address=address,
                by=member.email,
                now=self._parts.clock(),
            )
        except SiteRefused as refused:
            wrong, desk = {"site": str(refused)}, self._desk(program)
            return self._page(desk, errors=wrong, address=address)
        if origin is None:
            abort(HTTPStatus.NOT_FOUND)
        return _back(program, f"{origin} may show these forms.")

    @guarded("staff")
    def forbid(self, program: str) -> Response:
        """Let a site show the program's forms no more."""
        self._door.mender()
        origin = written(request.form.get("site", ""), limit=_ADDRESS_LIMIT)
        known = written(program, limit=64)
        if not forbid_site(self._parts.sessions, program=known, origin=origin):
            return _back(program, "Nothing was done: that site is not on the list.", tone="warn")
        return _back(program, f"{origin} may not show these forms any more.")

    @guarded("staff")
    def examine(self, program: str) -> Response:
        """Look at a page of a host's, and say what is in the way of what it embeds."""
        self._door.mender()
        desk = self._desk(program)
        address = written(request.form.get("page", ""), limit=_ADDRESS_LIMIT)
        if not address:
            return self._page(desk, errors={"page": "Enter the address of the page"})
        seen = self._parts.read_page(address)
        codes = frozenset(each.code for each in desk.choices)
        found = diagnose(
            seen,
            snippet=self._snippet(desk),
            base_url=self._site.base_url,
            sites=desk.origins,
            codes=codes,
        )
        return self._page(desk, findings=found, examined=address)

    def _desk(self, program: str) -> EmbedDesk:
        known = written(program, limit=64)
        found = embed_desk(self._parts.sessions, known, now=self._parts.clock())
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return found

    def _choice(self, desk: EmbedDesk) -> Choice:
        return desk.chosen(request.args.get("what", ""))

    def _snippet(self, desk: EmbedDesk) -> Snippet:
        choice, source = self._choice(desk), request.args.get("source", "")
        return Snippet(
            kind=choice.kind,
            code=choice.code,
            text=f"Register for {choice.title}",
            source=source if source in dict(desk.sources) else "",
        )

    def _page(
        self,
        desk: EmbedDesk,
        *,
        errors: Mapping[str, str] | None = None,
        address: str = "",
        findings: Sequence[Finding] = (),
        examined: str = "",
    ) -> Response:
        snippet = self._snippet(desk)
        drawn = render_template(
            "staff/embedding.html",
            desk=desk,
            snippet=snippet,
            choice=self._choice(desk),
            html=snippet.html(self._site.base_url),
            lines=host_lines(self._site.base_url),
            errors=errors or {},
            address=address,
            findings=findings,
            examined=examined,
        )
        response = make_response(
            drawn, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        )
        # The preview is the real form in a frame of our own.
        policy = content_security_policy(self._site, more=("frame-src 'self'",))
        response.headers["Content-Security-Policy"] = policy
        return response


def _back(program: str, message: str, *, tone: str = "good") -> Response:
    flash(message, tone)
    return redirect(url_for("staff.embedding", program=program), HTTPStatus.SEE_OTHER)
