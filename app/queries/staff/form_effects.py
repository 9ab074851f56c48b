"""What publishing a form would do to the registrations still to come, before anybody decides."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.form.changes import (
    Change,
    ChangeKind,
    changes_between,
    is_empty,
    lacking,
    to_be_asked,
)
from app.domain.form.question import Question, Scope
from app.domain.form.sensitive import Sealing, opened
from app.store.database import reading
from app.store.form_draft import find_working_form
from app.store.standing_answers import standing_of

_CHOSEN = (ChangeKind.OPTIONS_GONE, ChangeKind.OPTIONS_RENAMED, ChangeKind.PRICES)


@dataclass(frozen=True, slots=True)
class Effect:
    """One change, and how many of the registrations to come it touches.

    That is: who lacks the answer, who chose one of its options, who answered what is gone.
    """

    change: Change
    touched: int


@dataclass(frozen=True, slots=True)
class Lack:
    """A required question, and how many of the registrations to come do not answer it.

    ``before`` of them lack the same by what is asked already.
    """

    question: Question
    registrations: int
    before: int


@dataclass(frozen=True, slots=True)
class FormEffects:
    """Everything that publishing would change; ``standing`` registrations are still to come.

    ``lacking`` of them lack something that is required, which ``askable`` of those can be asked
    for. ``columns_added`` and ``columns_gone`` are keys in exports: a column that is gone stays as
    long as somebody answered it.
    """

    effects: tuple[Effect, ...]
    standing: int
    lacking: int
    askable: int
    lacks: tuple[Lack, ...]
    columns_added: tuple[str, ...]
    columns_gone: tuple[str, ...]


def form_effects(
    sessions: Sessions, program: str, *, now: datetime, seal: Sealing | None = None
) -> FormEffects | None:
    """Return what publishing the working copy would change, or None where there is none.

    Two statements. ``seal`` opens what was sealed, on which other questions may depend.
    """
    with reading(sessions) as session:
        working = find_working_form(session, program)
        if working is None or not working.is_open:
            return None
        standing = standing_of(session, program, now=now)
        before, after = working.asked, working.entries
        given = [
            (opened(row.answers, after, seal), opened(order.answers, after, seal))
            for row, order in standing
        ]
    changes = changes_between(before, after)
    lacks: Counter[str] = Counter()
    lacked: Counter[str] = Counter()
    without = 0
    for own, once in given:
        keys = [question.key for question in lacking(after, own, of_order=once)]
        lacks.update(keys)
        lacked.update(question.key for question in lacking(before, own, of_order=once))
        without += bool(keys)
    answers = [{**once, **own} for own, once in given]
    asking = {each.key for each in after if each.asks}
    asked = {each.key for each in before if each.asks}
    return FormEffects(
        effects=tuple(Effect(each, _touched(each, answers, lacks)) for each in changes),
        standing=len(given),
        lacking=without,
        askable=sum(_askable(after, own, once) for own, once in given),
        lacks=tuple(
            Lack(each, lacks[each.key], lacked[each.key]) for each in after if lacks[each.key]
        ),
        columns_added=tuple(each.key for each in after if each.key in asking - asked),
        columns_gone=tuple(each.key for each in before if each.key in asked - asking),
    )


def _askable(
    questions: Sequence[Question], own: Mapping[str, Answer], once: Mapping[str, Answer]
) -> bool:
    of_order = to_be_asked(questions, once, scope=Scope.ORDER)
    return bool(of_order or to_be_asked(questions, own, of_order=once))


def _touched(
    change: Change, answers: Sequence[Mapping[str, Answer]], lacks: Mapping[str, int]
) -> int:
    if change.kind in (ChangeKind.ADDED, ChangeKind.REQUIRED):
        return lacks.get(change.key, 0)
    given = [each.get(change.key) for each in answers]
    if change.kind in _CHOSEN:
        return sum(bool(_chosen(each) & set(change.values)) for each in given)
    return sum(not is_empty(each) for each in given)


def _chosen(answer: Answer) -> set[str]:
    return set(answer) if isinstance(answer, list) else {str(answer)}
