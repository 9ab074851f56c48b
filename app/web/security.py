"""What every answer says to the browser, and how much a request may bring along.

Here: the headers of every answer, the limits of every body. Not here: who may see what.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request
from flask.blueprints import BlueprintSetupState

from app.domain.embedding import frame_ancestors
from app.domain.guard import guard_of
from app.parts import Parts
from app.web.site import Site

MOST_BYTES = 1_000_000
MOST_FIELD_BYTES = 200_000
MOST_FIELDS = 1_000
# Where files may come along: a few of the largest, and what is written besides.
MOST_WITH_FILES = 32_000_000
TAKE_FILES = frozenset(
    ("registering.fill", "embed.fill", "staff.fill_preview", "orders.answer_questions")
)
_FRAMED = "framed"
_A_YEAR = int(timedelta(days=365).total_seconds())


def build(parts: Parts, site: Site) -> Blueprint:
    """Return a blueprint without pages that puts the headers on every answer of the app."""
    del parts  # every web module is built alike
    blueprint = Blueprint("security", __name__)
    headers = _headers(site)

    @blueprint.record_once
    def limit(state: BlueprintSetupState) -> None:
        state.app.config.update(
            MAX_CONTENT_LENGTH=MOST_BYTES,
            MAX_FORM_MEMORY_SIZE=MOST_FIELD_BYTES,
            MAX_FORM_PARTS=MOST_FIELDS,
        )

    blueprint.app_url_value_preprocessor(_allow_files)

    @blueprint.before_app_request
    def refuse() -> None:
        # No database takes a NUL, and nothing that we gave out has one in its address.
        if "\0" in request.path:
            abort(404)
        if b"%00" in request.query_string:
            abort(400)

    @blueprint.after_app_request
    def protect(response: Response) -> Response:
        said = response.headers
        # Asked one by one, a header that is missing costs an exception each time.
        there = {name.lower() for name, _ in said} | g.get(_FRAMED, frozenset())
        for name, value in headers:
            if name.lower() not in there:
                said.add(name, value)
        if "cache-control" not in there:
            said.add("Cache-Control", _caching())
        return response

    return blueprint


def _allow_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Let more in where files come along, before the guard against forged forms looks at it."""
    if endpoint in TAKE_FILES and request.mimetype == "multipart/form-data":
        request.max_content_length = MOST_WITH_FILES


def may_be_framed(response: Response, site: Site, *, by: Sequence[str]) -> None:
    """Let these sites, and no other, show the answer in a frame; by nobody where there is none."""
    if not by:
        return
    said = response.headers
    said["Content-Security-Policy"] = content_security_policy(site, framed_by=by)
    # So that a host that isolates its pages may show it too.
    said["Cross-Origin-Embedder-Policy"] = "require-corp"
    said["Cross-Origin-Resource-Policy"] = "cross-origin"
    # It can name no site: browsers that read both follow the policy above.
    setattr(g, _FRAMED, frozenset({"x-frame-options"}))


def content_security_policy(
    site: Site,
    *,
    framed_by: Sequence[str] = (),
    styles: Sequence[str] = (),
    more: Sequence[str] = (),
) -> str:
    """Return the policy: everything from here, nothing inline, in no frame but those sites'.

    ``styles`` are digests of what one page may draw inline, ``more`` directives that it needs
    besides.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            " ".join(("style-src 'self'", *styles)),
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            " ".join(("form-action 'self'", *site.pay_hosts)),
            "base-uri 'none'",
            frame_ancestors(framed_by),
            *more,
        )
    )


def _headers(site: Site) -> tuple[tuple[str, str], ...]:
    always = (
        ("Content-Security-Policy", content_security_policy(site)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        # Addresses of orders hold their token; no other site may learn them.
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    )
    if not site.base_url.startswith("https://"):
        return always
    return (*always, ("Strict-Transport-Security", f"max-age={_A_YEAR}; includeSubDomains"))


def _caching() -> str:
    """Return how an answer may be kept: what is not for everybody never is."""
    view = current_app.view_functions.get(request.endpoint or "")
    public = view is not None and guard_of(view) == "public"
    return "no-cache" if public and request.method in ("GET", "HEAD") else "no-store"
