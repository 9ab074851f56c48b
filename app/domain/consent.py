"""What somebody agreed to with a form, and may take back. Not here: where it is kept.

The text that was agreed to is the question's label, in the version it was asked under and in the
language it was read in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.event import Answer, Fact
from app.domain.form.question import Audience, Question, QuestionKind
from app.domain.form.telling import name_at

# With the news that one changed: whether it is given now (yes or no), and since when it is asked
# for, in UTC, where that was after registering.
GIVEN, SINCE = "given", "since"
_NAME_AT = "name_at_"


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


def hears_of(question: Question, partner: str, *, takes_answers: bool) -> bool:
    """Say whether a partner is told that the answer changed.

    What is sensitive is told nobody, and who ``takes_answers`` only what they were told of.
    """
    return bool(name_at(question, partner)) if takes_answers else not question.sensitive


def facts_of_change(
    question: Question, partners: Iterable[str], *, wish: Wish, since: datetime | None
) -> dict[str, Fact]:
    """Return as facts of an event what is now, and under which name each partner knows it."""
    names = {f"{_NAME_AT}{each}": name_at(question, each) for each in partners}
    asked = {} if since is None else {SINCE: since.isoformat()}
    return {GIVEN: "yes" if wish is Wish.GIVE else "no", **asked, **names}


def name_in(facts: Mapping[str, Fact], partner: str) -> str:
    """Read back under which name the partner knows it."""
    return str(facts.get(f"{_NAME_AT}{partner}") or "")
