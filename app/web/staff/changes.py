"""Changing a place: cancelled, handed over, moved, and money that goes back."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.contact import Contact
from app.domain.contract import HOUSE
from app.domain.guard import guarded
from app.domain.money import Money, MoneyError
from app.domain.payment import AskedBefore, StillHeld, TooMuchBack
from app.domain.refund_rule import BackAs
from app.domain.registration import Channel, IllegalMove, RegistrationState
from app.domain.replacing import Dearer, Moved, OthersWait, PlaceStays
from app.domain.wording import say_money
from app.parts import Parts
from app.queries.staff.changing import ChangingPage, changing_page
from app.usecases.cancel_held_place import Freed, cancel_held_place
from app.usecases.cancel_registration import Decided, Given, cancel_registration
from app.usecases.give_money_back import Given as MoneyGiven
from app.usecases.give_money_back import give_money_back
from app.usecases.give_voucher_back import GivenAsVoucher, give_voucher_back
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from app.usecases.release_hold import Released, release_hold
from app.web.forms.contact import clean_contact, contact_from
from app.web.site import Site
from app.web.staff.around import around
from app.web.staff.door import Door
from app.web.staff.numbers import AGAIN, TwoWays, alike_known, amount_of
from app.web.staff.words import written

REASON_LIMIT = 200
_ROOM = 400
_WAYS = ((BackAs.MONEY.value, "As money"), (BackAs.VOUCHER.value, "As a voucher, by mail"))
_ENDED = {
    Given.CANCELLED: "The place is cancelled. Whoever that concerns is told.",
    Given.ALREADY: "It had ended before.",
    Given.UNPAID: "It is not paid yet: cancel its whole order instead.",
}
_FREED = {
    Freed.FREED: _ENDED[Given.CANCELLED],
    Freed.ALREADY: _ENDED[Given.ALREADY],
    Freed.LEFT: "Nothing was done: cancel its whole order, or confirm it on credit first.",
}
_RELEASED = {
    Released.RELEASED: "The order is cancelled and its seats are free.",
    Released.PAID: "Money had come meanwhile: the order is confirmed.",
    Released.WAITING: "The gateway could not be asked, or money is on its way: try again later.",
    Released.NOT_HELD: "It does not wait for money any more.",
}

_BEYOND = " for this place. More goes by “Give money back”, for the order as a whole"
_PASSES = "Nothing was done: press again, and the place goes there before them"
_WHY = "Say why: the buyer and the partners are told"


class Changes:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site, door: Door) -> None:
        self._parts = parts
        self._site = site
        self._door = door

    @guarded("staff")
    def show(self, reference: str) -> Response:
        """Show what can be done with a place."""
        self._door.mender()
        return self._show(self._page(reference), {})

    @guarded("staff")
    def cancel(self, reference: str) -> Response:
        """Cancel one place, and have as much of its price sent back as staff decided."""
        member, page = self._door.mender(), self._page(reference)
        if not _reason():
            return self._show(page, {"reason": _WHY})
        if page.held:
            return self._free(page)
        try:
            back = _amount(page, "back")
            given = cancel_registration(
                self._parts.sessions,
                reference=page.reference,
                reason=_reason(),
                channel=Channel.STAFF,
                decided=Decided(back.minor, member.email, _back_as()),
                **around(self._parts),
            )
        except (MoneyError, TooMuchBack) as refused:
            return self._show(page, {"back": _words(refused, beyond=_BEYOND)})
        except IllegalMove as refused:
            return self._done(page.reference, f"Nothing was done: {refused}.", tone="warn")
        self._parts.wake([HOUSE])
        tone = "good" if given is Given.CANCELLED else "warn"
        return self._done(page.reference, _ENDED[given], tone=tone)

    def _free(self, page: ChangingPage) -> Response:
        """Cancel one place of an order that is to be paid later."""
        freed = cancel_held_place(
            self._parts.sessions, reference=page.reference, reason=_reason(), **around(self._parts)
        )
        tone = "good" if freed is Freed.FREED else "warn"
        return self._done(page.reference, _FREED[freed], tone=tone)

    @guarded("staff")
    def cancel_order(self, reference: str) -> Response:
        """Cancel the order that a held place belongs to; its gateway is asked first."""
        self._door.mender()
        page, parts = self._page(reference), self._parts
        if not _reason():
            return self._show(page, {"order-reason": _WHY})
        released = release_hold(
            parts.sessions,
            reference=page.order,
            state=RegistrationState.CANCELLED,
            reason=_reason(),
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )
        tone = "good" if released is Released.RELEASED else "warn"
        return self._done(page.reference, _RELEASED[released], tone=tone)

    @guarded("staff")
    def hand_over(self, reference: str) -> Response:
        """Give the place to somebody else."""
        self._door.mender()
        page = self._page(reference)
        errors: dict[str, str] = {}
        to = _contact(errors, country=self._site.country)
        if to is None:
            return self._show(page, errors)
        try:
            new = hand_over(
                self._parts.sessions, reference=page.reference, to=to, **around(self._parts)
            )
        except PlaceStays as refused:
            return self._show(page, {"name": f"Nothing was done: {refused}"})
        words = "The place is handed over. The buyer and the partners are told."
        return self._done(new or page.reference, words, tone="good")

    @guarded("staff")
    def move(self, reference: str) -> Response:
        """Have the place go on in another class."""
        member, page = self._door.mender(), self._page(reference)
        try:
            moved = move_registration(
                self._parts.sessions,
                reference=page.reference,
                class_code=written(request.form.get("class", ""), limit=64),
                asked_by=member.email,
                dearer=_dearer(),
                passes=_passes(),
                **around(self._parts),
            )
        except OthersWait as wait:
            return self._show(page, {"class": f"{wait}. {_PASSES}"}, passes=wait.count)
        except PlaceStays as refused:
            return self._show(page, {"class": f"Nothing was done: {refused}"})
        if moved is None:
            abort(HTTPStatus.NOT_FOUND)
        self._parts.wake([HOUSE])
        return self._done(moved.reference, _moved(moved), tone="good")

    @guarded("staff")
    def give_back(self, reference: str) -> Response:
        """Send a part of the order's money back; the places stay."""
        member, page = self._door.mender(), self._page(reference)
        try:
            amount = _amount(page, "amount")
            if not amount.minor:
                return self._show(page, {"amount": "Enter how much goes back"})
            given = self._give(page, amount, by=member.email)
        except AskedBefore as before:
            return self._show(page, {"amount": f"{before}. {AGAIN}"}, alike=before.count)
        except (MoneyError, StillHeld, TooMuchBack) as refused:
            return self._show(page, {"amount": _words(refused)})
        if given is None or not given.amount.minor:
            return self._done(page.reference, "That was asked for before.", tone="warn")
        self._parts.wake([HOUSE])
        how = " as a voucher" if _back_as() is BackAs.VOUCHER else ""
        how += " and is to be paid again" if page.held else ""
        return self._done(page.reference, f"{say_money(given.amount)} goes back{how}.", tone="good")

    def _give(
        self, page: ChangingPage, amount: Money, *, by: str
    ) -> MoneyGiven | GivenAsVoucher | None:
        asked: dict[str, Any] = {
            "order_reference": page.order,
            "amount_minor": amount.minor,
            "reason": _reason(),
            "asked_by": by,
            "alike": alike_known(),
            "key": written(request.form.get("key", ""), limit=40) or str(uuid4()),
        }
        if _back_as() is BackAs.VOUCHER:
            return give_voucher_back(self._parts.sessions, **asked, **around(self._parts))
        place = page.reference if request.form.get("for") == "place" else ""
        return give_money_back(self._parts.sessions, **asked, place=place, now=self._parts.clock())

    def _page(self, reference: str) -> ChangingPage:
        page = changing_page(
            self._parts.sessions, written(reference, limit=32), now=self._parts.clock()
        )
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        return page

    def _show(
        self, page: ChangingPage, errors: dict[str, str], *, alike: int = 0, passes: int = 0
    ) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        # Each form that asks for money has a key of its own: sent twice, it is one refund.
        shown = render_template(
            "staff/change_place.html",
            page=page,
            errors=errors,
            given=request.form,
            key=str(uuid4()),
            alike=alike,
            passes=passes,
            ways=_WAYS,
        )
        return make_response(shown, status)

    def _done(self, reference: str, message: str, *, tone: str) -> Response:
        flash(message, tone)
        return redirect(url_for("staff.registration", reference=reference), HTTPStatus.SEE_OTHER)


