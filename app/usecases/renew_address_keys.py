"""Renew address keys: after the secret key changed, stopped addresses stand under the new one."""

from app.domain.contract import Sessions
from app.store.address_keys import renew_keys
from app.store.database import transaction
from app.store.stopped_address import KEYED


def renew_address_keys(sessions: Sessions) -> int:
    """Key anew what stands under a secret key of before that is still named; return how much."""
    with transaction(sessions) as session:
        return renew_keys(session, KEYED)
