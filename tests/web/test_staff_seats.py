"""Seats as staff see them: whose they are, the ledger, and the last one; setting them aside."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.registration import Channel
from app.store.database import transaction
from app.usecases.cancel_registration import cancel_registration
from tests.fakes.partner import CLASSES, ORDERS, FakePartner
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, lines, send, sign_in
from tests.web.visitor import Visitor, problems
from tests.worlds import (
    ANA,
    BO,
    CLASS,
    Desk,
    add_class,
    deliveries,
    register_once,
)

BUDGET = 8
SEATS = f"/staff/classes/{CLASS}/seats"
PLACE = f"/staff/classes/{CLASS}/place"
CAY = {
    "name": "Cay Dahl",
    "email": "cay@example.org",
    "phone": "22 12 34 56",
    "pays": "nothing",
}


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    desk.partners["trainingportal"] = FakePartner("trainingportal", CLASSES, per="class")
    desk.partners["mail"] = FakePartner("mail", ORDERS, listing=False, per="order")
    return sign_in(arrive(desk, tmp_path))


def fill(desk: Desk, capacity: int = 2) -> None:
    """Have a class with two people in, who came by the site."""
    add_class(desk.sessions, capacity=capacity)
    register_once(desk, participants=(ANA, BO))


def set_aside(kim: Visitor, **fields: str) -> None:
    kim.open(SEATS)
    kim.press("Set aside, and return the rest", {"reason": "the fair", **fields})


def test_the_first_line_says_who_took_the_last_seat(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, capacity=2)
    register_once(desk, participants=(ANA,))
    page = kim.open(SEATS)
    assert "Ana Lind took the latest seat by way of the site" in page.words
    register_once(desk, token="draft-2", participants=(BO,))
    kim.statements = 0
    page = kim.open(SEATS)
    assert kim.statements <= BUDGET
    assert "Bo Berg took the last seat by way of the site" in page.words
    assert "2 of 2 seats taken as the ledger says" in page.words


def test_a_seat_given_back_is_named_and_the_headline_has_who_is_in(
    desk: Desk, kim: Visitor
) -> None:
    fill(desk)
    with transaction(desk.sessions) as session:
        session.execute(text("UPDATE registration SET state = 'confirmed'"))
    for minutes, left in ((1, "Bo Berg"), (2, "Ana Lind")):
        desk.later(minutes=minutes)
        cancel(desk, left)
        page = kim.open(SEATS)
        assert f"1 seat given back {2 - minutes} {left} staff" in lines(page)[0]
        assert ("Ana Lind took the latest seat" in page.words) is (left == "Bo Berg")
    assert "does not have it any more" in kim.here.words


def cancel(desk: Desk, name: str) -> None:
    """Have staff cancel somebody's place."""
    cancel_registration(
        desk.sessions,
        reference=reference_of(desk, name),
        reason="ill",
        channel=Channel.STAFF,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def reference_of(desk: Desk, name: str) -> str:
    with transaction(desk.sessions) as session:
        of = text("SELECT reference FROM registration WHERE name = :name")
        return str(session.execute(of, {"name": name}).scalar_one())


def test_a_class_nobody_is_in_has_an_empty_ledger(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions)
    page = kim.open(SEATS)
    assert "Nobody has taken a seat" in page.words
    assert "No seat was ever taken or set aside" in page.words
    assert kim.open("/staff/classes/NOWHERE/seats").status_code == 404


def test_who_overbooked_did_not_take_the_last_seat(desk: Desk, kim: Visitor) -> None:
    fill(desk)
    kim.open(PLACE)
    kim.press("Overbook by one place", {**CAY, "overbooks": "a speaker"})
    page = kim.open(SEATS)
    assert "Bo Berg took the last seat" in page.words


def test_of_a_class_made_smaller_since_the_latest_is_named(desk: Desk, kim: Visitor) -> None:
    fill(desk, capacity=12)
    register_once(desk, token="draft-2", participants=(ANA,))
    with transaction(desk.sessions) as session:
        session.execute(text("UPDATE course_class SET capacity = 3"))
    assert "Ana Lind took the last seat" in kim.open(SEATS).words


def test_every_change_is_in_the_ledger_with_the_total_behind_it(desk: Desk, kim: Visitor) -> None:
    fill(desk, capacity=12)
    set_aside(kim, **{"aside-trainingportal": "3", "aside-staff": "1"})
    kim.open(PLACE)
    kim.press("Give the place", CAY)
    set_aside(kim, **{"aside-trainingportal": "1"})
    found = lines(kim.open(SEATS))
    assert [next(word for word in WHAT if word in line) for line in found] == [
        "2 seats returned to the pool",
        "1 seat taken",
        "1 seat set aside",
        "3 seats set aside",
        "2 seats taken",
    ]
    assert "Cay Dahl staff given by staff" in found[1]
    assert "the fair (coordinator@example.org)" in found[0]
    assert " 3 " in found[0]


WHAT = (
    "2 seats returned to the pool",
    "1 seat taken",
    "1 seat set aside",
    "3 seats set aside",
    "2 seats taken",
)


def test_a_long_ledger_is_shown_page_by_page(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, capacity=100)
    for number in range(51):
        register_once(desk, token=f"draft-{number}")
    assert len(lines(kim.open(SEATS))) == 50
    (oldest,) = lines(kim.open(f"{SEATS}?page=2"))
    assert "1 seat taken 1 " in oldest


def test_a_counter_that_differs_from_its_ledger_is_said(desk: Desk, kim: Visitor) -> None:
    fill(desk, capacity=12)
    assert "Counter and ledger differ" not in kim.open(SEATS).words
    with transaction(desk.sessions) as session:
        session.execute(text("UPDATE course_class SET taken = 5"))
    page = kim.open(SEATS)
    assert "Counter and ledger differ" in page.words
    assert "the ledger says 2" in page.words


def test_a_channels_counter_that_differs_is_named(desk: Desk, kim: Visitor) -> None:
    fill(desk, capacity=3)
    kim.open(PLACE)
    kim.press("Give the place", CAY)
    kim.open(PLACE)
    kim.press("Overbook by one place", {**CAY, "name": "Di Voll", "overbooks": "a speaker"})
    with transaction(desk.sessions) as session:
        session.execute(text("UPDATE registration SET state = 'confirmed'"))
    # Staff cancel a place that came by the site: the site's counter falls, not staff's own.
    cancel(desk, "Ana Lind")
    assert "Counter and ledger differ" not in kim.open(SEATS).words
    with transaction(desk.sessions) as session:
        session.execute(text("UPDATE course_class SET web_taken = 2, staff_taken = 1"))
    page = kim.open(SEATS)
    assert "The counter says 3 taken, the ledger adds up to 3." in page.words
    assert "By way of the site the counter says 2, the ledger 1." in page.words
    assert "By way of staff the counter says 1, the ledger 2." in page.words


def test_seats_set_aside_are_not_offered_to_others(desk: Desk, kim: Visitor) -> None:
    fill(desk, capacity=6)
    set_aside(kim, **{"aside-trainingportal": "3", "aside-staff": "1"})
    assert kim.here.status_code == 200
    assert "Whoever that concerns is told" in kim.here.words
    assert deliveries(desk.sessions, "trainingportal")[-1] == ("class.seats_changed", "due")
    assert "Full" in kim.open(f"/classes/{CLASS}").words
    assert "is full" in kim.open(f"/classes/{CLASS}/register").words
    assert "0 free, 4 set aside" in kim.open(f"/staff/classes/{CLASS}").words
    assert "Staff can give 1 more place: 1 of their own" in kim.open(PLACE).words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"aside-staff": "five"}, "must be a whole number"),
        ({"aside-staff": "-1"}, "must be a whole number"),
        ({"aside-web": "5"}, "2 of 6 are taken, and with what you want to set aside it would be"),
        ({"aside-staff": "1", "reason": " "}, "Say why the seats are set aside or returned"),
    ],
)
def test_seats_that_cannot_be_set_aside_are_explained(
    desk: Desk, kim: Visitor, fields: dict[str, str], words: str
) -> None:
    fill(desk, capacity=6)
    set_aside(kim, **{"aside-trainingportal": "3", **fields})
    assert kim.here.status_code == 422
    (problem,) = problems(kim.here)
    assert words in problem


