"""What was told to us in private is kept no longer than promised."""

from datetime import timedelta

from sqlalchemy import select

from app.queries.half_form import half_form
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.draft import Draft
from app.store.inbound import Inbound, keep_inbound
from app.usecases.forget_drafts import forget_drafts
from app.usecases.forget_inbound import forget_inbound
from app.usecases.keep_half_form import keep_half_form
from tests.worlds import NOW, add_class, add_draft

MOMENT = timedelta(seconds=1)
DAY = timedelta(days=1)


def test_a_form_that_was_never_sent_is_forgotten_after_a_day(sessions: Database) -> None:
    add_class(sessions)
    add_draft(sessions, token="yesterday's", now=NOW - MOMENT)
    add_draft(sessions, token="today's", now=NOW)
    assert forget_drafts(sessions, now=NOW + DAY) == 1
    with reading(sessions) as session:
        assert session.scalars(select(Draft.token)).all() == ["today's"]


def test_a_form_that_was_half_filled_in_is_found_for_a_day_and_then_forgotten(
    sessions: Database,
) -> None:
    code = add_class(sessions)
    with reading(sessions) as session:
        number = session.scalars(select(CourseClass.id)).one()
    token = keep_half_form(sessions, class_id=number, texts={"name": ["Ada"]}, now=NOW)
    keep_half_form(sessions, class_id=number, texts={"name": ["Bo"]}, now=NOW, token=token)
    assert half_form(sessions, code=code, token=token, now=NOW + DAY) == {"name": ["Bo"]}
    assert half_form(sessions, code="OTHER", token=token, now=NOW) is None
    assert half_form(sessions, code=code, token=token, now=NOW + DAY + MOMENT) is None
    assert forget_drafts(sessions, now=NOW + DAY) == 0
    assert forget_drafts(sessions, now=NOW + DAY + MOMENT) == 1


def test_what_a_call_said_is_forgotten_after_thirty_days_and_that_it_came_is_not(
    sessions: Database,
) -> None:
    for name, now in (("evt_1", NOW - MOMENT), ("evt_2", NOW)):
        with transaction(sessions) as session:
            keep_inbound(
                session,
                source="stripe",
                external_id=name,
                kind="checkout.session.completed",
                gateway_id=None,
                body=b"whose money it is",
                now=now,
            )
    assert forget_inbound(sessions, now=NOW + 30 * DAY) == 1
    assert forget_inbound(sessions, now=NOW + 30 * DAY) == 0
    with reading(sessions) as session:
        kept = session.execute(select(Inbound.external_id, Inbound.body).order_by(Inbound.id))
        assert [tuple(each) for each in kept] == [("evt_1", b""), ("evt_2", b"whose money it is")]
