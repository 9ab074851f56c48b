"""Flask as it is used here: the same, without what each request would do in vain.

Not here: any page, any rule, what is asked before and after a request.
"""

from collections.abc import Callable, Iterator, MutableMapping
from functools import cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from itsdangerous import URLSafeTimedSerializer

from app.languages import say, teach


class Templates(Environment):
    """Jinja's environment; what every template knows is one dictionary and not a chain of two.

    With each import of macros Jinja asks it for all its names, some forty a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template knows beside what a page is given; complete before the first."""
        return {**self.globals, **(d or {})}


class Frame(Flask):
    """The application; no view here is a coroutine, so none has to be looked at for that.

    ``load_more`` loads, a bit with each step, what some later visit would have to wait for.
    """

    jinja_environment = Templates
    load_more: Callable[[], Iterator[None]]

    def create_jinja_environment(self) -> Environment:
        """Return the templates' environment, which knows the reader's language."""
        self.jinja_options = {"extensions": ["jinja2.ext.i18n"], "finalize": say}
        environment = super().create_jinja_environment()
        teach(environment)
        return environment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


class CookieSessions(SecureCookieSessionInterface):
    """Flask's own sessions in a signed cookie, whose signer is made once and not per request."""

    def __init__(self) -> None:
        self._signer = cache(super().get_signing_serializer)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the application's signer."""
        return self._signer(app)
