"""Name staff: what a member of staff is called by colleagues, on letters and at partners."""

from collections.abc import Mapping
from datetime import datetime

from app.domain.contact import clean_name
from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.staff import find_staff


class StaffUnknown(LookupError):
    """Nobody on the staff has that address or record id."""

    def __str__(self) -> str:
        return "nobody on the staff has that address"


def name_staff(
    sessions: Sessions, *, who: str, name: str, partners: Mapping[str, Partner], now: datetime
) -> frozenset[str]:
    """Give a member another name and return who has news; the same name again is none.

    ``who`` is an e-mail address, in any case, or our record id at the Connector.

    Raises:
        ContactRefused: the name is none.
        StaffUnknown: nobody like that is on the staff.
    """
    wanted = clean_name(name)
    with transaction(sessions) as session, announcing(session, partners, now=now) as announcer:
        staff = find_staff(session, who)
        if staff is None:
            raise StaffUnknown
        if staff.name != wanted:
            staff.name = wanted
            announcer.announce_lead(EventKind.STAFF_CHANGED, staff=staff)
    return frozenset(announcer.destinations)
