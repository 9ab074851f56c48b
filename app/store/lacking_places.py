"""What an order does not say of the form that its program asks now. Not here: answering it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.form.changes import to_be_asked
from app.domain.form.document import questions_from
from app.domain.form.question import Question, Scope
from app.domain.form.sensitive import Sealing, opened
from app.store.course_class import CourseClass
from app.store.order import Order
from app.store.program import Form, Program
from app.store.registration import Registration
from app.store.standing_answers import STANDING


@dataclass(frozen=True, slots=True)
class LackingPlace:
    """A place, the version that is asked now, and what of it the place does not answer.

    ``once``: it is the order that does not, whose first place this is.
    """

    registration: Registration
    form: Form
    questions: tuple[Question, ...]
    once: bool = False


def lacking_places(
    session: Session, order: Order, *, now: datetime, seal: Sealing | None = None
) -> Sequence[LackingPlace]:
    """Return what is lacking: of the order first, then of each of its places.

    Those that stand, in classes that have not begun. ``seal`` opens what was sealed, on which
    other questions may depend.
    """
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
    ).all()
    found: list[LackingPlace] = []
    for number, (registration, form) in enumerate(rows):
        asked = questions_from(form.questions)
        once = opened(order.answers, asked, seal)
        if number == 0:
            of_order = to_be_asked(asked, once, scope=Scope.ORDER)
            found.append(LackingPlace(registration, form, of_order, once=True))
        own = to_be_asked(asked, opened(registration.answers, asked, seal), of_order=once)
        found.append(LackingPlace(registration, form, own))
    return [each for each in found if each.questions]
