"""Pages sent in fewer bytes to whoever can unpack them. Not here: static files (assets.py).

Kept pages come squeezed as they are (kept_pages.py), and of all others only large ones for people:
a small one is in the first packets anyway, and those of staff hold more that is nobody's business.
"""

import gzip
import secrets
from io import BytesIO

from flask import Blueprint, Response, request

from app.languages import ENGLISH, LANGUAGES
from app.parts import Parts
from app.web.reader import PARAMETER
from app.web.site import Site

# What a server sends before it waits for the first answer: ten packets, headers among them.
LARGE = 12_000
# A tenth more bytes than with the highest, in half of the time.
_LEVEL = 1
_MOST_PADDING = 100
_NOT_SQUEEZED = "/staff"
# Here the address has a secret of the page's own, without which there is no such page.
_OF_AN_ORDER = "/orders/"
# Inside other sites a form has a secret of its own each time, and no cookie goes with one.
_IN_A_FRAME = "/embed/"


def build(parts: Parts, site: Site) -> Blueprint:
    """Return a blueprint without pages that squeezes the large ones of the app."""
    del parts, site  # every web module is built alike
    blueprint = Blueprint("squeezing", __name__)

    @blueprint.after_app_request
    def squeeze_large(response: Response) -> Response:
        if not _is_large_page(response):
            return response
        response.vary.add("Accept-Encoding")
        if can_unpack() and _is_plain_address():
            response.set_data(_padded(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        return response

    return blueprint


def can_unpack() -> bool:
    """Whether whoever asks can unpack what is squeezed."""
    return request.accept_encodings.quality("gzip") > 0


def squeezed(body: bytes) -> bytes:
    """Return what everybody sees alike in fewer bytes."""
    return gzip.compress(body, _LEVEL, mtime=0)


def _is_large_page(response: Response) -> bool:
    return (
        response.mimetype == "text/html"
        and "Content-Encoding" not in response.headers
        and not request.path.startswith(_NOT_SQUEEZED)
        and (response.content_length or 0) > LARGE
    )


def _is_plain_address() -> bool:
    """Whether nobody can have written something into the page's address to guess at its secrets.

    A page repeats its address, in the links to its other languages.
    """
    if request.path.startswith(_IN_A_FRAME):
        return True
    names = [name for name, _ in request.args.items(multi=True)]
    known = {PARAMETER, "token"} if request.path.startswith(_OF_AN_ORDER) else {PARAMETER}
    once = len(names) == len(set(names)) and known.issuperset(names)
    return once and request.args.get(PARAMETER, ENGLISH.code) in LANGUAGES


def _padded(body: bytes) -> bytes:
    """Return the page in fewer bytes, but never twice in as many.

    How well a page can be squeezed tells what is in it, by what somebody else had come to stand
    beside it (the attack called BREACH). So a page is squeezed at its plain address alone; and as
    bytes that come at random are known on an average, some that nobody reads, a file's name, are
    only there for what else may be repeated.
    """
    packed = BytesIO()
    name = "a" * secrets.randbelow(_MOST_PADDING)
    with gzip.GzipFile(name, "wb", _LEVEL, packed, mtime=0) as file:
        file.write(body)
    return packed.getvalue()
