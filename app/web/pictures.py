"""Program pictures, and the cards that links are shown with, at addresses of their own.

So browsers and caches keep them. A program's picture is an SVG; networks show none, so the card of
its links is a PNG of the same. Not here: drawing.
"""

from collections.abc import Callable
from functools import lru_cache, partial

from flask import Blueprint, Response, abort, request
from flask.blueprints import BlueprintSetupState

from app.domain.guard import guarded
from app.parts import Parts
from app.queries.catalogue import Face, Sketch, find_face, find_sketch
from app.web.drawing import draw, palette_of
from app.web.site import Site

_FOR_A_YEAR = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"
# Some thirty kilobytes each, and a tenth of a second to draw.
_CARDS = 128


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the blueprint that serves the pictures, and tells templates where the site's card is.

    ``site_card`` is that of the pages that are of no one program.
    """
    blueprint = Blueprint("pictures", __name__)
    # Drawn as the picture of a program of that name.
    whole = Face(Sketch(code=site.name, type=""), title=site.name)

    @blueprint.get("/programs/<slug>/picture.svg")
    @guarded("public")
    def picture(slug: str) -> Response:
        sketch = find_sketch(parts.sessions, slug=slug)
        if sketch is None:
            abort(404)
        return _answer(partial(_drawn, sketch), "image/svg+xml", sketch.version)

    @blueprint.get("/programs/<slug>/card.png")
    @guarded("public")
    def card(slug: str) -> Response:
        face = find_face(parts.sessions, slug=slug)
        if face is None:
            abort(404)
        return _card(face, site)

    @blueprint.get("/card.png")
    @guarded("public")
    def site_card() -> Response:
        return _card(whole, site)

    @blueprint.record_once
    def give_templates(state: BlueprintSetupState) -> None:
        state.app.jinja_env.globals["site_card"] = f"/card.png?v={whole.version}"

    return blueprint


def _card(face: Face, site: Site) -> Response:
    response = _answer(partial(_drawn_card, face, site.name), "image/png", face.version)
    # Others show it beside a link to us, in their own pages too.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _answer(drawn: Callable[[], bytes], mimetype: str, version: str) -> Response:
    """Answer with a picture, which is drawn only for whoever has it not."""
    response = Response(mimetype=mimetype)
    # An address without the version, or with an old one, may show another picture tomorrow.
    named = request.args.get("v") == version
    response.headers["Cache-Control"] = _FOR_A_YEAR if named else _FOR_AN_HOUR
    response.set_etag(version)
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(drawn())
    return response


@lru_cache(256)
def _drawn(sketch: Sketch) -> bytes:
    return draw(sketch.code, type_=sketch.type).encode()


@lru_cache(_CARDS)
def _drawn_card(face: Face, site: str) -> bytes:
    # What draws it takes a while to load, and most of those who read a page never ask for it.
    from app.paper import link_card

    palette = palette_of(face.sketch.type)
    return link_card.draw_card(
        link_card.Words(title=face.title, site=site),
        picture=draw(face.sketch.code, type_=face.sketch.type),
        inks=link_card.Inks(palette.ground, palette.dark, palette.colours[0]),
    )
