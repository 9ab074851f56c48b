"""Publish form: the working copy of a program's form becomes the version that is asked from now on.

Answers given before stay as they are, with the version they were given under. What a registration
lacks under the new version may be filled in with what staff say, or asked for by a letter with a
link; an answer is never replaced.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.event import Answer, EventKind
from app.domain.form.changes import filled_in
from app.domain.form.document import document_of
from app.domain.form.editing import Entries, ForLacking, Seen
from app.domain.form.mistakes import Mistake, mistakes_of
from app.domain.form.question import Scope
from app.domain.form.sensitive import Sealing, opened
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.form_draft import WorkingForm, lock_working_form, put_form_draft
from app.store.given_answer import GivenAnswer
from app.store.lacking_places import lacking_places
from app.store.program import Form, Program
from app.store.standing_answers import lock_standing, standing_of


@dataclass(eq=False)
class FormNotFit(Exception):
    """A form that cannot be published; with no mistakes there is nothing new in it."""

    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """The new version, how many registrations were filled in, how many orders are asked."""

    version: int
    filled: int
    asked: int = 0


def publish_form(
    sessions: Sessions,
    *,
    program: str,
    seen: Seen,
    lacking: ForLacking,
    defaults: Mapping[str, Answer],
    by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
    seal: Sealing | None = None,
) -> PublishedForm | None:
    """Publish the working copy as it was seen; None where there is no such program.

    ``defaults`` are the answers, by key, that are filled in where ``lacking`` says so; where they
    are to be asked, their buyers are written to. ``seal`` opens what others depend on.

    Raises:
        FormMovedOn: somebody else changed it, or published, since it was seen.
        FormNotFit: it has mistakes, or is what is asked already.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        if lacking is not ForLacking.LEAVE:
            lock_standing(session, program, now=now)
        working = lock_working_form(session, program)
        if working is None:
            return None
        entries = _take(session, working, seen=seen, by=by, now=now)
        form = _freeze(session, working.program, entries, by=by, now=now)
        filled = asked = 0
        if lacking is ForLacking.FILL_IN:
            filled = _fill_in(session, program, form, entries, defaults, by=by, now=now, seal=seal)
        elif lacking is ForLacking.ASK:
            session.flush()
            asked = _ask(session, program, announcer, now=now, seal=seal)
    wake(announcer.destinations)
    return PublishedForm(form.version, filled, asked)


def _take(session: Session, working: WorkingForm, *, seen: Seen, by: str, now: datetime) -> Entries:
    """Take the working copy away and return what it was; it must be as it was seen, and fit."""
    entries, asked = working.entries, working.asked
    taken = seen.version == working.seen.version and put_form_draft(
        session,
        working.program.code,
        None,
        seen=seen.number,
        base_version=seen.version,
        by=by,
        at=now,
    )
    if not taken:
        raise working.moved_on()
    mistakes = mistakes_of(entries)
    if mistakes or entries == asked:
        raise FormNotFit(mistakes)
    return entries


def _ask(
    session: Session, program: str, announcer: Announcer, *, now: datetime, seal: Sealing | None
) -> int:
    """Have the buyers written to whose places lack something; return how many orders."""
    orders = {order.id: order for _, order in standing_of(session, program, now=now)}
    asked = 0
    for order in orders.values():
        places = lacking_places(session, order, now=now, seal=seal)
        if places:
            asked += 1
            about = session.get_one(CourseClass, places[0].registration.class_id)
            announcer.announce(EventKind.ORDER_ANSWERS_ASKED, about, order=order)
    return asked


def _freeze(
    session: Session, program: Program, entries: Entries, *, by: str, now: datetime
) -> Form:
    newest = session.scalar(select(func.max(Form.version)).where(Form.program_code == program.code))
    form = Form(
        program_code=program.code,
        version=(newest or 0) + 1,
        questions=[document_of(each) for each in entries],
        published_at=now,
        published_by=by,
    )
    session.add(form)
    session.flush()
    program.ask(form, now=now)
    return form


def _fill_in(
    session: Session,
    program: str,
    form: Form,
    entries: Entries,
    defaults: Mapping[str, Answer],
    *,
    by: str,
    now: datetime,
    seal: Sealing | None,
) -> int:
    """Write what registrations and their orders lack; return how many registrations.

    Each answer is kept with who gave it.
    """
    filled = 0
    done: set[int] = set()
    for registration, order in standing_of(session, program, now=now):
        once: dict[str, Answer] = {}
        if order.id not in done:
            done.add(order.id)
            known = opened(order.answers, entries, seal)
            once = filled_in(entries, known, defaults, scope=Scope.ORDER)
            order.answers = {**order.answers, **once}
        of_order = opened(order.answers, entries, seal)
        own = opened(registration.answers, entries, seal)
        added = filled_in(entries, own, defaults, of_order=of_order)
        if not (added or once):
            continue
        filled += 1
        registration.answers = {**registration.answers, **added}
        session.add_all(
            GivenAnswer(
                registration_id=registration.id,
                form_id=form.id,
                key=key,
                by=by,
                at=now,
            )
            for key in {**once, **added}
        )
    return filled
