"""Which version of a program's questions a visitor is asked: the one they were shown, if it holds.

Not here: until when a version may be answered (domain/form/version.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.store.class_to_register import ClassToRegister, DraftToSend, find_version

# No number of a version is longer than what a column takes.
_FORM = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class AskedForm:
    """The version that is asked here; ``outdated``: another one was shown, which is not taken."""

    form_id: int | None
    questions: Sequence[dict[str, Any]]
    outdated: bool = False


def asked_of_draft(draft: DraftToSend, *, now: datetime) -> AskedForm:
    """Return what a draft answers, or what is asked now where that is not taken any more."""
    questions = draft.questions(now)
    if questions is None:
        return AskedForm(draft.course_class.form_id, draft.course_class.questions, outdated=True)
    return AskedForm(draft.filled.form_id, questions)


def asked_of_shown(
    connection: Connection, course_class: ClassToRegister, shown: str | None, *, now: datetime
) -> AskedForm:
    """Return what is asked: as it was shown, where that is a version of this very program's form.

    What a page says it showed may be forged.
    """
    current = course_class.form_id
    if shown is None or shown == str(current or ""):
        return AskedForm(current, course_class.questions)
    number = int(shown) if _FORM.fullmatch(shown) else None
    version = None if number is None else find_version(connection, number)
    if version is None or not version.answerable(course_class.program_code, now=now):
        return AskedForm(current, course_class.questions, outdated=True)
    return AskedForm(version.id, version.questions)
