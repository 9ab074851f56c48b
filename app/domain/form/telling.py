"""Which answers a partner is told, and under which names. Pure; a form is read as it is kept.

Not here: whether the partner has a place for answers (``domain.contract.TakesAnswers``).
"""

from collections.abc import Mapping, Sequence

from app.domain.event import Answer
from app.domain.form.document import Document
from app.domain.form.question import Question, QuestionKind, Scope


def answers_told(
    document: Sequence[Document],
    own: Mapping[str, Answer],
    once: Mapping[str, Answer],
    *,
    to: str,
) -> dict[str, Answer]:
    """Return what a partner is told of a place's ``own`` answers and of its order's.

    Each goes under the name that its question has there, or under its key; one with an empty name
    is not told, and what was answered once for the order only where it has a name. What is
    sensitive is told to nobody, and neither is a file, which stays here.
    """
    told: dict[str, Answer] = {}
    unasked = dict(own)
    for item in document:
        key = item["key"]
        answer = unasked.pop(key, None) if key in own else once.get(key)
        name = item.get("told_as", {}).get(to, key if key in own else "")
        kept_here = item.get("sensitive") or item["kind"] == QuestionKind.FILE
        if name and not kept_here and (key in own or key in once):
            told[name] = answer
    # What no question of this version asks: consents, and answers that were asked for later.
    return unasked | told


def name_at(question: Question, partner: str) -> str:
    """Return under which name a partner is told the answer, or nothing where it is not told it."""
    if question.sensitive or question.kind is QuestionKind.FILE:
        return ""
    own = question.scope is Scope.PARTICIPANT
    return question.told_as.get(partner, question.key if own else "")
