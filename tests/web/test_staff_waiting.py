"""A class's waiting list as staff see it: who waits, pausing, picking by hand, taking off."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.registration import RegistrationState
from app.domain.waiting import EntryState, PlaceWish
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.order import Order
from app.store.price_option import PriceOption
from app.store.registration import Registration
from app.store.seat import SeatChange
from app.store.waiting import WaitingEntry
from app.usecases.accept_offer import Accepted, accept_offer
from app.usecases.register import register
from tests.usecases.later import BY_INVOICE, EVERY_WAY
from tests.watching import words_of
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, lines, send, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, CLASS, HOLD, Desk, add_class, add_draft, register_once

BUDGET = 8
LINE = f"/staff/classes/{CLASS}/waiting"
CY = Contact("Cy Dahl", "cy@example.org", "")


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    """Sign somebody in who looks after a full class, with a group of two and one more in line."""
    add_members(desk)
    add_class(desk.sessions, capacity=2, waiting_list=True)
    register_once(desk, participants=(CY, ANA))
    join(desk, ANA, BO)
    join(desk, CY)
    return sign_in(arrive(desk, tmp_path))


def join(desk: Desk, *people: Contact) -> str:
    token = f"line {people[0].name}"
    add_draft(desk.sessions, token=token, buyer=people[0], participants=people)
    return register(
        desk.sessions,
        draft_token=token,
        partners=desk.partners,
        now=desk.now,
        hold=HOLD,
        place_wish=PlaceWish.LINE,
    ).reference


def have_seats(desk: Desk, capacity: int) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(capacity=capacity))


def leave_one_at_the_price(desk: Desk) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(PriceOption).values(place_limit=PriceOption.taken + 1))


def test_the_page_says_who_waits_and_how_it_moves(kim: Visitor) -> None:
    page = kim.open(f"/staff/classes/{CLASS}")
    assert "3 people in line on the waiting list in 2 orders" in page.words
    # Who waits is not among the registrations that are counted beside.
    assert "2 registrations 2 held 3 people" in page.words
    kim.statements = 0
    page = kim.open(kim.here.link("in line on the waiting list"))
    assert kim.statements <= BUDGET
    assert [line[:9] for line in lines(page)] == ["1 Ana Lin", "2 Cy Dahl"]
    assert "3 people" in page.words
    assert "Once 3 have come before it, seats are kept for the group" in page.words
    assert "Nobody was offered a seat yet" in page.words
    assert "Offer now" not in page.words


def test_nobody_in_line_is_said_to_be_in(kim: Visitor) -> None:
    page = kim.open(f"/staff/classes/{CLASS}")
    assert len(lines(page)) == 2


def test_the_overview_counts_who_waits(kim: Visitor) -> None:
    page = kim.open("/staff/")
    assert "2 orders wait in line for seats of 1 class" in page.words


def test_staff_pick_somebody_and_the_ledger_says_who_did(desk: Desk, kim: Visitor) -> None:
    have_seats(desk, 3)
    kim.open(LINE)
    page = kim.press("Offer now to Cy Dahl")
    assert "The seats are held for them" in page.words
    assert [words_of(row) for row in page.all("tr")][-1].startswith("Cy Dahl 1")
    with reading(desk.sessions) as session:
        last = session.scalars(select(SeatChange).order_by(SeatChange.id.desc())).first()
    assert last is not None
    assert (last.reason, last.note) == ("offered by staff", "coordinator@example.org")


def test_an_offer_that_was_accepted_stays_among_the_latest(desk: Desk, kim: Visitor) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(paying=EVERY_WAY.document()))
    have_seats(desk, 3)
    kim.open(LINE)
    kim.press("Offer now to Cy Dahl")
    assert "accepted" not in words_of(kim.here.all("tr")[-1])
    with reading(desk.sessions) as session:
        offered = select(Order.reference).join(WaitingEntry, WaitingEntry.order_id == Order.id)
        order = session.scalars(offered.where(WaitingEntry.state == EntryState.OFFERED)).one()
    accepted = accept_offer(
        desk.sessions,
        reference=order,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
        wish=BY_INVOICE,
        gateways={},
    )
    assert accepted is Accepted.HELD
    row = words_of(kim.open(LINE).all("tr")[-1])
    assert row.startswith("Cy Dahl 1")
    assert "accepted, to be paid later" in row


def test_a_pick_that_comes_too_late_does_nothing(desk: Desk, kim: Visitor) -> None:
    have_seats(desk, 3)
    kim.open(LINE)
    action = kim.form_with("Offer now to Cy Dahl").attrib["action"]
    have_seats(desk, 2)
    assert "not so many seats are free" in send(kim, action).words
    kim.press("Take off the list Cy Dahl")
    assert "they do not wait any more" in send(kim, action).words


def test_who_can_have_a_place_at_no_price_is_shown_to_staff(desk: Desk, kim: Visitor) -> None:
    have_seats(desk, 5)
    leave_one_at_the_price(desk)
    kim.open(LINE)
    page = kim.press("Offer now to Ana Lind")
    assert "they can have a place at no price now" in page.words
    assert "no price is for them" in page.words
    assert "1 at no price" in kim.open("/staff/").words


def test_staff_pause_the_line_and_let_it_go_on(desk: Desk, kim: Visitor) -> None:
    kim.open(LINE)
    page = kim.press("Pause it")
    assert "only you offer seats now" in page.words
    assert "paused" in page.words
    assert "Paused by coordinator@example.org" in page.words
    desk.woken.clear()
    page = kim.press("Let it go on by itself")
    assert "what is free is offered now" in page.words
    assert "Let go on by coordinator@example.org" in page.words
    assert desk.woken == ["line"]
    assert send(kim, f"{LINE}/pause", wanted="gone").status_code == 400


def test_staff_take_somebody_off_with_a_reason(desk: Desk, kim: Visitor) -> None:
    kim.open(LINE)
    page = kim.press("Take off the list Ana Lind", {"reason": "asked by telephone"})
    assert "They are off the list" in page.words
    assert [line[:9] for line in lines(page)] == ["1 Cy Dahl"]
    again = send(kim, f"{LINE}/take-off", order="CD-NONE", reason="")
    assert "they do not wait any more" in again.words


def test_a_group_that_seats_are_kept_for_is_named(desk: Desk, kim: Visitor) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(WaitingEntry).where(WaitingEntry.size == 2).values(passed=3))
    have_seats(desk, 3)
    assert "Free seats are kept for this group" in kim.open(LINE).words


def test_a_line_that_closed_or_takes_nobody_new_says_so(desk: Desk, kim: Visitor) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(waiting_list=False))
    assert "switched off, and ends once nobody is in line" in kim.open(LINE).words
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(in_line=0))
    assert "Nobody can join" in kim.open(LINE).words
    desk.later(days=60)
    kim = sign_in(Visitor(kim.client))
    assert "nobody is offered a seat any more" in kim.open(LINE).words


def test_a_bookkeeper_reads_and_changes_nothing(desk: Desk, kim: Visitor, tmp_path: Path) -> None:
    have_seats(desk, 3)
    kim.open(LINE)
    reader = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    page = reader.open(LINE)
    assert "Ana Lind" in page.words
    assert "off the list" not in page.words
    for deed in ("pause", "take-off", "1/offer"):
        reader.open(LINE)
        assert send(reader, f"{LINE}/{deed}").status_code == 403


def test_a_class_that_is_not_there_is_not_found(kim: Visitor) -> None:
    assert kim.open("/staff/classes/NOPE/waiting").status_code == 404
    kim.open(LINE)
    paused = send(kim, "/staff/classes/NOPE/waiting/pause", wanted="paused")
    assert paused.status_code == 404


def test_one_of_a_group_that_waits_can_be_cancelled_alone(desk: Desk, kim: Visitor) -> None:
    with reading(desk.sessions) as session:
        waits = Registration.state == RegistrationState.WAITLISTED
        first = select(Registration.reference).where(waits).order_by(Registration.id)
        place = session.scalars(first).first()
    kim.open(f"/staff/registrations/{place}/change")
    page = kim.press("Cancel the place", {"reason": "fell ill"})
    assert page.status_code == 200
    waiting = [line[:12] for line in lines(kim.open(LINE))]
    assert waiting == ["1 Ana Lind 1", "2 Cy Dahl 1 "]


def test_who_gives_a_place_by_hand_is_told_who_waits(kim: Visitor) -> None:
    assert "2 orders wait in line" in kim.open(f"/staff/classes/{CLASS}/place").words
