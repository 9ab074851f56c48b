"""What a person does as ISO: edit its programs, send an event. Not here: the pages."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sandbox.calls import instant
from app.sandbox.clock import Clock
from app.sandbox.iso.programs import Programs
from app.sandbox.iso.refused import invalid
from app.sandbox.iso.sender import DATA, EVENTS, MANNERS, Sender
from app.sandbox.shelf import Document, Shelf

SENT = "iso/sent"
# Where each field of the page's form stands in a program.
_FIELDS = {
    "name": ("name",),
    "type": ("type",),
    "description": ("description",),
    "status": ("status",),
    "startDate": ("schedule", "startDate"),
    "endDate": ("schedule", "endDate"),
    "timezone": ("schedule", "timezone"),
    "venueId": ("venue", "id"),
    "venueName": ("venue", "name"),
    "address": ("venue", "address"),
    "currency": ("pricing", "currency"),
    "amount": ("pricing", "amount"),
    "capacity": ("availability", "capacity"),
    "available": ("availability", "available"),
}
_NUMBERS = {"amount", "capacity", "available"}
_NEW: Document = {
    "type": "program",
    "status": "upcoming",
    "schedule": {"timezone": "UTC"},
    "venue": {},
    "pricing": {"currency": "EUR", "amount": 0},
    "availability": {"capacity": 20, "available": 20, "waitlistOpen": False},
}


class Desk:
    """ISO's own staff, with ISO's programs before them and a way to reach the product."""

    def __init__(self, shelf: Shelf, clock: Clock, programs: Programs, sender: Sender) -> None:
        self._shelf = shelf
        self._clock = clock
        self._programs = programs
        self._sender = sender

    def edit(self, given: Mapping[str, Any]) -> Document:
        """Add or change one program; what is left empty stays. Refused says what is missing."""
        number = str(given.get("id") or "").strip()
        if not number:
            raise invalid("id", "is required")
        program: Document = self._programs.known(number) or {"id": number, **_NEW}
        program = {k: dict(v) if isinstance(v, dict) else v for k, v in program.items()}
        for name, place in _FIELDS.items():
            text = str(given.get(name) or "").strip()
            if text:
                holder = program if len(place) == 1 else program.setdefault(place[0], {})
                holder[place[-1]] = _number(name, text) if name in _NUMBERS else text
        # What is in stock was changed in a year to come, and a change is never older than another.
        program["updatedAt"] = max(instant(self._clock.now()), program.get("updatedAt", ""))
        for name in ("startDate", "endDate"):
            if not program["schedule"].get(name):
                raise invalid(name, "is required")
        program["venue"].setdefault("id", f"venue-{number}")
        program["venue"].setdefault("capacity", program["availability"]["capacity"])
        self._programs.keep(program)
        return program

    def remove(self, number: str) -> None:
        """Take a program off ISO's site."""
        self._programs.drop(number)

    def send(self, given: Mapping[str, Any]) -> Document:
        """Send the product an event and keep what it answered, to be shown."""
        event, manner = str(given.get("event") or ""), str(given.get("manner") or "once")
        if not event:
            raise invalid("event", f"is required, for instance {EVENTS[0]}")
        if manner not in MANNERS:
            raise invalid("manner", f"must be one of {', '.join(MANNERS)}")
        data = {name: given[name] for name in DATA if given.get(name) not in (None, "")}
        if "amount" in data:
            data["amount"] = _number("amount", str(data["amount"]))
        number = str(given.get("id") or "")
        answered = self._sender.send(event, data, number=number, manner=manner)
        said: Document = {"event": event, "manner": manner, "at": instant(self._clock.now())}
        said |= {"status": answered.status, "words": answered.words}
        self._shelf.append(SENT, said)
        return said


def _number(name: str, text: str) -> float | int:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise invalid(name, "must be a number") from error
    if not 0 <= number <= 10**9:
        raise invalid(name, "must be from 0 to a billion")
    return int(number) if number == number.to_integral_value() else float(number)
