"""The door every HTTP call comes through: the dials' faults, the log of calls, one line of log.

Here: carrying a fault out on the wire. Not here: what a partner answers when it is well.
"""

import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.sandbox.calls import ENVIRON_KEY, Call, Calls, instant
from app.sandbox.clock import Clock
from app.sandbox.dials import Dial, Dials, Mode
from app.sandbox.part import Part

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG = logging.getLogger("sandbox")
NO_PART = ""
MAINTENANCE = (
    "<!doctype html><html><head><title>Maintenance</title></head>"
    "<body><h1>We will be back soon</h1></body></html>"
)


class Door:
    """A WSGI application around the sandbox's own."""

    def __init__(
        self,
        inner: Flask,
        *,
        parts: Sequence[Part],
        dials: Dials,
        calls: Calls,
        clock: Clock,
    ) -> None:
        self._inner = inner
        self._parts = parts
        self._dials = dials
        self._calls = calls
        self._clock = clock
        self._closing = threading.Event()
        self._inside = 0
        self._left = threading.Condition()

    def close(self, *, within: float) -> None:
        """Stop waiting in slow answers and return once nobody is inside, or after the seconds."""
        self._closing.set()
        with self._left:
            self._left.wait_for(lambda: self._inside == 0, timeout=within)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with self._left:
            self._inside += 1
        try:
            return self._pass(environ)(environ, start_response)
        finally:
            with self._left:
                self._inside -= 1
                self._left.notify_all()

    def _pass(self, environ: "WSGIEnvironment") -> Response:
        started = time.monotonic()
        path = environ.get("PATH_INFO", "")
        part = next((p for p in self._parts if path.startswith(p.prefix + "/")), None)
        call = Call(
            partner=part.name if part else NO_PART,
            method=environ["REQUEST_METHOD"],
            at=instant(self._clock.now()),
            template=self._template(environ),
        )
        environ[ENVIRON_KEY] = call
        try:
            if part is None:
                response = Response.from_app(self._inner, environ, buffered=True)
            else:
                response = self._answer(part, environ, call)
            call.status = response.status_code
            return response
        finally:
            call.milliseconds = round((time.monotonic() - started) * 1000, 1)
            if part is not None:
                self._calls.record(call)
            _log(call)

    def _template(self, environ: "WSGIEnvironment") -> str:
        """Return the address without its values, so that none of them is ever logged."""
        try:
            rule, _ = self._inner.url_map.bind_to_environ(environ).match(return_rule=True)
        except HTTPException:
            return "(no such address)"
        return rule.rule

    def _answer(self, part: Part, environ: "WSGIEnvironment", call: Call) -> Response:
        dial = self._dials.take(part.name, environ.get("PATH_INFO", ""))
        call.fault = "" if dial.mode is Mode.OK else dial.mode.value
        match dial.mode:
            case Mode.DOWN:
                call.judged("refused at the door")
                _cut(environ)
            case Mode.FAILING:
                refusal = self._refusal(part, environ, 500, "java.lang.NullPointerException")
                return _untouched(call, refusal)
            case Mode.LIMITED:
                refusal = self._refusal(part, environ, 429, "Too many requests")
                return _untouched(call, _limited(refusal, dial))
            case Mode.HTML:
                return _untouched(call, Response(MAINTENANCE, mimetype="text/html"))
            case Mode.SLOW:
                self._closing.wait(dial.seconds)
            case _:
                pass
        response = Response.from_app(self._inner, environ, buffered=True)
        return _spoilt(response, dial.mode, environ)

    def _refusal(
        self, part: Part, environ: "WSGIEnvironment", status: int, message: str
    ) -> Response:
        with self._inner.request_context(environ):
            return part.refusal(status, message)


def _untouched(call: Call, response: Response) -> Response:
    call.judged("nothing done")
    return response


def _limited(response: Response, dial: Dial) -> Response:
    if dial.retry_after is not None:
        response.headers["Retry-After"] = str(dial.retry_after)
    return response


def _spoilt(response: Response, mode: Mode, environ: "WSGIEnvironment") -> Response:
    """Return the answer as the fault leaves it; ``lost`` and ``reset`` end the connection."""
    body = response.get_data()
    match mode:
        case Mode.LOST:
            _cut(environ)
        case Mode.RESET:
            head = f"HTTP/1.1 {response.status}\r\nContent-Length: {len(body) + 2}\r\n\r\n"
            environ["werkzeug.socket"].sendall(head.encode() + body[: len(body) // 2])
            _cut(environ)
        case Mode.MALFORMED:
            response.set_data(body[: len(body) // 2] + b"\xff<")
        case Mode.EMPTY:
            response.set_data(b"")
            response.status_code = HTTPStatus.OK
        case _:
            pass
    return response


def _cut(environ: "WSGIEnvironment") -> NoReturn:
    """End the connection with a reset instead of an orderly close."""
    connection: socket.socket = environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionAbortedError("cut by a dial")


def _log(call: Call) -> None:
    line = {
        "at": call.at,
        "partner": call.partner or "sandbox",
        "method": call.method,
        "path": call.template,
        "status": call.status,
        "ms": call.milliseconds,
        "fault": call.fault,
    }
    LOG.info("%s", json.dumps(line))
