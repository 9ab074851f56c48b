"""Claims about a class that is changed: who is told, and what is refused."""

import pytest

from app.domain.contact import Contact
from app.domain.event import EventKind
from app.store.database import Database
from app.usecases.change_class import ChangeRefused
from tests.usecases.classroom import Classroom
from tests.worlds import ANA, BO, add_class, deliveries, register_once

MOVED = [{"starts": "2031-03-12T09:00", "ends": "2031-03-12T16:00"}]


@pytest.fixture
def room(sessions: Database) -> Classroom:
    add_class(sessions, cancellation_deadline=None)
    return Classroom(sessions)


def letters(room: Classroom) -> list[str]:
    """Return the letters about classes that are to be written, oldest first."""
    return [kind for kind, _ in deliveries(room.sessions, "mail") if "class_" in kind]


def test_whoever_is_registered_is_told_of_another_date(room: Classroom) -> None:
    register_once(room, participants=(ANA, BO))
    assert room.change(sessions=MOVED)
    assert letters(room) == ["order.class_changed", "participant.class_changed"]
    assert room.happened(EventKind.ORDER_CLASS_CHANGED) == [{"reason": "the dates or times"}]
    assert deliveries(room.sessions, "trainingportal")[-1] == ("class.changed", "due")


def test_another_place_and_date_are_said_both(room: Classroom) -> None:
    register_once(room)
    room.change(sessions=MOVED, venue=None, online_url="https://meet.example.org/room")
    (facts,) = room.happened(EventKind.ORDER_CLASS_CHANGED)
    assert facts == {"reason": "the dates or times and the place"}


@pytest.mark.parametrize(
    "fields",
    [
        {"capacity": 20},
        {"enrollment_deadline": "2031-02-28"},
        {"cancellation_deadline": "2031-02-28"},
        {"prices": [{"label": "Standard", "amount": "4300.00", "currency": "NOK"}]},
    ],
)
def test_nobody_is_written_to_of_what_does_not_concern_them(
    room: Classroom, fields: dict[str, object]
) -> None:
    register_once(room)
    room.change(**fields)
    assert letters(room) == []
    assert deliveries(room.sessions, "trainingportal")[-1] == ("class.changed", "due")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"waiting_list": True},
        {"refuse_late_cancellation": True},
        {"change_deadline": "2031-03-05"},
        {"reminder_days": 5, "bring": "Warm clothes"},
    ],
)
def test_what_partners_do_not_see_is_told_to_nobody(
    room: Classroom, fields: dict[str, object]
) -> None:
    assert room.change(**fields)
    assert deliveries(room.sessions, "trainingportal") == []


def test_a_class_newly_listed_at_trainingportal_is_told_there(sessions: Database) -> None:
    add_class(sessions, partners=("iso",))
    room = Classroom(sessions)
    room.change(partners=["iso", "trainingportal"])
    assert deliveries(sessions, "trainingportal") == [("class.changed", "due")]


def test_a_limit_below_what_is_had_at_the_price_is_refused(room: Classroom) -> None:
    register_once(room, participants=(ANA, BO))
    standard = {"label": "Standard", "amount": "4200.00", "currency": "NOK"}
    other = standard | {"label": "Other"}
    with pytest.raises(ChangeRefused) as refused:
        room.change(prices=[other, standard | {"limit": 1}])
    assert refused.value.field == "prices[1].limit"
    assert str(refused.value) == (
        "The limit must be 2 or more: so many places are had at this price"
    )
    assert room.change(prices=[other, standard | {"limit": 2}])


def test_a_capacity_below_what_is_taken_is_refused_saying_who_is_in(room: Classroom) -> None:
    register_once(room, participants=(ANA, BO))
    with pytest.raises(ChangeRefused) as refused:
        room.change(capacity=1)
    assert refused.value.field == "capacity"
    assert [each.name for each in refused.value.taken_by] == ["Ana Lind", "Bo Berg"]
    assert str(refused.value) == (
        "2 seats are taken, by Ana Lind, Bo Berg: cancel registrations first"
    )
    room.change(capacity=2)


def test_of_many_who_are_in_the_first_are_named_and_all_are_given(room: Classroom) -> None:
    people = tuple(Contact(f"Kim {n}", f"kim{n}@example.org", "") for n in range(7))
    register_once(room, participants=people)
    with pytest.raises(ChangeRefused, match="Kim 3, Kim 4 and 2 more: cancel") as refused:
        room.change(capacity=6)
    assert len(refused.value.taken_by) == 7


def test_a_capacity_below_what_is_taken_and_set_aside_is_refused(room: Classroom) -> None:
    register_once(room, participants=(ANA, BO))
    room.change(allotments={"staff": 3})
    with pytest.raises(ChangeRefused, match="2 seats are taken and 3 set aside: return those"):
        room.change(capacity=4)
    room.change(capacity=5)


def test_a_class_is_not_moved_to_a_place_nobody_knows(room: Classroom) -> None:
    with pytest.raises(ChangeRefused, match="no venue nowhere"):
        room.change(venue="nowhere")


def test_a_change_of_no_class_changes_nothing(room: Classroom) -> None:
    assert not room.change(code="NOWHERE")


def test_a_participant_without_an_address_is_not_written_to(room: Classroom) -> None:
    register_once(room, participants=(Contact("Cy Dahl", "", ""),))
    room.change(sessions=MOVED)
    assert letters(room) == ["order.class_changed"]


def test_no_fewer_extras_than_are_ordered(room: Classroom) -> None:
    lunch = {"code": "lunch", "label": "Lunch", "stock": 3, "most_per_place": 2}
    assert room.change(extras=[lunch])
    register_once(room, extras={"lunch": 2})
    with pytest.raises(ChangeRefused) as refused:
        room.change(extras=[{**lunch, "stock": 1}])
    assert refused.value.field == "extras[0].stock"
    assert room.change(extras=[{**lunch, "stock": 2}])
