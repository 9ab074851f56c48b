"""Edit form: staff change the working copy of a program's form; nobody is asked anything else yet.

Not here: publishing it (publish_form.py), what an edit does (domain/form/editing.py).
"""

from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.form.editing import Edit, Seen
from app.domain.form.mistakes import Mistake, mistakes_of
from app.store.database import transaction
from app.store.form_draft import find_working_form, put_form_draft


@dataclass(eq=False)
class EntryMistaken(Exception):
    """An entry that could not be published as it is, and so is not kept."""

    mistakes: tuple[Mistake, ...]


def edit_form(
    sessions: Sessions,
    *,
    program: str,
    seen: Seen,
    edit: Edit,
    by: str,
    now: datetime,
    key: str = "",
) -> bool:
    """Keep what the edit makes of the working copy, or of what is asked now where there is none.

    ``key`` is the entry that is edited: it must be fit. False where there is no such program.

    Raises:
        FormMovedOn: somebody else changed or published it since it was seen.
        EntryMistaken: the entry itself is not fit.
        EntryGone: the edit is of an entry that is not there.
    """
    with transaction(sessions) as session:
        working = find_working_form(session, program)
        if working is None:
            return False
        if not working.is_open and seen.version != working.seen.version:
            raise working.moved_on()
        entries = edit(working.entries)
        mistakes = tuple(each for each in mistakes_of(entries) if key and each.key == key)
        if mistakes:
            raise EntryMistaken(mistakes)
        kept = put_form_draft(
            session,
            program,
            entries,
            seen=seen.number,
            base_version=working.base_version,
            by=by,
            at=now,
        )
        if not kept:
            raise working.moved_on()
    return True


def discard_form(sessions: Sessions, *, program: str, seen: Seen, by: str, now: datetime) -> bool:
    """Throw the working copy away; what is asked now stays. False where there is none.

    Raises:
        FormMovedOn: somebody else changed it since it was seen.
    """
    with transaction(sessions) as session:
        working = find_working_form(session, program)
        if working is None or not working.is_open:
            return False
        gone = put_form_draft(
            session, program, None, seen=seen.number, base_version=0, by=by, at=now
        )
        if not gone:
            raise working.moved_on()
    return True
