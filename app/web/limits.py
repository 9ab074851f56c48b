"""How often one address may send forms, guess at orders and vouchers, and have cards drawn.

Not here: signing in (a use case).

The machine itself is not counted: behind a proxy nobody was told of, everybody would be it.
"""

from http import HTTPStatus
from typing import Protocol

from flask import Flask, Response, abort, g, request

from app.domain.caller import counted_as
from app.web.machine import is_this_machine

_GUESSES, _WRONG_VOUCHER = "guesses", "wrong_voucher"
# In a minute, at each page.
FORMS = 240
GUESSES = 30
# A tenth of a second each where none is kept, and there may be more than are: those who show a link
# ask for one or a few.
CARDS = 60
CARD = "pictures.card"
# Megabytes in a minute, in all that is sent with files.
MEGABYTES = 120
LIMITED = ("registering", "embed", "finding", "orders", "own_data", "certificates")
GUESSED_AT = ("orders", "own_data", "certificates")
# Where vouchers are typed.
VOUCHERS_AT = ("registering", "embed", "staff.find_voucher")


class Count(Protocol):
    """Counts in the minute (``jobs.tally``)."""

    def __call__(self, what: str, *, more: int) -> int:
        """Count so many more, and return how many there are in this minute."""


def limit_requests(app: Flask, *, count: Count) -> None:
    """Limit the app's forms, guessing at orders and certificates, and drawing cards."""
    guesses = _Guesses(count)

    def limit() -> None:
        if is_this_machine(request.remote_addr):
            return
        if _types_a_voucher():
            guesses.take(_guesser())
        if request.endpoint == CARD and count(_who("cards"), more=1) > CARDS:
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        if request.blueprint not in LIMITED:
            return
        if request.method == "POST" and count(_who("forms"), more=1) > FORMS:
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        heavy = (request.content_length or 0) // 1_000_000
        if heavy and count(_who("megabytes"), more=heavy) > MEGABYTES:
            abort(HTTPStatus.TOO_MANY_REQUESTS)
        if request.blueprint in GUESSED_AT:
            guesses.take(_who("guesses"))

    app.before_request(limit)
    app.after_request(guesses.take_back)


class _Guesses:
    """Counts what may be a guess before it is known, and takes back what was none.

    Counted afterwards, many at once would all be let in.
    """

    def __init__(self, count: Count) -> None:
        self._count = count

    def take(self, what: str) -> None:
        """Let in who has not guessed wrong too often in this minute."""
        taken = self._count(what, more=1)
        g.setdefault(_GUESSES, []).append(what)
        if taken > GUESSES:
            abort(HTTPStatus.TOO_MANY_REQUESTS)

    def take_back(self, response: Response) -> Response:
        """Take back the request's guesses that were not wrong."""
        unknown = response.status_code == HTTPStatus.NOT_FOUND
        for what in g.pop(_GUESSES, []):
            wrong = g.get(_WRONG_VOUCHER) if what == _guesser() else unknown
            if not wrong:
                self._count(what, more=-1)
        return response


def note_wrong_voucher() -> None:
    """Have this request count as a guess at vouchers, at whichever page it was made."""
    setattr(g, _WRONG_VOUCHER, True)


def _types_a_voucher() -> bool:
    where = (request.blueprint, request.endpoint)
    return request.method == "POST" and any(each in VOUCHERS_AT for each in where)


def _who(what: str) -> str:
    return f"{what}:{request.endpoint}:{counted_as(request.remote_addr)}"


def _guesser() -> str:
    return f"vouchers:{counted_as(request.remote_addr)}"
