"""The language that an order was made in. Reads only."""

from sqlalchemy import select

from app.domain.contract import Sessions
from app.store.database import reading
from app.store.order import Order


def order_language(sessions: Sessions, reference: str) -> str:
    """Return the language's code; empty where nobody knows it, or there is no such order."""
    with reading(sessions) as session:
        return session.scalar(select(Order.language).where(Order.reference == reference)) or ""
