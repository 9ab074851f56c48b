"""Publishing a form: frozen as it was seen, and no answer that was given is altered by it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.domain.event import Answer
from app.domain.form.condition import Compare, How
from app.domain.form.document import document_of
from app.domain.form.editing import EntryGone, ForLacking, FormMovedOn, Seen, joined, put, without
from app.domain.form.mistakes import mistakes_of
from app.domain.form.question import Option, Question, QuestionKind
from app.queries.staff.form_desk import form_desk
from app.queries.staff.form_effects import form_effects
from app.queries.staff.registration import registration_page
from app.store.database import Database, reading, transaction
from app.store.given_answer import GivenAnswer
from app.store.program import Form, Program
from app.store.registration import Registration
from app.usecases.edit_form import EntryMistaken, discard_form, edit_form
from app.usecases.forget_answers import forget_answers
from app.usecases.publish_form import FormNotFit, PublishedForm, publish_form
from tests.worlds import ANA, BO, NOW, Desk, add_class, register_once

K = QuestionKind
FIRST_AID, KIM = "FIRST-AID", "kim@desk"
MEAL = Question("meal", K.CHOICE, "Meal", options=(Option("Fish"), Option("Meat")))
EMPLOYER = Question("employer", K.TEXT, "Employer", required=True)


@pytest.fixture
def desk(sessions: Database) -> Desk:
    made = Desk(sessions)
    add_class(sessions, prices=(), questions=(document_of(MEAL),))
    return made


def seen(desk: Desk) -> Seen:
    found = form_desk(desk.sessions, FIRST_AID)
    assert found
    return found.seen


def build(desk: Desk, *entries: Question) -> None:
    """Have the draft be just these entries."""
    edit_form(
        desk.sessions,
        program=FIRST_AID,
        seen=seen(desk),
        edit=lambda _: entries,
        by=KIM,
        now=desk.now,
    )


def publish_as_seen(
    desk: Desk,
    at: Seen,
    *,
    program: str = FIRST_AID,
    lacking: ForLacking = ForLacking.LEAVE,
    defaults: Mapping[str, Answer] | None = None,
) -> PublishedForm | None:
    """Publish what was seen then."""
    return publish_form(
        desk.sessions,
        program=program,
        seen=at,
        lacking=lacking,
        defaults=defaults or {},
        by=KIM,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def publish(desk: Desk, **defaults: Answer) -> PublishedForm:
    """Publish what is built now, and fill in what is given."""
    lacking = ForLacking.FILL_IN if defaults else ForLacking.LEAVE
    published = publish_as_seen(desk, seen(desk), lacking=lacking, defaults=defaults)
    assert published
    return published


def answer(desk: Desk, *given_answers: dict[str, Answer]) -> list[str]:
    """Have registrations with these answers under what is asked now; return their references."""
    with transaction(desk.sessions) as session:
        form = session.scalar(select(Program.form_id))
        rows = session.scalars(select(Registration).order_by(Registration.id)).all()
        for row, answers in zip(rows, given_answers, strict=True):
            row.answers, row.form_id = dict(answers), form
        return [row.reference for row in rows]


def kept(desk: Desk) -> list[tuple[object, ...]]:
    """Return the answers and the versions they were given under, letter by letter."""
    with reading(desk.sessions) as session:
        rows = session.execute(
            text("SELECT CAST(answers AS TEXT), form_id FROM registration ORDER BY id")
        )
        return [tuple(row) for row in rows]


def labels(desk: Desk, reference: str) -> list[tuple[str, Answer]]:
    """Return the answers as staff's page of the registration shows them."""
    page = registration_page(desk.sessions, reference, known=(), on=(), now=NOW)
    assert page
    return [(each.label, each.answer) for each in page.answers]


def test_a_published_version_is_frozen_with_who_and_when_and_the_draft_is_gone(desk: Desk) -> None:
    build(desk, MEAL, EMPLOYER)
    assert publish(desk) == PublishedForm(2, 0)
    found = form_desk(desk.sessions, FIRST_AID)
    assert found
    assert (found.is_open, found.asked, found.seen) == (False, (MEAL, EMPLOYER), Seen(2, 2))
    assert [(each.number, each.by, each.at) for each in found.versions] == [
        (2, KIM, NOW),
        (1, "", None),
    ]
    assert found.versions[1].entries == (MEAL,)


