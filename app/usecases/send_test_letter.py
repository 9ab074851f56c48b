"""Send test letter: somebody of the staff has a letter sent to themselves, as it would be."""

from datetime import datetime

from app.domain.contract import Outcome, Sessions
from app.domain.mail_text import About, MailText, MailTrial, check_mail_text
from app.domain.tries import TooOften, digest_of, fold_address
from app.store.database import transaction
from app.store.sign_in import note_attempt

# Within a quarter of an hour, of one member.
MOST_TEST_LETTERS = 12


def send_test_letter(
    sessions: Sessions,
    trial: MailTrial,
    *,
    about: About,
    text: MailText,
    to: str,
    secret: str,
    now: datetime,
) -> Outcome:
    """Hand it over to the mail server, and return what that said. Nothing is kept of it.

    ``to`` is the member's own address; ``secret`` keys the digest under which letters are counted.

    Raises:
        MailTextMistaken: the text does not fit the letter.
        TooOften: as it says; nothing was sent.
    """
    check_mail_text(about.kind, text)
    limits = {digest_of(secret, "test letter to", fold_address(to)): MOST_TEST_LETTERS}
    with transaction(sessions) as session:
        wait = note_attempt(session, limits, now=now)
    if wait is not None:
        raise TooOften(wait=wait)
    return trial.send(about, text, to=to)
