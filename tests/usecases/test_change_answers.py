"""Whoever ordered answers anew: what is kept of it, sealed, told, and forgotten."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.course_class import ClassState
from app.domain.event import Answer, EventKind
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.form.rewriting import OF_ORDER, AnswersMoved, AnswersRefused, AnswersStay
from app.domain.line_kind import LineKind
from app.domain.registration import Channel, RegistrationState
from app.queries.order.own_answers import AnswersPage, answers_page
from app.queries.staff.changed_answers import ChangedAnswer as Shown
from app.queries.staff.registration import registration_page
from app.store.changed_answer import ChangedAnswer
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.given_answer import GivenAnswer
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.program import Form
from app.store.registration import Registration
from app.store.seal import Seal
from app.usecases.change_answers import change_answers
from app.usecases.erase_order import erase_order
from app.usecases.forget_answers import forget_answers
from tests.answered import answer_all, answers, order_answers, order_of, places_of
from tests.fakes.partner import ORDERS, FakePartner
from tests.worlds import ANA, BO, NOW, Desk, add_class, deliveries, register_once

K = QuestionKind
MEAL = Question("meal", K.TEXT, "Meal", retention_days=30)
HEALTH = Question("health", K.TEXT, "Allergies", sensitive=True, retention_days=30)
BUS = Question("bus", K.TEXT, "Bus", scope=Scope.ORDER, retention_days=30)
GIVEN: dict[str, Answer] = {"meal": "Fish", "health": None}
SOUP: dict[str, Answer] = {**GIVEN, "meal": "Soup"}
STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)
CHANGED = "registration.answers_changed"


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Return a desk with an order of two that answered, and somebody who hears of answers."""
    hears = frozenset({EventKind(CHANGED)})
    made = Desk(
        sessions,
        partners={
            "webhook": FakePartner("webhook", hears, listing=False),
            "mail": FakePartner("mail", ORDERS, listing=False, per="order"),
        },
    )
    add_class(sessions, prices=())
    register_once(made, participants=(ANA, BO))
    answer_all(sessions, (BUS, MEAL, HEALTH), GIVEN, {"bus": "no"})
    return made


def changed(desk: Desk, reference: str) -> tuple[Shown, ...]:
    """Return what staff read of what was changed at a registration."""
    page = registration_page(desk.sessions, reference, known=(), on=(), now=desk.now)
    return page.changed if page else ()


def page(desk: Desk) -> AnswersPage:
    found = answers_page(desk.sessions, order_of(desk.sessions), now=desk.now)
    assert found
    return found


def change(desk: Desk, *, mark: str = "", **texts: str) -> int:
    """Answer anew: ``meal_0`` is the first place's meal, ``bus`` the order's; the rest stays."""
    shown = page(desk) if not mark else None
    kept = {f"meal_{number}": "Fish" for number in range(2)} | {"bus": "no"} | texts

    def sent(position: int, question: Question) -> Sequence[str]:
        name = question.key if position < 0 else f"{question.key}_{position}"
        return [kept[name]] if name in kept else []

    return change_answers(
        desk.sessions,
        reference=order_of(desk.sessions),
        mark=shown.mark if shown else mark,
        sent=sent,
        country="NO",
        seal=Seal(("a secret",)),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
        language="nb",
    )


def test_only_the_place_whose_answers_are_others_is_told_of(desk: Desk) -> None:
    assert change(desk, meal_1="Soup") == 1
    assert answers(desk.sessions) == [GIVEN, SOUP]
    assert deliveries(desk.sessions, "webhook") == [(CHANGED, "due")]
    assert deliveries(desk.sessions, "mail")[-1] == ("order.answers_changed", "due")
    assert "webhook" in desk.woken


def test_what_is_asked_once_is_told_of_every_place(desk: Desk) -> None:
    assert change(desk, bus="yes") == 1
    assert order_answers(desk.sessions) == {"bus": "yes"}
    assert deliveries(desk.sessions, "webhook") == [(CHANGED, "due")] * 2


def test_the_same_answers_change_nothing_and_are_told_to_nobody(desk: Desk) -> None:
    assert change(desk) == 0
    assert deliveries(desk.sessions, "webhook") == []
    assert "order.answers_changed" not in [kind for kind, _ in deliveries(desk.sessions, "mail")]