@pytest.mark.parametrize("address", ["seats", "place"])
def test_seats_of_no_class_are_not_there(kim: Visitor, address: str) -> None:
    kim.open("/staff/classes")
    sent = send(kim, f"/staff/classes/NOWHERE/{address}", reason="x")
    assert sent.status_code == 404


def test_a_capacity_below_what_is_taken_is_refused_with_everybody_who_is_in(
    desk: Desk, kim: Visitor
) -> None:
    fill(desk, capacity=6)
    kim.open(f"/staff/classes/{CLASS}/change")
    page = kim.press("Save the change", {"capacity": "1"})
    links = [each.text for each in page.all("a") if "/registrations/R-" in each.attrib["href"]]
    assert links == ["Ana Lind", "Bo Berg"]
    set_aside(kim, **{"aside-staff": "1"})
    kim.open(f"/staff/classes/{CLASS}/change")
    page = kim.press("Save the change", {"capacity": "2"})
    (problem,) = problems(page)
    assert "2 seats are taken and 1 set aside: return those, or cancel" in problem


def test_a_bookkeeper_reads_the_ledger_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    add_members(desk)
    add_class(desk.sessions)
    visitor = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    page = visitor.open(SEATS)
    assert "Set aside, and return the rest" not in page.words
    assert visitor.open(PLACE).status_code == 403
    for address in (SEATS, PLACE):
        visitor.open(SEATS)
        assert send(visitor, address).status_code == 403