def _back_as() -> BackAs:
    """Read how what goes back does: as money, if nothing else is said."""
    return BackAs.VOUCHER if request.form.get("as") == BackAs.VOUCHER else BackAs.MONEY


def _reason() -> str:
    return written(request.form.get("reason", ""), limit=REASON_LIMIT)


def _dearer() -> Dearer:
    charged = request.form.get("dearer") == Dearer.CHARGED
    return Dearer.CHARGED if charged else Dearer.WAIVED


def _passes() -> int:
    """Read past how many orders in line the place is known to go."""
    count = request.form.get("passes", "")
    return int(count) if count.isascii() and count.isdecimal() and len(count) < 7 else 0


def _moved(moved: Moved) -> str:
    """Say what became of a place that was moved, and what did not go along."""
    back = f" {say_money(moved.back)} goes back." if moved.back.minor else ""
    owed = f" {say_money(moved.owed)} is to be paid." if moved.owed.minor else ""
    left = ", ".join(moved.left_behind)
    stays = f" These did not go along: {left}." if left else ""
    return f"The place is moved.{back}{owed}{stays}"


def _amount(page: ChangingPage, name: str) -> Money:
    """Read an amount of the order's currency; nothing is 0.

    Raises:
        MoneyError: it is none, or less than 0.
    """
    amount = amount_of(request.form.get(name, ""), page.price.currency)
    if amount.minor < 0:
        raise MoneyError(f"not an amount: {amount}")
    return amount


def _words(refused: MoneyError | StillHeld | TooMuchBack, *, beyond: str = "") -> str:
    if isinstance(refused, TooMuchBack):
        return f"No more than {say_money(refused.left)} is left to give back{beyond}"
    own = isinstance(refused, TwoWays | StillHeld)
    return str(refused) if own else "Enter an amount like 1200.50"


def _contact(errors: dict[str, str], *, country: str) -> Contact | None:
    """Read who is to have the place; what is wrong goes into the errors."""
    given = {
        field: written(request.form.get(field, ""), limit=_ROOM)
        for field in ("name", "email", "phone")
    }
    cleaned, refused = clean_contact(given, country=country)
    errors.update(refused)
    return None if errors else contact_from(cleaned)
