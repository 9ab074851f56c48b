"""The script that a host's page loads: one versioned address, the same for everybody."""

import gzip
from hashlib import sha256

from flask import Response, request

from app.domain.guard import guarded
from app.web.assets import ROOT
from app.web.squeezing import can_unpack

# An hour, so that a mistake in it can be mended; what it does for a host's page stays the same.
_CACHING = "public, max-age=3600"


class Script:
    """The file, read once when the site starts."""

    def __init__(self) -> None:
        self._body = (ROOT / "embed-v1.js").read_bytes()
        self._squeezed = gzip.compress(self._body, mtime=0)
        self._tag = sha256(self._body).hexdigest()[:16]

    @guarded("public")
    def file(self) -> Response:
        """Return the script to any site's page."""
        squeeze = can_unpack()
        body = self._squeezed if squeeze else self._body
        response = Response(body, mimetype="text/javascript")
        response.headers["Cache-Control"] = _CACHING
        response.headers["Vary"] = "Accept-Encoding"
        # Loaded by pages of other sites, also by those that isolate themselves.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Allow-Origin"] = "*"
        if squeeze:
            response.headers["Content-Encoding"] = "gzip"
        response.set_etag(self._tag)
        response.make_conditional(request)
        return response
