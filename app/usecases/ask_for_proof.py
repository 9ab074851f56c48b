"""Ask for proof: staff want a gateway's settlement proved now, and not only tonight."""

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.night import ask_for_turn


def ask_for_proof(sessions: Sessions, *, gateway: str) -> bool:
    """Have a worker prove it as soon as one looks; no where one is at it just now."""
    with transaction(sessions) as session:
        return ask_for_turn(session, gateway)
