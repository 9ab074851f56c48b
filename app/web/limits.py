"""How often one address may send forms, and guess at orders and vouchers.

Not here: signing in (a use case).

The machine itself is not counted: behind a proxy nobody was told of, everybody would be it.
"""

from http import HTTPStatus
from typing import Protocol

from flask import Flask, Response, abort, g, request

from app.domain.caller import counted_as
from app.web.machine import is_this_machine

_WRONG_VOUCHER = "wrong_voucher"
# In a minute, at each page.
FORMS = 240
GUESSES = 30
LIMITED = ("registering", "orders", "certificates")
GUESSED_AT = ("orders", "certificates")
# Where vouchers are typed.
VOUCHERS_AT = ("registering", "staff.find_voucher")


class Count(Protocol):
    """Counts in the minute (``jobs.tally``)."""

    def __call__(self, what: str, *, more: int) -> int:
        """Count so many more, and return how many there are in this minute."""


def limit_requests(app: Flask, *, count: Count) -> None:
    """Limit the app's forms, and guessing at orders and certificates."""

    def limit() -> None:
        if is_this_machine(request.remote_addr):
            return
        if _types_a_voucher() and count(_guesser(), more=0) >= GUESSES:
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        if request.blueprint not in LIMITED:
            return
        if request.method == "POST" and count(_who("forms"), more=1) > FORMS:
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        if request.blueprint in GUESSED_AT and count(_who("guesses"), more=0) >= GUESSES:
            abort(HTTPStatus.TOO_MANY_REQUESTS)

    def note(response: Response) -> Response:
        unknown = response.status_code == HTTPStatus.NOT_FOUND
        if unknown and request.blueprint in GUESSED_AT and _is_limited():
            count(_who("guesses"), more=1)
        if g.get(_WRONG_VOUCHER) and not is_this_machine(request.remote_addr):
            count(_guesser(), more=1)
        return response

    app.before_request(limit)
    app.after_request(note)


def note_wrong_voucher() -> None:
    """Have this request count as a guess at vouchers, at whichever page it was made."""
    setattr(g, _WRONG_VOUCHER, True)


def _types_a_voucher() -> bool:
    where = (request.blueprint, request.endpoint)
    return request.method == "POST" and any(each in VOUCHERS_AT for each in where)


def _is_limited() -> bool:
    return request.blueprint in LIMITED and not is_this_machine(request.remote_addr)


def _who(what: str) -> str:
    return f"{what}:{request.endpoint}:{counted_as(request.remote_addr)}"


def _guesser() -> str:
    return f"vouchers:{counted_as(request.remote_addr)}"