def test_only_what_was_seen_is_published(desk: Desk) -> None:
    with pytest.raises(FormNotFit):
        publish(desk)
    build(desk, MEAL, EMPLOYER)
    build(desk, EMPLOYER)
    for stale in (Seen(1, 1), Seen(7, 2)):
        with pytest.raises(FormMovedOn, match=f"{KIM} changed this form"):
            publish_as_seen(desk, stale)
    build(desk, MEAL)
    with pytest.raises(FormNotFit):
        publish(desk)
    build(desk, Question("a", K.CHOICE, "A"))
    with pytest.raises(FormNotFit) as unfit:
        publish(desk)
    assert [each.part for each in unfit.value.mistakes] == ["options"]
    assert publish_as_seen(desk, Seen(0, 0), program="NOBODY") is None
    with reading(desk.sessions) as session:
        assert session.scalars(select(Form.version)).all() == [1]


def test_an_edit_is_of_what_was_seen_alone(desk: Desk) -> None:
    def edit(at: Seen, how: object = None, **more: str) -> bool:
        change = how or partial(joined, others=[EMPLOYER])
        return edit_form(
            desk.sessions,
            **{"program": FIRST_AID, "by": KIM, **more},
            seen=at,
            edit=change,  # type: ignore[arg-type]  # as it is
            now=NOW,
        )

    assert not edit(Seen(0, 0), program="NOBODY")
    with pytest.raises(FormMovedOn, match="A catalogue file changed"):
        edit(Seen(0, 0))
    assert edit(Seen(1, 0))
    with pytest.raises(FormMovedOn):
        edit(Seen(1, 0))
    with pytest.raises(EntryGone):
        edit(Seen(1, 1), partial(without, key="nothing"))
    with pytest.raises(EntryMistaken):
        edit(Seen(1, 1), partial(put, question=Question("a", K.TEXT, "")), key="a")
    assert edit(Seen(1, 1), partial(put, question=Question("a", K.TEXT, "A")), key="a")
    with pytest.raises(FormMovedOn):
        discard_form(desk.sessions, program=FIRST_AID, seen=Seen(1, 1), by=KIM, now=NOW)
    assert discard_form(desk.sessions, program=FIRST_AID, seen=Seen(1, 2), by=KIM, now=NOW)
    assert not discard_form(desk.sessions, program=FIRST_AID, seen=Seen(1, 3), by=KIM, now=NOW)
    with pytest.raises(FormMovedOn):
        edit(Seen(1, 2))
    with transaction(desk.sessions) as session:
        session.scalars(select(Program)).one().form_id = None
    assert edit(Seen(0, 3))


def test_what_is_lacking_is_filled_in_as_put_there_by_staff_and_no_answer_is_replaced(
    desk: Desk,
) -> None:
    register_once(desk, participants=(ANA, BO), token="draft-1")
    register_once(desk, token="draft-2", participants=(BO,), buyer=BO)
    given_answers: list[dict[str, Answer]] = [
        {"meal": "Fish"},
        {"meal": "Meat", "employer": None},
        {"meal": "Fish", "employer": "Acme"},
    ]
    ana, bo, third = answer(desk, *given_answers)
    build(desk, MEAL, EMPLOYER)
    effects = form_effects(desk.sessions, FIRST_AID, now=NOW)
    assert effects
    assert (effects.standing, effects.lacking) == (3, 2)
    assert [(each.question.key, each.registrations) for each in effects.lacks] == [("employer", 2)]
    assert effects.columns_added == ("employer",)
    assert publish(desk, employer="Unknown", meal="Meat") == PublishedForm(2, 2)
    assert labels(desk, ana) == [("Meal", "Fish"), ("Employer", "Unknown")]
    assert labels(desk, bo) == [("Meal", "Meat"), ("Employer", "Unknown")]
    assert labels(desk, third) == [("Meal", "Fish"), ("employer", "Acme")]
    with reading(desk.sessions) as session:
        rows = session.scalars(select(GivenAnswer).order_by(GivenAnswer.id)).all()
        version = session.scalars(select(Form.id).where(Form.version == 2)).one()
    assert [(row.key, row.by, row.at) for row in rows] == [("employer", KIM, NOW)] * 2
    assert {row.form_id for row in rows} == {version}


