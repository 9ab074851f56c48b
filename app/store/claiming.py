"""Taking a delivery in hand, and writing down what came of it: rows, no objects, built once.

Not here: what is told (outbox.py), when it is tried again (``domain.delivery``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select, update

from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.store.database import Executor, rows_changed, table_of
from app.store.delivery import Delivery
from app.store.event import EventRow

_DELIVERY = table_of(Delivery)
_OTHER = _DELIVERY.alias("other")
_EVENT = table_of(EventRow)


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery in hand: the number of this try, and how many of them do not count."""

    id: int
    destination: str
    stream: str
    key: str
    attempt: int
    spared: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """A due delivery before it is claimed; ``newest`` of its stream is due too, if any is."""

    destination: str
    stream: str
    kind: EventKind
    newest: int | None


_CLAIM = (
    update(_DELIVERY)
    .where(
        _DELIVERY.c.id == bindparam("delivery_id"),
        _DELIVERY.c.state == DeliveryState.DUE,
        _DELIVERY.c.due_at <= bindparam("now"),
        ~exists().where(
            _OTHER.c.destination == _DELIVERY.c.destination,
            _OTHER.c.stream == _DELIVERY.c.stream,
            _OTHER.c.state == DeliveryState.IN_FLIGHT,
        ),
    )
    .values(
        state=DeliveryState.IN_FLIGHT,
        attempt=_DELIVERY.c.attempt + 1,
        lease_until=bindparam("until"),
    )
    .returning(
        _DELIVERY.c.id,
        _DELIVERY.c.destination,
        _DELIVERY.c.stream,
        _DELIVERY.c.key,
        _DELIVERY.c.attempt,
        _DELIVERY.c.spared,
    )
)
_LOOK = (
    select(
        _DELIVERY.c.destination,
        _DELIVERY.c.stream,
        _EVENT.c.kind,
        select(func.max(_OTHER.c.id))
        .where(
            _OTHER.c.destination == _DELIVERY.c.destination,
            _OTHER.c.stream == _DELIVERY.c.stream,
            _OTHER.c.id > _DELIVERY.c.id,
            _OTHER.c.state == DeliveryState.DUE,
            _OTHER.c.due_at <= bindparam("now"),
        )
        .correlate(_DELIVERY)
        .scalar_subquery()
        .label("newest"),
    )
    .join_from(_DELIVERY, _EVENT)
    .where(_DELIVERY.c.id == bindparam("delivery_id"), _DELIVERY.c.state == DeliveryState.DUE)
)
_SUPERSEDE = (
    update(_DELIVERY)
    .where(
        _DELIVERY.c.destination == bindparam("of_destination"),
        _DELIVERY.c.stream == bindparam("of_stream"),
        _DELIVERY.c.id < bindparam("newest"),
        _DELIVERY.c.state == DeliveryState.DUE,
    )
    .values(
        state=DeliveryState.SUPERSEDED,
        words="A newer one says it all",
        answered_at=bindparam("now"),
    )
)
_RECORD = (
    update(_DELIVERY)
    .where(
        _DELIVERY.c.id == bindparam("delivery_id"),
        _DELIVERY.c.state == DeliveryState.IN_FLIGHT,
        _DELIVERY.c.attempt == bindparam("claimed_attempt"),
        _DELIVERY.c.key == bindparam("claimed_key"),
    )
    .values(
        state=bindparam("ended"),
        due_at=bindparam("due_again"),
        spared=bindparam("spared_now"),
        words=bindparam("said"),
        lease_until=None,
        answered_at=bindparam("now"),
    )
)


def claim(executor: Executor, delivery_id: int, *, now: datetime, lease: timedelta) -> Claim | None:
    """Take a due delivery in hand; one conditional UPDATE, so two workers never both have it.

    A worker's list may be old: what was put off meanwhile waits, and so does whatever has another
    of its stream in flight; None then.
    """
    given = {"delivery_id": delivery_id, "now": now, "until": now + lease}
    row = executor.execute(_CLAIM, given).one_or_none()
    return None if row is None else Claim(*row)


def look_at(executor: Executor, delivery_id: int, *, now: datetime) -> Outlook | None:
    """Return what is to be known of a due delivery before it is claimed; None if it is not due."""
    row = executor.execute(_LOOK, {"delivery_id": delivery_id, "now": now}).one_or_none()
    return None if row is None else Outlook(*row)


def supersede(executor: Executor, outlook: Outlook, *, newest: int, now: datetime) -> None:
    """Mark the due ones of its stream that are older as said by the newest (T12)."""
    executor.execute(
        _SUPERSEDE,
        {
            "of_destination": outlook.destination,
            "of_stream": outlook.stream,
            "newest": newest,
            "now": now,
        },
    )


def record(
    executor: Executor,
    taken: Claim,
    *,
    state: DeliveryState,
    due_at: datetime,
    spared: int,
    words: str,
    now: datetime,
) -> bool:
    """Write down what came of it; False where it is no longer in this worker's hand."""
    recorded = executor.execute(
        _RECORD,
        {
            "delivery_id": taken.id,
            "claimed_attempt": taken.attempt,
            "claimed_key": taken.key,
            "ended": state,
            "due_again": due_at,
            "spared_now": spared,
            "said": words[:1000],
            "now": now,
        },
    )
    return rows_changed(recorded) == 1
