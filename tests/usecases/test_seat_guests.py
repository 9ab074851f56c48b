"""The demo's guests: real places with a ledger that adds up, and no partner hears of anybody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.course_class import ClassState
from app.domain.form.answer import read_answer
from app.domain.form.document import questions_from
from app.domain.registration import RegistrationState
from app.store.database import Database, reading
from app.store.program import Form
from app.store.registration import Registration
from app.usecases.seat_guests import seat_guests
from tests.fakes.partner import CLASSES, REGISTRATIONS, FakePartner
from tests.worlds import (
    ANA,
    NOW,
    Desk,
    add_class,
    deliveries,
    register_once,
    seats,
    states,
)

GUESTS = tuple(Contact(f"Guest {n}", f"guest{n}@example.org", "+447700900000") for n in range(30))
KINDS = ("text", "long_text", "choice", "choices", "yes_no", "date", "number")
QUESTIONS = tuple(
    {
        "key": kind,
        "kind": kind,
        "label": kind,
        "required": True,
        "options": ["A", "B"] if kind in ("choice", "choices") else [],
    }
    for kind in KINDS
)
LIMITED: tuple[dict[str, object], ...] = (
    {"key": "until", "kind": "date", "label": "Until", "limits": {"least": "2020-01-01"}},
    {
        "key": "badge",
        "kind": "text",
        "label": "Badge",
        "required": True,
        "limits": {"mask": "A-9*"},
    },
    {"key": "size", "kind": "number", "label": "Size", "limits": {"least": "36", "most": "47"}},
    {"key": "from", "kind": "country", "label": "From"},
    {"key": "so", "kind": "declaration", "label": "It is so"},
)


@pytest.fixture
def desk(sessions: Database) -> Desk:
    partners = {
        "iso": FakePartner("iso", kinds=REGISTRATIONS),
        "trainingportal": FakePartner("trainingportal", kinds=CLASSES, per="class"),
    }
    return Desk(sessions, partners=dict(partners))


def seat(desk: Desk, **taken: int) -> frozenset[str]:
    return seat_guests(
        desk.sessions,
        taken={code.replace("_", "-"): seats for code, seats in taken.items()},
        guests=GUESTS,
        partners=desk.partners,
        now=desk.now,
    )


def test_the_seats_asked_for_are_taken_and_the_ledger_adds_up(desk: Desk) -> None:
    add_class(desk.sessions)
    seat(desk, FA_2031_03=9)
    found = seats(desk.sessions)
    assert (found.taken, found.agree) == (9, True)


def test_no_more_are_seated_than_there_are_seats(desk: Desk) -> None:
    add_class(desk.sessions, capacity=4)
    seat(desk, FA_2031_03=9)
    assert seats(desk.sessions).taken == 4


def test_partners_hear_that_seats_are_gone_and_of_no_guest(desk: Desk) -> None:
    add_class(desk.sessions)
    assert seat(desk, FA_2031_03=3) == {"trainingportal"}
    assert deliveries(desk.sessions, "iso") == []
    assert deliveries(desk.sessions, "trainingportal") == [("class.seats_changed", "due")]


def test_a_class_that_ever_had_people_is_left_alone(desk: Desk) -> None:
    add_class(desk.sessions)
    register_once(desk, participants=(ANA,))
    assert seat(desk, FA_2031_03=9) == frozenset()
    assert seats(desk.sessions).taken == 1


def test_seating_twice_seats_once(desk: Desk) -> None:
    add_class(desk.sessions)
    seat(desk, FA_2031_03=5)
    seat(desk, FA_2031_03=5)
    assert seats(desk.sessions).taken == 5


def test_a_cancelled_class_gets_nobody(desk: Desk) -> None:
    add_class(desk.sessions, state=ClassState.CANCELLED)
    seat(desk, FA_2031_03=5)
    assert states(desk.sessions) == []


def test_nothing_wanted_is_nothing_done(desk: Desk) -> None:
    add_class(desk.sessions)
    assert seat(desk, FA_2031_03=0) == frozenset()


def test_who_was_in_a_class_that_is_over_has_completed_it_or_was_not_there(desk: Desk) -> None:
    add_class(desk.sessions, starts_at=NOW - timedelta(days=7), deadline=None)
    assert seat(desk, FA_2031_03=9) == frozenset()
    with reading(desk.sessions) as session:
        found = set(session.scalars(select(Registration.state)))
    assert found == {RegistrationState.COMPLETED, RegistrationState.NO_SHOW}


def test_guests_answer_every_kind_of_question_as_the_form_takes_it(desk: Desk) -> None:
    # Some are left open, and some only say something.
    open_kinds = ("address", "time", "heading")
    rest = tuple[dict[str, object], ...](
        {"key": kind, "kind": kind, "label": kind} for kind in open_kinds
    )
    add_class(desk.sessions, questions=(*QUESTIONS, *LIMITED, *rest))
    seat(desk, FA_2031_03=12)
    with reading(desk.sessions) as session:
        questions = questions_from(session.scalars(select(Form.questions)).one())
        everybody = list(session.scalars(select(Registration.answers)))
    assert len(everybody) == 12
    for answers in everybody:
        for question in questions:
            given = answers.get(question.key)
            if given is None:
                assert not question.required
                continue
            texts = given if isinstance(given, list) else [_as_sent(given)]
            assert read_answer(question, texts) == given


def _as_sent(answer: object) -> str:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)


def test_nobody_registered_in_the_future(desk: Desk) -> None:
    add_class(desk.sessions)
    seat(desk, FA_2031_03=12)
    with reading(desk.sessions) as session:
        when = list(session.scalars(select(Registration.created_at)))
    assert max(when) < NOW
