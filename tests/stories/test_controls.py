"""Negative controls: with a guard off, or a row made wrong, the books and the lines show it."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from app.domain.account import DisputeState
from app.domain.payment import PaymentReport, PaymentState
from app.domain.refund_rule import BackAs
from app.domain.replacing import Dearer
from app.domain.seat import Seats
from app.domain.waiting import InLine, PlaceWish, Turn, whose_turn
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass
from app.store.database import Executor, transaction
from app.store.order import Order
from app.store.waiting import WaitingEntry
from tests.stories.ending import check_gateways
from tests.stories.outside import DAY
from tests.stories.people import GIVEN
from tests.stories.scene import CODES, FREE, OTHER, TERMS
from tests.stories.staff import resize
from tests.stories.story import Story
from tests.usecases.later import AT_DOOR, DEPOSIT
from tests.worlds import CLASS

Telling = Callable[[Story], object]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2099, 1, 1, tzinfo=UTC)
# What is looked at are rows, and rows are the same on both.
ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _nothing(*_: object, **__: object) -> None:
    """Do nothing at all."""


def _promise_and_forget(*_: object, amount_minor: int, **__: object) -> int:
    """Say that money goes back, and write nothing down."""
    return amount_minor


def _tell_nobody(executor: Executor, _: object, **named: Any) -> AbstractContextManager[Announcer]:
    """Write down what happened, with no delivery to anybody."""
    return announcing(executor, {}, **named)


def _buy_and_cancel(told: Story, back_as: BackAs = BackAs.MONEY) -> None:
    told.buy(CLASS, 1, "stripe")
    told.check()
    told.cancel_place(0, 100, back_as)
    told.check()


@pytest.mark.parametrize(
    ("promise", "guard", "without"),
    [
        ("promise 1", "app.store.cancelling.release_seats", _nothing),
        ("promise 2", "app.usecases.cancel_registration.owe_back", _promise_and_forget),
        ("promise 3", "app.usecases.settle_payment.announcing", _tell_nobody),
    ],
)
def test_the_books_show_a_guard_that_is_off(
    story: Callable[[], Story],
    monkeypatch: pytest.MonkeyPatch,
    promise: str,
    guard: str,
    without: Callable[..., object],
) -> None:
    monkeypatch.setattr(guard, without)
    told = story()
    with pytest.raises(AssertionError, match=promise):
        _buy_and_cancel(told)


def _cancel_for_a_voucher(told: Story) -> None:
    _buy_and_cancel(told, BackAs.VOUCHER)


def _pay_too_much(told: Story) -> None:
    told.register_to_pay_later(1, AT_DOOR, "")
    told.record(0, 110)
    told.check()


def _leave_the_rest_unpaid(told: Story) -> None:
    told.begin(FREE, 1, next(n for n, ways in enumerate(TERMS) if not _keeps(ways.deposit)), [])
    told.register_to_pay_later(1, DEPOSIT, "")
    told.pay(0, "stripe")
    told.check()
    # The rest is overdue then, whatever time it is now, and the class has not begun.
    for minutes in (4 * DAY, 4 * DAY, 4 * DAY, DAY + 60):
        told.wait(minutes)
    told.sweep_money()
    told.check()


def _keeps(deposit: Any) -> bool:
    return bool(deposit and deposit.kept)


def _pay_at_paypal(told: Story) -> None:
    told.buy(CLASS, 1, "paypal")
    told.check()
    check_gateways(told.desk)


def _never_here(_: object) -> PaymentReport:
    return PaymentReport(PaymentState.OPEN)


@ON_ONE
@pytest.mark.parametrize(
    ("tell", "guard", "without"),
    [
        (_cancel_for_a_voucher, "app.usecases.cancel_registration.give_voucher", _nothing),
        (_pay_too_much, "app.store.settlement.send_back", _nothing),
        (_leave_the_rest_unpaid, "app.usecases.end_unpaid.owe_back", _promise_and_forget),
        (_pay_at_paypal, "app.gateways.paypal.answers._captured", _never_here),
    ],
)
def test_the_books_show_money_that_went_astray(
    story: Callable[[], Story],
    monkeypatch: pytest.MonkeyPatch,
    tell: Telling,
    guard: str,
    without: Callable[..., object],
) -> None:
    tell(story())
    monkeypatch.setattr(guard, without)
    with pytest.raises(AssertionError, match="promise 2"):
        tell(story())


def _lose_what_a_voucher_was_given_for(told: Story) -> None:
    told.buy(CLASS, 1, "stripe")
    told.give_voucher(0, 100_000)
    told.claim(0)
    told.check()
    told.decide_claim(0, DisputeState.LOST)
    told.check()


def _stop_none(*_: object, **__: object) -> str:
    return ""


@ON_ONE
def test_the_books_show_a_voucher_whose_money_a_bank_took(
    story: Callable[[], Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    _lose_what_a_voucher_was_given_for(story())
    monkeypatch.setattr("app.usecases.hear_of_dispute.stop_uncovered", _stop_none)
    with pytest.raises(AssertionError, match="promise 5"):
        _lose_what_a_voucher_was_given_for(story())


def _share_a_voucher(told: Story) -> None:
    """Have two share a use of one voucher, and one of them go on in another class."""
    told.buy(OTHER, 1, "stripe")
    told.cancel_place(0, 100, BackAs.VOUCHER)
    told.register_to_pay_later(2, AT_DOOR, GIVEN)
    told.move(0, OTHER, Dearer.WAIVED)
    told.cancel_class(CLASS)
    told.sweep_money()
    told.check()


def _to_nobody(*_: object) -> tuple[()]:
    return ()


@ON_ONE
def test_the_books_show_a_use_that_comes_back_while_somebody_has_a_part_of_it(
    story: Callable[[], Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    _share_a_voucher(story())
    monkeypatch.setattr("app.store.voucher_return._hand_on", _to_nobody)
    with pytest.raises(AssertionError, match="promise 5"):
        _share_a_voucher(story())


def _wait_in_line(told: Story) -> None:
    """Have one wait, three together, and one, for two seats that come free."""
    told.buy(CLASS, CODES[CLASS], "stripe")
    for size in (1, 3, 1):
        told.fill_in(CLASS, size, place_wish=PlaceWish.LINE)
    resize(told.parts, CLASS, 2)
    told.check()
    told.move_lines()
    told.check()


def _the_last_first(line: Iterable[InLine], seats: Seats, **when: datetime) -> Turn:
    return whose_turn([*line][:0:-1], seats, **when)


def _nobody(*_: object, **__: object) -> Turn:
    return Turn()


@ON_ONE
@pytest.mark.parametrize(
    ("words", "guard", "without"),
    [
        ("promise 1", "app.store.offering._take", _nothing),
        ("overtaken", "app.store.standing_line.whose_turn", _the_last_first),
        ("a seat stands free", "app.store.standing_line.whose_turn", _nobody),
        ("not counted", "app.store.offering._pass_over", _nothing),
        ("counts its line wrongly", "app.store.offering.count_offered", _nothing),
    ],
)
def test_the_lines_show_a_guard_that_is_off(
    story: Callable[[], Story],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    guard: str,
    without: Callable[..., object],
) -> None:
    _wait_in_line(story())
    monkeypatch.setattr(guard, without)
    with pytest.raises(AssertionError, match=words):
        _wait_in_line(story())


@ON_ONE
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("never ends", update(Order).values(hold_until=None)),
        ("stands longer", update(WaitingEntry).values(offered_until=FAR_AHEAD)),
        ("ends too soon", update(Order).values(hold_until=LONG_AGO)),
        ("offered too late", update(CourseClass).values(starts_at=LONG_AGO)),
    ],
)
def test_the_lines_show_an_offer_that_should_not_be(
    story: Callable[[], Story], words: str, wrong: Any
) -> None:
    told = story()
    _wait_in_line(told)
    with transaction(told.desk.database) as session:
        session.execute(wrong)
    with pytest.raises(AssertionError, match=words):
        told.check()


@ON_ONE
def test_a_line_that_goes_on_after_its_class_began_is_shown(
    story: Callable[[], Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.line.end_waiting", _nothing)
    told = story()
    _wait_in_line(told)
    for _ in range(4):
        told.wait(4 * DAY)
    with pytest.raises(AssertionError, match="goes on although it closed"):
        told.move_lines()


@ON_ONE
def test_a_fault_that_an_edge_caught_is_shown(
    story: Callable[[], Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.line.offer_seats", _at_fault)
    with pytest.raises(AssertionError, match="promise 7"):
        _wait_in_line(story())


def _at_fault(*_: object, **__: object) -> int:
    raise ZeroDivisionError
