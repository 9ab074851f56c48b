"""What one version of a form changes of another. Not here: how many registrations that touches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.event import Answer
from app.domain.form.asked import asked
from app.domain.form.question import Audience, Question, QuestionKind, Scope, by_key
from app.domain.form.taking import takes_extras


class ChangeKind(StrEnum):
    """What happened to one entry between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    REQUIRED = "required"
    NO_LONGER_REQUIRED = "no_longer_required"
    KIND = "kind"
    OPTIONS_GONE = "options_gone"
    OPTIONS_ADDED = "options_added"
    OPTIONS_RENAMED = "options_renamed"
    PRICES = "prices"
    LABEL = "label"
    CONDITION = "condition"
    LIMITS = "limits"
    PARTNERS = "partners"
    PRIVACY = "privacy"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one entry; ``before`` and ``after`` are None where it was not, or is no more.

    ``values`` are the options, or the partners, that it is about.
    """

    kind: ChangeKind
    key: str
    label: str
    before: Question | None
    after: Question | None
    values: tuple[str, ...] = ()


def changes_between(before: Sequence[Question], after: Sequence[Question]) -> tuple[Change, ...]:
    """Return everything that differs, in the newer version's order, what is gone at the end."""
    old, new = by_key(before), by_key(after)
    found = [
        change
        for key, question in new.items()
        for change in (
            _changed(old[key], question)
            if key in old
            else [Change(ChangeKind.ADDED, key, question.label, None, question)]
        )
    ]
    found.extend(_moved(old, new))
    gone = (each for key, each in old.items() if key not in new)
    found.extend(Change(ChangeKind.REMOVED, each.key, each.label, each, None) for each in gone)
    return tuple(found)


def _changed(before: Question, after: Question) -> Iterator[Change]:
    differs = {
        ChangeKind.KIND: before.kind is not after.kind,
        ChangeKind.REQUIRED: after.required and not before.required,
        ChangeKind.NO_LONGER_REQUIRED: before.required and not after.required,
        ChangeKind.LABEL: _said(before) != _said(after),
        ChangeKind.CONDITION: before.condition != after.condition,
        ChangeKind.LIMITS: before.limits != after.limits,
        ChangeKind.PRIVACY: _privacy(before) != _privacy(after),
    }
    about = {
        ChangeKind.OPTIONS_GONE: [each for each in before.values if each not in after.values],
        ChangeKind.OPTIONS_ADDED: [each for each in after.values if each not in before.values],
        ChangeKind.OPTIONS_RENAMED: _renamed(before, after),
        ChangeKind.PRICES: _repriced(before, after),
        ChangeKind.PARTNERS: _retold(before, after),
    }
    for kind in ChangeKind:
        if differs.get(kind) or about.get(kind):
            values = tuple(about.get(kind, ()))
            yield Change(kind, after.key, after.label, before, after, values)


def _repriced(before: Question, after: Question) -> list[str]:
    extras = {option.value: option.extra for option in before.options}
    return [
        each.value for each in after.options if extras.get(each.value, each.extra) != each.extra
    ]


def _retold(before: Question, after: Question) -> list[str]:
    partners = sorted({*before.told_as, *after.told_as})
    return [each for each in partners if before.told_as.get(each) != after.told_as.get(each)]


def _said(question: Question) -> tuple[object, ...]:
    return question.label, question.help, dict(question.wordings)


def _renamed(before: Question, after: Question) -> list[str]:
    return [
        each.value
        for each in after.options
        if each.value in before.values and each.shown != before.shown_option(each.value)
    ]


def _privacy(question: Question) -> tuple[object, ...]:
    return question.sensitive, question.retention_days, question.audience


def _moved(old: Mapping[str, Question], new: Mapping[str, Question]) -> Iterator[Change]:
    """Yield one change where those that stay stand in another order."""
    stayed = [key for key in old if key in new]
    order = [key for key in new if key in old]
    for key, place in zip(order, stayed, strict=True):
        if key != place:
            yield Change(ChangeKind.MOVED, key, new[key].label, old[key], new[key])
            return


def lacking(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    *,
    of_order: Mapping[str, Answer] | None = None,
) -> tuple[Question, ...]:
    """Return what a version would ask and these answers, given under another one, do not say.

    Required questions alone, asked on these answers' own conditions; a choice that is no more on
    offer is no answer.
    """
    known = {**(of_order or {}), **answers}
    return tuple(
        question
        for question in asked(questions, answers, of_order=of_order)
        if question.asks and question.required and _empty(question, known.get(question.key))
    )


def filled_in(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    defaults: Mapping[str, Answer],
    *,
    of_order: Mapping[str, Answer] | None = None,
    scope: Scope = Scope.PARTICIPANT,
) -> dict[str, Answer]:
    """Return those of the defaults that these answers lack, of what is asked in that scope.

    What one of them has asked besides is filled in too. Nothing sensitive is, nothing that may take
    an extra, and nothing that was answered: neither a choice that is no more on offer.
    """
    added: dict[str, Answer] = {}
    while True:
        lacks = [
            each.key
            for each in lacking(questions, {**answers, **added}, of_order=of_order)
            if each.scope is scope and _fillable(each) and each.key in defaults
        ]
        fresh = [key for key in lacks if key not in added and is_empty(answers.get(key))]
        if not fresh:
            return added
        added |= {key: defaults[key] for key in fresh}


def _fillable(question: Question) -> bool:
    return not question.sensitive and not takes_extras(question)


def to_be_asked(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    *,
    of_order: Mapping[str, Answer] | None = None,
    scope: Scope = Scope.PARTICIPANT,
) -> tuple[Question, ...]:
    """Return what of that whoever registered can be asked for later, in that scope.

    Without what may take an extra, which is paid for as one registers; and without what was
    answered: a choice that is no more on offer stays what it was.
    """
    return tuple(
        each
        for each in lacking(questions, answers, of_order=of_order)
        if each.scope is scope
        and each.audience is Audience.PARTICIPANT
        and not takes_extras(each)
        and is_empty(answers.get(each.key))
    )


def is_empty(answer: Answer) -> bool:
    """Say whether a question was left without an answer."""
    return answer is None or answer == "" or answer == []


def _empty(question: Question, answer: Answer) -> bool:
    if is_empty(answer):
        return True
    if question.kind is QuestionKind.CHOICE:
        return answer not in question.values
    return False
