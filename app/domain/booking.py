"""A seat asked for, or given back, by a partner that books here, and how we answer.

Not here: what the partner holds of the booking later (``contract.BookingDetails``), seats, rows.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReserveRequest:
    """What a partner says when it asks for a seat; ``class_code`` is certain, empty = not said.

    Everything is as the partner wrote it, trimmed and not yet cleaned: the format of ``birth_date``
    is not stated (trainingportal.md 7.1). ``company`` pays (T15: not the student's employer).
    """

    class_code: str
    name: str = ""
    email: str = ""
    phone: str = ""
    birth_date: str = ""
    enroller_name: str = ""
    enroller_email: str = ""
    enroller_phone: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Reserved:
    """The seat is held under our ``reference``; a repeat in the window gives the same one (T8)."""

    reference: str


@dataclass(frozen=True, slots=True)
class NotReserved:
    """No seat was taken; ``reason`` is for the person who tried."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The booking is cancelled, now or before; ``late`` when past the deadline (S15)."""

    late: bool


@dataclass(frozen=True, slots=True)
class NotCancelled:
    """Nothing was cancelled; ``reason`` is for the person who tried."""

    reason: str
