"""What Trainingportal is sent of a class (trainingportal.md 6.1, 6.2). Not here: how it travels.

Dates and times are local to the class, ``yyyy-MM-dd`` and ``HH:mm`` unless settings say otherwise
(S2, S3); amounts have two decimals and a dot (S5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from app.domain.event import ClassFacts, VenueFacts
from app.domain.wording import say_country

CURRENCIES = ("NOK", "EUR", "USD", "GBP")
# Every part of an address is compulsory (T10), also where there is none.
_NO_POSTAL_CODE = "0000"
_ONLINE = VenueFacts(
    code="online",
    name="Online",
    line1="Online",
    line2="",
    city="Online",
    postal_code=_NO_POSTAL_CODE,
    country="NO",
)
_SCHEDULE = (
    *("startDate", "startTime", "endDate", "endTime", "location"),
    *("address.addressLine1", "address.addressLine2", "address.city"),
    *("address.zipCode", "address.country"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How Trainingportal wants things written; where it does not say, these are recommended.

    ``day`` and ``clock`` are formats of ``strftime`` (S2); ``country_names`` asks for a country's
    English name in place of its two letters (S6).
    """

    day: str = "%Y-%m-%d"
    clock: str = "%H:%M"
    country_names: bool = False

    def read_day(self, text: str) -> date | None:
        """Return the day that the text begins with; how an answer writes it is not stated."""
        for end in range(len(text), 0, -1):
            try:
                return datetime.strptime(text[:end], self.day).replace(tzinfo=UTC).date()
            except ValueError:
                continue
        return None

    def country(self, code: str) -> str:
        """Return the country as it is wanted."""
        return say_country(code) if self.country_names else code


@dataclass(eq=False)
class CurrencyRefused(Exception):
    """A class priced in a currency Trainingportal does not take (T18)."""

    currency: str

    def __str__(self) -> str:
        return (
            f"Trainingportal takes prices in {', '.join(CURRENCIES)}; "
            f"this class has one in {self.currency}"
        )


@dataclass(frozen=True, slots=True)
class ClassForm:
    """A class in Trainingportal's words; ``fingerprint`` is of what an invitation says (T6)."""

    fields: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Short text that differs when date, time or place do."""
        said = "\n".join(self.fields[name] for name in _SCHEDULE)
        return sha256(said.encode()).hexdigest()[:32]

    def to_add(self) -> dict[str, str]:
        """Return the fields that add it; who books later is to get the invitation (9)."""
        return {**self.fields, "sendScheduleInfoToParticipants": "true"}

    def to_update(self, *, held: str | None) -> dict[str, str]:
        """Return the fields that update it, the deadline in both spellings (T1).

        Participants are sent the schedule only when it differs from ``held``, the fingerprint of
        what Trainingportal has (T6); where that is not known, nobody is disturbed.
        """
        moved = held is not None and held != self.fingerprint
        return {
            **self.fields,
            "erollmentDeadline": self.fields["enrollmentDeadline"],
            "sendScheduleInfoToParticipants": "true" if moved else "false",
        }


def class_form(course_class: ClassFacts, dialect: Dialect) -> ClassForm:
    """Return the class as it is to be shown, all of it: a newer one stands for older ones (T12).

    Raises:
        CurrencyRefused: the price is in a currency Trainingportal does not take.
    """
    starts, ends = (
        _local(course_class.starts_at, course_class),
        _local(course_class.ends_at, course_class),
    )
    enrollment = course_class.enrollment_deadline or starts.date()

    def day(moment: date) -> str:
        return moment.strftime(dialect.day)

    venue = course_class.venue or _ONLINE
    return ClassForm(
        {
            "externalId": course_class.code,
            "location": venue.name,
            # Counted at the moment of telling, none where nobody can register any more (T12).
            "availableSeats": str(0 if course_class.cancelled else max(course_class.free, 0)),
            "enrollmentDeadline": day(enrollment),
            "cancellationDeadline": day(course_class.cancellation_deadline or enrollment),
            "startDate": day(starts),
            "startTime": starts.strftime(dialect.clock),
            "endDate": day(ends),
            "endTime": ends.strftime(dialect.clock),
            "address.addressLine1": venue.line1 or venue.name,
            "address.addressLine2": venue.line2,
            "address.city": venue.city or venue.name,
            "address.zipCode": venue.postal_code or _NO_POSTAL_CODE,
            "address.country": dialect.country(venue.country or _ONLINE.country),
            **_price(course_class),
        }
    )


def _local(moment: datetime, course_class: ClassFacts) -> datetime:
    return moment.astimezone(ZoneInfo(course_class.timezone))


def _price(course_class: ClassFacts) -> dict[str, str]:
    """Return the price; a free class costs 0.00 in the portal's own currency."""
    price = course_class.price
    if price is None:
        return {"price.currency": "NOK", "price.amount": "0.00"}
    if price.currency not in CURRENCIES:
        raise CurrencyRefused(price.currency)
    return {"price.currency": price.currency, "price.amount": f"{price.major:.2f}"}
