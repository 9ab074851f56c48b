"""Who may show which page in a frame, decided before any of them is drawn.

Not here: the pages, what a token is made of (token.py).
"""

import re
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.domain.embedding import EmbedKind, allowed_back, origin_of, site_of
from app.domain.guard import guard_of
from app.domain.language import language_read
from app.parts import Parts
from app.queries.catalogue.embedded import Embeddable, embeddable
from app.queries.embedded import sent_already
from app.web.addresses import address_of, lead_by
from app.web.embed.token import Embedding, Seal, TokenRefused, Wrong
from app.web.reader import PARAMETER, read_by
from app.web.security import may_be_framed
from app.web.site import Site

TOKEN = "csrf_token"
_KINDS = {kind.value: kind for kind in EmbedKind}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
# Where a page leads to one that has to know what this one does, and is no form.
_CARRIED = ("form", "check")
_STEPS = {"form": "form", "fill": "form", "check": "check", "send": "check", "voucher": "check"}


class Door:
    """Lets in who comes from an allowed site; what it finds out is the request's (``g``)."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site
        self._seal = Seal(site.secret)
        self._own = origin_of(site.base_url)

    def admit(self) -> AnyResponse | None:
        """Let the request pass, or say in plain words why not."""
        code = (request.view_args or {}).get("code")
        if code is None:
            return None
        # First of all: what is refused is said in the language of the host's page too.
        read_by(language_read([(request.args.get(PARAMETER, ""), 1.0)]))
        try:
            embedding = self._embedding(code)
            kind = _KINDS.get(request.args.get("of", ""))
            now, site = self._parts.clock(), embedding.site
            found = embeddable(self._parts.sessions, code=code, now=now, kind=kind, site=site)
        except TokenRefused as refused:
            return _refused(HTTPStatus.BAD_REQUEST, why=refused.why, code=code)
        if found is None:
            return make_response(render_template("embed/unknown.html"), HTTPStatus.NOT_FOUND)
        if "site" in request.args and (not site or site not in (*found.sites, self._own)):
            return _refused(HTTPStatus.FORBIDDEN, why=None, code=code, asked=site, found=found)
        self._enter(embedding, found)
        return None

    def _enter(self, embedding: Embedding, found: Embeddable) -> None:
        g.embedding, g.embedded = embedding, found
        g.framed_by = (embedding.site,) if embedding.site else found.sites
        lead_by(self._address)

    def _embedding(self, code: str) -> Embedding:
        """Return what the request's token says, or for who comes anew what the address does.

        Raises:
            TokenRefused: a form, or a page behind one, came without a token that opens it.
        """
        now, given = self._parts.clock(), request.args
        token = request.form.get(TOKEN, "") if request.method == "POST" else given.get("state")
        if token is None:
            site = self._named(given.get("site", ""))
            language = given.get(PARAMETER, "")
            return Embedding(
                code=code,
                site=site,
                back=allowed_back(given.get("back", ""), site=site),
                language=language if _LANGUAGE.fullmatch(language) else "",
            )
        embedding = self._seal.read(token, code=code, now=now)
        if given.get("site", "") != embedding.site:
            raise TokenRefused(Wrong.OTHER_SITE)
        fills_in = guard_of(current_app.view_functions[request.endpoint or ""]) == "embed_token"
        if fills_in and sent_already(self._parts.sessions, embedding.key):
            raise TokenRefused(Wrong.SENT)
        return embedding

    def _named(self, written: str) -> str:
        """Return the origin of a site; ours may be on plain HTTP."""
        return self._own if origin_of(written) == self._own else site_of(written)

    def frame(self, response: Response) -> Response:
        """Say which sites may show the answer; none where nobody was let in."""
        may_be_framed(response, self._site, by=g.get("framed_by", ()))
        return response

    def known(self) -> dict[str, Any]:
        """Return what templates know of the frame, in place of what they know on our own site."""
        embedding: Embedding = g.get("embedding") or Embedding(code="", key="")
        step = _STEPS.get((request.endpoint or "").removeprefix("embed."), "")
        return {
            "layout": "embed/base.html",
            "framed": "embedding" in g,
            "embedding": embedding,
            "embed_sites": g.get("framed_by", ()),
            "step": step if "embedding" in g else "stopped",
            "outcome": "",
            "url_for": address_of,
            TOKEN: lambda: self._seal.sealed(embedding, now=self._parts.clock()),
        }

    def _address(self, endpoint: str, **values: Any) -> str:
        """Return where a page of registering is inside the frame, with the token it needs.

        It says the language as the host's page does, which may be a country's: ``de-AT``.
        """
        room, _, name = endpoint.rpartition(".")
        if room != "registering":
            return url_for(endpoint, **values)
        embedding: Embedding = replace(g.embedding, code=values["code"])
        if name in _CARRIED:
            values["state"] = self._seal.sealed(embedding, now=self._parts.clock())
        if embedding.language:
            values[PARAMETER] = embedding.language
        return url_for(f"embed.{name}", **values, site=embedding.site or None)


def _refused(
    status: HTTPStatus,
    *,
    why: Wrong | None,
    code: str,
    asked: str = "",
    found: Embeddable | None = None,
) -> AnyResponse:
    drawn = render_template("embed/refused.html", why=why, code=code, asked=asked, found=found)
    return make_response(drawn, status)
