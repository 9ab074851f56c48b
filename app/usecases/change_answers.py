"""Change answers: whoever ordered answers anew what was answered for their places.

Nothing that costs is changed by it. Not here: what was never answered (answer_later.py).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.event import Answer, EventKind, Fact
from app.domain.form.question import Question
from app.domain.form.reading import read_answers
from app.domain.form.rewriting import (
    OF_ORDER,
    AnswersMoved,
    AnswersRefused,
    AnswersStay,
    Rewritten,
    differences,
    rewritten,
)
from app.domain.form.sensitive import Sealing, seal_answers
from app.store.announcer import Announcer, announcing
from app.store.changed_answer import keep_changes
from app.store.database import transaction
from app.store.order import Order, find_order, lock_order
from app.store.own_answers import OwnAnswers, OwnPlace, own_answers
from app.store.registration import Registration, registrations_of, speaker_of

# What was sent for a question of the place at a position, or of the order.
Sent = Callable[[int, Question], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Changed:
    """The answers of a place, or of the order (None), as they are then, and what is other."""

    place: OwnPlace | None
    answers: dict[str, Answer]
    changes: tuple[Rewritten, ...]


def change_answers(
    sessions: Sessions,
    *,
    reference: str,
    mark: str,
    sent: Sent,
    country: str,
    seal: Sealing | None,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    language: str = "",
    request_id: str = "",
) -> int:
    """Keep what was sent, tell who hears of it, and return how many answers are others now.

    ``mark`` tells which answers were shown. ``country`` (two letters) is how a telephone number
    without + is read; ``language`` is the code of that in which the questions were read; ``seal``
    seals what is sensitive.

    Raises:
        AnswersRefused: something is no answer, or is left empty.
        AnswersMoved: somebody else changed one since.
        AnswersStay: none of them can be changed here (any more).
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order = find_order(session, reference)
        if order is None:
            raise AnswersStay
        registrations = registrations_of(session, lock_order(session, order.id).id)
        own = own_answers(session, order, registrations, now=now)
        if not own.anything:
            raise AnswersStay
        if own.mark != mark:
            raise AnswersMoved
        changed = [each for each in _read(own, sent, country) if each.changes]
        for each in changed:
            _keep(session, own, each, seal, language=language, now=now)
        _tell(announcer, own, registrations, changed)
    wake(announcer.destinations)
    return sum(len(each.changes) for each in changed)


def _read(own: OwnAnswers, sent: Sent, country: str) -> list[_Changed]:
    """Read everything that was sent; all that is wrong with it is found at once."""
    reasons: dict[tuple[int, str], str] = {}

    def read(
        at: int,
        place: OwnPlace | None,
        questions: Sequence[Question],
        before: Mapping[str, Answer],
        of_order: Mapping[str, Answer],
    ) -> _Changed:
        answered = read_answers(
            questions, lambda each: sent(at, each), country=country, of_order=of_order
        )
        reasons.update({(at, key): why for key, why in answered.refused.items()})
        after = rewritten(questions, before, answered.answers)
        return _Changed(place, after, differences(questions, before, after))

    found = [read(OF_ORDER, None, own.questions, own.order.answers, {})]
    of_order = found[0].answers
    for place in own.places:
        row = place.registration
        found.append(read(row.position, place, place.questions, row.answers, of_order))
    if reasons:
        raise AnswersRefused(reasons)
    return found


def _keep(
    session: Session,
    own: OwnAnswers,
    changed: _Changed,
    seal: Sealing | None,
    *,
    language: str,
    now: datetime,
) -> None:
    # Only what was answered just now is open yet.
    answers = seal_answers(changed.answers, [each.question for each in changed.changes], seal)
    place = changed.place
    if place is None:
        own.order.answers = answers
    else:
        place.registration.answers = answers
        place.registration.form_id = place.form_id
    for each in changed.changes:
        asked_in = (place or own).asked_in(each.question.key)
        keep_changes(
            session,
            [each],
            order=own.order,
            registration=place.registration if place else None,
            form_id=asked_in,
            language=language,
            now=now,
        )


def _tell(
    announcer: Announcer,
    own: OwnAnswers,
    registrations: Sequence[Registration],
    changed: Sequence[_Changed],
) -> None:
    """Tell of each place whose answers are others, or those of its order, and the buyer once."""
    if not changed:
        return
    of_order = any(each.place is None for each in changed)
    touched = {each.place.registration.id for each in changed if each.place}
    for place in own.places:
        row = place.registration
        if of_order or row.id in touched:
            announcer.announce(
                EventKind.REGISTRATION_ANSWERS_CHANGED,
                row.course_class,
                order=own.order,
                registration=row,
                facts={"state": row.state.value},
            )
    announcer.announce(
        EventKind.ORDER_ANSWERS_CHANGED,
        speaker_of(registrations).course_class,
        order=own.order,
        facts=_named([one.question for each in changed for one in each.changes], own.order),
    )


def _named(questions: Sequence[Question], order: Order) -> dict[str, Fact]:
    """Return the labels as staff read them, and as the order's buyer does where that differs."""
    labels = ", ".join(dict.fromkeys(each.label for each in questions))
    worded = ", ".join(dict.fromkeys(each.worded(order.language).label for each in questions))
    return {"reason": labels, **({"worded": worded} if worded != labels else {})}
