"""Claims about registering: seats, money frozen, who is told, and only once."""

from datetime import date

import pytest
from sqlalchemy import event as sql_event

from app.domain.contact import Contact
from app.domain.course_class import ClassClosed, ClassFull, ClassState, Closed
from app.domain.draft import DraftGone, FormChanged
from app.domain.money import Money
from app.domain.waiting import PlaceWish
from app.store.database import Database, transaction
from app.store.draft import Draft
from app.store.program import Form, Program
from app.store.registration import WITH_FACTS, Registration
from app.store.seal import Seal
from app.store.waiting import WaitingEntry
from app.usecases.register import register
from tests.fakes.partner import CLASSES, ORDERS, FakePartner
from tests.worlds import (
    ANA,
    BO,
    HOLD,
    Desk,
    add_class,
    add_draft,
    deliveries,
    register_once,
    seats,
    states,
)

QUESTION: dict[str, object] = {"key": "ill", "kind": "text", "label": "Ill?", "sensitive": True}


@pytest.fixture
def desk(sessions: Database) -> Desk:
    return Desk(
        sessions,
        partners={
            "iso": FakePartner(),
            "trainingportal": FakePartner("trainingportal", CLASSES, merges=True, per="class"),
            "mail": FakePartner("mail", ORDERS, listing=False, per="order"),
        },
    )


def test_a_priced_class_is_held_and_everyone_will_be_told(desk: Desk) -> None:
    add_class(desk.sessions)
    registered = register_once(desk, participants=(ANA, BO))
    assert registered.payable
    assert registered.destinations == {"iso", "trainingportal", "mail"}
    assert states(desk.sessions) == ["held", "held"]
    assert seats(desk.sessions).taken == 2
    assert seats(desk.sessions).agree
    assert deliveries(desk.sessions, "iso") == [("registration.held", "due")] * 2
    assert deliveries(desk.sessions, "trainingportal") == [("class.seats_changed", "due")]
    assert deliveries(desk.sessions, "mail") == [("order.held", "due")]


def test_a_free_class_is_confirmed_at_once(desk: Desk) -> None:
    add_class(desk.sessions, prices=())
    registered = register_once(desk, currency="")
    assert not registered.payable
    assert states(desk.sessions) == ["confirmed"]
    assert deliveries(desk.sessions, "iso") == [
        ("registration.held", "due"),
        ("registration.confirmed", "due"),
    ]
    assert deliveries(desk.sessions, "mail") == [("order.confirmed", "due")]


def test_a_partner_the_class_does_not_name_hears_nothing(desk: Desk) -> None:
    add_class(desk.sessions, partners=("iso",))
    register_once(desk)
    assert deliveries(desk.sessions, "trainingportal") == []


def test_a_second_click_gives_the_same_order_and_takes_no_seat(desk: Desk) -> None:
    add_class(desk.sessions)
    first = register_once(desk)
    again = register(
        desk.sessions, draft_token="draft-1", partners=desk.partners, now=desk.now, hold=HOLD
    )
    assert again.reference == first.reference
    assert again.destinations == frozenset()
    assert seats(desk.sessions).taken == 1


def test_a_second_click_after_the_price_changed_still_finds_its_order(desk: Desk) -> None:
    add_class(desk.sessions)
    first = register_once(desk)
    _ask_something_new(desk)
    again = register(
        desk.sessions,
        draft_token="draft-1",
        partners=desk.partners,
        now=desk.now,
        hold=HOLD,
        agreed=Money(1, "NOK"),
    )
    assert again.reference == first.reference


@pytest.mark.parametrize("wanted", [2, 3])
def test_a_group_gets_all_its_seats_or_none(desk: Desk, wanted: int) -> None:
    add_class(desk.sessions, capacity=2)
    register_once(desk, token="first")
    group = tuple(Contact(f"Kim {n}", f"kim{n}@example.org", "") for n in range(wanted))
    with pytest.raises(ClassFull):
        register_once(desk, token="second", participants=group)
    assert seats(desk.sessions).taken == 1
    assert seats(desk.sessions).agree
    assert len(states(desk.sessions)) == 1


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ((2031, 3, 2), Closed.DEADLINE),
        ((2031, 3, 10), Closed.STARTED),
        ((2031, 3, 11), Closed.OVER),
    ],
)
def test_a_closed_class_takes_nobody(desk: Desk, day: tuple[int, int, int], why: Closed) -> None:
    add_class(desk.sessions)
    desk.now = desk.now.replace(year=day[0], month=day[1], day=day[2])
    with pytest.raises(ClassClosed) as refused:
        register_once(desk)
    assert refused.value.why is why
    assert seats(desk.sessions).taken == 0


