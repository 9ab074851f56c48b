"""Changing a registration's status (iso.md 5.4, S8, S9, S10). Not here: what a status is called."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify

from app.api.body import read_body
from app.api.door import Door
from app.api.refused import CallRefused, conflict, invalid
from app.api.registration_body import STATUS, Status, registration_body
from app.api.registrations import find_own
from app.api.terms import Terms
from app.domain.client import Scope
from app.domain.envelope import Problem
from app.domain.guard import guarded
from app.domain.registration import Channel, IllegalMove, RegistrationState
from app.domain.result import Result, ResultRefused, likely_day
from app.logs import request_id
from app.parts import Parts
from app.queries.api.registrations import OwnRegistration
from app.usecases.accept_offer import Accepted, accept_offer
from app.usecases.cancel_registration import Given, cancel_registration
from app.usecases.record_results import record_results
from app.usecases.release_hold import Released, release_hold

# I6: what a change may ask for.
_SENT = (Status.CONFIRMED, Status.CANCELLED, Status.COMPLETED)
# As much as is kept.
_LONGEST_REASON = 200
_UNPAID = "It is confirmed as soon as it is paid, and not before: payment.url says where"
_LAPSED = "The offer has ended: the place goes to the next on the waiting list"
_MONEY_MOVES = "Its payment is on its way, or cannot be asked about now: try again in a minute"


class Statuses:
    """The view, and the one use case behind each status."""

    def __init__(self, parts: Parts, terms: Terms, door: Door) -> None:
        self._parts = parts
        self._terms = terms
        self._door = door

    @guarded("client")
    def change(self, registration_id: str) -> Response:
        """Change the status; the same again changes nothing."""
        client = self._door.admit(Scope.WRITE_REGISTRATIONS).number
        wanted, reason = _read(read_body())
        own = find_own(self._parts, client, registration_id)
        if STATUS[own.state] is not wanted:
            try:
                self._change(own, wanted, reason)
            except IllegalMove as illegal:
                raise _illegal(illegal.present, wanted) from illegal
            own = find_own(self._parts, client, registration_id)
        return jsonify(registration_body(own, terms=self._terms))

    def _change(self, own: OwnRegistration, wanted: Status, reason: str) -> None:
        if wanted is Status.CANCELLED:
            self._cancel(own, reason)
        elif wanted is Status.COMPLETED:
            self._complete(own)
        elif own.state is RegistrationState.HELD:
            self._accept(own)
        else:
            raise _illegal(own.state, wanted)

    def _cancel(self, own: OwnRegistration, reason: str) -> None:
        """Cancel it: an unpaid one once its gateway says so, a paid one for staff to follow up."""
        parts = self._parts
        ended = cancel_registration(
            parts.sessions,
            reference=own.made.reference,
            reason=reason,
            channel=Channel.API,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )
        if ended is Given.UNPAID:
            self._release(own, reason)

    def _release(self, own: OwnRegistration, reason: str) -> None:
        parts = self._parts
        ended = release_hold(
            parts.sessions,
            reference=own.made.order_reference,
            state=RegistrationState.CANCELLED,
            reason=reason,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )
        if ended in (Released.WAITING, Released.PAID):
            raise conflict(_MONEY_MOVES, field="status", headers={"Retry-After": "60"})

    def _accept(self, own: OwnRegistration) -> None:
        """Accept what was offered from the waiting list, with all of its order, if it is free."""
        parts = self._parts
        ended = accept_offer(
            parts.sessions,
            reference=own.made.order_reference,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )
        if ended is Accepted.PAYABLE:
            raise conflict(_UNPAID, field="status")
        if ended is Accepted.TOO_LATE:
            raise conflict(_LAPSED, field="status")

    def _complete(self, own: OwnRegistration) -> None:
        """Complete it, on the class's last day or today: ISO has no word for the day."""
        parts, now = self._parts, self._parts.clock()
        try:
            record_results(
                parts.sessions,
                class_code=own.made.class_code,
                results={own.made.reference: Result.COMPLETED},
                on=likely_day(ends_at=own.ends_at, timezone=own.timezone, now=now),
                partners=parts.partners,
                wake=parts.wake,
                now=now,
                request_id=request_id() or "",
            )
        except ResultRefused as refused:
            raise conflict(str(refused), field="status") from refused


def _read(body: Mapping[str, Any]) -> tuple[Status, str]:
    """Return the status and the reason; one is needed to cancel (S9).

    Raises:
        CallRefused: 400 with every mistake.
    """
    problems = []
    status, reason = body.get("status"), body.get("reason")
    if status is None:
        problems.append(Problem("status", "status is missing"))
    elif status not in _SENT:
        words = ", ".join(_SENT)
        problems.append(Problem("status", f"status must be one of {words}"))
    if not isinstance(reason, str | None):
        problems.append(Problem("reason", "reason must be a text"))
    elif status == Status.CANCELLED and not (reason or "").strip():
        problems.append(Problem("reason", "reason is missing: it is needed to cancel"))
    said = " ".join(reason.split()) if isinstance(reason, str) else ""
    if len(said) > _LONGEST_REASON or not said.isprintable():
        most = f"{_LONGEST_REASON} characters that can be shown, or fewer"
        problems.append(Problem("reason", f"reason must be {most}"))
    if problems:
        raise invalid(*problems)
    return Status(str(status)), said


def _illegal(present: RegistrationState, wanted: Status) -> CallRefused:
    return conflict(
        f"A registration that is {STATUS[present]} cannot become {wanted}", field="status"
    )
