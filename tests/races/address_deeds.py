"""What a crowd does about one address: correct it, register under the right one; and unguarded."""

import app.usecases.correct_address
from app.domain.readdressing import AddressStays
from app.domain.staff_act import StaffAct
from app.store.database import Database
from app.usecases.correct_address import correct_address
from app.usecases.register import register
from tests.races.deeds import deferred, unlocked
from tests.worlds import ANA, HOLD, NOW

RIGHT = "ana.lind@example.org"
_KIM = StaffAct(by="kim@desk.example", reason="misspelled")


def correct(database: Database, share: str) -> str:
    """Correct the address of an order, or make an order of a draft; the share says which."""
    kind, _, what = share.partition(" ")
    if kind == "register":
        register(database, draft_token=what, partners={}, now=NOW, hold=HOLD)
        return "registered"
    try:
        correct_address(
            database,
            order_reference=what,
            old=ANA.email,
            new=RIGHT,
            staff=_KIM,
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    except AddressStays as stays:
        return stays.why.name
    return "corrected"


def correct_without_the_guard(database: Database, share: str) -> str:
    """Correct it where the order's row is not locked (and SQLite's begin deferred, out of turn)."""
    app.usecases.correct_address.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return correct(database, share)
