"""Change password: set a new one, which ends every other session of the account."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.password import LONGEST, SHORTEST, hash_password, password_fits
from app.store.database import reading, transaction
from app.store.sign_in import forget_attempts, note_attempt
from app.store.staff import Staff

_MOST_TRIES = 5


@dataclass(eq=False)
class PasswordRefused(Exception):
    """The password stays as it was; ``field`` is ``current`` or ``new``, ``reason`` for people."""

    field: str
    reason: str

    def __str__(self) -> str:
        return self.reason


def change_password(
    sessions: Sessions, *, staff_id: int, current: str, new: str, now: datetime
) -> int:
    """Set a new password and return the version that sessions now need.

    Raises:
        PasswordRefused: the current one is wrong (or was tried too often), the new one too short,
            too long, or the same.
    """
    _check_new(current, new)
    tries = f"password:{staff_id}"
    with transaction(sessions) as session:
        wait = note_attempt(session, {tries: _MOST_TRIES}, now=now)
    if wait is not None:
        raise PasswordRefused("current", "Too many tries. Try again in a quarter of an hour")
    with reading(sessions) as session:
        staff = session.get_one(Staff, staff_id)
    if not password_fits(current[: LONGEST + 1], staff.password_hash):
        raise PasswordRefused("current", "This is not your current password")
    kept = hash_password(new)
    with transaction(sessions) as session:
        forget_attempts(session, [tries])
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        staff.password_hash = kept
        staff.sign_in_version += 1
        return staff.sign_in_version


def _check_new(current: str, new: str) -> None:
    if len(new) < SHORTEST:
        raise PasswordRefused("new", f"The new password must have {SHORTEST} characters or more")
    if len(new) > LONGEST:
        raise PasswordRefused("new", f"The new password must have {LONGEST} characters or fewer")
    if new == current:
        raise PasswordRefused("new", "The new password must not be the current one")
