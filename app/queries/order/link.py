"""What an order's link is made with, and where it leads. Reads only."""

from app.domain.contract import Sessions
from app.domain.link import order_address
from app.store.database import reading_rows
from app.store.order import LINK_TURN


def link_turn(sessions: Sessions, reference: str) -> int:
    """Return how often the order's link was renewed; 0 too where there is no such order."""
    with reading_rows(sessions) as connection:
        return connection.execute(LINK_TURN, {"reference": reference}).scalar() or 0


def link_to_order(sessions: Sessions, base_url: str, secret: str, reference: str) -> str:
    """Return the address of an order's page that opens it now."""
    turn = link_turn(sessions, reference)
    return order_address(base_url, secret, reference, turn=turn)
