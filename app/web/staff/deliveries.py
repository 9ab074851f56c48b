"""The list of deliveries, and mending one: told again, sent after all, skipped with a reason."""

from http import HTTPStatus

from flask import abort, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.delivery import DeliveryState, NotRetryable
from app.domain.guard import guarded
from app.domain.naming import DESTINATIONS, name_delivery, name_destination
from app.domain.unsent import StaysUnsent
from app.logs import log
from app.parts import Parts
from app.queries.staff.deliveries import Wanted, deliveries_page
from app.usecases.retry_delivery import retry_delivery
from app.usecases.send_after_all import send_after_all
from app.usecases.skip_delivery import NotSkippable, ReasonMissing, skip_delivery
from app.web.staff.door import Door, go_back
from app.web.staff.words import pages_of, wanted_page, written

# What every database has room for: a larger number is nobody's, and they fault on it.
LARGEST_ID = 2**31 - 1


class Deliveries:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show the deliveries that the address asks for; at first those that are not done."""
        wanted = Wanted(
            destination=written(request.args.get("destination", ""), limit=32),
            state=_state(request.args.get("state", "")),
            page=wanted_page(),
        )
        page = deliveries_page(self._parts.sessions, wanted)
        names = {**DESTINATIONS, **{tally.destination: "" for tally in page.tallies}}
        return make_response(
            render_template(
                "staff/deliveries.html",
                page=page,
                pages=pages_of(page.extent),
                wanted=wanted,
                on=self._parts.partners,
                destinations=[(name, name_destination(name)) for name in names],
                states=[(state.value, name_delivery(state)) for state in DeliveryState],
            )
        )

    @guarded("staff")
    def retry(self, delivery_id: int) -> Response:
        """Have a delivery told again, now."""
        self._door.mender()
        if delivery_id > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        try:
            destination = retry_delivery(
                self._parts.sessions, delivery_id=delivery_id, now=self._parts.clock()
            )
        except NotRetryable as refused:
            return _back(f"Nothing was done: {refused}.", tone="warn")
        if destination is None:
            abort(HTTPStatus.NOT_FOUND)
        self._parts.wake([destination])
        return _back(f"{name_destination(destination)} is told again now.", tone="good")

    @guarded("staff")
    def send(self, delivery_id: int) -> Response:
        """Have a letter sent that was held back because of its address."""
        member = self._door.mender()
        if delivery_id > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        try:
            destination = send_after_all(
                self._parts.sessions, delivery_id=delivery_id, now=self._parts.clock()
            )
        except StaysUnsent as refused:
            return _back(f"Nothing was done: {refused}.", tone="warn")
        if destination is None:
            abort(HTTPStatus.NOT_FOUND)
        log().info("letter sent after all", delivery=delivery_id, staff=member.id)
        self._parts.wake([destination])
        return _back("The letter is sent now, as far as it is of use still.", tone="good")

    @guarded("staff")
    def skip(self, delivery_id: int) -> Response:
        """Decide that a destination need not hear of it; what waits behind it goes on."""
        member = self._door.mender()
        if delivery_id > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        try:
            destination = skip_delivery(
                self._parts.sessions,
                delivery_id=delivery_id,
                reason=request.form.get("reason", ""),
                by=member.email,
                now=self._parts.clock(),
            )
        except (NotSkippable, ReasonMissing) as refused:
            return _back(f"Nothing was done. {refused}.", tone="warn")
        if destination is None:
            abort(HTTPStatus.NOT_FOUND)
        self._parts.wake([destination])
        return _back(f"Skipped: {name_destination(destination)} does not hear of it.", tone="good")


def _state(text: str) -> DeliveryState | None:
    try:
        return DeliveryState(text)
    except ValueError:
        return None


def _back(message: str, *, tone: str) -> Response:
    """Say what was done on the page that the button was on."""
    flash(message, tone)
    return go_back(otherwise=url_for("staff.deliveries"))
