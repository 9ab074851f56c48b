"""Checking a certificate: anybody who holds its number sees what it proves.

Guessing is limited (limits.py); a number that was never issued and one that is mistyped are told
the same.
"""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template

from app.domain.guard import guarded
from app.parts import Parts
from app.queries.certificate import proof_of
from app.web.privacy import keep_private
from app.web.site import Site


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the address where certificates are checked."""
    del site  # every web module is built alike
    blueprint = Blueprint("certificates", __name__)
    blueprint.after_request(keep_private)

    @blueprint.get("/certificates/<number>")
    @guarded("public")
    def check(number: str) -> Response:
        """Say what the number proves."""
        proof = proof_of(parts.sessions, number.strip().upper()[:40])
        if proof is None:
            page = render_template("certificates/unknown.html")
            return make_response(page, HTTPStatus.NOT_FOUND)
        return make_response(render_template("certificates/proof.html", proof=proof))

    return blueprint
