"""What an order's link is made with, and where it leads. Reads only."""

from dataclasses import dataclass

from app.domain.contract import Sessions
from app.store.database import reading_rows
from app.store.order import LINK


@dataclass(frozen=True, slots=True)
class Opening:
    """How often an order's link was renewed, and the language its pages are in.

    The language's code is empty where nobody knows it, or there is no such order.
    """

    turn: int = 0
    language: str = ""


def opening_of(sessions: Sessions, reference: str) -> Opening:
    """Return what it takes to open an order's page; one statement."""
    with reading_rows(sessions) as connection:
        row = connection.execute(LINK, {"reference": reference}).one_or_none()
    return Opening(row.link_turn, row.language) if row else Opening()


def link_turn(sessions: Sessions, reference: str) -> int:
    """Return how often the order's link was renewed; 0 too where there is no such order."""
    return opening_of(sessions, reference).turn
