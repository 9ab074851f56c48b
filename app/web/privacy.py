"""Pages that hold somebody's data: kept by no cache, found by no search engine."""

from werkzeug.wrappers import Response


def keep_private(response: Response) -> Response:
    """Say that the answer is kept by no cache and found by no search engine."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def may_come_back(response: Response) -> Response:
    """Let a browser keep an empty form, so that its back button brings back what was written."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
