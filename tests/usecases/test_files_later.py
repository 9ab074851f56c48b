"""Files that are asked for after registering: kept with whose they are, opened, erased in time."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.domain.form.file import FileAnswer, FileType
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.form.rewriting import OF_ORDER, AnswersRefused
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.registration import Registration
from app.store.upload import Upload
from app.usecases.forget_answers import forget_answers
from app.usecases.forget_drafts import forget_drafts
from app.usecases.keep_file import keep_file
from app.usecases.open_file import open_file
from tests.fakes.partner import ORDERS, FakePartner
from tests.usecases.test_answer_later import answers, lacks, once, publish, reply
from tests.worlds import ANA, BO, NOW, Desk, add_class, register_once

PAPER = Question("paper", QuestionKind.FILE, "Paper", required=True, retention_days=30)


@pytest.fixture
def desk(sessions: Database) -> Desk:
    mail = FakePartner("mail", ORDERS, listing=False, per="order")
    # A form, so that the next version is the second one.
    add_class(sessions, prices=(), questions=({"key": "a", "kind": "text", "label": "A"},))
    return Desk(sessions, partners={"mail": mail})


def hand_in(desk: Desk) -> FileAnswer:
    """Have a paper be put aside, as the page does before it is answered with."""
    with reading(desk.sessions) as session:
        class_id = session.scalars(select(CourseClass.id)).one()
    return keep_file(
        desk.sessions,
        PAPER,
        class_id=class_id,
        name="cv.pdf",
        read=BytesIO(b"%PDF-").read,
        examine=lambda body: FileType.PDF,
        scan=None,
        seal=None,
        now=NOW,
    )


def uploads(desk: Desk) -> list[tuple[str, int | None]]:
    """Return which files there are of orders, each with whose."""
    with reading(desk.sessions) as session:
        kept = session.scalars(select(Upload).where(Upload.order_id.is_not(None)))
        return [(each.uid, each.position) for each in kept]


def test_a_file_is_kept_with_the_place_that_lacked_it_opened_and_erased_in_time(desk: Desk) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    publish(desk, PAPER)
    assert lacks(desk, order) == [("Ana Lind", ["paper"]), ("Bo Berg", ["paper"])]
    first, second = hand_in(desk), hand_in(desk)
    assert reply(desk, order, paper_0=first.texts(), paper_1=second.texts()) == 2
    assert uploads(desk) == [(first.uid, 0), (second.uid, 1)]
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference).order_by(Registration.id)).first()
    assert place
    opened = open_file(
        desk.sessions, reference=place, uid=first.uid, seal=None, by="kim@desk", now=NOW
    )
    assert opened
    assert (opened.name, opened.body) == ("cv.pdf", b"%PDF-")
    # The other's is not this place's.
    other = open_file(
        desk.sessions, reference=place, uid=second.uid, seal=None, by="kim@desk", now=NOW
    )
    assert other is None
    forget_answers(desk.sessions, now=NOW + timedelta(days=400))
    assert (answers(desk), uploads(desk)) == ([{}, {}], [])


def test_a_file_asked_once_is_the_orders(desk: Desk) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    publish(desk, replace(PAPER, scope=Scope.ORDER))
    file = hand_in(desk)
    assert reply(desk, order, paper=file.texts()) == 1
    assert uploads(desk) == [(file.uid, None)]


@pytest.mark.parametrize(("scope", "where"), [(Scope.PARTICIPANT, 0), (Scope.ORDER, OF_ORDER)])
def test_a_file_that_is_gone_meanwhile_is_asked_for_again(
    desk: Desk, scope: Scope, where: int
) -> None:
    order = register_once(desk).reference
    publish(desk, replace(PAPER, scope=scope))
    file = hand_in(desk)
    forget_drafts(desk.sessions, now=NOW + timedelta(days=3))
    with pytest.raises(AnswersRefused) as refused:
        reply(desk, order, seal=None, **{"paper" if where < 0 else "paper_0": file.texts()})
    assert refused.value.reasons == {(where, "paper"): "Choose a file for paper"}
    assert (answers(desk), once(desk)) == ([{}], {})