def test_a_sensitive_answer_is_sealed_and_neither_one_is_in_the_history(desk: Desk) -> None:
    change(desk, health_0="nuts", meal_0="Soup")
    kept = answers(desk.sessions)[0]
    assert str(kept["health"]).startswith("sealed:")
    shown = changed(desk, places_of(desk.sessions)[0])
    said = [(each.label, each.before, each.after, each.masked) for each in shown]
    assert said == [("Meal", "Fish", "Soup", False), ("Allergies", "", "", True)]
    assert changed(desk, "R-NOTHING") == ()
    change(desk, meal_0="Soup")
    assert answers(desk.sessions)[0] == kept


def test_what_somebody_else_changed_since_is_not_overwritten(desk: Desk) -> None:
    mark = page(desk).mark
    change(desk, meal_1="Soup")
    with pytest.raises(AnswersMoved):
        change(desk, mark=mark, meal_0="Soup")
    assert answers(desk.sessions) == [GIVEN, SOUP]


@pytest.mark.parametrize("now", [STARTS, datetime(2031, 3, 5, 23, tzinfo=UTC)])
def test_after_the_deadline_nothing_is_changed(desk: Desk, now: datetime) -> None:
    if now < STARTS:
        with transaction(desk.sessions) as session:
            session.scalars(select(CourseClass)).one().change_deadline = date(2031, 3, 5)
    mark = page(desk).mark
    desk.now = now - timedelta(microseconds=1)
    change(desk, mark=mark, meal_0="Soup")
    mark = page(desk).mark
    desk.now = now
    with pytest.raises(AnswersStay):
        change(desk, mark=mark, meal_0="Fish")
    assert answers_page(desk.sessions, order_of(desk.sessions), now=now) is None
    assert answers(desk.sessions)[0] == SOUP


def test_of_what_ended_or_was_booked_elsewhere_or_was_cancelled_nothing_is_changed(
    desk: Desk,
) -> None:
    with transaction(desk.sessions) as session:
        first, _ = session.scalars(select(Registration).order_by(Registration.id))
        first.channel = Channel.TRAININGPORTAL
    shown = page(desk)
    assert [each.number for each in shown.places] == [2]
    # What was answered once is of both.
    assert shown.questions == ()
    with transaction(desk.sessions) as session:
        session.scalars(select(CourseClass)).one().state = ClassState.CANCELLED
    assert answers_page(desk.sessions, order_of(desk.sessions), now=NOW) is None
    assert answers_page(desk.sessions, "CD-NOTHING", now=NOW) is None


def test_there_is_no_changing_an_order_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(AnswersStay):
        change_answers(
            desk.sessions,
            reference="CD-NOTHING",
            mark="",
            sent=lambda position, question: [],
            country="NO",
            seal=None,
            partners={},
            wake=desk.wake,
            now=NOW,
        )


def test_whoever_was_asked_nothing_is_asked_what_is_asked_now(desk: Desk) -> None:
    with transaction(desk.sessions) as session:
        first, _ = session.scalars(select(Registration).order_by(Registration.id))
        first.form_id, first.answers = None, {}
    assert change(desk, meal_0="Soup") == 1
    with reading(desk.sessions) as session:
        forms = set(session.scalars(select(Registration.form_id)))
    assert len(forms) == 1
    assert answers(desk.sessions)[0] == SOUP


def test_what_was_answered_later_is_answered_anew_as_it_was_asked_then(desk: Desk) -> None:
    with transaction(desk.sessions) as session:
        form = Form(
            program_code="FIRST-AID",
            version=2,
            questions=[{"key": "shoe", "kind": "number", "label": "Shoe"}],
        )
        session.add(form)
        session.flush()
        first, _ = session.scalars(select(Registration).order_by(Registration.id))
        first.answers = {**GIVEN, "shoe": 41}
        session.add(
            GivenAnswer(registration_id=first.id, form_id=form.id, key="shoe", by="", at=NOW)
        )
    change(desk, shoe_0="42")
    assert answers(desk.sessions) == [{**GIVEN, "shoe": 42}, GIVEN]
    (shown,) = changed(desk, places_of(desk.sessions)[0])
    assert (shown.label, shown.before, shown.after) == ("Shoe", "41", "42")


