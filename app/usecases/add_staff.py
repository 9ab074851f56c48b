"""Add staff: give somebody an account, or see that a known one can sign in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contact import ContactRefused, clean_email
from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.password import hash_password, password_fits
from app.domain.staff import Role
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.staff import Staff

_NOBODY: Mapping[str, Partner] = {}


@dataclass(eq=False)
class StaffRefused(ValueError):
    """Somebody cannot be added; ``reason`` is one line for whoever tried."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def add_staff(
    sessions: Sessions,
    *,
    email: str,
    role: str,
    password: str,
    now: datetime,
    name: str = "",
    partners: Mapping[str, Partner] = _NOBODY,
) -> frozenset[str]:
    """Add an account and return who has news of it; the name is for partners and colleagues.

    Raises:
        StaffRefused: no such role, not an address, or the address has an account.
    """
    address = _address(email)
    chosen = _role(role)
    with transaction(sessions) as session, announcing(session, partners, now=now) as announcer:
        if _find(session, address) is not None:
            raise StaffRefused(f"{email} is on the staff already")
        staff = _account(address, chosen, password, now)
        staff.name = " ".join(name.split())[:200]
        session.add(staff)
        session.flush()
        announcer.announce_lead(EventKind.STAFF_CHANGED, staff=staff)
    return frozenset(announcer.destinations)


def ensure_staff(
    sessions: Sessions, *, email: str, role: Role, password: str, now: datetime
) -> None:
    """See that the account is there and this password signs in, as the demo needs."""
    with transaction(sessions) as session:
        staff = _find(session, email)
        if staff is None:
            session.add(_account(email, role, password, now))
        elif not password_fits(password, staff.password_hash):
            staff.password_hash = hash_password(password)
            staff.sign_in_version += 1


def _account(email: str, role: Role, password: str, now: datetime) -> Staff:
    return Staff(
        email=email, role=role.value, password_hash=hash_password(password), created_at=now
    )


def _find(session: Session, email: str) -> Staff | None:
    return session.scalar(select(Staff).where(Staff.email == email))


def _address(email: str) -> str:
    try:
        return clean_email(email).casefold()
    except ContactRefused as error:
        raise StaffRefused(f"{email} is not an e-mail address") from error


def _role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError as error:
        known = ", ".join(Role)
        raise StaffRefused(f"there is no role {role}; there are: {known}") from error
