"""Who is signed in. Not here: whether a password is right."""

from dataclasses import dataclass

from app.domain.contract import Sessions
from app.domain.staff import Role
from app.store.database import reading
from app.store.staff import Staff


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff; a session holds as long as its ``version`` is the account's."""

    id: int
    email: str
    role: Role
    version: int

    @property
    def mends(self) -> bool:
        """Whether they may have deliveries told again, or skipped."""
        return self.role in (Role.ADMIN, Role.COORDINATOR)

    @property
    def keeps_books(self) -> bool:
        """Whether they may take away what bookkeeping needs."""
        return self.role in (Role.ADMIN, Role.BOOKKEEPER)

    @property
    def settles(self) -> bool:
        """Whether they may settle money: write down what came and what went back."""
        return self.mends or self.keeps_books


def find_member(sessions: Sessions, staff_id: int) -> Member | None:
    """Return the member, or None where the account is gone or closed; one statement."""
    with reading(sessions) as session:
        staff = session.get(Staff, staff_id)
    if staff is None or not staff.active:
        return None
    return Member(
        id=staff.id, email=staff.email, role=Role(staff.role), version=staff.sign_in_version
    )
