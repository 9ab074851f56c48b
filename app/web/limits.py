"""How often one address may send forms, and guess at orders. Not here: signing in (a use case).

Counted in Redis for all web processes together; while it is away each process counts on its own.
The machine itself is not counted: behind a proxy nobody was told of, everybody would be it.
"""

from typing import Any, cast

from flask import Blueprint, Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.web.machine import is_this_machine

FORMS = "240 per minute"
GUESSES = "30 per minute"
LIMITED = ("registering", "orders")


class _Limiter(Limiter):
    """The library's, asked only about what is limited: asking costs as much as a whole small page.

    Its own way of leaving a request out (``exempt_when``) comes after that price is paid.
    """

    def _check_request_limit(self, *given: Any, **more: Any) -> None:
        if request.blueprint in LIMITED and not is_this_machine(request.remote_addr):
            super()._check_request_limit(*given, **more)


def limit_requests(app: Flask, *, queue_url: str) -> Limiter:
    """Limit the app's forms and its orders' addresses; call it once their pages are there.

    ``queue_url`` is the Redis or Valkey address of the settings.
    """
    limiter = _Limiter(
        get_remote_address,
        app=app,
        storage_uri=_storage(queue_url),
        storage_options={"socket_connect_timeout": 1, "socket_timeout": 1},
        strategy="fixed-window",
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
    forms = limiter.limit(FORMS, methods=["POST"])
    guesses = limiter.limit(GUESSES, deduct_when=_is_unknown)
    registering, orders = (cast(Blueprint, app.blueprints[name]) for name in LIMITED)
    forms(registering)
    forms(orders)
    guesses(orders)
    return limiter


def _storage(queue_url: str) -> str:
    """Return the address as the limiter's library spells it: a socket is ``redis+unix``."""
    return queue_url.replace("unix://", "redis+unix://", 1)


def _is_unknown(response: Response) -> bool:
    return response.status_code == 404
