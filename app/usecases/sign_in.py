"""Sign in: see that somebody is who they say, slowly enough that nobody can guess.

Not here: the session that follows (web/staff). Nobody learns whether an account exists: a wrong
password and an unknown account get the same answer after the same time.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.caller import counted_as
from app.domain.contract import Sessions
from app.domain.password import LONGEST, password_fits
from app.domain.tries import TooOften, digest_of, fold_address
from app.store.database import reading, transaction
from app.store.sign_in import forget_attempts, note_attempt
from app.store.staff import Staff

# Within a quarter of an hour: of one account from one address, of one account, from one address.
_MOST_OF_BOTH = 5
_MOST_OF_ACCOUNT = 25
_MOST_OF_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in; the session holds as long as ``version`` is the account's."""

    staff_id: int
    version: int


@dataclass(eq=False)
class SignInRefused(Exception):
    """No such account, or not its password; which of the two is not said."""

    def __str__(self) -> str:
        return "The email address or the password is not right"


def sign_in(
    sessions: Sessions, *, email: str, password: str, address: str, secret: str, now: datetime
) -> SignedIn:
    """Return who signed in.

    ``address`` is where the try comes from; ``secret`` keys the digests under which tries are
    counted.

    Raises:
        SignInRefused: no such account, one that was closed, or not its password.
        TooOften: as it says; the password was not looked at.
    """
    account = fold_address(email)
    limits = limits_of(email=email, address=address, secret=secret)
    # Counted before it is looked at, so that many at once are counted too.
    with transaction(sessions) as session:
        wait = note_attempt(session, limits, now=now)
    if wait is not None:
        raise TooOften(wait=wait)
    with reading(sessions) as session:
        staff = session.scalar(select(Staff).where(Staff.email == account, Staff.active))
    fits = password_fits(password[: LONGEST + 1], staff.password_hash if staff else None)
    if staff is None or not fits:
        raise SignInRefused
    with transaction(sessions) as session:
        forget_attempts(session, [digest_of(secret, "both", account, counted_as(address))])
    return SignedIn(staff_id=staff.id, version=staff.sign_in_version)


def limits_of(*, email: str, address: str, secret: str) -> dict[str, int]:
    """Return the digests under which a try is counted, and how often each may be wrong."""
    account, caller = fold_address(email), counted_as(address)
    return {
        digest_of(secret, "both", account, caller): _MOST_OF_BOTH,
        digest_of(secret, "account", account): _MOST_OF_ACCOUNT,
        digest_of(secret, "address", caller): _MOST_OF_ADDRESS,
    }
