"""Killed while a difference of the settlement is mended: it is mended once, or not yet."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from app.domain.event import EventKind
from app.domain.proof import Mend
from app.store.database import reading
from app.store.event import EventRow
from tests.crashes import mending
from tests.crashes.dying import kill_at, points_of
from tests.crashes.mending import Need, decided, mend, press_again, prove
from tests.crashes.person import Person
from tests.crashes.promises import check, recover
from tests.jobs.live import LiveDesk
from tests.worlds import money, seats, states

pytestmark = pytest.mark.crashes

WRITE = ["commit 1", "committed 1", "wake"]


@dataclass(frozen=True, slots=True)
class Repair:
    """What makes it needed, what is done about it, and every point that it comes by."""

    need: Need
    mend: Mend
    points: tuple[str, ...]


def asking(call: str) -> tuple[str, ...]:
    return (f"stripe.{call}", f"stripe.{call} done", *WRITE)


REPAIRS = {
    "settle": Repair(mending.pay_behind, Mend.SETTLE, asking("look_up")),
    "record": Repair(mending.refund_there, Mend.RECORD, asking("refunds_of")),
    "send again": Repair(mending.forget_refund, Mend.SEND_AGAIN, tuple(WRITE)),
    "send back": Repair(mending.stray, Mend.SEND_BACK, asking("refund")),
    "release": Repair(mending.seat_unpaid, Mend.RELEASE, tuple(WRITE)),
    "take theirs": Repair(mending.amount_there, Mend.TAKE_THEIRS, tuple(WRITE)),
    "strike out": Repair(mending.forget_payment, Mend.STRIKE_OUT, asking("look_up")),
    "accept": Repair(mending.stray, Mend.ACCEPT, tuple(WRITE)),
}


def killed(desk: LiveDesk, ana: Person, name: str, point: str) -> None:
    """Press the button, be killed there, press it again, and let the sweep do the rest."""
    repair = REPAIRS[name]
    repair.need(desk, ana)
    about = prove(desk, repair.mend)
    kill_at(desk, mend, about, point=point)
    press_again(desk, about)
    recover(desk)


def points(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("point", REPAIRS[name].points)


def sent_back(desk: LiveDesk) -> list[int]:
    return [each["amount"] for each in desk.sandbox.world.holdings()["stripe"]["refund"]]


def happened(desk: LiveDesk, kind: EventKind) -> int:
    with reading(desk.database) as session:
        return session.scalar(select(func.count(EventRow.id)).where(EventRow.kind == kind)) or 0


@pytest.mark.parametrize("name", REPAIRS)
def test_every_point_of_every_repair_is_killed_at(desk: LiveDesk, ana: Person, name: str) -> None:
    repair = REPAIRS[name]
    repair.need(desk, ana)
    about = prove(desk, repair.mend)
    assert points_of(desk, mend, about) == list(repair.points)


@points("settle")
def test_killed_while_forgotten_money_is_settled(desk: LiveDesk, ana: Person, point: str) -> None:
    killed(desk, ana, "settle", point)
    assert states(desk.database) == ["expired", "confirmed"]
    assert seats(desk.database).taken == 1
    assert money(desk.database).paid == 420000
    assert decided(desk) == ["settle"]
    assert seats(desk.database).agree


@points("record")
def test_killed_while_a_refund_made_there_is_recorded(
    desk: LiveDesk, ana: Person, point: str
) -> None:
    killed(desk, ana, "record", point)
    assert [amount for _, amount, _ in money(desk.database).refunds] == [100000]
    assert money(desk.database).paid == 320000
    assert happened(desk, EventKind.ORDER_MONEY_RETURNED) == 1
    assert decided(desk) == ["record"]
    check(desk)


@points("send again")
def test_killed_while_a_refund_is_sent_again(desk: LiveDesk, ana: Person, point: str) -> None:
    killed(desk, ana, "send again", point)
    assert sent_back(desk) == [100000], "the first is forgotten there"
    assert money(desk.database).paid == 320000
    assert decided(desk) == ["send_again"]
    check(desk)


@points("send back")
def test_killed_while_nobodys_money_is_sent_back(desk: LiveDesk, ana: Person, point: str) -> None:
    killed(desk, ana, "send back", point)
    assert sent_back(desk) == [5000]
    assert decided(desk) == ["send_back"]


@points("release")
def test_killed_while_an_unpaid_place_is_given_up(desk: LiveDesk, ana: Person, point: str) -> None:
    killed(desk, ana, "release", point)
    assert states(desk.database) == ["cancelled"]
    assert seats(desk.database).taken == 0
    assert happened(desk, EventKind.REGISTRATION_CANCELLED) == 1
    assert sent_back(desk) == [420000]
    assert decided(desk) == ["record", "release"]
    check(desk)


@points("take theirs")
def test_killed_while_the_accounts_figure_is_taken(desk: LiveDesk, ana: Person, point: str) -> None:
    killed(desk, ana, "take theirs", point)
    assert money(desk.database).paid == 410000
    assert decided(desk) == ["take_theirs"]
    check(desk)


@points("strike out")
def test_killed_while_money_that_never_came_is_struck_out(
    desk: LiveDesk, ana: Person, point: str
) -> None:
    killed(desk, ana, "strike out", point)
    assert money(desk.database).paid == 0
    assert decided(desk) == ["strike_out"]
    check(desk)


@points("accept")
def test_killed_while_a_difference_is_accepted(desk: LiveDesk, ana: Person, point: str) -> None:
    killed(desk, ana, "accept", point)
    assert sent_back(desk) == []
    assert decided(desk) == ["accept"]
