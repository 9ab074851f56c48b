"""What somebody agreed to with a form, and may take back. Not here: where it is kept.

The text that was agreed to is the question's label, in the version it was asked under and in the
language it was read in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.event import Answer
from app.domain.form.question import Audience, Question, QuestionKind


class Wish(StrEnum):
    """What becomes of a consent."""

    WITHDRAW = "withdraw"
    GIVE = "give"


@dataclass(frozen=True, slots=True)
class Consent:
    """An agreement on a form: by whose place (0, 1, …; None: once for the order), and its text.

    ``condition``: without it there is no registration, so it is not taken back. ``name`` is the
    participant's, empty for what was asked once.
    """

    position: int | None
    name: str
    key: str
    text: str
    given: bool
    condition: bool

    @property
    def where(self) -> str:
        """The position as an address or a form has it; empty for what was asked once."""
        return "" if self.position is None else str(self.position)


def agreements_in(
    questions: Sequence[Question], answers: Mapping[str, Answer]
) -> Sequence[Question]:
    """Return the agreements among the questions that were put to whoever gave these answers."""
    return [
        each
        for each in questions
        if each.kind is QuestionKind.AGREEMENT
        and each.audience is Audience.PARTICIPANT
        and each.key in answers
    ]
