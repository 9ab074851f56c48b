"""What a new version requires is asked by a letter, and answered by whoever ordered."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from app.domain.event import Answer
from app.domain.form.condition import Compare, How
from app.domain.form.document import document_of
from app.domain.form.editing import ForLacking, Seen
from app.domain.form.question import Audience, Option, Question, QuestionKind, Scope
from app.domain.form.rewriting import AnswersRefused
from app.queries.order.lacking import lacking_of_order
from app.store.database import Database, reading, transaction
from app.store.given_answer import GivenAnswer
from app.store.registration import Registration
from app.usecases.answer_later import answer_later
from app.usecases.edit_form import edit_form
from app.usecases.publish_form import PublishedForm, publish_form
from tests.fakes.partner import ORDERS, FakePartner
from tests.worlds import ANA, BO, NOW, Desk, add_class, deliveries, register_once

K = QuestionKind
MEAL = Question("meal", K.CHOICE, "Meal", required=True, options=(Option("Fish"),))
DRIVES = Question("drives", K.YES_NO, "Do you drive?", required=True)
PLATE = Question(
    "plate", K.TEXT, "Plate", required=True, condition=Compare("drives", How.EQUALS, ("yes",))
)
# What nobody can be asked for by a link, and what only staff answer.
OTHERS = (
    Question("health", K.TEXT, "Health", required=True, sensitive=True),
    Question("paper", K.FILE, "Paper", required=True),
    Question("badge", K.TEXT, "Badge", required=True, audience=Audience.STAFF),
    Question("centre", K.TEXT, "Cost centre", required=True, scope=Scope.ORDER),
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


def publish(desk: Desk, *entries: Question, lacking: ForLacking = ForLacking.ASK) -> PublishedForm:
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
        defaults={},
        by="kim",
        partners=desk.partners,
        wake=desk.wake,
        now=NOW,
    )
    assert published
    return published


def reply(desk: Desk, order: str, **texts: Sequence[str]) -> int:
    """Answer: ``meal_0`` are the texts for the first place's meal."""
    return answer_later(
        desk.sessions,
        reference=order,
        sent=lambda at, question: texts.get(f"{question.key}_{at}", ()),
        country="NO",
        now=NOW,
    )


def answers(desk: Desk) -> list[dict[str, Answer]]:
    """Return what every registration answers."""
    with reading(desk.sessions) as session:
        return list(session.scalars(select(Registration.answers).order_by(Registration.id)))


def lacks(desk: Desk, order: str) -> list[tuple[str, list[str]]]:
    """Return who is asked what."""
    found = lacking_of_order(desk.sessions, order, now=NOW)
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
