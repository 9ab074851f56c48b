"""Money that is paid later or by hand: what is owed, payments written down, undone, given back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.money import Money, MoneyError
from app.domain.naming import name_way
from app.domain.payment import Step
from app.domain.payment_plan import ByHand
from app.domain.wording import say_money
from app.parts import Parts
from app.queries.staff.money import OrderMoney, money_page, order_money
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.record_payment import NOTE_LIMIT, Came, Recorded, WrittenBefore, record_payment
from app.usecases.return_by_hand import return_by_hand
from app.usecases.undo_payment import VoucherGiven, undo_payment
from app.usecases.waive_rest import REASON_LIMIT, ReasonMissing, waive_rest
from app.web.staff.around import around
from app.web.staff.door import Door, go_back
from app.web.staff.numbers import AGAIN, TwoWays, alike_known, amount_of
from app.web.staff.words import written

# The largest sum that is written down; twenty of them still fit the database's whole numbers.
MOST_MINOR = 100_000_000_000
# Nobody writes down here what came earlier: it is a slip.
_FIRST_DAY = date(2000, 1, 1)
_NOON = time(12)
_FOLLOWED = {
    Step.CONFIRM: "The payment is written down, and the order is confirmed.",
    Step.RESEAT: "The payment is written down; the order has places again and is confirmed.",
    Step.COUNT: "The payment is written down.",
    Step.REFUND: "The payment is written down. The order owes nothing: it has to go back.",
    Step.NOTHING: "That payment was written down before.",
}


class MoneyByHand:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show what is owed, all or what is overdue, and what came or goes by hand."""
        now, overdue = self._parts.clock(), request.args.get("due") == "overdue"
        page = money_page(self._parts.sessions, now=now, due_by=now if overdue else None)
        return make_response(render_template("staff/money.html", page=page, overdue=overdue))

    @guarded("staff")
    def show(self, reference: str) -> Response:
        """Show one order's money, and what can be done about it."""
        self._door.settler()
        return self._show(self._page(reference), {})

    @guarded("staff")
    def record(self, reference: str) -> Response:
        """Write a payment down that came by transfer or at the door."""
        member, page = self._door.settler(), self._page(reference)
        came, errors = _came(page, by=member.email, now=self._parts.clock())
        if came is None:
            return self._show(page, errors)
        try:
            recorded = record_payment(
                self._parts.sessions, order_reference=page.order, came=came, **around(self._parts)
            )
        except WrittenBefore as before:
            return self._show(page, {"amount": f"{before}. {AGAIN}"}, alike=before.count)
        if recorded is None:
            abort(HTTPStatus.NOT_FOUND)
        tone = "good" if recorded.step in (Step.CONFIRM, Step.COUNT, Step.RESEAT) else "warn"
        return self._done(page.order, _said(recorded), tone=tone)

    @guarded("staff")
    def undo(self, payment_uid: str) -> Response:
        """Correct a payment that was written down by mistake."""
        member, parts = self._door.settler(), self._parts
        try:
            undone = undo_payment(
                parts.sessions, payment_uid=payment_uid, by=member.email, **around(parts)
            )
        except VoucherGiven as given:
            flash(f"{given}.", "warn")
            return _back()
        if undone:
            flash("The payment is taken back.", "good")
        else:
            flash("Nothing was done: there is nothing to take back.", "warn")
        return _back()

    @guarded("staff")
    def returned(self, refund_uid: str) -> Response:
        """Write down that money went back by hand."""
        member = self._door.settler()
        if return_by_hand(
            self._parts.sessions, refund_uid=refund_uid, by=member.email, **around(self._parts)
        ):
            flash("It is written down that the money went back. The buyer is told.", "good")
        else:
            flash("Nothing was done: that refund waits for nobody.", "warn")
        return _back()

    @guarded("staff")
    def confirm(self, reference: str) -> Response:
        """Confirm an order before it is paid."""
        self._door.mender()
        page = self._page(reference)
        if confirm_on_credit(
            self._parts.sessions, order_reference=page.order, **around(self._parts)
        ):
            return self._done(page.order, "The order is confirmed and owes its money.", tone="good")
        return self._done(page.order, "Nothing was done: it does not wait for money.", tone="warn")

    @guarded("staff")
    def waive(self, reference: str) -> Response:
        """Let a confirmed order owe nothing any more."""
        member, page = self._door.mender(), self._page(reference)
        try:
            agreed = Money(int(written(request.form.get("owed", ""), limit=18)), page.owed.currency)
        except ValueError:
            agreed = Money(0, page.owed.currency)
        try:
            waived = waive_rest(
                self._parts.sessions,
                order_reference=page.order,
                agreed=agreed,
                reason=written(request.form.get("reason", ""), limit=REASON_LIMIT),
                by=member.email,
                **around(self._parts),
            )
        except ReasonMissing as missing:
            return self._show(page, {"reason": str(missing)})
        if waived is None:
            return self._done(page.order, "Nothing was done: it owes something else.", tone="warn")
        return self._done(page.order, f"{say_money(waived)} need not be paid.", tone="good")

    def _page(self, reference: str) -> OrderMoney:
        page = order_money(self._parts.sessions, written(reference, limit=32))
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        return page

    def _show(self, page: OrderMoney, errors: Mapping[str, str], *, alike: int = 0) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        shown = render_template(
            "staff/order_money.html",
            page=page,
            errors=errors,
            given=request.form,
            ways=[(each.value, name_way(each)) for each in ByHand],
            key=str(uuid4()),
            alike=alike,
            reason_limit=REASON_LIMIT,
            today=self._parts.clock().astimezone(ZoneInfo(page.timezone)).date(),
        )
        return make_response(shown, status)

    def _done(self, order: str, message: str, *, tone: str) -> Response:
        flash(message, tone)
        return redirect(url_for("staff.order_money", reference=order), HTTPStatus.SEE_OTHER)


