"""Take bounce: what a mail service reports of a letter that came back, or was not wanted."""

from datetime import datetime
from enum import StrEnum

from app.domain.bounce import BounceReport
from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.stopped_address import note_bounce, order_written_to


class Taken(StrEnum):
    """How a report ended."""

    STOPPED = "stopped"  # nothing more is sent there, or no reminders
    NOTED = "noted"  # it is known, and letters are sent as before
    KNOWN = "known"  # it was reported before
    NOBODY = "nobody"  # nobody here has that address, so nothing is kept of it


def take_bounce(sessions: Sessions, report: BounceReport, *, now: datetime) -> Taken:
    """Keep a report, and put its address on the list where it says enough; once, however often.

    A report that comes after staff took the address off the list, of a letter from before, changes
    nothing.
    """
    with transaction(sessions) as session:
        order_id = order_written_to(session, report.bounced.address)
        if order_id is None:
            return Taken.NOBODY
        stopped = note_bounce(
            session,
            report.bounced,
            message=report.message,
            words=report.words,
            order_id=order_id,
            # Nothing has happened that is yet to come, whatever a clock elsewhere says.
            at=min(report.at, now),
            now=now,
        )
    if stopped is None:
        return Taken.KNOWN
    return Taken.STOPPED if stopped else Taken.NOTED