def test_registrations_of_classes_that_have_begun_are_left_alone(desk: Desk) -> None:
    register_once(desk)
    answer(desk, {"meal": "Fish"})
    desk.now = NOW.replace(month=4)
    build(desk, MEAL, EMPLOYER)
    effects = form_effects(desk.sessions, FIRST_AID, now=desk.now)
    assert effects
    assert effects.standing == 0
    before = kept(desk)
    assert publish(desk, employer="Unknown").filled == 0
    assert kept(desk) == before


def test_what_was_filled_in_is_erased_when_the_days_of_its_question_are_over(desk: Desk) -> None:
    register_once(desk)
    answer(desk, {"meal": "Fish"})
    build(desk, MEAL, replace(EMPLOYER, retention_days=5))
    publish(desk, employer="Unknown")
    ends = datetime(2031, 3, 15, 15, 0, tzinfo=UTC)
    assert forget_answers(desk.sessions, now=ends - timedelta(hours=1)) == 0
    assert [forget_answers(desk.sessions, now=ends) for _ in range(2)] == [1, 0]
    with reading(desk.sessions) as session:
        assert session.scalars(select(Registration.answers)).all() == [{"meal": "Fish"}]


texts = st.text("abc ", max_size=3)
answers = st.one_of(
    st.none(), texts, st.booleans(), st.integers(-5, 5), st.lists(texts, max_size=2)
)


@st.composite
def forms(draw: st.DrawFn) -> tuple[Question, ...]:
    """Draw a form that is fit, of a few keys that come again in the next one."""
    found: list[Question] = []
    for key in draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)):
        kind = draw(st.sampled_from([K.TEXT, K.CHOICE, K.CHOICES, K.YES_NO, K.NUMBER, K.SECTION]))
        options = tuple(map(Option, draw(st.sampled_from(["xy", "yz"]))))
        question = Question(
            key,
            kind,
            draw(st.sampled_from(["One", "Two", "Three"])),
            required=kind is not K.SECTION and draw(st.booleans()),
            options=options if kind in (K.CHOICE, K.CHOICES) else (),
            sensitive=draw(st.booleans()),
            condition=Compare(found[0].key, How.ANSWERED)
            if found and found[0].asks and draw(st.booleans())
            else None,
        )
        found.append(question)
    assert mistakes_of(found) == ()
    return tuple(found)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    chain=st.lists(forms(), min_size=2, max_size=4),
    first=st.dictionaries(st.sampled_from("abcdefg"), answers),
    second=st.dictionaries(st.sampled_from("abcdefg"), answers),
)
def test_no_published_change_alters_an_answer_or_what_it_is_called(
    desk: Desk,
    chain: Sequence[tuple[Question, ...]],
    first: dict[str, Answer],
    second: dict[str, Answer],
) -> None:
    if not kept(desk):
        register_once(desk, participants=(ANA, BO))
    _publish_all(desk, chain[:1])
    references = answer(desk, first, second)
    before, shown = kept(desk), [labels(desk, each) for each in references]
    _publish_all(desk, chain[1:])
    assert kept(desk) == before
    assert [labels(desk, each) for each in references] == shown
    _publish_all(desk, [(*chain[-1], EMPLOYER)], employer="Acme")
    with reading(desk.sessions) as session:
        rows = session.scalars(select(Registration).order_by(Registration.id)).all()
        for row, was in zip(rows, (first, second), strict=True):
            assert {key: row.answers[key] for key in was} == was


def _publish_all(desk: Desk, chain: Sequence[tuple[Question, ...]], **defaults: Answer) -> None:
    for entries in chain:
        found = form_desk(desk.sessions, FIRST_AID)
        if found and entries != found.asked:
            build(desk, *entries)
            publish(desk, **defaults)