def test_what_was_answered_once_later_is_answered_anew_in_the_version_it_was_asked_in(
    desk: Desk,
) -> None:
    with transaction(desk.sessions) as session:
        form = Form(
            program_code="FIRST-AID",
            version=2,
            questions=[{"key": "centre", "kind": "text", "label": "Centre", "scope": "order"}],
        )
        session.add(form)
        session.flush()
        _, last = session.scalars(select(Registration).order_by(Registration.id))
        session.scalars(select(Order)).one().answers = {"bus": "no", "centre": "1"}
        session.add(
            GivenAnswer(registration_id=last.id, form_id=form.id, key="centre", by="", at=NOW)
        )
    assert [each.key for each in page(desk).questions] == ["bus", "centre"]
    assert change(desk, centre="2") == 1
    assert order_answers(desk.sessions) == {"bus": "no", "centre": "2"}
    assert answers(desk.sessions) == [GIVEN, GIVEN]
    (shown,) = changed(desk, places_of(desk.sessions)[0])
    assert (shown.label, shown.before, shown.after) == ("Centre", "1", "2")
    with transaction(desk.sessions) as session:
        first, _ = session.scalars(select(Registration).order_by(Registration.id))
        first.channel = Channel.TRAININGPORTAL
    # Like everything that was answered once, it is of both.
    assert page(desk).questions == ()


def test_what_was_said_before_is_forgotten_with_the_answer(desk: Desk) -> None:
    change(desk, meal_0="Soup", bus="yes")
    change(desk, meal_0="", bus="yes")
    ends = STARTS + timedelta(hours=7)
    first = places_of(desk.sessions)[0]

    def said() -> list[tuple[str, str]]:
        return [(each.before, each.after) for each in changed(desk, first)]

    forget_answers(desk.sessions, now=ends + timedelta(days=30) - timedelta(seconds=1))
    assert said() == [("no", "yes"), ("Fish", "Soup"), ("Soup", "")]
    forget_answers(desk.sessions, now=ends + timedelta(days=30))
    assert said() == [("", "")] * 3
    with reading(desk.sessions) as session:
        assert len(session.scalars(select(ChangedAnswer)).all()) == 3


def test_extras_are_said_to_stay(sessions: Database) -> None:
    desk = Desk(sessions)
    add_class(sessions)
    register_once(desk)
    answer_all(sessions, (MEAL,), GIVEN)
    assert not page(desk).extras
    with transaction(sessions) as session:
        session.execute(update(OrderLine).values(kind=LineKind.EXTRA))
    assert page(desk).extras


def test_where_one_answer_is_none_nothing_is_kept(desk: Desk) -> None:
    with pytest.raises(AnswersRefused) as refused:
        change(desk, meal_1="x" * 201, bus="y" * 201, meal_0="Soup")
    assert refused.value.reasons == {
        (OF_ORDER, "bus"): "Bus must be 200 characters or fewer",
        (1, "meal"): "Meal must be 200 characters or fewer",
    }
    assert answers(desk.sessions) == [GIVEN, GIVEN]
    assert deliveries(desk.sessions, "webhook") == []


def test_of_a_place_that_ended_nothing_is_changed_and_the_other_s_is(desk: Desk) -> None:
    with transaction(desk.sessions) as session:
        first, _ = session.scalars(select(Registration).order_by(Registration.id))
        first.state = RegistrationState.CANCELLED
    assert [each.number for each in page(desk).places] == [2]
    change(desk, meal_0="Soup", meal_1="Soup", bus="yes")
    assert answers(desk.sessions) == [GIVEN, SOUP]
    assert order_answers(desk.sessions) == {"bus": "yes"}


def test_what_was_changed_is_erased_with_the_order(desk: Desk) -> None:
    change(desk, meal_0="Soup", bus="yes")
    desk.now = STARTS + timedelta(days=30)
    order, first = order_of(desk.sessions), places_of(desk.sessions)[0]
    around: dict[str, Any] = {"partners": desk.partners, "wake": desk.wake, "now": desk.now}
    assert erase_order(desk.sessions, reference=order, **around) is None
    said = [(each.before, each.after) for each in changed(desk, first)]
    assert said == [("", ""), ("", "")]
