"""Pause line: staff have a class's waiting list stand still, or go on by itself."""

from collections.abc import Callable, Iterable
from datetime import datetime

from app.domain.contract import LINE, Sessions
from app.domain.waiting import LineState
from app.store.course_class import lock_class
from app.store.database import transaction


def pause_line(
    sessions: Sessions,
    *,
    class_code: str,
    wanted: LineState,
    by: str,
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> bool:
    """Bring the line to that state, and say whether there is such a class.

    Paused, nothing is offered by itself: free seats wait for staff's pick, and nobody else finds
    them. Running again, they are offered at once. ``by`` is whose decision it was: it is kept.
    """
    with transaction(sessions) as session:
        row = lock_class(session, class_code)
        if row is None:
            return False
        row.line_paused = wanted is LineState.PAUSED
        row.line_changed_by, row.line_changed_at = by, now
    wake([LINE] if wanted is LineState.RUNNING else [])
    return True
