"""Static files under names that hold their hash, kept for a year by whoever fetched them.

`asset("app.css")` in a template gives the address. All files are read once when the site starts, so
that an address never names anything but the bytes it was made of. Not here: what is in the files.
"""

import gzip
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort
from flask.blueprints import BlueprintSetupState
from jinja2 import StrictUndefined

from app.domain.guard import guarded
from app.parts import Parts
from app.web.site import Site
from app.web.squeezing import can_unpack

ROOT = Path(__file__).resolve().parents[2] / "static"
PREFIX = "/static/"
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_SQUEEZABLE = frozenset({".css", ".js", ".svg", ".txt"})
_REFERENCE = re.compile(r'url\("(?!data:|/)([^"]+)"\)')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its address, its bytes plain and gzipped (None where that saves nothing)."""

    address: str
    body: bytes
    squeezed: bytes | None
    mimetype: str


class Shelf:
    """Every file of a folder, by its own name and by its hashed one."""

    def __init__(self, root: Path) -> None:
        self._by_name: dict[str, Asset] = {}
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        # Style sheets come last, because the hashes of what they refer to go into them.
        for path in sorted(paths, key=lambda path: path.suffix == ".css"):
            name = path.relative_to(root).as_posix()
            self._by_name[name] = self._read(path, name)
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        """Return the address of a file.

        Raises:
            KeyError: there is none of that name.
        """
        return self._by_name[name].address

    def at(self, address: str) -> Asset | None:
        """Return the file at an address, if it is there with exactly that hash."""
        return self._by_address.get(address)

    def _read(self, path: Path, name: str) -> Asset:
        body = path.read_bytes()
        if path.suffix == ".css":
            body = self._with_hashes(body.decode(), name).encode()
        stem, suffix = posixpath.splitext(name)
        smaller = gzip.compress(body, mtime=0) if suffix in _SQUEEZABLE else body
        return Asset(
            address=f"{PREFIX}{stem}.{sha256(body).hexdigest()[:12]}{suffix}",
            body=body,
            squeezed=smaller if len(smaller) < len(body) else None,
            mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        )

    def _with_hashes(self, css: str, name: str) -> str:
        folder = posixpath.dirname(name)

        def hashed(found: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(folder, found[1]))
            return f'url("{self.address(target)}")'

        return _REFERENCE.sub(hashed, css)


def build(parts: Parts, site: Site) -> Blueprint:
    """Return the blueprint that serves the files and gives templates `asset` and `site`."""
    del parts  # every web module is built alike
    shelf = Shelf(ROOT)
    blueprint = Blueprint("assets", __name__)

    @blueprint.get(f"{PREFIX}<path:name>")
    @guarded("public")
    def file(name: str) -> Response:
        asset = shelf.at(PREFIX + name)
        if asset is None:
            abort(404)
        return _answer(asset)

    @blueprint.record_once
    def equip(state: BlueprintSetupState) -> None:
        environment = state.app.jinja_env
        environment.globals.update(asset=shelf.address, site=site)
        # A misspelt name is a fault, not an empty place; lines of code leave no empty lines.
        environment.undefined = StrictUndefined
        environment.trim_blocks = True
        environment.lstrip_blocks = True

    return blueprint


def _answer(asset: Asset) -> Response:
    squeezed = asset.squeezed if can_unpack() else None
    response = Response(asset.body if squeezed is None else squeezed, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = _FOR_A_YEAR
    if asset.squeezed is not None:
        response.headers["Vary"] = "Accept-Encoding"
    if squeezed is not None:
        response.headers["Content-Encoding"] = "gzip"
    return response