def test_a_class_is_open_until_the_end_of_its_last_day(desk: Desk) -> None:
    add_class(desk.sessions, deadline=date(2031, 3, 1))
    # 23:59 in Oslo is 22:59 UTC in winter.
    desk.now = desk.now.replace(month=3, day=1, hour=22, minute=59)
    assert register_once(desk).payable


def test_a_cancelled_class_takes_nobody(desk: Desk) -> None:
    add_class(desk.sessions, state=ClassState.CANCELLED)
    with pytest.raises(ClassClosed):
        register_once(desk)


def test_an_unknown_draft_is_gone(desk: Desk) -> None:
    with pytest.raises(DraftGone):
        register(desk.sessions, draft_token="no", partners={}, now=desk.now, hold=HOLD)


def test_a_price_other_than_the_one_shown_is_not_charged(desk: Desk) -> None:
    add_class(desk.sessions)
    add_draft(desk.sessions)
    with pytest.raises(FormChanged):
        register(
            desk.sessions,
            draft_token="draft-1",
            partners={},
            now=desk.now,
            hold=HOLD,
            agreed=Money(400000, "NOK"),
        )
    assert seats(desk.sessions).taken == 0


def test_a_currency_the_class_is_not_sold_in_is_refused(desk: Desk) -> None:
    add_class(desk.sessions)
    with pytest.raises(FormChanged):
        register_once(desk, currency="EUR")


def test_questions_that_changed_meanwhile_are_asked_again(desk: Desk) -> None:
    add_class(desk.sessions)
    add_draft(desk.sessions)
    _ask_something_new(desk)
    with pytest.raises(FormChanged):
        register(desk.sessions, draft_token="draft-1", partners={}, now=desk.now, hold=HOLD)


def test_a_form_that_does_not_answer_what_its_version_requires_is_refused(desk: Desk) -> None:
    add_class(desk.sessions, questions=(QUESTION | {"required": True},))
    with pytest.raises(FormChanged):
        register_once(desk)
    assert states(desk.sessions) == []


@pytest.mark.parametrize("capacity", [1, 0])
def test_what_is_sensitive_is_sealed_whether_one_has_a_place_or_waits(
    desk: Desk, capacity: int
) -> None:
    add_class(desk.sessions, prices=(), capacity=1, waiting_list=True, questions=(QUESTION,))
    if not capacity:
        register_once(desk, token="before", participants=(BO,), buyer=BO, currency="")
    token = add_draft(desk.sessions, currency="")
    with transaction(desk.sessions) as session:
        draft = session.get_one(Draft, token)
        own = {**draft.content["participants"][0], "answers": {"ill": "my heart"}}
        draft.content = {**draft.content, "participants": [own]}
    register(
        desk.sessions,
        draft_token=token,
        partners={},
        now=desk.now,
        hold=HOLD,
        place_wish=PlaceWish.EITHER,
        seal=Seal(("a secret",)),
    )
    with transaction(desk.sessions) as session:
        placed = session.query(Registration).order_by(Registration.id)
        answers = [each.answers for each in placed]
        waiting = [each.filled for each in session.query(WaitingEntry)]
        told = [each.facts().answers for each in placed.options(*WITH_FACTS)]
    assert str(answers[-1]["ill"]).startswith("sealed:")
    assert "my heart" not in str(answers) + str(waiting)
    assert told[-1] == {}


def test_a_registration_takes_at_most_eight_statements(desk: Desk, sessions: Database) -> None:
    add_class(desk.sessions, prices=())
    add_draft(desk.sessions, currency="", participants=(ANA, BO))
    statements: list[str] = []
    sql_event.listen(
        sessions.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    register(desk.sessions, draft_token="draft-1", partners=desk.partners, now=desk.now, hold=HOLD)
    assert len([each for each in statements if not each.startswith("BEGIN")]) <= 8, statements


def _ask_something_new(desk: Desk) -> None:
    with transaction(desk.sessions) as session:
        program = session.query(Program).one()
        form = Form(program_code=program.code, version=2, questions=[])
        session.add(form)
        session.flush()
        program.form_id = form.id
