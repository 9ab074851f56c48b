"""What of a program can be shown inside other sites, and which sites may show it. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.embedding import EmbedKind
from app.domain.wording import say_days
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.lead_source import LeadSource
from app.store.program import Program
from app.store.program_site import sites_of
from app.store.venue import Venue

MOST_CLASSES = 100


@dataclass(frozen=True, slots=True)
class AllowedSite:
    """A site that may show the program's forms; who let it in, and when (UTC)."""

    origin: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be embedded; ``label`` is how staff know it."""

    kind: EmbedKind
    code: str
    label: str
    title: str

    @property
    def value(self) -> str:
        """Return it as one word of an address."""
        return f"{self.kind.value}:{self.code}"

    @property
    def pair(self) -> tuple[str, str]:
        """Return it as an option to choose."""
        return self.value, self.label


@dataclass(frozen=True, slots=True)
class EmbedDesk:
    """A program's sites, what can be embedded of it, and lead sources in use (code and name)."""

    program: str
    title: str
    sites: tuple[AllowedSite, ...]
    choices: tuple[Choice, ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the sites' origins."""
        return tuple(site.origin for site in self.sites)

    def chosen(self, value: str) -> Choice:
        """Return the choice of that word, else the first one, which is the program's list."""
        return next((each for each in self.choices if each.value == value), self.choices[0])


def embed_desk(sessions: Sessions, program: str, *, now: datetime) -> EmbedDesk | None:
    """Return it, or None where there is no such program; four statements.

    Classes are those to come, soonest first and at most a hundred.
    """
    with reading(sessions) as session:
        found = session.scalar(select(Program).where(Program.code == program))
        if found is None:
            return None
        sites = sites_of(session, found.id)
        sources = select(LeadSource.code, LeadSource.name).where(LeadSource.active)
        return EmbedDesk(
            program=found.code,
            title=found.title,
            sites=tuple(AllowedSite(each.origin, each.added_by, each.added_at) for each in sites),
            choices=_choices(session, found, now=now),
            sources=tuple(
                (code, name) for code, name in session.execute(sources.order_by(LeadSource.name))
            ),
        )


def _choices(session: Session, program: Program, *, now: datetime) -> tuple[Choice, ...]:
    rows = session.execute(
        select(
            CourseClass.code,
            CourseClass.starts_at,
            CourseClass.ends_at,
            CourseClass.timezone,
            Venue.code.label("venue"),
            Venue.name,
        )
        .join(Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(
            CourseClass.program_id == program.id,
            CourseClass.starts_at > now,
            CourseClass.state == ClassState.PUBLISHED,
        )
        .order_by(CourseClass.starts_at, CourseClass.id)
        .limit(MOST_CLASSES)
    ).all()
    own = Choice(EmbedKind.PROGRAM, program.code, "All its classes", program.title)
    classes = [
        Choice(
            EmbedKind.CLASS,
            row.code,
            f"{row.code}, {say_days(row.starts_at, row.ends_at, row.timezone)}",
            program.title,
        )
        for row in rows
    ]
    venues = dict.fromkeys((row.venue, row.name) for row in rows if row.venue)
    at_venues = [
        Choice(EmbedKind.VENUE, code, f"All classes at {name}", name) for code, name in venues
    ]
    return (own, *classes, *at_venues)
