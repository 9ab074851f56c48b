"""What the templates of staff say and colour things with.

The word says it; the colour only repeats it. Every name here is a function in those templates.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.domain.contact import say_phone
from app.domain.delivery import DeliveryState
from app.domain.naming import (
    name_channel,
    name_delivery,
    name_destination,
    name_distance,
    name_event,
    name_held,
    name_plan,
    name_seats,
    name_seller,
    name_stamp,
    name_sum,
    name_way,
)
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import RegistrationState
from app.queries.staff.lamps import Standing
from app.queries.staff.paging import Extent

_STANDING = {
    Standing.OFF: ("off", "calm"),
    Standing.NOTHING: ("not told", "calm"),
    Standing.IN_STEP: ("in step", "good"),
    Standing.SKIPPED: ("skipped", "calm"),
    Standing.ON_ITS_WAY: ("on its way", "info"),
    Standing.TRYING_AGAIN: ("trying again", "warn"),
    Standing.GAVE_UP: ("gave up", "bad"),
    Standing.REFUSED: ("refused", "bad"),
    Standing.UNKNOWN: ("unknown", "bad"),
}
_R = RegistrationState
_TONES: dict[object, str] = {
    _R.HELD: "warn",
    _R.WAITLISTED: "info",
    _R.CONFIRMED: "good",
    _R.COMPLETED: "good",
    _R.NO_SHOW: "calm",
    _R.FAILED: "bad",
    _R.CANCELLED: "bad",
    _R.EXPIRED: "calm",
    DeliveryState.DUE: "info",
    DeliveryState.IN_FLIGHT: "info",
    DeliveryState.DELIVERED: "good",
    DeliveryState.REFUSED: "bad",
    DeliveryState.UNKNOWN: "bad",
    DeliveryState.DEAD: "bad",
    DeliveryState.SUPERSEDED: "calm",
    DeliveryState.SKIPPED: "calm",
}
_MONEY_TONES: dict[object, str] = {
    PaymentState.OPEN: "info",
    PaymentState.PROCESSING: "warn",
    PaymentState.PAID: "good",
    PaymentState.FAILED: "bad",
    PaymentState.EXPIRED: "calm",
    RefundState.ASKED: "bad",
    RefundState.DUE: "warn",
    RefundState.PENDING: "info",
    RefundState.MADE: "good",
    RefundState.REFUSED: "bad",
    RefundState.RETURNED: "good",
    RefundState.WITHDRAWN: "calm",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the pages before and after are; empty where there is none."""

    number: int
    count: int
    previous: str
    next: str


def pages_of(extent: Extent) -> Pages:
    """Return the links around a page; the address keeps all it asks for but the page."""
    return Pages(
        number=extent.number,
        count=extent.count,
        previous=_address(extent.number - 1) if extent.number > 1 else "",
        next=_address(extent.number + 1) if extent.number < extent.count else "",
    )


def written(text: str, *, limit: int) -> str:
    """Return what somebody wrote as one line; what cannot be shown is left out, a NUL first."""
    return " ".join("".join(sign for sign in text if sign.isprintable()).split())[:limit]


def written_lines(text: str, *, limit: int) -> str:
    """Return what somebody wrote, line by line; empty lines, and what cannot be shown, left out."""
    lines = (written(line, limit=limit) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:limit]


def wanted_page() -> int:
    """Return the page that the address asks for."""
    number = request.args.get("page", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1


def _address(page: int) -> str:
    # Not by url_for's keywords: an address may say `endpoint`, `_scheme` or `_method` of its own.
    kept = [(name, text) for name, text in request.args.items() if name != "page"]
    return f"{request.path}?{urlencode([*kept, ('page', page)])}"


def _say_next_try(moment: datetime, now: datetime) -> str:
    return "now" if moment <= now else name_distance(moment, now)


def _say_state(state: RegistrationState) -> str:
    return state.value.replace("_", " ")


WORDS: dict[str, Callable[..., Any]] = {
    "destination_name": name_destination,
    "seller_name": name_seller,
    "phone_number": say_phone,
    "event_name": name_event,
    "held_name": name_held,
    "delivery_name": name_delivery,
    "sum_name": name_sum,
    "way_name": name_way,
    "plan_name": name_plan,
    "channel_name": name_channel,
    "seats_name": name_seats,
    "distance": name_distance,
    "stamp": name_stamp,
    "next_try": _say_next_try,
    "state_name": _say_state,
    "state_tone": lambda state: _TONES[state],
    "sum_tone": lambda state: _MONEY_TONES[state],
    "standing_name": lambda standing: _STANDING[standing][0],
    "standing_tone": lambda standing: _STANDING[standing][1],
}
