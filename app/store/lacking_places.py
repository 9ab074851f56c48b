"""Places of an order whose program's form now asks what they do not say. Not here: answering it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.form.changes import to_be_asked
from app.domain.form.document import questions_from
from app.domain.form.question import Question
from app.store.course_class import CourseClass
from app.store.order import Order
from app.store.program import Form, Program
from app.store.registration import Registration
from app.store.standing_answers import STANDING


@dataclass(frozen=True, slots=True)
class LackingPlace:
    """A place, the version that is asked now, and what of it the place does not answer."""

    registration: Registration
    form: Form
    questions: tuple[Question, ...]


def lacking_places(session: Session, order: Order, *, now: datetime) -> Sequence[LackingPlace]:
    """Return those of an order's places that stand, in classes that have not begun."""
    rows = session.execute(
        select(Registration, Form)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .join(Program, Program.id == CourseClass.program_id)
        .join(Form, Form.id == Program.form_id)
        .where(
            Registration.order_id == order.id,
            Registration.state.in_(STANDING),
            CourseClass.starts_at > now,
        )
        .order_by(Registration.position)
        .execution_options(populate_existing=True)
    )
    found = [
        LackingPlace(
            registration,
            form,
            to_be_asked(
                questions_from(form.questions), registration.answers, of_order=order.answers
            ),
        )
        for registration, form in rows
    ]
    return [each for each in found if each.questions]
