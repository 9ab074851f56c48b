"""Killed while a waiting list moves: each offer is made, told and answered once, or not yet."""

import pytest
from sqlalchemy import select, update

from app.domain.waiting import PlaceWish
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.order import Order
from app.store.price_option import PriceOption
from app.usecases.register import register
from tests.crashes.deeds import accept, leave, move_line
from tests.crashes.dying import kill_at, points_of
from tests.crashes.promises import check, recover
from tests.jobs.live import LiveDesk
from tests.usecases.queue import somebody
from tests.worlds import HOLD, Seats, add_draft, seats, states

pytestmark = pytest.mark.crashes

STEP = ["commit 1", "committed 1", "wake"]


@pytest.fixture
def line(desk: LiveDesk) -> list[str]:
    """Have three people wait for a class with twelve free seats; return their orders."""
    with transaction(desk.database) as session:
        session.execute(update(PriceOption).values(amount_minor=0))
        # Somebody else had the seats when the three came.
        session.execute(update(CourseClass).values(waiting_list=True, taken=12))
    orders = [_join(desk, name) for name in ("Ada", "Bo", "Cy")]
    with transaction(desk.database) as session:
        session.execute(update(CourseClass).values(taken=0))
    return orders


def _join(desk: LiveDesk, name: str) -> str:
    now, person = desk.parts.clock(), somebody(name)
    draft = add_draft(
        desk.database, token=f"draft-{name}", buyer=person, participants=(person,), now=now
    )
    return register(
        desk.parts.sessions,
        draft_token=draft,
        partners=desk.parts.partners,
        now=now,
        hold=HOLD,
        place_wish=PlaceWish.LINE,
    ).reference


def letters(desk: LiveDesk, subject: str) -> int:
    said = [each["subject"] for each in desk.sandbox.world.holdings()["mail"]]
    return said.count(f"{subject}: First aid")


def test_every_point_of_a_line_is_killed_at(desk: LiveDesk, line: list[str]) -> None:
    assert points_of(desk, leave, line[2]) == STEP
    assert points_of(desk, move_line, "") == STEP
    assert points_of(desk, accept, line[0]) == STEP


@pytest.mark.parametrize("point", STEP)
def test_killed_while_seats_are_offered(desk: LiveDesk, line: list[str], point: str) -> None:
    kill_at(desk, move_line, "", point=point)
    taken = 0 if point == "commit 1" else 3
    assert seats(desk.database) == Seats(taken, taken, taken)
    recover(desk)
    assert states(desk.database) == ["held"] * 3
    assert letters(desk, "A place is free for you") == 3
    check(desk)


@pytest.mark.parametrize("point", STEP)
def test_killed_while_an_offer_is_accepted(desk: LiveDesk, line: list[str], point: str) -> None:
    move_line(desk.parts, "")
    kill_at(desk, accept, line[0], point=point)
    # The person saw nothing, and presses again.
    accept(desk.parts, line[0])
    recover(desk)
    assert states(desk.database) == ["confirmed", "held", "held"]
    assert letters(desk, "Confirmed") == 1
    check(desk)


@pytest.mark.parametrize("point", STEP)
def test_killed_while_somebody_leaves(desk: LiveDesk, line: list[str], point: str) -> None:
    kill_at(desk, leave, line[0], point=point)
    leave(desk.parts, line[0])
    with reading(desk.database) as session:
        assert session.scalars(select(CourseClass.in_line)).one() == 2
        assert session.scalars(select(Order.hold_until)).all() == [None] * 3
    recover(desk)
    assert states(desk.database) == ["cancelled", "held", "held"]
    assert letters(desk, "No longer on the waiting list") == 1
