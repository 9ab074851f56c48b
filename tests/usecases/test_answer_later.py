"""What a new version requires is asked by a letter, and answered by whoever ordered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.event import Answer
from app.domain.form.condition import Compare, How
from app.domain.form.document import document_of
from app.domain.form.editing import ForLacking, Seen
from app.domain.form.question import Audience, Option, Question, QuestionKind, Scope
from app.domain.form.rewriting import OF_ORDER, AnswersRefused
from app.domain.form.sensitive import Sealing, is_sealed
from app.queries.order.lacking import lacking_of_order
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.given_answer import GivenAnswer
from app.store.order import Order
from app.store.registration import Registration
from app.store.seal import Seal
from app.usecases.answer_later import answer_later
from app.usecases.edit_form import edit_form
from app.usecases.forget_answers import forget_answers
from app.usecases.publish_form import PublishedForm, publish_form
from app.usecases.read_sensitive import read_sensitive
from tests.fakes.partner import ORDERS, FakePartner
from tests.worlds import ANA, BO, NOW, Desk, add_class, deliveries, register_once

K = QuestionKind
MEAL = Question("meal", K.CHOICE, "Meal", required=True, options=(Option("Fish"),))
DRIVES = Question("drives", K.YES_NO, "Do you drive?", required=True)
PLATE = Question(
    "plate", K.TEXT, "Plate", required=True, condition=Compare("drives", How.EQUALS, ("yes",))
)
# What only staff answer.
OTHERS = (Question("badge", K.TEXT, "Badge", required=True, audience=Audience.STAFF),)
HEALTH = Question("health", K.TEXT, "Health", required=True, sensitive=True)
CENTRE = Question("centre", K.TEXT, "Cost centre", required=True, scope=Scope.ORDER)
# What depends on what is sensitive, and was sealed.
DOCTOR = Question(
    "doctor", K.TEXT, "Doctor", required=True, condition=Compare("health", How.EQUALS, ("ill",))
)
ASKED = "order.answers_asked"


@pytest.fixture
def desk(sessions: Database) -> Desk:
    made = Desk(
        sessions, partners={"mail": FakePartner("mail", ORDERS, listing=False, per="order")}
    )
    soup = Question("meal", K.CHOICE, "Meal", options=(Option("Soup"),))
    add_class(sessions, prices=(), questions=(document_of(soup),))
    return made


def publish(
    desk: Desk,
    *entries: Question,
    lacking: ForLacking = ForLacking.ASK,
    defaults: dict[str, Answer] | None = None,
) -> PublishedForm:
    """Publish these entries."""
    edit_form(
        desk.sessions,
        program="FIRST-AID",
        seen=Seen(1, 0),
        edit=lambda _: entries,
        by="kim",
        now=NOW,
    )
    published = publish_form(
        desk.sessions,
        program="FIRST-AID",
        seen=Seen(1, 1),
        lacking=lacking,
        defaults=defaults or {},
        by="kim",
        partners=desk.partners,
        wake=desk.wake,
        now=NOW,
    )
    assert published
    return published


def reply(desk: Desk, order: str, *, seal: Sealing | None = None, **texts: Sequence[str]) -> int:
    """Answer: ``meal_0`` are the texts for the first place's meal, ``bus`` the order's."""

    def sent(position: int, question: Question) -> Sequence[str]:
        return texts.get(question.key if position < 0 else f"{question.key}_{position}", ())

    return answer_later(
        desk.sessions,
        reference=order,
        sent=sent,
        country="NO",
        now=NOW,
        seal=seal,
    )


def answers(desk: Desk) -> list[dict[str, Answer]]:
    """Return what every registration answers."""
    with reading(desk.sessions) as session:
        return list(session.scalars(select(Registration.answers).order_by(Registration.id)))


def lacks(desk: Desk, order: str, *, seal: Sealing | None = None) -> list[tuple[str, list[str]]]:
    """Return who is asked what."""
    found = lacking_of_order(desk.sessions, order, now=NOW, seal=seal)
    return [(each.name, [one.key for one in each.questions]) for each in found or ()]


def test_each_buyer_whose_places_lack_something_is_written_to_once(desk: Desk) -> None:
    register_once(desk, participants=(ANA, BO), token="draft-1")
    register_once(desk, participants=(BO,), buyer=BO, token="draft-2")
    with transaction(desk.sessions) as session:
        last = session.scalars(select(Registration).order_by(Registration.id)).all()[-1]
        last.answers = {"drives": False}
    desk.woken.clear()
    assert publish(desk, DRIVES) == PublishedForm(2, 0, 1)
    told = [kind for kind, _ in deliveries(desk.sessions, "mail")]
    assert told.count(ASKED) == 1
    assert desk.woken == ["mail"]


def test_nobody_is_written_to_where_registrations_are_left_as_they_are(desk: Desk) -> None:
    register_once(desk)
    publish(desk, DRIVES, lacking=ForLacking.LEAVE)
    assert ASKED not in [kind for kind, _ in deliveries(desk.sessions, "mail")]


def test_only_what_is_lacking_is_answered_and_an_answer_may_bring_a_question(desk: Desk) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    with transaction(desk.sessions) as session:
        for row in session.scalars(select(Registration)):
            row.answers = {"meal": "Soup", "note": "kept"}
    publish(desk, MEAL, DRIVES, PLATE, *OTHERS)
    # A choice that is no more on offer stays what somebody chose.
    assert lacks(desk, order) == [("Ana Lind", ["drives"]), ("Bo Berg", ["drives"])]
    with pytest.raises(AnswersRefused) as refused:
        reply(desk, order, drives_0=["yes"], meal_0=["Fish"])
    assert refused.value.reasons == {(1, "drives"): "Select yes or no: Do you drive?"}
    assert answers(desk) == [{"meal": "Soup", "note": "kept"}] * 2
    assert reply(desk, order, drives_0=["yes"], drives_1=["no"], meal_0=["Fish"]) == 2
    assert lacks(desk, order) == [("Ana Lind", ["plate"])]
    assert reply(desk, order, plate_0=["AB 1"]) == 1
    assert answers(desk) == [
        {"meal": "Soup", "note": "kept", "drives": True, "plate": "AB 1"},
        {"meal": "Soup", "note": "kept", "drives": False},
    ]
    assert reply(desk, order, plate_0=["CD 2"]) == 0
    assert reply(desk, "CD-NOTHING") == 0
    assert lacking_of_order(desk.sessions, "CD-NOTHING", now=NOW) is None
    with reading(desk.sessions) as session:
        rows = session.scalars(select(GivenAnswer).order_by(GivenAnswer.id)).all()
    assert [(row.key, row.by, row.at) for row in rows] == [
        ("drives", "", NOW),
        ("drives", "", NOW),
        ("plate", "", NOW),
    ]


def test_what_is_sensitive_is_asked_for_and_sealed(desk: Desk) -> None:
    seal = Seal(("a secret",))
    order = register_once(desk).reference
    publish(desk, HEALTH, DOCTOR)
    assert lacks(desk, order) == [("Ana Lind", ["health"])]
    assert reply(desk, order, seal=seal, health_0=["ill"]) == 1
    (given,) = answers(desk)
    assert is_sealed(given["health"])
    # What depends on it is asked all the same, by whoever can open it.
    assert lacks(desk, order) == []
    assert lacks(desk, order, seal=seal) == [("Ana Lind", ["doctor"])]
    assert reply(desk, order, seal=seal, doctor_0=["Dr. No"]) == 1
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference)).one()
    read = read_sensitive(desk.sessions, reference=place, seal=seal, by="kim@desk", now=NOW)
    assert [(each.label, each.answer) for each in read or ()] == [("Health", "ill")]


def test_what_is_asked_once_is_asked_once_and_erased_in_time(desk: Desk) -> None:
    centre = replace(CENTRE, retention_days=30)
    order = register_once(desk, participants=(ANA, BO)).reference
    assert publish(desk, centre).asked == 1
    assert lacks(desk, order) == [("", ["centre"])]
    with pytest.raises(AnswersRefused) as refused:
        reply(desk, order)
    assert list(refused.value.reasons) == [(OF_ORDER, "centre")]
    assert reply(desk, order, centre=["4711"]) == 1
    assert once(desk) == {"centre": "4711"}
    assert lacks(desk, order) == []
    assert forget_answers(desk.sessions, now=NOW + timedelta(days=20)) == 0
    move_the_last_to(desk, starts_at=NOW + timedelta(days=500))
    assert forget_answers(desk.sessions, now=NOW + timedelta(days=400)) == 0
    assert once(desk) == {"centre": "4711"}
    assert forget_answers(desk.sessions, now=NOW + timedelta(days=600)) == 1
    assert once(desk) == {}


def test_staff_fill_in_once_what_is_asked_once_and_never_what_is_sensitive(desk: Desk) -> None:
    register_once(desk, participants=(ANA, BO))
    fill_in: dict[str, Answer] = {"centre": "4711", "health": "well"}
    published = publish(desk, CENTRE, HEALTH, lacking=ForLacking.FILL_IN, defaults=fill_in)
    assert published.filled == 1
    assert once(desk) == {"centre": "4711"}
    assert answers(desk) == [{}, {}]
    with reading(desk.sessions) as session:
        assert [each.by for each in session.scalars(select(GivenAnswer))] == ["kim"]


def move_the_last_to(desk: Desk, *, starts_at: datetime) -> None:
    """Have the last place be in another class, which is over later."""
    add_class(desk.sessions, "LATER", starts_at=starts_at)
    with transaction(desk.sessions) as session:
        later = session.scalars(select(CourseClass).where(CourseClass.code == "LATER")).one()
        last = session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert last
        last.class_id = later.id


def once(desk: Desk) -> dict[str, Answer]:
    """Return what the only order answers."""
    with reading(desk.sessions) as session:
        return dict(session.scalars(select(Order.answers)).one())
