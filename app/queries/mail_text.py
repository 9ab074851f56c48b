"""What staff wrote into a letter, as it is told. Not here: filling it in (mail)."""

from app.domain.contract import Sessions
from app.domain.mail_text import About, MailText
from app.store.database import reading
from app.store.mail_text import mail_text_told


def mail_text_of(sessions: Sessions, about: About) -> MailText:
    """Return what the letter says now: the program's text, or what all have, or nothing."""
    with reading(sessions) as session:
        return mail_text_told(session, about)
