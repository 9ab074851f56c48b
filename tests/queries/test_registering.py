"""What the pages of registering are told of a class, a draft and other classes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain.course_class import ClassState, Closed
from app.domain.money import Money
from app.queries.other_classes import other_classes
from app.queries.registering import (
    Barred,
    RegisteringPage,
    check_page,
    registering_page,
)
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.store.price_option import PriceOption
from app.store.program import Program
from app.store.venue import Venue
from tests.watching import recording
from tests.worlds import BO, CLASS, HOLD, NOW, Desk, add_class, add_draft, register_once

EARLY_BIRD_ENDS = datetime(2031, 2, 1, 23, 0, tzinfo=UTC)


def page_of(sessions: Database, code: str = CLASS, now: datetime = NOW) -> RegisteringPage:
    """Return the page, which must be there."""
    page = registering_page(sessions, code=code, now=now)
    assert page is not None
    return page


def add_early_bird(sessions: Database) -> None:
    """Give the class a lower price until February."""
    with transaction(sessions) as session:
        class_id = session.scalars(select(CourseClass.id)).one()
        session.add(
            PriceOption(
                class_id=class_id,
                label="Early bird",
                amount_minor=380000,
                currency="NOK",
                ends_at=EARLY_BIRD_ENDS,
            )
        )


def test_the_early_bird_is_offered_with_what_comes_later(sessions: Database) -> None:
    add_class(sessions)
    add_early_bird(sessions)
    [offer] = page_of(sessions).offers
    assert (offer.label, offer.each, offer.until) == (
        "Early bird",
        Money(380000, "NOK"),
        EARLY_BIRD_ENDS,
    )
    assert offer.later == Money(420000, "NOK")
    assert page_of(sessions).totals([False] * 3) == (Money(1140000, "NOK"),)
    [offer] = page_of(sessions, now=EARLY_BIRD_ENDS).offers
    assert (offer.label, offer.later) == ("Standard", None)


def test_each_currency_has_its_own_offer(sessions: Database) -> None:
    add_class(sessions, prices=(("NOK", 420000), ("EUR", 38050)))
    assert [offer.currency for offer in page_of(sessions).offers] == ["NOK", "EUR"]


@pytest.mark.parametrize(
    ("world", "why"),
    [
        ({}, None),
        ({"capacity": 0}, Barred.FULL),
        ({"deadline": date(2031, 1, 9)}, Closed.DEADLINE),
        ({"state": ClassState.CANCELLED, "capacity": 0}, Closed.CANCELLED),
        ({"starts_at": NOW - timedelta(days=9)}, Closed.OVER),
    ],
)
def test_a_class_says_why_it_takes_nobody(
    sessions: Database, world: dict[str, object], why: Barred | Closed | None
) -> None:
    add_class(sessions, **world)  # type: ignore[arg-type]  # each case is one good argument
    assert page_of(sessions).barred is why


def test_a_class_whose_every_price_has_ended_is_not_given_away(sessions: Database) -> None:
    add_class(sessions)
    with transaction(sessions) as session:
        session.execute(update(PriceOption).values(ends_at=NOW))
    assert page_of(sessions).barred is Barred.NO_PRICE


def test_a_class_that_is_not_there_has_no_page(sessions: Database) -> None:
    assert registering_page(sessions, code="NOPE", now=NOW) is None
    assert check_page(sessions, code="NOPE", token="nope", now=NOW) is None


def test_a_place_is_named_as_it_is_found(sessions: Database) -> None:
    add_class(sessions)
    assert page_of(sessions).course.place == "Quay Hall, Bergen"
    with transaction(sessions) as session:
        session.execute(update(Venue).values(city=""))
    assert page_of(sessions).course.place == "Quay Hall"
    with transaction(sessions) as session:
        session.execute(update(CourseClass).values(venue_id=None))
    assert page_of(sessions).course.place == "Online"


def test_a_form_takes_one_statement_and_a_check_takes_one(sessions: Database) -> None:
    add_class(sessions, questions=({"key": "q", "kind": "text", "label": "Q"},))
    token = add_draft(sessions)
    with recording() as recorder:
        registering_page(sessions, code=CLASS, now=NOW)
    assert len(recorder.statements) == 1
    with recording() as recorder:
        check_page(sessions, code=CLASS, token=token, now=NOW)
    assert len(recorder.statements) == 1


def test_a_check_knows_what_it_would_cost_now(sessions: Database) -> None:
    add_class(sessions)
    check = check_page(sessions, code=CLASS, token=add_draft(sessions), now=NOW)
    assert check is not None
    assert check.total == Money(420000, "NOK")
    assert (check.payable, check.changed, check.reference) == (True, False, None)


def test_a_check_of_what_was_sent_knows_its_order(sessions: Database) -> None:
    add_class(sessions)
    registered = register_once(Desk(sessions))
    check = check_page(sessions, code=CLASS, token="draft-1", now=NOW + HOLD)
    assert check is not None
    assert check.reference == registered.reference


def test_other_classes_are_open_have_seats_and_the_nearest_comes_first(sessions: Database) -> None:
    soon, later = NOW + timedelta(days=30), NOW + timedelta(days=60)
    add_class(sessions, deadline=None)
    add_class(sessions, "LATER", starts_at=later, deadline=None)
    add_class(sessions, "SOON", starts_at=soon, deadline=date(2031, 2, 1))
    add_class(sessions, "FULL", starts_at=soon, capacity=0, deadline=None)
    add_class(sessions, "OVER", starts_at=NOW - timedelta(days=1), deadline=None)
    add_class(sessions, "CLOSED", starts_at=soon, deadline=date(2031, 1, 9))
    add_class(sessions, "CANCELLED", starts_at=soon, state=ClassState.CANCELLED, deadline=None)
    others = other_classes(sessions, course=page_of(sessions).course, now=NOW)
    assert [other.course.code for other in others] == ["SOON", "LATER"]


def test_other_classes_of_the_program_come_before_those_of_its_type(sessions: Database) -> None:
    soon, later = NOW + timedelta(days=30), NOW + timedelta(days=60)
    add_class(sessions, "ELSEWHERE", starts_at=soon, deadline=None)
    with transaction(sessions) as session:
        session.execute(update(Program).values(code="FIRE", slug="fire"))
    add_class(sessions, deadline=None)
    add_class(sessions, "SAME", starts_at=later, deadline=None)
    course = page_of(sessions).course
    others = other_classes(sessions, course=course, now=NOW)
    assert [other.course.code for other in others] == ["SAME", "ELSEWHERE"]
    with transaction(sessions) as session:
        session.execute(update(Program).where(Program.code == "FIRE").values(type="leading"))
    others = other_classes(sessions, course=course, now=NOW)
    assert [other.course.code for other in others] == ["SAME"]


def test_a_draft_is_found_again_as_it_was_filled_in(sessions: Database) -> None:
    add_class(sessions)
    token = add_draft(sessions, participants=(BO,))
    page = registering_page(sessions, code=CLASS, now=NOW, draft_token=token)
    assert page is not None
    assert page.draft is not None
    assert [each.contact for each in page.draft.participants] == [BO]
