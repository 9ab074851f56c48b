"""The API under /v1: who may call, which version, which call, once, and what goes wrong on demand.

Here: everything about a call but its meaning. Not here: the meaning, see routes.py.
"""

import hmac
import json
import re
import socket
import threading
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app.sandbox.stripe import dials, happenings, parameters, routes
from app.sandbox.stripe.errors import StripeError, unplayed
from app.sandbox.stripe.expansion import expand, with_breakdown
from app.sandbox.stripe.forms import nested
from app.sandbox.stripe.idempotency import Answer, Keys, fingerprint_of, recall, remember
from app.sandbox.stripe.routes import Route
from app.sandbox.stripe.world import API_VERSION, Asked, World, asked_by, new_id

FORM = "application/x-www-form-urlencoded"
_KEY = re.compile(r"^(Bearer|Basic) +(.+)$", re.IGNORECASE)


class Api:
    """Answers calls on the account."""

    def __init__(self, world: World, *, closing: threading.Event) -> None:
        self._world = world
        self._closing = closing
        self._keys = Keys()

    def register(self, blueprint: Blueprint) -> None:
        """Put the API at /v1."""
        blueprint.add_url_rule(
            "/v1/<path:rest>",
            view_func=self.answer,
            endpoint="api",
            methods=["GET", "POST", "DELETE", "PUT", "PATCH"],
        )

    def answer(self, rest: str) -> Response:
        """Answer one call; every error is Stripe's own shape."""
        request_id = new_id("req")
        try:
            self._authenticate()
            route, key = self._match("/v1/" + rest)
            fault = self._fault()
            if fault == "failing":
                raise StripeError(500, "An error occurred (a dial).", type="api_error")
            answer = self._once(route, key, request_id, fault)
        except StripeError as wrong:
            answer = Answer(wrong.status, wrong.body(), request_id)
        else:
            if fault == "lost":
                _cut()
        _tell_the_log(answer)
        return _response(answer, request_id)

    def refusal(self, status: int, message: str) -> Response:
        """Return an error in Stripe's shape, for faults carried out elsewhere."""
        kind = "api_error" if status >= 500 else "invalid_request_error"
        code = "rate_limit" if status == 429 else None
        wrong = StripeError(status, message, type=kind, code=code)
        request_id = new_id("req")
        return _response(Answer(status, wrong.body(), request_id), request_id)

    def _authenticate(self) -> None:
        given = _KEY.match(request.headers.get("Authorization", ""))
        shown = given[2] if given else ""
        if given and given[1].lower() == "basic":
            shown = (request.authorization.username or "") if request.authorization else ""
        if not shown:
            raise StripeError(
                401,
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY').",
            )
        if not hmac.compare_digest(shown.encode(), self._world.secret_key.encode()):
            hidden = shown[:8] + "*" * 8 + shown[-4:] if len(shown) > 16 else "*" * 8
            raise StripeError(401, f"Invalid API Key provided: {hidden}", code="api_key_invalid")
        version = request.headers.get("Stripe-Version", API_VERSION)
        if version != API_VERSION:
            raise StripeError(
                400, f"Invalid Stripe API version: {version}. The sandbox speaks {API_VERSION}."
            )

    def _match(self, path: str) -> tuple[Route, str]:
        adapter: MapAdapter = routes.TABLE.bind("")
        try:
            route, values = adapter.match(path, method=request.method)
        except HTTPException as wrong:
            raise StripeError(
                404, f"Unrecognized request URL ({request.method}: {path})."
            ) from wrong
        call = request.environ.get("sandbox.call")
        if call is not None:  # the sandbox's log of calls, when the door keeps one
            call.template = path.replace(values["key"], "<id>") if values else path
        found: Route = route
        return found, values.get("key", "")

    def _fault(self) -> str:
        fault = dials.current(self._world).api
        if fault == "none" or not dials.take(self._world, "calls"):
            return "none"
        return fault

    def _once(self, route: Route, key: str, request_id: str, fault: str) -> Answer:
        pairs = _pairs()
        idempotency_key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or not idempotency_key:
            return self._slowly(self._perform(route, key, pairs, Asked(request_id)), fault)
        print_of_call = fingerprint_of(request.path, pairs)
        with self._keys.held(idempotency_key):
            known = recall(self._world, idempotency_key, print_of_call)
            if known is not None:
                return known
            with self._world.shelf.together():
                asked = Asked(request_id, idempotency_key)
                answer = self._perform(route, key, pairs, asked)
                remember(self._world, idempotency_key, print_of_call, answer)
            return self._slowly(answer, fault)

    def _slowly(self, answer: Answer, fault: str) -> Answer:
        if fault == "slow":
            self._closing.wait(dials.current(self._world).seconds)
        return answer

    def _perform(
        self, route: Route, key: str, pairs: list[tuple[str, str]], asked: Asked
    ) -> Answer:
        """Do it; errors found after the start are answers too, which are remembered."""
        params = _params(route, pairs)
        token = asked_by.set(asked)
        try:
            with self._world.shelf.together():
                happenings.play(self._world)
                body = route.run(self._world, key, params)
                body, paths = with_breakdown(self._world, body, params.get("expand", []))
                return Answer(200, expand(self._world, body, paths), asked.request or "")
        except StripeError as wrong:
            if not wrong.rehearsed:
                raise
            return Answer(wrong.status, wrong.body(), asked.request or "")
        finally:
            asked_by.reset(token)


def _tell_the_log(answer: Answer) -> None:
    """Say what the call was about and what came of it, where the door keeps a log of calls."""
    call = request.environ.get("sandbox.call")
    if call is None:
        return
    body = answer.body
    call.heard(body.get("client_reference_id") or body.get("id"))
    error = body.get("error", {})
    verdict = error.get("code") or error.get("type") or body.get("status") or body.get("object")
    call.judged("replayed" if answer.replayed else str(verdict))


def _pairs() -> list[tuple[str, str]]:
    query = list(request.args.items(multi=True))
    if request.method != "POST":
        return query
    if request.content_length and request.mimetype != FORM:
        raise StripeError(
            400,
            "Invalid request (check that your POST content type is "
            "application/x-www-form-urlencoded).",
            rehearsed=False,
        )
    return query + list(request.form.items(multi=True))


def _params(route: Route, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    form = nested(pairs)
    params = parameters.read(form, parameters.schema(route.shape))
    if route.played is not None:
        for name in sorted(params.keys() - route.played):
            raise unplayed(name)
    return params


def _response(answer: Answer, request_id: str) -> Response:
    response = Response(
        json.dumps(answer.body, indent=2), status=answer.status, mimetype="application/json"
    )
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", API_VERSION)
    response.headers["Cache-Control"] = "no-cache, no-store"
    key = request.headers.get("Idempotency-Key")
    if key and request.method == "POST":
        response.headers["Idempotency-Key"] = key
        response.headers["Original-Request"] = answer.request
    if answer.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _cut() -> None:
    """End the connection before the answer: it was done, and nobody hears of it."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
