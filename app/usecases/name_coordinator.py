"""Name coordinator: staff say who is in charge of a program's leads."""

from sqlalchemy import select

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.program import Program
from app.store.staff import find_staff


class NobodyLikeThat(LookupError):
    """Somebody who is not (or no longer) on the staff was chosen."""

    def __str__(self) -> str:
        return "that member of staff is no longer there"


def name_coordinator(sessions: Sessions, *, program: str, owner: str) -> bool:
    """Set a program's coordinator, or none where ``owner`` is empty; say whether there is one such.

    ``owner`` is our record id of a member of staff. Leads told from now on name them; those told
    before are told again when something of them changes.

    Raises:
        NobodyLikeThat: nobody like that is on the staff.
    """
    with transaction(sessions) as session:
        found = session.scalar(select(Program).where(Program.code == program).with_for_update())
        if found is None:
            return False
        member = find_staff(session, owner) if owner else None
        if owner and member is None:
            raise NobodyLikeThat
        found.owner_id = member.id if member else None
        return True
