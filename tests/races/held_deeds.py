"""What a crowd of staff does with one held place, and the same with the guard taken away."""

from typing import Any

import app.store.registration
import app.usecases.cancel_held_place
from app.domain.contact import Contact
from app.domain.replacing import PlaceStays
from app.store.database import Database
from app.store.held_place import share_later
from app.usecases.cancel_held_place import cancel_held_place
from app.usecases.hand_over import hand_over
from tests.races.deeds import deferred, meet, unlocked
from tests.worlds import NOW


def change_held(database: Database, share: str) -> str:
    """Cancel a held place, or hand it over to somebody of that number, as the share says."""
    what, reference, number = share.split()
    around: dict[str, Any] = {"partners": {}, "wake": lambda names: None, "now": NOW}
    if what == "cancel":
        return cancel_held_place(database, reference=reference, reason="ill", **around)
    somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
    try:
        hand_over(database, reference=reference, to=somebody, **around)
    except PlaceStays as stays:
        return stays.why.name
    return "handed over"


def change_held_without_the_guard(database: Database, share: str) -> str:
    """Do it where the order's row is not locked (and SQLite's begin deferred, out of turn).

    Two have read the place before either writes, or it would be chance whether they meet.
    """
    app.store.registration.lock_order = unlocked  # type: ignore[attr-defined]  # control
    app.usecases.cancel_held_place.share_later = _share_together  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return change_held(database, share)


def _share_together(*what: Any, **how: Any) -> bool:
    shared = share_later(*what, **how)
    meet()
    return shared
