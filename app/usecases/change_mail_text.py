"""Change mail text: staff write what a letter says around its facts, or give it back to ours."""

from datetime import datetime

from app.domain.contract import Sessions
from app.domain.mail_text import (
    EVERY_PROGRAM,
    OURS,
    About,
    MailText,
    MailTextMovedOn,
    check_mail_text,
)
from app.store.database import transaction
from app.store.mail_text import add_mail_text, changes_of, newest_of
from app.store.program_site import program_id_of


def change_mail_text(
    sessions: Sessions, *, about: About, text: MailText, seen: int, by: str, now: datetime
) -> bool | None:
    """Keep the text for every letter that is written from now on; an empty one is ours again.

    ``seen`` is the number of the change that counted when it was looked at, 0 where none was.
    False where it says so already; None where there is no such program.

    Raises:
        MailTextMistaken: the text does not fit the letter.
        MailTextMovedOn: somebody else changed it since it was seen.
    """
    check_mail_text(about.kind, text)
    with transaction(sessions) as session:
        if about.program != EVERY_PROGRAM and program_id_of(session, about.program) is None:
            return None
        newest = newest_of(session, about)
        if newest is not None and newest.number != seen:
            raise MailTextMovedOn(newest.changed_by, newest.changed_at)
        if text == (newest.text if newest else OURS):
            return False
        number = newest.number if newest else 0
        if not add_mail_text(session, about, text, seen=number, by=by, now=now):
            # Kept by somebody since it was read here.
            (other,) = changes_of(session, about, most=1)
            raise MailTextMovedOn(other.changed_by, other.changed_at)
    return True
