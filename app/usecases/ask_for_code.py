"""Ask for code: whoever lost the link to their order asks for a code to be mailed to its buyer.

Nobody learns here whether there is such an order: what is done, and how long it takes, is the same.
Not here: writing the letter (send_codes.py), which others do once the answer is given.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime

from app.domain.caller import counted_as
from app.domain.contract import CODES, Sessions
from app.domain.reference import read_reference
from app.domain.tries import TooOften, digest_of, fold_address
from app.store.database import transaction
from app.store.mailed_code import keep_asking
from app.store.sign_in import note_attempt

# Within a quarter of an hour: for one order, for one e-mail address, from one address.
_MOST_OF_ORDER = 5
_MOST_OF_EMAIL = 10
_MOST_OF_ADDRESS = 30


def ask_for_code(
    sessions: Sessions,
    *,
    email: str,
    reference: str,
    address: str,
    secret: str,
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> str:
    """Keep the asking, and return the unguessable token it goes by.

    ``reference`` as somebody typed it, of the order or of one of its places; ``address`` is where
    the asking comes from; ``secret`` keys the digests under which askings are counted.

    Raises:
        TooOften: as it says; nothing was looked for.
    """
    written, account = read_reference(reference), fold_address(email)
    limits = {
        digest_of(secret, "order asked for", written): _MOST_OF_ORDER,
        digest_of(secret, "order asked for by", account): _MOST_OF_EMAIL,
        digest_of(secret, "order asked for from", counted_as(address)): _MOST_OF_ADDRESS,
    }
    asking = secrets.token_urlsafe(24)
    with transaction(sessions) as session:
        wait = note_attempt(session, limits, now=now)
        if wait is None:
            keep_asking(session, asking, reference=written, email=account, now=now)
    if wait is not None:
        raise TooOften(wait=wait)
    wake((CODES,))
    return asking
