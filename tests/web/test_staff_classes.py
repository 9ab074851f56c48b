"""Classes as staff see and change them: list, one class, form, cancelling, restoring."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.course_class import ClassState
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.queries.staff.course_class import class_document
from app.store.announcer import announcing
from app.store.course_class import find_class
from app.store.database import transaction
from tests.fakes.partner import CLASSES, FakePartner
from tests.watching import words_of
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, lines, put_delivery, send, sign_in
from tests.web.visitor import Visitor, problems
from tests.worlds import (
    ANA,
    BO,
    CLASS,
    Desk,
    add_class,
    deliveries,
    register_once,
    seats,
)

BUDGET = 8
OTHERWISE = "warning: Trainingportal holds the enrolment deadline 2031-02-01, not 2031-03-01"


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions)
    desk.partners["trainingportal"] = FakePartner("trainingportal", CLASSES, per="class")
    return sign_in(arrive(desk, tmp_path))


def tell_portal(desk: Desk, words: str, *, newest: bool = False) -> None:
    """Have Trainingportal told of the class, and answer with these words."""
    with (
        transaction(desk.sessions) as session,
        announcing(session, desk.partners, now=desk.now) as announcer,
    ):
        row = find_class(session, CLASS)
        assert row
        announcer.announce(EventKind.CLASS_CHANGED, row)
    put_delivery(desk, "trainingportal", DeliveryState.DELIVERED, words=words, newest=newest)


def test_classes_to_come_are_listed_with_their_numbers(desk: Desk, kim: Visitor) -> None:
    add_class(desk.sessions, "OVER", starts_at=desk.now.replace(year=2030))
    add_class(desk.sessions, "OFF", state=ClassState.CANCELLED)
    register_once(desk, participants=(ANA, BO))
    kim.statements = 0
    kim.open("/staff/classes")
    assert kim.statements <= BUDGET
    found = "\n".join(lines(kim.here))
    assert f"{CLASS}" in found
    assert "2 of 12" in found
    assert "OVER" not in found
    assert "OVER" in lines(kim.open("/staff/classes?which=over"))[0]
    (off,) = lines(kim.open("/staff/classes?which=cancelled"))
    assert "cancelled" in off


@pytest.mark.parametrize(("search", "hits"), [("first", 1), (CLASS[:5], 1), ("yoga", 0), ("%", 0)])
def test_a_class_is_found_by_its_code_or_title(kim: Visitor, search: str, hits: int) -> None:
    page = kim.open(f"/staff/classes?search={search}&which=nonsense")
    assert (0 if "None." in page.words else len(lines(page))) == hits


def test_T1_a_mismatch_at_trainingportal_is_shown_to_staff(desk: Desk, kim: Visitor) -> None:
    tell_portal(desk, OTHERWISE)
    assert OTHERWISE in kim.open("/staff/classes").words
    assert OTHERWISE in kim.open(f"/staff/classes/{CLASS}").words


def test_T1_a_mismatch_stands_on_the_overview_until_it_is_told_right(
    desk: Desk, kim: Visitor
) -> None:
    tell_portal(desk, "Trainingportal shows 10 free seats")
    assert "not as it should be there" not in kim.open("/staff/").words
    tell_portal(desk, OTHERWISE, newest=True)
    assert f"{CLASS} {OTHERWISE}" in kim.open("/staff/").words
    tell_portal(desk, "Trainingportal shows 10 free seats", newest=True)
    assert OTHERWISE not in kim.open("/staff/").words


def test_T1_of_a_class_that_is_over_no_mismatch_is_told(desk: Desk, kim: Visitor) -> None:
    tell_portal(desk, OTHERWISE)
    desk.later(days=365)
    sign_in(kim)
    assert OTHERWISE not in kim.open("/staff/").words


def test_one_class_says_who_is_in_within_its_budget(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA, BO))
    tell_portal(desk, "Trainingportal shows 10 free seats")
    kim.statements = 0
    page = kim.open(f"/staff/classes/{CLASS}")
    assert kim.statements <= BUDGET
    for words in ("2 of 12", "10 free", "Ana Lind", "Bo Berg", "Saturday 1 March 2031"):
        assert words in page.words
    assert "on its way" in page.words
    assert kim.open("/staff/classes/NOWHERE").status_code == 404


def test_who_stands_twice_in_a_class_is_marked(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA, BO))
    assert "twice" not in kim.open(f"/staff/classes/{CLASS}").words
    register_once(desk, token="draft-2", participants=(replace(ANA, name="ana  LIND"),))
    page = kim.open(f"/staff/classes/{CLASS}")
    (mark,) = page.all("div", class_="notice")
    assert words_of(mark).startswith("Ana Lind stands in it twice: ")
    assert len(list(mark.iter("a"))) == 2


def test_a_class_is_changed_and_people_and_partners_are_told(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA,))
    kim.open(f"/staff/classes/{CLASS}/change")
    page = kim.press(
        "Save the change",
        {
            "capacity": "20",
            "sessions-0-starts": "2031-03-12T09:00",
            "sessions-0-ends": "2031-03-12T16:00",
        },
    )
    assert "It is changed" in page.words
    assert "1 of 20" in page.words
    kinds = [kind for kind, _ in deliveries(desk.sessions, "trainingportal")]
    assert kinds[-1] == "class.changed"


def test_how_a_class_is_paid_is_set_and_stays(desk: Desk, kim: Visitor) -> None:
    kim.open(f"/staff/classes/{CLASS}/change")
    wrong = {"deposit-percent": "120", "deposit-rest_by_days": "14"}
    page = kim.press("Save the change", {"pay": ["online", "invoice"], **wrong})
    assert problems(page) == ["The percentage must be 99 or less"]
    staff = {"deposit-percent": "20", "deposit-unpaid": "staff", "invoice-confirmed": "at_once"}
    kim.press("Save the change", staff)
    document = class_document(desk.sessions, CLASS)
    assert document is not None
    assert document["pay"] == ["online", "invoice"]
    assert document["invoice"] == {"days": 14, "unpaid": "cancel", "confirmed": "at_once"}
    assert document["deposit"]["unpaid"] == "staff"
    assert document["deposit"]["kept"] is True
    page = kim.open(f"/staff/classes/{CLASS}")
    assert "Online By invoice, due 14 days after the order; confirmed at once;" in page.words
    assert "if it is not paid 3 days after that, the places end" in page.words
    assert "Until then everything goes back; after that nothing." in page.words
    assert "With a deposit of 20 %, the rest 14 days before the class starts" in page.words
    assert "if it is not paid, staff decide" in page.words
    kim.open(f"/staff/classes/{CLASS}/change")
    kim.press("Save the change")
    assert class_document(desk.sessions, CLASS) == document


def test_a_form_sent_back_as_it_came_changes_nothing(desk: Desk, kim: Visitor) -> None:
    before = class_document(desk.sessions, CLASS)
    kim.open(f"/staff/classes/{CLASS}/change")
    kim.press("Save the change")
    assert class_document(desk.sessions, CLASS) == before
    assert deliveries(desk.sessions, "trainingportal") == []


def test_a_second_meeting_and_a_second_price_are_added_in_the_blank_rows(
    desk: Desk, kim: Visitor
) -> None:
    kim.open(f"/staff/classes/{CLASS}/change")
    kim.press(
        "Save the change",
        {
            "sessions-1-starts": "2031-03-11T09:00",
            "sessions-1-ends": "2031-03-11T16:00",
            "prices-1-label": "Early bird",
            "prices-1-amount": "3900",
            "prices-1-currency": "NOK",
            "prices-1-ends": "2031-02-01T00:00",
            "refuse_late_cancellation": "yes",
            "change_deadline": "2031-03-05",
            "reminder_days": "5",
            "bring": "Warm clothes\nA pen",
            "refunds-0-days": "14",
            "refunds-0-percent": "50",
        },
    )
    document = class_document(desk.sessions, CLASS)
    assert document
    assert len(document["sessions"]) == 2
    assert document["prices"][1]["ends"] == "2031-02-01T00:00"
    assert document["refuse_late_cancellation"] is True
    assert document["refunds"] == [{"days": 14, "percent": 50}]
    assert document["change_deadline"] == "2031-03-05"
    assert (document["reminder_days"], document["bring"]) == (5, "Warm clothes\nA pen")
    assert "Reminder 5 days before it begins" in kim.here.words
    assert "What to bring Warm clothes A pen" in kim.here.words
    assert "Last day to change answers and names Wednesday 5 March 2031" in kim.here.words
    assert "50 % until 14 days before the class starts" in kim.here.words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": "1"}, "2 seats are taken, by Ana Lind, Bo Berg: cancel registrations first"),
        ({"refunds-0-days": "2", "refunds-0-percent": "x"}, "The percentage must be a whole"),
        ({"reminder_days": "61"}, "The number of days before must be 60 or less"),
        ({"refunds-0-days": "x", "refunds-0-percent": "5"}, "The number of days must be a whole"),
        ({"capacity": "many"}, "The number of seats must be a whole number"),
        ({"capacity": "9999999999"}, "The number of seats must be 100000 or less"),
        ({"capacity": ""}, "The number of seats is missing"),
        ({"sessions-0-ends": "2031-03-10T08:00"}, "When it ends must be after it starts"),
        ({"sessions-0-starts": "", "sessions-0-ends": ""}, "The meetings must have one or more"),
        ({"timezone": "Nowhere"}, "The time zone must be a time zone like Europe/Oslo"),
        ({"venue": "nowhere"}, "There is no venue nowhere"),
        ({"venue": ""}, "The place is missing"),
        ({"enrollment_deadline": "2031-04-01"}, "The last day to register must not be after"),
        ({"prices-0-currency": "SEK"}, "NOK, EUR, USD or GBP for a class listed at trainingportal"),
        ({"prices-0-amount": "-1"}, "The amount must be 0 or more"),
        ({"partners": ["nobody"]}, "Where the class is listed must be"),
    ],
)
def test_a_change_that_cannot_be_is_explained_at_its_field(
    desk: Desk, kim: Visitor, changes: dict[str, str], words: str
) -> None:
    register_once(desk, participants=(ANA, BO))
    kim.open(f"/staff/classes/{CLASS}/change")
    page = kim.press("Save the change", changes)
    assert page.status_code == 422
    (problem,) = problems(page)
    assert words in problem


def test_a_new_class_is_published(desk: Desk, kim: Visitor) -> None:
    kim.open("/staff/classes/new")
    fields = {
        "program": "FIRST-AID",
        "code": "FA-NEW",
        "venue": "quay",
        "capacity": "8",
        "sessions-0-starts": "2031-05-10T09:00",
        "sessions-0-ends": "2031-05-10T16:00",
        "prices-0-label": "Standard",
        "prices-0-amount": "900.00",
        "prices-0-currency": "SEK",
    }
    page = kim.press("Publish", fields)
    (problem,) = problems(page)
    assert "listed at trainingportal" in problem, "T18"
    page = kim.press("Publish", {"prices-0-currency": "NOK", "program": ""})
    assert problems(page) == ["Choose one of the programs"]
    page = kim.press("Publish", {"program": "FIRST-AID"})
    assert "It is published" in page.words
    assert deliveries(desk.sessions, "trainingportal") == [("class.published", "due")]


def test_a_class_is_cancelled_with_a_reason_and_restored(desk: Desk, kim: Visitor) -> None:
    register_once(desk, participants=(ANA,))
    kim.open(f"/staff/classes/{CLASS}")
    page = kim.press("Cancel the class", {"reason": " "})
    assert "Nothing was done. Say why" in page.words
    page = kim.press("Cancel the class", {"reason": "the teacher is ill"})
    assert "Cancelled: the teacher is ill" in page.words
    assert "1 registration is still being cancelled" in page.words
    page = kim.press("Restore the class")
    assert "still being cancelled: try again" in page.words
    with transaction(desk.sessions) as session:
        row = find_class(session, CLASS)
        assert row
        row.taken = 0
    page = kim.press("Restore the class")
    assert "It can be registered for again" in page.words
    kinds = [kind for kind, _ in deliveries(desk.sessions, "trainingportal")]
    assert kinds[-2:] == ["class.cancelled", "class.restored"]


@pytest.mark.parametrize("deed", ["cancel", "restore", "change"])
def test_what_is_done_to_no_class_is_not_there(kim: Visitor, deed: str) -> None:
    assert send(kim, f"/staff/classes/NOWHERE/{deed}", reason="x").status_code == 404
    assert kim.open("/staff/classes/NOWHERE/change").status_code == 404


def test_a_bookkeeper_sees_classes_and_changes_none(desk: Desk, tmp_path: Path) -> None:
    add_members(desk)
    add_class(desk.sessions)
    visitor = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    page = visitor.open(f"/staff/classes/{CLASS}")
    assert "Cancel the class" not in page.words
    for path in ("cancel", "restore", "change", "results"):
        visitor.open("/staff/classes")
        assert send(visitor, f"/staff/classes/{CLASS}/{path}").status_code == 403
    for address in ("/staff/classes/new", "/staff/registrations/R-1/retract"):
        visitor.open("/staff/classes")
        assert send(visitor, address).status_code == 403
    assert visitor.open("/staff/classes/new").status_code == 403
    assert seats(desk.sessions).taken == 0
