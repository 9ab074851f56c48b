"""The proof of settlement, and a button for each repair. Not here: reading accounts (jobs)."""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.account import Accountable, DisputeState
from app.domain.guard import guarded
from app.domain.naming import name_destination
from app.domain.night import NIGHT
from app.domain.proof import Kind, Mend
from app.parts import Parts
from app.queries.staff.settlement import settlement_page
from app.usecases.ask_for_proof import ask_for_proof
from app.usecases.repair_money import Mended, NotMended, repair_money
from app.web.staff.deliveries import LARGEST_ID
from app.web.staff.door import Door

_KINDS = {
    Kind.PAID_NO_SEAT: "paid, no seat",
    Kind.SEAT_NO_PAYMENT: "seat, no payment",
    Kind.AMOUNT: "amount",
    Kind.CURRENCY: "currency",
    Kind.REFUND_MISSING_HERE: "refund missing here",
    Kind.REFUND_MISSING_THERE: "refund missing there",
    Kind.DISPUTE: "dispute",
    Kind.FEE: "fee",
    Kind.UNKNOWN_HERE: "unknown to us",
    Kind.UNKNOWN_THERE: "unknown to them",
}
_MENDS = {
    Mend.SETTLE: "Settle it now",
    Mend.RECORD: "Record it here",
    Mend.SEND_AGAIN: "Send it again",
    Mend.SEND_BACK: "Send it back",
    Mend.CHARGE: "Ask for the rest",
    Mend.RELEASE: "Cancel the places",
    Mend.TAKE_THEIRS: "Take theirs",
    Mend.STRIKE_OUT: "Ask, and strike it out",
    Mend.ACCEPT: "Accept it",
}
_DONE = {
    Mend.SETTLE: "settled",
    Mend.RECORD: "recorded",
    Mend.SEND_AGAIN: "sent again",
    Mend.SEND_BACK: "sent back",
    Mend.CHARGE: "asked for anew",
    Mend.RELEASE: "places cancelled",
    Mend.TAKE_THEIRS: "theirs taken",
    Mend.STRIKE_OUT: "struck out",
    Mend.ACCEPT: "accepted",
}
_CLAIMS = {
    DisputeState.OPEN: ("open", "warn"),
    DisputeState.WON: ("won", "good"),
    DisputeState.LOST: ("lost", "bad"),
}


class Settlement:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def show(self, report_id: int | None = None) -> Response:
        """Show a dated report, the newest unless one is named, with what differs now."""
        if report_id is not None and report_id > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        page = settlement_page(self._parts.sessions, report_id=report_id)
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        return make_response(
            render_template(
                "staff/settlement.html",
                page=page,
                gateways=self._accounts(),
                kinds=_KINDS,
                mends=_MENDS,
                done=_DONE,
                claims=_CLAIMS,
            )
        )

    @guarded("staff")
    def prove(self, gateway: str) -> Response:
        """Have a worker prove the settlement of a gateway now."""
        self._door.settler()
        if gateway not in self._accounts():
            abort(HTTPStatus.NOT_FOUND)
        if not ask_for_proof(self._parts.sessions, gateway=gateway):
            return _back("It is being read just now.", tone="info")
        self._parts.wake([NIGHT])
        return _back(
            f"{name_destination(gateway)} is read now. This page shows it within a minute or two.",
            tone="good",
        )

    @guarded("staff")
    def mend(self, difference_id: int) -> Response:
        """Do what was decided about a difference."""
        mend = _mend()
        # Places are not a bookkeeper's to give up.
        member = self._door.mender() if mend is Mend.RELEASE else self._door.settler()
        parts = self._parts
        if difference_id > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        try:
            done = repair_money(
                parts.sessions,
                difference_id=difference_id,
                mend=mend,
                reason=request.form.get("reason", ""),
                by=member.email,
                gateways=parts.gateways,
                partners=parts.partners,
                wake=parts.wake,
                now=parts.clock(),
            )
        except NotMended as refused:
            return _back(f"Nothing was done. {refused}.", tone="warn")
        return _mended(done)

    def _accounts(self) -> list[str]:
        gateways: dict[str, object] = {**self._parts.gateways}
        return [name for name, each in gateways.items() if isinstance(each, Accountable)]


def _mended(done: Mended | None) -> Response:
    if done is None:
        abort(HTTPStatus.NOT_FOUND)
    if done.again:
        return _back("Nothing was done: that was decided about already.", tone="warn")
    if done.words:
        return _back(f"Done. {done.words}", tone="warn")
    return _back("Done.", tone="good")


def _mend() -> Mend:
    try:
        return Mend(request.form.get("mend", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)


def _back(message: str, *, tone: str) -> Response:
    flash(message, tone)
    return redirect(url_for("staff.settlement"), HTTPStatus.SEE_OTHER)
