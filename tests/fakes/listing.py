"""A partner's list of classes in memory. Not here: what is done with it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from app.domain.course_class import Price
from app.domain.listing import (
    ClassAnswer,
    ClassesListed,
    LeftOut,
    ListAnswer,
    ListedClass,
    ListedVenue,
    NotListed,
)
from app.domain.money import Money

START = datetime(2031, 6, 6, 8, tzinfo=UTC)
HALL = ListedVenue("ISO-lis-1", "Riverside Hall", "Cais 2", "Lisbon", "PT")


def listed(number: str = "prg-310", **changed: object) -> ListedClass:
    """Return a class as a partner lists it, with something changed."""
    usual = ListedClass(
        partner_id=number,
        code=f"ISO-{number}",
        title="Weekend Intensive",
        type="workshop",
        description="Three days.\n\nBring a mat.",
        timezone="Europe/Lisbon",
        sittings=((START, START + timedelta(hours=8)),),
        venue=HALL,
        prices=(Price("Standard", Money(18_000, "EUR")),),
        available=13,
        waiting_list=False,
        closes_at=datetime(2031, 5, 31, 23, tzinfo=UTC),
        ended=False,
        updated_at=datetime(2031, 1, 2, tzinfo=UTC),
    )
    return replace(usual, **changed)  # type: ignore[arg-type]  # the names are the fields'


@dataclass
class FakeDesk:
    """A partner's list in memory; ``hidden`` are not in the list and known all the same."""

    entries: list[ListedClass] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    hidden: dict[str, ClassAnswer] = field(default_factory=dict)
    failure: ListAnswer | None = None
    asked: list[str] = field(default_factory=list)

    def listed_classes(self) -> ListAnswer:
        """Give the list."""
        return self.failure or ClassesListed(tuple(self.entries), tuple(self.left_out))

    def listed_class(self, partner_id: str) -> ClassAnswer:
        """Give one."""
        self.asked.append(partner_id)
        return self.hidden.get(partner_id, NotListed("ISO answered 404"))
