"""What an order's page is told. The states themselves are shown in tests/web/test_orders.py."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.contract import BookingFound
from app.domain.order import OrderState
from app.domain.registration import RegistrationState
from app.queries.calendar import calendar_page
from app.queries.order.page import order_page
from app.queries.order.shown import Move
from app.store.course_class import CourseClass, Meeting
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.move_registration import move_registration
from tests.usecases.market import Market, details
from tests.vouchers import add_extra
from tests.watching import recording
from tests.worlds import ANA, BO, CLASS, HOLD, NOW, Desk, add_class, register_once


@pytest.fixture
def desk(sessions: Database) -> Desk:
    add_class(sessions)
    return Desk(sessions)


def test_an_order_that_is_not_there_has_no_page(desk: Desk) -> None:
    assert order_page(desk.sessions, reference="CD-NOPE", now=NOW) is None
    assert calendar_page(desk.sessions, reference="CD-NOPE") is None


def test_an_order_of_twelve_takes_two_statements(desk: Desk) -> None:
    people = tuple(type(ANA)(f"P{n} Person", f"p{n}@example.org", "") for n in range(12))
    reference = register_once(desk, participants=people).reference
    with recording() as recorder:
        page = order_page(desk.sessions, reference=reference, now=NOW)
    assert page is not None
    assert len(recorder.statements) == 2
    assert [place.name for place in page.places] == [person.name for person in people]


def test_a_place_that_a_partner_sold_says_so(sessions: Database) -> None:
    add_class(sessions)
    market = Market(sessions)
    reference = market.reference()
    market.portal.bookings[reference] = BookingFound(details(), "known")
    market.ask()
    with reading(sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    page = order_page(sessions, reference=order, now=NOW)
    assert page is not None
    assert (page.free, page.seller) == (True, "Trainingportal")


def test_a_place_of_our_own_has_no_other_seller(desk: Desk) -> None:
    page = order_page(desk.sessions, reference=register_once(desk).reference, now=NOW)
    assert page is not None
    assert page.seller == ""


def test_a_hold_lapses_at_its_last_moment(desk: Desk) -> None:
    reference = register_once(desk).reference
    before = order_page(desk.sessions, reference=reference, now=NOW + HOLD - timedelta(seconds=1))
    after = order_page(desk.sessions, reference=reference, now=NOW + HOLD)
    assert before is not None
    assert after is not None
    assert (before.lapsed, before.payable) == (False, True)
    assert (after.lapsed, after.payable) == (True, False)


def test_the_liveliest_registration_speaks_for_the_order(desk: Desk) -> None:
    reference = register_once(desk, participants=(ANA, BO)).reference
    with transaction(desk.sessions) as session:
        session.execute(
            update(Registration)
            .where(Registration.name == BO.name)
            .values(state=RegistrationState.CANCELLED)
        )
        session.execute(
            update(Registration)
            .where(Registration.name == ANA.name)
            .values(state=RegistrationState.CONFIRMED)
        )
    page = order_page(desk.sessions, reference=reference, now=NOW)
    assert page is not None
    assert page.state is OrderState.CONFIRMED
    assert page.hold_until is None
    assert [place.state for place in page.places] == [
        OrderState.CONFIRMED,
        OrderState.CANCELLED,
    ]


def test_a_calendar_has_every_meeting_in_order(desk: Desk) -> None:
    reference = register_once(desk).reference
    assert calendar_page(desk.sessions, reference=reference) is None
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.CONFIRMED))
        meeting = session.query(Meeting).one()
        earlier = meeting.starts_at - timedelta(days=7)
        session.add(
            Meeting(
                class_id=meeting.class_id,
                starts_at=earlier,
                ends_at=earlier + timedelta(hours=1),
            )
        )
    page = calendar_page(desk.sessions, reference=reference)
    assert page is not None
    assert [each.starts_at for each in page.sittings] == [earlier, meeting.starts_at]
    assert page.sittings[0].address == "Quay Hall, Quay 4, 5003 Bergen, NO"
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(venue_id=None, online_url="https://x.example"))
    page = calendar_page(desk.sessions, reference=reference)
    assert page is not None
    assert page.sittings[0].address == "https://x.example"


def move_first(desk: Desk, code: str) -> None:
    """Have the first place of the only order go on in another class."""
    with reading(desk.sessions) as session:
        first = session.scalars(select(Registration.reference).order_by(Registration.id)).first()
    assert first is not None
    moved = move_registration(
        desk.sessions,
        reference=first,
        class_code=code,
        asked_by="kim@example.org",
        partners={},
        wake=desk.wake,
        now=NOW,
    )
    assert moved is not None


def test_a_place_that_moved_is_shown_where_it_is_now(desk: Desk) -> None:
    for code in ("FREE-1", "FREE-2"):
        add_class(desk.sessions, code, prices=())
    alone = register_once(desk, code="FREE-1", currency="").reference
    move_first(desk, "FREE-2")
    page = order_page(desk.sessions, reference=alone, now=NOW)
    assert page is not None
    assert page.course.code == "FREE-2"
    assert [(place.course.code, place.state) for place in page.places] == [
        ("FREE-2", OrderState.CONFIRMED)
    ]


def test_a_place_that_moved_says_from_where_and_what_it_left_there(desk: Desk) -> None:
    add_extra(desk.sessions)
    add_class(desk.sessions, "LATER-1")
    order = register_once(desk, extras={"lunch": 1}, participants=(ANA, BO)).reference
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.CONFIRMED))
    move_first(desk, "LATER-1")
    with recording() as recorder:
        page = order_page(desk.sessions, reference=order, now=NOW)
    assert page is not None
    assert len(recorder.statements) == 3
    first, second = page.places
    assert first.moves == (Move(f"First aid, Mon 10 Mar 2031 ({CLASS})", ("Lunch",)),)
    assert second.moves == ()


def test_of_an_order_in_two_classes_each_place_and_meeting_is_shown(desk: Desk) -> None:
    for code in ("FREE-1", "FREE-2"):
        add_class(desk.sessions, code, prices=())
    both = register_once(desk, code="FREE-1", currency="", participants=(ANA, BO)).reference
    move_first(desk, "FREE-2")
    page = order_page(desk.sessions, reference=both, now=NOW)
    assert page is not None
    assert [place.course.code for place in page.places] == ["FREE-2", "FREE-1"]
    calendar = calendar_page(desk.sessions, reference=both)
    assert calendar is not None
    assert {each.course.code for each in calendar.sittings} == {"FREE-1", "FREE-2"}
