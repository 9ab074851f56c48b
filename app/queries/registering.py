"""What the pages of registering show: the form, the check-answers page, other classes.

Reads only. Not here: what somebody filled in by mistake (web/forms), orders (order.py).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.domain.contract import Sessions
from app.domain.course_class import ClassState, Closed
from app.domain.draft import Filled, filled_from
from app.domain.form import Question, questions_from
from app.domain.money import Money
from app.domain.offer import Offer, offers_of
from app.domain.outline import ClassOutline
from app.store.course_class import CourseClass, find_class_to_register
from app.store.database import reading
from app.store.draft import Draft, find_draft
from app.store.outline import outline_of
from app.store.program import Program

MOST_OTHERS = 5


class Barred(StrEnum):
    """Why nobody can register for a class that is not closed; the text is for people."""

    FULL = "This class is full"
    NO_PRICE = "This class has no price at the moment"


@dataclass(frozen=True, slots=True)
class RegisteringPage:
    """A class as it stands for registering; ``offers`` is empty where it is free.

    ``barred`` says why nobody can register now; ``draft`` is what was filled in before, when it was
    asked for by its token and is this class's.
    """

    class_id: int
    course: ClassOutline
    free_seats: int
    offers: tuple[Offer, ...]
    form_id: int | None
    questions: tuple[Question, ...]
    barred: Closed | Barred | None
    draft: Filled | None = None


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A draft as it would be sent now.

    ``total`` is None where it is free; ``changed`` when the questions or the currency are no longer
    those that were answered; ``reference`` is the order's once it was sent.
    """

    page: RegisteringPage
    filled: Filled
    offer: Offer | None
    total: Money | None
    changed: bool
    reference: str | None

    @property
    def payable(self) -> bool:
        """Whether anything is to be paid."""
        return self.total is not None and self.total.minor > 0

    @property
    def places(self) -> int:
        """Return how many take part."""
        return len(self.filled.participants)


@dataclass(frozen=True, slots=True)
class OtherClass:
    """Another class that has free seats."""

    course: ClassOutline
    free_seats: int


def registering_page(
    sessions: Sessions, *, code: str, now: datetime, draft_token: str = ""
) -> RegisteringPage | None:
    """Return the class as it stands for registering, or None where there is none.

    One statement; a second one reads the draft where a token is given. A token that names no draft
    of this class is as good as none.
    """
    with reading(sessions) as session:
        course_class = find_class_to_register(session, code)
        if course_class is None:
            return None
        draft = session.get(Draft, draft_token) if draft_token else None
    ours = draft is not None and draft.class_id == course_class.id
    filled = filled_from(draft.content) if draft is not None and ours else None
    return _page(course_class, now=now, draft=filled)


def check_page(sessions: Sessions, *, code: str, token: str, now: datetime) -> CheckPage | None:
    """Return the draft as it would be sent now, or None where it is not there; one statement."""
    with reading(sessions) as session:
        found = find_draft(session, token)
    if found is None or found[0].course_class.code != code:
        return None
    draft, order = found
    filled = filled_from(draft.content)
    page = _page(draft.course_class, now=now, draft=filled)
    offer = next((each for each in page.offers if each.currency == filled.currency), None)
    return CheckPage(
        page=page,
        filled=filled,
        offer=offer,
        total=offer.total(len(filled.participants)) if offer else None,
        changed=filled.form_id != page.form_id or bool(page.offers and offer is None),
        reference=order.reference if order else None,
    )


def other_classes(
    sessions: Sessions, *, course: ClassOutline, now: datetime
) -> tuple[OtherClass, ...]:
    """Return open classes with free seats: the same program's first, then its type's.

    One statement.
    """
    kind = select(Program.type).where(Program.slug == course.program_slug).scalar_subquery()
    with reading(sessions) as session:
        found = session.scalars(
            select(CourseClass)
            .join(CourseClass.program)
            .where(
                Program.type == kind,
                CourseClass.code != course.code,
                CourseClass.state == ClassState.PUBLISHED,
                CourseClass.starts_at > now,
                CourseClass.taken < CourseClass.capacity,
                or_(CourseClass.closes_at.is_(None), CourseClass.closes_at > now),
            )
            .order_by(Program.slug != course.program_slug, CourseClass.starts_at, CourseClass.id)
            .limit(MOST_OTHERS)
            .options(joinedload(CourseClass.program), joinedload(CourseClass.venue))
        ).all()
    return tuple(OtherClass(outline_of(each), each.capacity - each.taken) for each in found)


def _page(course_class: CourseClass, *, now: datetime, draft: Filled | None) -> RegisteringPage:
    prices = course_class.prices()
    offers = offers_of(prices, now=now)
    free_seats = course_class.capacity - course_class.taken
    barred: Closed | Barred | None = course_class.why_closed(now)
    if barred is None and free_seats <= 0:
        barred = Barred.FULL
    if barred is None and prices and not offers:
        barred = Barred.NO_PRICE
    form = course_class.program.form
    return RegisteringPage(
        class_id=course_class.id,
        course=outline_of(course_class),
        free_seats=free_seats,
        offers=offers,
        form_id=form.id if form else None,
        questions=questions_from(form.questions) if form else (),
        barred=barred,
        draft=draft,
    )
