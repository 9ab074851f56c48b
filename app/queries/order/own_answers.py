"""What an order's buyer is shown as they answer anew. Reads only. Not here: doing so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.question import Question
from app.domain.line_kind import LineKind
from app.store.database import reading
from app.store.extra import ExtraRow
from app.store.order import find_order
from app.store.order_line import OrderLine
from app.store.own_answers import OwnAnswers, own_answers
from app.store.registration import Registration, registrations_of


@dataclass(frozen=True, slots=True)
class AnswersPlace:
    """One participant by number (1, 2, …): what is asked anew, and all that is answered.

    ``left`` is what was answered and is not asked here. ``extras`` are those that answers may take.
    """

    number: int
    name: str
    questions: tuple[Question, ...]
    answers: Mapping[str, Answer]
    left: tuple[Question, ...]
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """The whole page; ``questions`` and ``answers`` are the order's own.

    They can be changed ``until`` then (UTC), which is said in ``timezone``; ``mark`` tells them
    from any others. ``extras``: it has some that no answer takes, which are not changed here.
    ``language`` is the one that the order was made in.
    """

    reference: str
    mark: str
    questions: tuple[Question, ...]
    answers: Mapping[str, Answer]
    places: tuple[AnswersPlace, ...]
    until: datetime
    timezone: str
    extras: bool
    language: str


def answers_page(sessions: Sessions, reference: str, *, now: datetime) -> AnswersPage | None:
    """Return it; None where there is no such order, or nothing that its buyer can change now."""
    with reading(sessions) as session:
        order = find_order(session, reference)
        if order is None:
            return None
        own = own_answers(session, order, registrations_of(session, order.id), now=now)
        if not own.anything:
            return None
        return _page(own, extras=_has_others(session, own))


def _page(own: OwnAnswers, *, extras: bool) -> AnswersPage:
    courses = [each.registration.course_class for each in own.places]
    first = min(courses, key=lambda each: each.changes_until)
    return AnswersPage(
        reference=own.order.reference,
        mark=own.mark,
        questions=own.questions,
        answers=own.order.answers,
        places=tuple(
            AnswersPlace(
                each.number,
                each.registration.name,
                each.questions,
                each.registration.answers,
                each.left,
                each.extras,
            )
            for each in own.places
        ),
        until=first.changes_until,
        timezone=first.timezone,
        extras=extras,
        language=own.order.language,
    )


def _has_others(session: Session, own: OwnAnswers) -> bool:
    """Say whether the order has extras that no answer takes."""
    taken = {
        option.extra
        for place in own.places
        for question in place.questions
        for option in question.options
        if option.extra
    }
    had = session.scalars(
        select(ExtraRow.code)
        .select_from(OrderLine)
        .join(Registration, Registration.id == OrderLine.registration_id)
        .outerjoin(ExtraRow, ExtraRow.id == OrderLine.extra_id)
        .where(Registration.order_id == own.order.id, OrderLine.kind == LineKind.EXTRA)
        .group_by(ExtraRow.code)
        .having(func.sum(OrderLine.quantity) > 0)
    ).all()
    return not taken.issuperset(had)
