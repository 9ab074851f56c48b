"""Waiting for a place on the site: joining, where one stands, accepting, declining, leaving."""

import pytest
from sqlalchemy import select, update

from app.domain.waiting import MOST_ENTRIES, LineState, PlaceWish
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.extra import ExtraRow
from app.store.seat import SeatChange
from app.usecases.pause_line import pause_line
from app.usecases.register import register
from tests.fakes.gateway import FakeGateway
from tests.usecases.queue import make_room, somebody
from tests.vouchers import CODE, add_extra, add_voucher, change_voucher
from tests.watching import words_of
from tests.web.ordering import address, buttons, expire, says_only
from tests.web.visitor import ADA, Visitor, fields_of, participant, problems
from tests.worlds import CLASS, HOLD, Desk, add_class, add_draft, register_once, seats, states

FORM = f"/classes/{CLASS}/register"
JOIN = "Join the waiting list"


@pytest.fixture
def full(desk: Desk) -> str:
    """Give a full class with a price; return the order that has its only seat."""
    add_class(desk.sessions, capacity=1, waiting_list=True)
    return register_once(desk).reference


@pytest.fixture
def free(desk: Desk) -> None:
    """Give a class that costs nothing and is full."""
    add_class(desk.sessions, capacity=1, waiting_list=True, prices=())
    register_once(desk, currency="")


def join(ada: Visitor) -> str:
    """Join the line and return the order's reference."""
    ada.open(FORM)
    ada.press("Continue", ADA)
    ada.press(JOIN)
    return ada.here.request.path.removeprefix("/orders/")


def test_a_full_class_leads_to_its_waiting_list(desk: Desk, ada: Visitor, full: str) -> None:
    page = ada.open(f"/classes/{CLASS}")
    assert "Waiting list" in page.words
    assert page.link(JOIN) == FORM
    assert "Waiting list" in ada.open("/programs").words
    form = ada.open(FORM)
    assert words_of(form.one("h1")) == "Join the waiting list for First aid"
    check = ada.press("Continue", ADA)
    assert "You pay nothing now" in check.words
    assert "the day of the offer" in check.words
    assert buttons(check) == ["Apply", JOIN]
    page = ada.press(JOIN)
    assert says_only(page, "on the waiting list")
    assert "You are number 1 in line." in page.words
    assert "What a place costs when it is offered to you" in page.words
    assert states(desk.sessions) == ["held", "waitlisted"]
    assert "line" in desk.woken


def test_who_agreed_to_wait_and_need_not_is_shown_what_it_costs(
    desk: Desk, ada: Visitor, full: str
) -> None:
    ada.open(FORM)
    ada.press("Continue", ADA)
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(capacity=2))
    page = ada.press(JOIN)
    assert page.status_code == 409
    assert "There are places now" in page.words
    assert states(desk.sessions) == ["held"]
    # What is on the page now is the order, with its price.
    assert JOIN not in buttons(page)
    assert "NOK 4,200" in page.words


def test_one_address_is_told_that_it_waits_often_enough(
    desk: Desk, ada: Visitor, full: str
) -> None:
    for _ in range(MOST_ENTRIES):
        join(ada)
    ada.open(FORM)
    ada.press("Continue", ADA)
    page = ada.press(JOIN)
    assert page.status_code == 409
    assert "You are on the waiting list already" in page.words
    assert states(desk.sessions) == ["held", *["waitlisted"] * MOST_ENTRIES]


def test_who_is_in_line_sees_their_place_in_four_statements(ada: Visitor, full: str) -> None:
    first, second = join(ada), join(ada)
    page = ada.open(address(second))
    assert "You are number 2 in line." in page.words
    assert len(page.statements) == 4
    ada.open(address(first, page="/leave"))
    ada.press("Yes, leave it")
    assert "You are number 1 in line." in ada.open(address(second)).words


def test_a_group_may_wait_together_where_one_place_is_left(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, capacity=2, waiting_list=True)
    register_once(desk)
    ada.open(FORM)
    assert "1 place left" in ada.here.words
    ada.press("Add another participant", ADA)
    check = ada.press("Continue", participant(2, "Bo Berg"))
    assert "both together" in check.words
    page = ada.press(JOIN)
    assert "as soon as there are places for all of you together" in page.words
    # Nobody overtakes them.
    assert "Waiting list" in ada.open(f"/classes/{CLASS}").words


def test_a_group_larger_than_the_class_is_told_how_many_there_are(ada: Visitor, full: str) -> None:
    ada.open(FORM)
    assert "Add another participant" not in ada.here.words
    fields = {**ADA, "places": "2", **participant(2, "Bo Berg")}
    assert problems(ada.press("Continue", fields)) == [
        "The class has only one place. Remove participants"
    ]


def test_who_finds_the_last_place_gone_can_join_with_what_they_filled_in(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions, capacity=1, waiting_list=True)
    ada.open(FORM)
    ada.press("Continue", ADA)
    register_once(desk)
    page = ada.press("Pay NOK 4,200")
    assert page.status_code == 409
    assert "The last places went meanwhile" in page.words
    assert says_only(ada.press(JOIN), "on the waiting list")


def test_who_joins_a_list_that_is_gone_meanwhile_is_told_so(
    desk: Desk, ada: Visitor, full: str
) -> None:
    ada.open(FORM)
    ada.press("Continue", ADA)
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(waiting_list=False))
    page = ada.press(JOIN)
    assert page.status_code == 409
    assert "This class is full" in page.words
    assert states(desk.sessions) == ["held"]


