"""Skip delivery: staff decide that a destination need not hear of something, and say why."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.delivery import RETRYABLE, DeliveryState
from app.store.database import transaction
from app.store.delivery import Delivery

SKIPPABLE = RETRYABLE | {DeliveryState.DUE}
_REASON_LIMIT = 300
_WORDS_LIMIT = 1000


@dataclass(eq=False)
class NotSkippable(Exception):
    """It is being told this moment, or is done."""

    state: DeliveryState

    def __str__(self) -> str:
        return f"a delivery that is {self.state.replace('_', ' ')} is not skipped"


@dataclass(eq=False)
class ReasonMissing(Exception):
    """A delivery is skipped with a reason or not at all."""

    def __str__(self) -> str:
        return "Say why it is skipped"


def skip_delivery(
    sessions: Sessions, *, delivery_id: int, reason: str, by: str, now: datetime
) -> str | None:
    """Skip it and return its destination, where later ones may now go; None without such a row.

    ``by`` is whose decision it was; the destination's last words are kept behind the reason.

    Raises:
        ReasonMissing: no reason was given.
        NotSkippable: it is under way, or done.
    """
    why = " ".join(reason.split())[:_REASON_LIMIT]
    if not why:
        raise ReasonMissing
    with transaction(sessions) as session:
        delivery = session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None:
            return None
        if delivery.state not in SKIPPABLE:
            raise NotSkippable(state=delivery.state)
        said = f"{why} ({by})" + (f". Before: {delivery.words}" if delivery.words else "")
        delivery.state = DeliveryState.SKIPPED
        delivery.words = said[:_WORDS_LIMIT]
        delivery.answered_at = now
        return delivery.destination
