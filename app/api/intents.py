"""Paying a registration that waits for it in a form of the client's own, asked for afterwards.

For what was offered from a waiting list: nothing was to be paid when it was made. Not here: an
intent asked for as the registration is made (registrations.py).
"""

from flask import Response, jsonify

from app.api.door import Door
from app.api.paying import Method, intent_for, offers_intents
from app.api.refused import conflict
from app.api.registration_body import registration_body
from app.api.registrations import find_own
from app.api.terms import Terms
from app.domain.client import Scope
from app.domain.guard import guarded
from app.domain.registration import RegistrationState
from app.parts import Parts

_NOT_HERE = "A form of your own is not offered here: payment.url says where it is paid"
_NOTHING = "There is nothing to pay for this registration now"


class Intents:
    """The view."""

    def __init__(self, parts: Parts, terms: Terms, door: Door) -> None:
        self._parts = parts
        self._terms = terms
        self._door = door

    @guarded("client")
    def open(self, registration_id: str) -> Response:
        """Hand out the intent that pays the registration; again, the same."""
        client = self._door.admit(Scope.WRITE_REGISTRATIONS).number
        own = find_own(self._parts, client, registration_id)
        if own.state is not RegistrationState.HELD or not own.made.total.minor:
            raise conflict(_NOTHING, field="status")
        if not offers_intents(self._parts):
            raise conflict(_NOT_HERE, field="payment")
        intent = intent_for(self._parts, own.made, Method.INTENT)
        # Read anew: a payment was begun.
        own = find_own(self._parts, client, registration_id)
        return jsonify(registration_body(own, terms=self._terms, intent=intent))
