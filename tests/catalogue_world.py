"""A small catalogue for tests: programs, venues and classes with whatever a test cares about.

It is `NOW`: 10 January 2031, noon in Greenwich. Not here: registrations (`worlds`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.course_class import ClassState, ProgramKind
from app.store.course_class import CourseClass, Meeting
from app.store.database import transaction
from app.store.price_option import PriceOption
from app.store.program import Program
from app.store.venue import Venue

NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)
OSLO = "Europe/Oslo"


@dataclass(frozen=True, slots=True)
class Option:
    """A price option as a test says it."""

    minor: int
    currency: str = "NOK"
    label: str = "Standard"
    ends_at: datetime | None = None
    withdrawn: bool = False


def add_program(
    sessions: Sessions,
    code: str = "FIRST-AID",
    *,
    title: str = "First aid",
    type_: str = "safety",
    kind: ProgramKind = ProgramKind.COURSE,
    summary: str = "One day, hands on.",
    description: str = "Learn *to help*.",
) -> str:
    """Keep a program and return its slug."""
    slug = code.lower()
    with transaction(sessions) as session:
        session.add(
            Program(
                code=code,
                slug=slug,
                kind=kind,
                title=title,
                type=type_,
                summary=summary,
                description=description,
            )
        )
    return slug


def add_class(
    sessions: Sessions,
    code: str,
    *,
    program: str = "FIRST-AID",
    city: str = "Bergen",
    starts_at: datetime = NOW + timedelta(days=60),
    hours: float = 7,
    days: int = 1,
    timezone: str = OSLO,
    capacity: int = 12,
    taken: int = 0,
    state: ClassState = ClassState.PUBLISHED,
    deadline: date | None = None,
    cancellation_deadline: date | None = None,
    prices: Sequence[Option] = (Option(420000),),
) -> str:
    """Keep a class, online where the city is empty, and return its code."""
    sittings = [starts_at + timedelta(days=day) for day in range(days)]
    with transaction(sessions) as session:
        kept = session.scalars(select(Program).where(Program.code == program)).one()
        venue = session.scalar(select(Venue).where(Venue.code == city.lower()))
        if city and venue is None:
            venue = Venue(
                code=city.lower(),
                name=f"{city} Hall",
                line1="Quay 4",
                city=city,
                postal_code="5003",
                country="NO",
            )
        course_class = CourseClass(
            code=code,
            program=kept,
            venue=venue,
            online_url="" if city else "https://rooms.example.org/secret",
            timezone=timezone,
            capacity=capacity,
            taken=taken,
            state=state,
            starts_at=sittings[0],
            ends_at=sittings[-1] + timedelta(hours=hours),
            cancellation_deadline=cancellation_deadline,
            partners=[],
            meetings=[
                Meeting(starts_at=each, ends_at=each + timedelta(hours=hours)) for each in sittings
            ],
            price_options=[
                PriceOption(
                    label=option.label,
                    currency=option.currency,
                    amount_minor=option.minor,
                    ends_at=option.ends_at,
                    withdrawn=option.withdrawn,
                )
                for option in prices
            ],
        )
        course_class.set_deadline(deadline)
        session.add(course_class)
    return code
