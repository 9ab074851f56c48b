"""Results as staff record them, and certificates as anybody checks them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.queries.certificate import certificate_for
from app.queries.staff.registration import registration_of
from tests.web.staffroom import add_members, arrive, send, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, CLASS, Desk, add_class, register_once, states

AFTER = datetime(2031, 3, 11, 12, tzinfo=UTC)
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def order(desk: Desk) -> str:
    """Have two confirmed registrations of a class that is over."""
    add_class(desk.sessions, prices=())
    order = register_once(desk, participants=(ANA, BO)).reference
    desk.now = AFTER
    return order


@pytest.fixture
def kim(desk: Desk, order: str, tmp_path: Path) -> Visitor:
    add_members(desk)
    return sign_in(arrive(desk, tmp_path))


def reference(desk: Desk, order: str) -> str:
    found = registration_of(desk.sessions, order)
    assert found
    return found


def test_a_whole_class_is_completed_at_once(desk: Desk, kim: Visitor) -> None:
    kim.open(f"/staff/classes/{CLASS}")
    page = kim.press("Everybody here completed it")
    assert "Recorded: 2." in page.words
    assert states(desk.sessions) == ["completed", "completed"]
    assert "Record these results" not in page.words


def test_each_of_a_class_may_have_another_result(desk: Desk, kim: Visitor, order: str) -> None:
    first = reference(desk, order)
    kim.open(f"/staff/classes/{CLASS}")
    page = kim.press("Record these results", {f"result-{first}": "no_show", "on": ""})
    assert "Recorded: 1." in page.words
    assert states(desk.sessions) == ["no_show", "confirmed"]
    assert "Nothing was recorded" in kim.press("Record these results").words


def test_check_6_a_completion_without_its_day_is_refused_on_the_page(
    desk: Desk, kim: Visitor
) -> None:
    kim.open(f"/staff/classes/{CLASS}")
    page = kim.press("Everybody here completed it", {"on": "yesterday"})
    assert "Nothing was recorded. Say on which day it was completed" in page.words
    assert states(desk.sessions) == ["confirmed", "confirmed"]


def test_one_result_is_recorded_shown_and_taken_back(desk: Desk, kim: Visitor, order: str) -> None:
    first = reference(desk, order)
    show(desk, kim, order)
    page = kim.press("Record the result", {f"result-{first}": "completed"})
    certificate = certificate_for(desk.sessions, first)
    assert certificate
    assert certificate.number in page.words
    paper = kim.client.get(f"/staff/registrations/{first}/certificate.pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.get_data().startswith(b"%PDF-")
    page = kim.press(f"Take back the result of {first}")
    assert "The result is taken back" in page.words
    assert states(desk.sessions) == ["confirmed", "confirmed"]
    assert kim.open(f"/staff/registrations/{first}/certificate.pdf").status_code == 404


def test_there_is_nothing_to_take_back_of_nobody_or_without_a_result(
    desk: Desk, kim: Visitor, order: str
) -> None:
    first = reference(desk, order)
    page = send(kim, f"/staff/registrations/{first}/retract")
    assert "there is no result to take back" in page.words
    assert send(kim, "/staff/registrations/R-NO/retract").status_code == 404


def test_anybody_can_check_a_certificate_and_learns_the_name_and_the_class_alone(
    desk: Desk, kim: Visitor, order: str, tmp_path: Path
) -> None:
    first = reference(desk, order)
    kim.open(f"/staff/classes/{CLASS}")
    kim.press("Everybody here completed it")
    certificate = certificate_for(desk.sessions, first)
    assert certificate
    anybody = arrive(desk, tmp_path)
    page = anybody.open(f"/certificates/{certificate.number.lower()}")
    for words in ("This certificate is genuine", "Ana Lind", "First aid", CLASS, "10 Mar 2031"):
        assert words in page.words
    for private in (ANA.email, ANA.phone, first, order, BO.name):
        assert private not in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    send(kim, f"/staff/registrations/{first}/retract")
    page = anybody.open(f"/certificates/{certificate.number}")
    assert "holds no more" in page.words
    assert "Ana Lind" not in page.words


def test_a_number_that_was_never_issued_proves_nothing(kim: Visitor) -> None:
    for number in ("C-22222-33333-44444-55555", "x" * 500, "%F0%9F%98%80"):
        page = kim.open(f"/certificates/{number}")
        assert page.status_code == 404
        assert "We know no such certificate" in page.words


def test_numbers_cannot_be_tried_out(desk: Desk, kim: Visitor, tmp_path: Path) -> None:
    client = arrive(desk, tmp_path).client
    answers = {
        client.get(f"/certificates/C-{n}", environ_base=STRANGER).status_code for n in range(40)
    }
    assert answers == {404, 429}
