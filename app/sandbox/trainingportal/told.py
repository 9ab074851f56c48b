"""How Trainingportal says no, and the reading of the form variables it is sent.

Here: formats (``trainingportal.md`` sections 4, 6 and 10). Not here: classes and bookings.
"""

import re
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

CURRENCIES = ("NOK", "EUR", "USD", "GBP")  # T18
ADDRESS = ("addressLine1", "addressLine2", "city", "zipCode", "country")
DATES = ("cancellationDeadline", "startDate", "endDate")
TIMES = ("startTime", "endTime")

Value = str | int | float | bool


class Told(Exception):
    """Trainingportal answers with an errorMessage; without a status the usual one is used."""

    def __init__(self, message: str, status: HTTPStatus | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def flag(text: str) -> bool:
    """Return what a form's true or false means."""
    if text.lower() not in {"true", "false"}:
        raise Told("sendScheduleInfoToParticipants must be true or false")
    return text.lower() == "true"


def day(name: str, text: str) -> str:
    """Return the date as it came; Told unless it is ``yyyy-MM-dd``."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        date.fromisoformat(text)
    except ValueError as error:
        raise Told(f"Invalid date in {name}") from error
    return text


def clock_time(name: str, text: str) -> str:
    """Return the time as it came; Told unless it is ``HH:mm``."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Told(f"Invalid time in {name}")
    return text


def fields(form: Mapping[str, str], deadline: str) -> dict[str, Value]:
    """Return the class fields that were sent, checked, by dotted name.

    Args:
        form: what was sent.
        deadline: how this call spells the enrolment deadline (T1).
    """
    read: dict[str, Value] = {}
    if "location" in form:
        read["location"] = _text("location", form)
    if "availableSeats" in form:
        if not re.fullmatch(r"\d{1,6}", form["availableSeats"]):
            raise Told("availableSeats must be zero or a positive number")
        read["availableSeats"] = int(form["availableSeats"])
    if deadline in form:
        read["enrollmentDeadline"] = day(deadline, form[deadline])
    read |= {name: day(name, form[name]) for name in DATES if name in form}
    read |= {name: clock_time(name, form[name]) for name in TIMES if name in form}
    for part in (p for p in ADDRESS if f"address.{p}" in form):
        name = f"address.{part}"
        read[name] = form[name] if part == "addressLine2" else _text(name, form)
    return read | _price(form)


def _price(form: Mapping[str, str]) -> dict[str, Value]:
    read: dict[str, Value] = {}
    if "price.currency" in form:
        if form["price.currency"] not in CURRENCIES:
            raise Told(f"Unknown currency, allowed are {', '.join(CURRENCIES)}")
        read["price.currency"] = form["price.currency"]
    if "price.amount" in form:
        if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", form["price.amount"]):
            raise Told("price.amount must be a number")
        read["price.amount"] = float(form["price.amount"])
    return read


def _text(name: str, form: Mapping[str, str]) -> str:
    if not form[name].strip():
        raise Told(f"{name} must not be empty")
    return form[name]
