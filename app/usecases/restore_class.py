"""Restore class: a cancellation is undone. Registrations are not: their places were given up."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassState
from app.store.announcer import announcing
from app.store.class_news import announce_change
from app.store.course_class import find_class, lock_class
from app.store.database import transaction


@dataclass(eq=False)
class ClassNotRestored(Exception):
    """A class that stays cancelled; ``reason`` is one line for whoever tried."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def restore_class(
    sessions: Sessions,
    *,
    code: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Publish a cancelled class again, and say whether there is one.

    Raises:
        ClassNotRestored: it is over, or registrations of it are still being cancelled.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        if lock_class(session, code) is None:
            return False
        row = find_class(session, code)
        assert row is not None  # noqa: S101 -- it was locked just now
        if row.state is ClassState.PUBLISHED:
            return True
        if row.ends_at <= now:
            raise ClassNotRestored("The class is over, so it cannot be restored")
        if row.taken or row.in_line:
            raise ClassNotRestored(
                "Its registrations are still being cancelled: try again in a minute"
            )
        before = row.facts(now)
        row.state = ClassState.PUBLISHED
        row.cancel_reason = ""
        announce_change(session, announcer, row, before=before, after=row.facts(now))
    wake(announcer.destinations)
    return True
