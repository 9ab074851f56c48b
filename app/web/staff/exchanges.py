"""The exchanges with partners: a list with filters, and one with its bodies.

Who read a body is logged, without what it said.
"""

from http import HTTPStatus

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from app import logs
from app.domain.exchange import Direction
from app.domain.guard import guarded
from app.domain.naming import name_destination
from app.parts import Parts
from app.queries.staff.exchanges import Wanted, exchanges_page, open_exchange
from app.web.staff.deliveries import LARGEST_ID
from app.web.staff.door import Door
from app.web.staff.words import pages_of, wanted_page, written

_WAYS = {Direction.OUT: "we asked them", Direction.IN: "they asked us"}


class Exchanges:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show the exchanges that the address asks for, the newest first."""
        wanted = Wanted(
            partner=written(request.args.get("partner", ""), limit=32),
            direction=_direction(request.args.get("direction", "")),
            failed=written(request.args.get("failed", ""), limit=8),
            page=wanted_page(),
        )
        page = exchanges_page(self._parts.sessions, wanted)
        return make_response(
            render_template(
                "staff/exchanges.html",
                page=page,
                pages=pages_of(page.extent),
                wanted=wanted,
                partners=[(name, name_destination(name)) for name in page.partners],
                ways=[(way.value, text) for way, text in _WAYS.items()],
            )
        )

    @guarded("staff")
    def show(self, exchange_id: int) -> Response:
        """Show one exchange with what was said, to whoever may mend deliveries; that is logged."""
        member = self._door.mender()
        if exchange_id > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        parts = self._parts
        opened = open_exchange(parts.sessions, exchange_id, archive=parts.archive)
        if opened is None:
            abort(HTTPStatus.NOT_FOUND)
        logs.log().info("exchange read", exchange=exchange_id, staff=member.id)
        return make_response(render_template("staff/exchange.html", opened=opened, ways=_WAYS))


def _direction(text: str) -> Direction | None:
    try:
        return Direction(text)
    except ValueError:
        return None
