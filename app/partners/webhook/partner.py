"""Whoever listens at WEBHOOK_URL, as a destination. Not here: what is said, how it is signed."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unreachable,
)
from app.domain.event import Event, EventKind
from app.domain.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from app.domain.stream import Subject
from app.partners.http import Answer, Call, Caller, Reply, deadline
from app.partners.webhook.payload import NAMES, payload_of

_MINUTE, _HOUR = 60, 3600
# S4: after these it is parked, for staff to see and to send again.
PACE = (_MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 12 * _HOUR)
_ORDERS = frozenset({EventKind.ORDER_CONFIRMED, EventKind.ORDER_MONEY_RETURNED})


class Webhook:
    """Our events, signed, at one address; any 2xx is an acknowledgement.

    ``now`` gives seconds since 1970, which the receiver compares with its own clock.
    """

    name = "webhook"
    listing = False
    pace = PACE

    def __init__(
        self,
        caller: Caller,
        *,
        secrets: tuple[str, ...],
        time_out: timedelta,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._caller = caller
        self._secrets = secrets
        self._now = now
        self.time_out = time_out

    def hears(self, kind: EventKind) -> bool:
        """Say whether it is sent: registrations, and money that moved."""
        return kind in NAMES

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return one stream per registration, and one per order for its money."""
        if kind in _ORDERS:
            return f"order:{subject.order}"
        return f"registration:{subject.registration}"

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say yes: the event's id tells repeats apart."""
        return True

    def supersedes(self, kind: EventKind) -> bool:
        """Say no: every event is sent."""
        return False

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Send the event; the signature is of now, so that a late try is within the window."""
        payload = payload_of(event)
        if payload is None:
            return Told("No money moved: there is nothing to send")
        body = json.dumps(payload, ensure_ascii=False).encode()
        timestamp = int(self._now())
        call = Call(
            "POST",
            "",
            key=key,
            until=deadline(self.time_out),
            headers={
                "Content-Type": "application/json",
                ID_HEADER: event.uid,
                TIMESTAMP_HEADER: str(timestamp),
                SIGNATURE_HEADER: sign(body, secrets=self._secrets, timestamp=timestamp),
            },
            body=body,
        )
        return _outcome(self._caller.send(call))


def _outcome(reply: Reply) -> Outcome:
    if not isinstance(reply, Answer):
        # Sent twice is no harm, so what may have arrived is sent again.
        return Unreachable(f"The address: {reply.words}")
    if reply.ok:
        return Told(f"The address answered {reply.status}")
    if reply.status == 410:
        return Refused("The address answered 410: nobody listens there any more")
    return Unreachable(f"The address answered {reply.status}", reply.retry_after)