def _came(page: OrderMoney, *, by: str, now: datetime) -> tuple[Came | None, Mapping[str, str]]:
    """Read a payment as it was written down, or what is wrong, by field."""
    errors: dict[str, str] = {}
    how = next((each for each in ByHand if each == request.form.get("how")), None)
    if how is None:
        errors["how"] = "Choose how the money came"
    minor = _minor(page.owed.currency, errors)
    zone = ZoneInfo(page.timezone)
    day = _day(now.astimezone(zone).date(), errors)
    if how is None or minor is None or day is None:
        return None, errors
    at = min(datetime.combine(day, _NOON, tzinfo=zone).astimezone(UTC), now)
    note = written(request.form.get("note", ""), limit=NOTE_LIMIT)
    return Came(
        how=how, minor=minor, at=at, note=note, by=by, key=_key(), alike=alike_known()
    ), errors


def _minor(currency: str, errors: dict[str, str]) -> int | None:
    """Read how much came, in minor units; what is wrong goes into the errors."""
    try:
        minor = amount_of(request.form.get("amount", ""), currency).minor
    except TwoWays as refused:
        errors["amount"] = str(refused)
        return None
    except MoneyError:
        minor = 0
    if not 0 < minor <= MOST_MINOR:
        errors["amount"] = "Enter an amount like 1200.50, more than 0"
        return None
    return minor


def _day(today: date, errors: dict[str, str]) -> date | None:
    """Read on which day of the class's zone it came; what is wrong goes into the errors."""
    try:
        day = date.fromisoformat(written(request.form.get("day", ""), limit=10))
    except ValueError:
        errors["day"] = "Enter a day like 2031-03-04"
        return None
    if day < _FIRST_DAY:
        errors["day"] = f"Enter a day from {_FIRST_DAY.year} on"
    elif day > today:
        errors["day"] = "Enter a day that is not in the future"
    else:
        return day
    return None


def _key() -> str:
    """Return the form's key, by which it is known when it is sent twice."""
    try:
        return str(UUID(written(request.form.get("key", ""), limit=40)))
    except ValueError:
        return str(uuid4())


def _said(recorded: Recorded) -> str:
    much = recorded.too_much
    if recorded.step is Step.REFUND or not much.minor:
        return _FOLLOWED[recorded.step]
    return f"{_FOLLOWED[recorded.step]} {say_money(much)} is too much and has to go back."


def _back() -> Response:
    return go_back(otherwise=url_for("staff.money"))
