"""Claims about a class that is cancelled and restored."""

import pytest

from app.domain.contract import HOUSE
from app.domain.event import EventKind
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.store.database import Database, transaction
from app.store.registration import Registration
from app.usecases.cancel_class import ClassNotCancelled
from app.usecases.cancel_places import cancel_places
from app.usecases.reserve_booking import reserve_booking
from app.usecases.restore_class import ClassNotRestored
from tests.usecases.classroom import Classroom
from tests.usecases.market import INGRID
from tests.worlds import ANA, BO, add_class, deliveries, money, register_once, seats, states

MOVED = [{"starts": "2031-03-12T09:00", "ends": "2031-03-12T16:00"}]


@pytest.fixture
def room(sessions: Database) -> Classroom:
    add_class(sessions, cancellation_deadline=None)
    return Classroom(sessions)


def letters(room: Classroom) -> list[str]:
    """Return the letters about classes that are to be written, oldest first."""
    return [kind for kind, _ in deliveries(room.sessions, "mail") if "class_" in kind]


def paid(room: Classroom, token: str = "draft-1", **draft: object) -> str:
    """Register and pay; return the order's reference."""
    order = register_once(room, token=token, **draft).reference
    page = room.page_of(order)
    room.gateway.pay(page)
    room.news(page, event_id=f"evt_{token}")
    return order


# -- cancelling ------------------------------------------------------------------------------------


def test_a_cancelled_class_takes_nobody_and_partners_hear_of_it(room: Classroom) -> None:
    assert room.cancel()
    assert deliveries(room.sessions, "trainingportal") == [("class.cancelled", "due")]
    assert HOUSE in room.woken
    reserved = reserve_booking(room.sessions, INGRID, **room.around)
    assert getattr(reserved, "reason", "") == "This class has been cancelled"


def test_a_class_is_cancelled_once_whatever_is_said_again(room: Classroom) -> None:
    assert room.cancel()
    assert room.cancel("another reason")
    assert room.happened(EventKind.CLASS_CANCELLED) == [{"reason": "the teacher is ill"}]


def test_a_class_is_not_cancelled_without_a_reason_or_when_it_is_over(room: Classroom) -> None:
    with pytest.raises(ClassNotCancelled, match="Say why"):
        room.cancel(" \n ")
    room.later(days=90)
    with pytest.raises(ClassNotCancelled, match="over"):
        room.cancel()
    assert not room.cancel(code="NOWHERE")


def test_whoever_paid_for_a_cancelled_class_gets_the_money_back_and_is_told(
    room: Classroom,
) -> None:
    paid(room, participants=(ANA, BO))
    room.cancel()
    room.sweep()
    assert states(room.sessions) == ["cancelled", "cancelled"]
    assert (seats(room.sessions).taken, seats(room.sessions).agree) == (0, True)
    reason = "The class was cancelled: the teacher is ill"
    assert [each.state_reason for each in room.all(lambda each: True)] == [reason, reason]
    kept = money(room.sessions)
    assert (kept.paid, kept.refunds) == (0, [(RefundState.MADE, 840000, reason)])
    (facts,) = room.happened(EventKind.ORDER_CANCELLED)
    assert facts["reason"] == reason
    assert room.happened(EventKind.PARTICIPANT_CLASS_CANCELLED) == [{"reason": reason}]
    iso = [kind for kind, _ in deliveries(room.sessions, "iso")]
    assert iso.count("registration.cancelled") == 2


def test_places_of_a_cancelled_class_end_once(room: Classroom) -> None:
    order = paid(room)
    room.cancel()
    for _ in range(3):
        room.sweep()
    assert len(money(room.sessions).refunds) == 1
    assert cancel_places(room.sessions, order_reference=order, **room.around) == 0
    assert cancel_places(room.sessions, order_reference="CD-NO", **room.around) == 0


def test_an_unpaid_order_of_a_cancelled_class_can_be_paid_no_more(room: Classroom) -> None:
    order = register_once(room).reference
    page = room.page_of(order)
    room.cancel()
    room.sweep()
    assert states(room.sessions) == ["cancelled"]
    assert room.gateway.pages[page].state == "expired"
    assert money(room.sessions).refunds == []


def test_money_that_had_come_before_the_class_was_cancelled_goes_back(room: Classroom) -> None:
    order = register_once(room).reference
    room.gateway.pay(room.page_of(order))
    room.cancel()
    room.sweep()
    assert states(room.sessions) == ["confirmed"], "the gateway was asked first"
    room.sweep()
    assert states(room.sessions) == ["cancelled"]
    assert money(room.sessions).paid == 0


def test_places_that_wait_for_money_are_left_to_whoever_asks_the_gateway(room: Classroom) -> None:
    order = register_once(room).reference
    room.page_of(order)
    room.cancel()
    assert cancel_places(room.sessions, order_reference=order, **room.around) == 0
    assert states(room.sessions) == ["held"]


def test_an_unpaid_order_without_a_page_to_pay_at_just_ends(room: Classroom) -> None:
    register_once(room)
    room.cancel()
    room.sweep()
    assert states(room.sessions) == ["cancelled"]
    assert seats(room.sessions).taken == 0


def test_S17_a_seat_trainingportal_reserved_in_a_class_we_cancel_is_freed_and_its_enroller_told(
    room: Classroom,
) -> None:
    reserve_booking(room.sessions, INGRID, **room.around)
    room.cancel()
    room.sweep()
    assert states(room.sessions) == ["cancelled"]
    (facts,) = room.happened(EventKind.ORDER_CANCELLED)
    assert "channel" not in facts, "else the mail would leave it to Trainingportal"
    told = [kind for kind, _ in deliveries(room.sessions, "trainingportal")]
    assert told[-1] == "class.seats_changed"


def test_a_result_somebody_has_stays_when_the_rest_of_the_class_is_cancelled(
    room: Classroom,
) -> None:
    paid(room, participants=(ANA, BO))
    with transaction(room.sessions) as session:
        first = session.query(Registration).order_by(Registration.id).first()
        assert first
        first.move(RegistrationState.COMPLETED)
    room.cancel()
    room.sweep()
    assert states(room.sessions) == ["completed", "cancelled"]
    assert [amount for _, amount, _ in money(room.sessions).refunds] == [420000]
    room.sweep()
    assert len(money(room.sessions).refunds) == 1


# -- restoring -------------------------------------------------------------------------------------


def test_a_restored_class_takes_people_again_and_nobody_is_back_in(room: Classroom) -> None:
    paid(room)
    room.cancel()
    with pytest.raises(ClassNotRestored, match="still being cancelled"):
        room.restore()
    room.sweep()
    assert room.restore()
    assert room.restore(), "again changes nothing"
    told = [kind for kind, _ in deliveries(room.sessions, "trainingportal")]
    assert told.count("class.restored") == 1
    assert states(room.sessions) == ["cancelled"]
    register_once(room, token="again")
    assert seats(room.sessions).taken == 1


def test_a_class_that_is_over_is_not_restored(room: Classroom) -> None:
    room.cancel()
    room.later(days=90)
    with pytest.raises(ClassNotRestored, match="over"):
        room.restore()
    assert not room.restore(code="NOWHERE")
