"""One log line a request, and the request id that answers carry and jobs follow.

Here: Flask's hooks, for every room's routes. Not here: how a line looks (`app.logs`). The line has
the path's template, never the path, a query, a header or a body.
"""

import re
import time

from flask import Flask, Response, g, request

from app import logs

HEADER = "X-Request-ID"
# What a proxy in front may have given the request; anything else might say something of somebody.
_GIVEN = re.compile(r"[0-9a-f-]{16,36}")


def log_requests(app: Flask) -> None:
    """Give every request of the app an id and a line; call it before any other hook is added."""

    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = logs.begin(given if _GIVEN.fullmatch(given) else None)
        g.began = time.perf_counter()

    def tell(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        logs.log().info(
            "request",
            method=request.method,
            path=request.url_rule.rule if request.url_rule else "(none)",
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.began) * 1000, 1),
        )
        return response

    def end(_error: BaseException | None) -> None:
        logs.end()

    app.before_request(begin)
    app.after_request(tell)
    app.teardown_request(end)
