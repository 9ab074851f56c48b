"""Program pictures at an address of their own, so that browsers and caches keep them."""

from functools import lru_cache

from flask import Blueprint, Response, abort, request

from app.domain.guard import guarded
from app.parts import Parts
from app.queries.catalogue import Sketch, find_sketch
from app.web.drawing import draw
from app.web.site import Site

_FOR_A_YEAR = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the blueprint that serves the pictures."""
    del site  # every web module is built alike
    blueprint = Blueprint("pictures", __name__)

    @blueprint.get("/programs/<slug>/picture.svg")
    @guarded("public")
    def picture(slug: str) -> Response:
        sketch = find_sketch(parts.sessions, slug=slug)
        if sketch is None:
            abort(404)
        response = Response(_drawn(sketch), mimetype="image/svg+xml")
        # An address without the version, or with an old one, may show another picture tomorrow.
        named = request.args.get("v") == sketch.version
        response.headers["Cache-Control"] = _FOR_A_YEAR if named else _FOR_AN_HOUR
        response.set_etag(sketch.version)
        response.make_conditional(request)
        return response

    return blueprint


@lru_cache(256)
def _drawn(sketch: Sketch) -> bytes:
    return draw(sketch.code, type_=sketch.type).encode()
