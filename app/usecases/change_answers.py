"""Change answers: whoever ordered answers anew what was answered for their places.

What answers take of extras is had, or given up, at the price that was shown. Not here: what that is
(store/answer_price.py), what was never answered (answer_later.py).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.event import Answer, EventKind, Fact
from app.domain.extra_changes import NewPrice, PriceChanged, fact_of_price
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
from app.store.answer_price import Repriced, new_price, other_extras
from app.store.changed_answer import keep_changes
from app.store.database import transaction
from app.store.extra_changing import change_extras, lock_their_classes
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
    shown: str = "",
    language: str = "",
    request_id: str = "",
) -> int:
    """Keep what was sent, tell who hears of it, and return how many answers are others now.

    ``mark`` tells which answers were shown, ``shown`` at what price (``NewPrice.mark``).
    ``country`` (two letters) is how a telephone number without + is read; ``language`` is the code
    of that in which the questions were read; ``seal`` seals what is sensitive. What is so already,
    as it was sent twice, is not done again; a sensitive answer is never compared with what is kept,
    or it could be guessed by sending it.

    Raises:
        AnswersRefused: something is no answer, is left empty, or takes what cannot be had.
        AnswersMoved: somebody else changed one since.
        AnswersStay: none of them can be changed here (any more).
        PriceChanged: it costs something else than was shown.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        own, registrations = _own(session, reference, now=now)
        changed = _changed(own, sent, country, mark=mark)
        repriced = _repriced(session, own, changed, shown=shown, now=now)
        for each in changed:
            _keep(session, own, each, seal, language=language, now=now)
        _tell(announcer, own, registrations, changed, repriced.price)
        _change_extras(session, announcer, own, repriced, registrations, now=now)
    wake([*announcer.destinations, *([HOUSE] if repriced.price.back.minor else [])])
    return sum(len(each.changes) for each in changed)


def _own(
    session: Session, reference: str, *, now: datetime
) -> tuple[OwnAnswers, Sequence[Registration]]:
    """Return what can be answered anew of an order, whose row is locked, and all its places."""
    order = find_order(session, reference)
    if order is None:
        raise AnswersStay
    registrations = registrations_of(session, lock_order(session, order.id).id)
    own = own_answers(session, order, registrations, now=now)
    if not own.anything:
        raise AnswersStay
    return own, registrations


def _changed(own: OwnAnswers, sent: Sent, country: str, *, mark: str) -> list[_Changed]:
    """Return what is answered otherwise now: nothing where it was sent a second time."""
    if own.mark == mark:
        return [each for each in _read(own, sent, country) if each.changes]
    try:
        others = any(each.changes for each in _read(own, sent, country))
    except AnswersRefused as refused:
        raise AnswersMoved from refused
    if others:
        raise AnswersMoved
    return []


def _repriced(
    session: Session, own: OwnAnswers, changed: Sequence[_Changed], *, shown: str, now: datetime
) -> Repriced:
    """Return what it costs then, with the classes locked whose extras are taken or given back."""
    after = {each.place.position: each.answers for each in changed if each.place}
    lock_their_classes(session, other_extras(own, after))
    repriced = new_price(session, own, after, now=now)
    if repriced.price.mark != shown and changed:
        raise PriceChanged
    return repriced


def _change_extras(
    session: Session,
    announcer: Announcer,
    own: OwnAnswers,
    repriced: Repriced,
    registrations: Sequence[Registration],
    *,
    now: datetime,
) -> None:
    """Have the places have the extras that are chosen now."""
    if repriced.places:
        change_extras(session, announcer, own.order, repriced, registrations, now=now)


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
    price: NewPrice,
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
        facts={
            **_named([one.question for each in changed for one in each.changes], own.order),
            **fact_of_price(price),
        },
    )


def _named(questions: Sequence[Question], order: Order) -> dict[str, Fact]:
    """Return the labels as staff read them, and as the order's buyer does where that differs."""
    labels = ", ".join(dict.fromkeys(each.label for each in questions))
    worded = ", ".join(dict.fromkeys(each.worded(order.language).label for each in questions))
    return {"reason": labels, **({"worded": worded} if worded != labels else {})}
