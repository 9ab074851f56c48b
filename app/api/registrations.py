"""Registrations: make one, read it back (iso.md 5.3). Not here: changing its status."""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request, url_for

from app.api.body import fingerprint, read_body
from app.api.door import Door
from app.api.limits import Limiter
from app.api.paying import intent_for, read_method
from app.api.refused import CallRefused, conflict, invalid, not_found
from app.api.registration_body import made_body, registration_body
from app.api.request_body import VOUCHER, Asking, can_be_a_code, fill_in, read_request
from app.api.terms import Terms
from app.domain.client import KeyReused, Scope, digest, new_secret
from app.domain.course_class import ClassClosed, ClassFull
from app.domain.draft import FormChanged
from app.domain.envelope import Problem
from app.domain.guard import guarded
from app.domain.language import language_read
from app.domain.objection import Unpayable
from app.domain.objection_wording import say_objection
from app.domain.registration import AlreadyRegistered, Channel
from app.domain.voucher import UNUSABLE, VoucherGone
from app.domain.waiting import InLineAlready, PlaceWish
from app.domain.wording import say_money
from app.logs import request_id
from app.parts import Parts
from app.queries.api.registrations import Made, OwnRegistration, asked_before, own_registration
from app.queries.registering import RegisteringPage, registering_page
from app.usecases.keep_request import keep_request
from app.usecases.register import register

KEY = "Idempotency-Key"
_KEYS = re.compile(r"[\x21-\x7e]{1,255}")


class Registrations:
    """The views; what was made under a key is looked for first, so a repeat does nothing."""

    def __init__(self, parts: Parts, terms: Terms, door: Door, limiter: Limiter) -> None:
        self._parts = parts
        self._terms = terms
        self._door = door
        self._limiter = limiter

    @guarded("client")
    def make(self) -> Response:
        """Register somebody, once for each key."""
        client = self._door.admit(Scope.WRITE_REGISTRATIONS).number
        key, body = _key(), read_body()
        method = read_method(body, self._parts)
        made = self._made(client, key, body)
        if made is None:
            made = self._make(client, key, body)
        # Who joined a line was answered without: an offer's intent is asked for (intents.py).
        intent = {} if made.waited else intent_for(self._parts, made, method)
        response = jsonify(made_body(made, terms=self._terms, intent=intent))
        response.status_code = HTTPStatus.CREATED
        response.headers["Location"] = url_for("api.registration", registration_id=made.reference)
        return response

    @guarded("client")
    def show(self, registration_id: str) -> Response:
        """Show one that the client made."""
        client = self._door.admit(Scope.READ_REGISTRATIONS).number
        own = find_own(self._parts, client, registration_id)
        return jsonify(registration_body(own, terms=self._terms))

    def _made(self, client: int, key: str, body: Mapping[str, Any]) -> Made | None:
        """Return what was made under the key.

        Raises:
            CallRefused: 409, the key came with another body.
        """
        before = asked_before(self._parts.sessions, client_number=client, key=key)
        if before is None:
            return None
        if before.fingerprint != fingerprint(body):
            raise _another_body(KeyReused())
        return before.made

    def _make(self, client: int, key: str, body: Mapping[str, Any]) -> Made:
        """Register what the body asks for; two at once make one, and both are told of it."""
        asking = read_request(body, country=self._terms.country)
        guessing = (
            self._limiter.guessing(f"api-vouchers:{client}", wrong=VoucherGone)
            if asking.voucher
            else nullcontext()
        )
        try:
            with guessing:
                self._register(self._keep(client, key, body, asking))
        except VoucherGone as gone:
            raise conflict(UNUSABLE, field=VOUCHER) from gone
        made = self._made(client, key, body)
        if made is None:
            raise LookupError("a registration that was made is not there")
        return made

    def _keep(self, client: int, key: str, body: Mapping[str, Any], asking: Asking) -> str:
        """Keep the request under its key and return its draft's token.

        Raises:
            CallRefused: 400 an answer is missing or none, 409 nobody can register.
        """
        page, now = self._page(asking.class_code), self._parts.clock()
        offer = next(iter(page.offers), None)
        filled = fill_in(
            asking,
            page.questions,
            form_id=page.form_id,
            currency=offer.currency if offer else "",
            language=language_read(request.accept_languages),
            home=page.seller_country or self._parts.seller.country or self._terms.country,
            exempts=page.exemptable,
        )
        try:
            return keep_request(
                self._parts.sessions,
                client_number=client,
                key=key,
                fingerprint=fingerprint(body),
                class_id=page.class_id,
                filled=filled,
                now=now,
            )
        except KeyReused as reused:
            raise _another_body(reused) from reused

    def _page(self, code: str) -> RegisteringPage:
        page = None
        if can_be_a_code(code):
            page = registering_page(self._parts.sessions, code=code, now=self._parts.clock())
        if page is None:
            raise not_found("programId", "program")
        if page.barred:
            raise conflict(page.barred.value, field="programId")
        return page

    def _register(self, draft_token: str) -> None:
        parts = self._parts
        try:
            registered = register(
                parts.sessions,
                draft_token=draft_token,
                partners=parts.partners,
                now=parts.clock(),
                hold=self._terms.hold,
                place_wish=PlaceWish.EITHER,
                channel=Channel.API,
                gateways=parts.gateways,
                request_id=request_id() or "",
                seal=parts.seal,
            )
        except VoucherGone:
            # Of all that may have changed this alone may be a guess.
            raise
        except Unpayable as unpayable:
            raise _not_online(unpayable) from unpayable
        except (ClassFull, ClassClosed, FormChanged, InLineAlready) as refusal:
            raise conflict(str(refusal), field="programId") from refusal
        except AlreadyRegistered as already:
            known = already.reference
            raise conflict(
                str(already), field="participant.email", registrationId=known
            ) from already
        parts.wake(registered.destinations)


def find_own(parts: Parts, client_number: int, reference: str) -> OwnRegistration:
    """Return a registration that the client made.

    Raises:
        CallRefused: 404, there is none, or another made it: nobody learns which.
    """
    own = None
    if can_be_a_code(reference):
        own = own_registration(parts.sessions, client_number=client_number, reference=reference)
    if own is None:
        raise not_found("registrationId", "registration")
    return own


def _key() -> str:
    """Return the digest of the key that was sent, or of one nobody else has where there is none."""
    given = request.headers.get(KEY)
    if given is None:
        return digest(new_secret())
    if not _KEYS.fullmatch(given):
        raise invalid(Problem(KEY, f"{KEY} must be 1 to 255 visible ASCII characters"))
    return digest(given)


def _not_online(unpayable: Unpayable) -> CallRefused:
    why = say_objection(unpayable.objection)
    return conflict(f"{say_money(unpayable.amount)} cannot be paid online. {why}", field="payment")


def _another_body(reused: KeyReused) -> CallRefused:
    return conflict(str(reused), field=KEY)
