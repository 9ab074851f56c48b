"""What buyers who move a place do, and the same without the guard."""

from app.domain.replacing import PlaceStays, WhatMoves
from app.store.database import Database
from app.usecases.move_by_buyer import move_by_buyer
from tests.races.line_deeds import take_all_blindly
from tests.worlds import NOW

OTHER = "FA-2031-09"


def move(database: Database, share: str) -> str:
    """Move a place to the other class; the share is the order and the place."""
    order, place = share.split()
    try:
        move_by_buyer(
            database,
            order_reference=order,
            reference=place,
            class_code=OTHER,
            shown=WhatMoves(0, 0),
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    except PlaceStays as stays:
        return stays.why.name
    return "moved"


def move_without_the_guard(database: Database, share: str) -> str:
    """Do the same where nobody looks how many seats are left as one is taken."""
    take_all_blindly()
    return move(database, share)
