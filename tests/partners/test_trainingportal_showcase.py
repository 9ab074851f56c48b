"""Claims about Trainingportal's classes beside ours: read course by course (A1, A2)."""

import json
from typing import Any

from app.domain.reconcile import ALL, Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Conversation, Script, Wire, hang_up
from tests.partners.built import built
from tests.partners.portal_world import PUBLISHED, REFERENCE, complaint

ALL_CALLS = "courses classes cancel upload"
BOOKING = Ours(Thing.BOOKING, REFERENCE, {}, known={"reference": REFERENCE})


def ours(code: str, *, program: str = "FIRST-AID", expected: bool = True) -> Ours:
    """Return a class of ours."""
    return Ours(Thing.CLASS, code, {}, known={"program": program}, expected=expected)


def portal(classes: dict[str, Any], courses: Any = ()) -> Script:
    """Answer with the courses, and with the classes of each."""

    def answer(conversation: Conversation) -> None:
        path = conversation.heard.path.rpartition("/rest")[2]
        found = courses if path == "/v1/courses/get" else classes.get(path.split("/")[4], [])
        conversation.answer("200 OK", json.dumps(found).encode())

    return answer


def read(
    script: Script, *held: Ours, confirmed: str = ALL_CALLS, **settings: str
) -> list[ReadBack]:
    """Read back from whoever answers so."""
    with Wire(script) as wire:
        there = built(wire.url, TRAININGPORTAL_CONFIRMED=confirmed, **settings).trainingportal
        return list(there.read_back(held))


def test_a_class_that_was_told_is_read_back_in_our_words(sandbox: Sandbox) -> None:
    there = built(sandbox.url, TRAININGPORTAL_CONFIRMED=ALL_CALLS).trainingportal
    there.tell(event(PUBLISHED), key="key-1")
    held, missing = there.read_back([ours("FA-2031-07"), ours("FA-2031-08")])
    assert isinstance(held, Held)
    assert held.fields == {
        "program": "FIRST-AID",
        "cancelled": "no",
        "first day": "2031-03-10",
        "last day": "2031-03-11",
        "deadline": "2031-03-01",
        "free seats": "11",
    }
    assert (held.words, str(held.over_at)) == ("FIRST-AID, 2031-03-11", "2031-03-11 23:00:00+00:00")
    assert missing == NotHeld(Thing.CLASS, "FA-2031-08")


def test_S1_classes_are_read_only_once_the_call_is_confirmed() -> None:
    with Wire(hang_up) as wire:
        there = built(wire.url, TRAININGPORTAL_CONFIRMED="courses").trainingportal
        assert there.reads == {Thing.BOOKING}
        assert "classes: Mintra has not confirmed the call" in there.not_read
    assert wire.heard == []


def test_S1_without_the_list_of_courses_those_of_ours_are_read_and_it_is_said() -> None:
    there = portal({"FIRST-AID": [{"externalId": "FA"}]}, [{"externalCourseId": "OTHER"}])
    (found,) = read(there, ours("FA"), confirmed="classes")
    assert isinstance(found, Held)
    partner = built("http://127.0.0.1:9", TRAININGPORTAL_CONFIRMED="classes").trainingportal
    assert partner.reads == {Thing.BOOKING, Thing.CLASS}
    assert "courses that are none of ours" in partner.not_read
    whole = built("http://127.0.0.1:9", TRAININGPORTAL_CONFIRMED=ALL_CALLS).trainingportal
    assert whole.not_read == ""


def test_S21_classes_of_every_agreed_course_are_found() -> None:
    there = portal({"OTHER": [{"externalId": "X-1"}]}, [{"externalCourseId": "OTHER"}])
    missing_here, missing_there = read(there, ours("FA"))
    assert missing_here == Held(
        Thing.CLASS, "X-1", {"program": "OTHER", "cancelled": "no"}, words="OTHER"
    )
    assert missing_there == NotHeld(Thing.CLASS, "FA")


def test_a_class_under_another_course_is_there_all_the_same() -> None:
    there = portal({"OTHER": [{"externalId": "FA"}]}, [{"externalCourseId": "OTHER"}])
    (found,) = read(there, ours("FA"))
    assert isinstance(found, Held)
    assert found.fields["program"] == "OTHER"


def test_T11_what_is_cancelled_there_and_not_ours_is_on_its_way_out() -> None:
    gone = {"externalId": "X-1", "cancelled": True}
    mine = {"externalId": "FA", "cancelled": "true"}
    (found,) = read(portal({"FIRST-AID": [gone, mine]}), ours("FA"))
    assert isinstance(found, Held)
    assert (found.code, found.fields["cancelled"]) == ("FA", "yes")


def test_what_need_not_be_there_is_neither_asked_for_nor_missed() -> None:
    assert read(portal({}), ours("FA", expected=False)) == []


def test_S2_days_are_read_as_they_are_written_whatever_stands_behind() -> None:
    said = {"externalId": "FA", "startDate": "10.03.2031 00:00", "endDate": "soon"}
    (found,) = read(
        portal({"FIRST-AID": [said]}), ours("FA"), TRAININGPORTAL_DATE_FORMAT="%d.%m.%Y"
    )
    assert isinstance(found, Held)
    assert found.fields["first day"] == "2031-03-10"
    assert "last day" not in found.fields
    assert found.over_at is None


def test_a_course_that_cannot_be_read_stands_for_its_classes() -> None:
    courses, classes = read(complaint("Course not found", "400 Bad Request"), ours("FA"))
    assert courses == Unread(
        Thing.PROGRAM, ALL, "Trainingportal answered 400 Course not found", lists=Thing.CLASS
    )
    assert isinstance(classes, Unread)
    assert (classes.code, classes.codes, classes.away) == ("(all of FIRST-AID)", ("FA",), False)
    assert classes.lists is Thing.CLASS
    away = read(hang_up, ours("FA"))
    assert [isinstance(each, Unread) and each.away for each in away] == [True, True]


def test_a_course_without_a_class_of_ours_that_cannot_be_read_is_a_list_too() -> None:
    def answer(conversation: Conversation) -> None:
        courses = conversation.heard.path.endswith("/v1/courses/get")
        (portal({}, [{"externalCourseId": "OTHER"}]) if courses else complaint("Wait"))(
            conversation
        )

    (unread,) = read(answer, ours("FA", expected=False))
    assert isinstance(unread, Unread)
    assert (unread.code, unread.codes, unread.lists) == ("(all of OTHER)", (), Thing.CLASS)


def test_for_a_booking_no_class_is_asked_for() -> None:
    with Wire(portal({})) as wire:
        there = built(wire.url, TRAININGPORTAL_CONFIRMED=ALL_CALLS).trainingportal
        assert len(list(there.read_back([BOOKING]))) == 1
    assert len(wire.heard) == 1
