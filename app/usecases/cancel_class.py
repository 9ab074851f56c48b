"""Cancel class: it takes nobody any more, and partners hear of it.

Its registrations end one order at a time afterwards (cancel_places, release_hold): each waits for
its own order's row, and an unpaid one for the gateway.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.course_class import ClassState
from app.store.announcer import announcing
from app.store.class_news import announce_change
from app.store.course_class import find_class, lock_class
from app.store.database import transaction

REASON_LIMIT = 150


@dataclass(eq=False)
class ClassNotCancelled(Exception):
    """A class that is not cancelled; ``reason`` is one line for whoever tried."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def cancel_class(
    sessions: Sessions,
    *,
    code: str,
    reason: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Cancel a class, and say whether there is one; one cancelled before stays as it is.

    ``reason`` is told to everybody who is registered.

    Raises:
        ClassNotCancelled: no reason was given, or the class is over.
    """
    why = " ".join(reason.split())[:REASON_LIMIT]
    if not why:
        raise ClassNotCancelled("Say why the class is cancelled: everybody registered is told")
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        if lock_class(session, code) is None:
            return False
        row = find_class(session, code)
        assert row is not None  # noqa: S101 -- it was locked just now
        if row.state is ClassState.CANCELLED:
            return True
        if row.ends_at <= now:
            raise ClassNotCancelled("The class is over, so it cannot be cancelled")
        before = row.facts(now)
        row.state = ClassState.CANCELLED
        row.cancel_reason = why
        announce_change(session, announcer, row, before=before, after=row.facts(now))
    wake([*announcer.destinations, HOUSE])
    return True
