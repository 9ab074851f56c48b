"""Claims about drafts: kept whole, found by their token alone, and nothing is reserved by them."""

from datetime import timedelta

from sqlalchemy import select

from app.domain.draft import Filled, Participant, filled_from
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.draft import Draft
from app.usecases.keep_draft import keep_draft
from app.usecases.register import register
from tests.watching import recording
from tests.worlds import ANA, BO, HOLD, NOW, Desk, add_class, seats, states

FILLED = Filled(
    buyer=ANA,
    company="Lind & Søn",
    participants=(Participant(BO, {"days": ["One", "Two"], "size": 42, "boat": None}),),
    form_id=None,
    currency="NOK",
    lead_source="spring",
)


def class_id(sessions: Database) -> int:
    """Return the only class's id."""
    with reading(sessions) as session:
        return session.scalars(select(CourseClass.id)).one()


def test_a_draft_comes_back_as_it_was_kept(sessions: Database) -> None:
    add_class(sessions)
    token = keep_draft(sessions, class_id=class_id(sessions), filled=FILLED, now=NOW)
    with reading(sessions) as session:
        draft = session.get_one(Draft, token)
    assert filled_from(draft.content) == FILLED
    assert draft.created_at == NOW


def test_a_token_cannot_be_guessed_from_another(sessions: Database) -> None:
    add_class(sessions)
    the_class = class_id(sessions)
    tokens = {keep_draft(sessions, class_id=the_class, filled=FILLED, now=NOW) for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {32}


def test_a_draft_takes_one_statement_and_no_seat(sessions: Database) -> None:
    add_class(sessions)
    the_class = class_id(sessions)
    with recording() as recorder:
        keep_draft(sessions, class_id=the_class, filled=FILLED, now=NOW)
    assert len(recorder.statements) == 1
    assert seats(sessions).taken == 0
    assert states(sessions) == []


def test_a_draft_can_be_sent_later(sessions: Database) -> None:
    add_class(sessions)
    desk = Desk(sessions)
    token = keep_draft(sessions, class_id=class_id(sessions), filled=FILLED, now=NOW)
    register(
        sessions,
        draft_token=token,
        partners=desk.partners,
        now=desk.later(hours=3),
        hold=HOLD,
    )
    assert states(sessions) == ["held"]
    assert desk.now - NOW > timedelta(hours=2)