def test_an_offer_to_be_paid_says_until_when_and_is_accepted_by_paying(
    desk: Desk, ada: Visitor, gateway: FakeGateway, full: str
) -> None:
    reference = join(ada)
    make_room(desk)
    page = ada.open(address(reference))
    assert says_only(page, "waiting for payment")
    assert "A place is free for you" in page.words
    assert "Saturday 11 January 2031, 13:00 CET" in page.words
    assert "the day of the offer" in page.words
    ada.press("Pay NOK 4,200")
    assert ada.left_for.startswith("https://pay.example.test/")


def test_accepting_what_costs_something_leads_to_where_it_is_paid(
    desk: Desk, ada: Visitor, full: str
) -> None:
    reference = join(ada)
    make_room(desk)
    page = ada.open(address(reference))
    csrf = page.all("input", name="csrf_token")[0].attrib["value"]
    token = page.all("input", name="token")[0].attrib["value"]
    ada.send(f"/orders/{reference}/accept", {"csrf_token": csrf, "token": token})
    assert ada.left_for.startswith("https://pay.example.test/")


def test_an_offer_that_costs_nothing_is_accepted_with_one_button(
    desk: Desk, ada: Visitor, free: None
) -> None:
    reference = join(ada)
    assert "What a place costs" not in ada.here.words
    make_room(desk)
    page = ada.open(address(reference))
    assert says_only(page, "on the waiting list")
    assert words_of(page.one("h1")) == "A place is free for you"
    assert buttons(page) == ["Accept the place"]
    assert says_only(ada.press("Accept the place"), "confirmed")
    assert seats(desk.sessions).agree


def test_an_offer_can_be_declined(desk: Desk, ada: Visitor, free: None) -> None:
    reference = join(ada)
    make_room(desk)
    ada.open(ada.open(address(reference)).link("Decline the offer"))
    assert words_of(ada.here.one("h1")) == "Decline this offer?"
    page = ada.press("Yes, decline it")
    assert says_only(page, "cancelled")
    assert words_of(page.one("h1")) == "You declined the offer"
    with reading(desk.sessions) as session:
        assert "offer declined" in session.scalars(select(SeatChange.reason)).all()
    assert "Your registration is cancelled" not in page.words
    assert "The place goes to the next in line" in page.words
    assert seats(desk.sessions).taken == 1


def test_an_offer_whose_time_is_over_is_accepted_no_more(
    desk: Desk, ada: Visitor, free: None
) -> None:
    reference = join(ada)
    make_room(desk)
    ada.open(address(reference))
    desk.later(hours=24)
    page = ada.press("Accept the place")
    assert "It is too late to accept" in page.words
    assert words_of(page.one("h1")) == "Your offer has ended"
    expire(desk, reference)
    assert says_only(ada.open(address(reference)), "expired")


def test_leaving_asks_first_and_twice_does_no_more(desk: Desk, ada: Visitor, full: str) -> None:
    reference = join(ada)
    ada.open(ada.here.link("Leave the waiting list"))
    assert "You are number 1 in line" in ada.here.words
    form = ada.form_with("Yes, leave it")
    assert says_only(ada.press("Yes, leave it"), "cancelled")
    assert says_only(ada.send(form.attrib["action"], fields_of(form)), "cancelled")
    gone = ada.open(address(reference, page="/leave"))
    assert gone.request.path == f"/orders/{reference}"


def test_only_the_whole_link_acts_on_a_place_in_line(ada: Visitor, full: str) -> None:
    reference = join(ada)
    csrf = ada.open(address(reference, page="/leave")).all("input", name="csrf_token")[0]
    fields = {"csrf_token": csrf.attrib["value"], "token": "x"}
    assert ada.open(f"/orders/{reference}/leave?token=x").status_code == 404
    for deed in ("leave", "accept"):
        assert ada.send(f"/orders/{reference}/{deed}", fields).status_code == 404
    assert "You are number 1 in line" in ada.open(address(reference)).words


def test_while_the_line_is_paused_newcomers_still_join(desk: Desk, ada: Visitor, full: str) -> None:
    join(ada)
    pause_line(
        desk.sessions,
        class_code=CLASS,
        wanted=LineState.PAUSED,
        by="kim@example.org",
        wake=desk.wake,
        now=desk.now,
    )
    make_room(desk, 5)
    assert words_of(ada.open(FORM).one("h1")) == "Join the waiting list for First aid"


def test_an_offer_says_what_it_does_without(desk: Desk, ada: Visitor, full: str) -> None:
    add_extra(desk.sessions)
    add_voucher(desk.sessions)
    ann = somebody("Ann")
    add_draft(
        desk.sessions,
        token="ann",
        buyer=ann,
        participants=(ann,),
        voucher=CODE,
        extras={"lunch": 1},
    )
    reference = register(
        desk.sessions,
        draft_token="ann",
        partners=desk.partners,
        now=desk.now,
        hold=HOLD,
        place_wish=PlaceWish.LINE,
    ).reference
    change_voucher(desk.sessions, active=False)
    with transaction(desk.sessions) as session:
        session.execute(update(ExtraRow).values(withdrawn=True))
    assert "Not part of this offer" not in ada.open(address(reference)).words
    make_room(desk)
    page = ada.open(address(reference))
    assert "Not part of this offer" in page.words
    assert "Voucher …31" in page.words
    assert "Lunch" in page.words
    assert CODE not in page.words
    desk.later(hours=24)
    expire(desk, reference)
    assert "Not part of this offer" not in ada.open(address(reference)).words
