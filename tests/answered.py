"""An order that answered a program's form: what tests of answering anew begin with. No claims."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.form.document import document_of
from app.domain.form.question import Question
from app.store.database import reading, transaction
from app.store.order import Order
from app.store.program import Form, Program
from app.store.registration import Registration


def answer_all(
    sessions: Sessions,
    entries: Sequence[Question],
    answers: Mapping[str, Answer],
    of_order: Mapping[str, Answer] | None = None,
) -> None:
    """Have the program ask these entries, and every place there is have answered them so."""
    with transaction(sessions) as session:
        program = session.scalars(select(Program)).one()
        form = Form(
            program_code=program.code, version=1, questions=[document_of(each) for each in entries]
        )
        session.add(form)
        program.form = form
        session.flush()
        for order in session.scalars(select(Order)):
            order.answers = dict(of_order or {})
        for place in session.scalars(select(Registration)):
            place.form_id, place.answers = form.id, dict(answers)


def answers(sessions: Sessions) -> list[dict[str, Answer]]:
    """Return what each place answers, oldest first."""
    with reading(sessions) as session:
        return list(session.scalars(select(Registration.answers).order_by(Registration.id)))


def order_answers(sessions: Sessions) -> dict[str, Answer]:
    """Return what the only order answers."""
    with reading(sessions) as session:
        found: dict[str, Answer] = session.scalars(select(Order.answers)).one()
        return found


def order_of(sessions: Sessions) -> str:
    """Return the reference of the only order."""
    with reading(sessions) as session:
        return session.scalars(select(Order.reference)).one()


def places_of(sessions: Sessions) -> list[str]:
    """Return the references of all places, oldest first."""
    with reading(sessions) as session:
        return list(session.scalars(select(Registration.reference).order_by(Registration.id)))
