"""Claims about classes that came from ISO: compared, and brought in step one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from app.domain.contract import Unreachable
from app.domain.course_class import ClassState
from app.domain.listing import LeftOut
from app.domain.reconcile import Held, NotHeld, Ours, ReadBack, Repair, Thing
from app.queries.staff.reconciling import reconciling_page
from app.store.course_class import CourseClass, find_class
from app.store.database import Database, reading, transaction
from app.usecases.reconcile import reconcile
from app.usecases.repair_difference import NotRepaired, Repaired, repair_difference
from app.usecases.sync_classes import sync_classes
from tests.fakes.listing import HALL, START, FakeDesk, listed
from tests.fakes.partner import CLASSES, FakePartner
from tests.worlds import Desk, add_class

CODE, OTHER = "ISO-prg-310", "ISO-prg-311"


@dataclass
class ListingPartner(FakePartner, FakeDesk):
    """A partner that lists programs, and hears of classes."""

    reads: frozenset[Thing] = frozenset({Thing.PROGRAM})
    not_read: str = ""
    asked_for: list[Ours] = field(default_factory=list)

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        by_id = {each.known["program"]: each for each in ours}
        self.asked_for = list(by_id.values())
        for each in self.entries:
            by_id.pop(each.partner_id, None)
            yield Held(Thing.PROGRAM, each.code, each.said(), each.title, each.ends_at)
        yield from (NotHeld(Thing.PROGRAM, each.code) for each in by_id.values())


@pytest.fixture
def iso() -> ListingPartner:
    entries = [listed(), listed("prg-311")]
    return ListingPartner(name="iso", kinds=CLASSES, per="class", entries=entries)


@pytest.fixture
def desk(sessions: Database, iso: ListingPartner) -> Desk:
    desk = Desk(sessions, partners={"iso": iso})
    sync_classes(sessions, partner="iso", desk=iso, partners=desk.partners, clock=desk.clock)
    return desk


def found(desk: Desk, iso: ListingPartner) -> list[tuple[str, str, str]]:
    """Reconcile, and return code, kind and field of what is open."""
    reconcile(desk.sessions, partner=iso, name="iso", now=desk.later(minutes=1))
    lines = [line for line in reconciling_page(desk.sessions).lines if line.open]
    differences = [line.difference for line in lines]
    return [(each.code, each.kind, each.field) for each in differences]


def take(desk: Desk, number: int = 0) -> Repaired | None:
    """Take theirs for one of the open differences."""
    lines = [line for line in reconciling_page(desk.sessions).lines if line.open]
    return repair_difference(
        desk.sessions,
        difference_id=lines[number].id,
        repair=Repair.TAKE_THEIRS,
        partners=desk.partners,
        now=desk.now,
    )


def row(desk: Desk, code: str) -> CourseClass | None:
    with reading(desk.sessions) as session:
        return find_class(session, code)


def test_what_was_imported_is_in_step(desk: Desk, iso: ListingPartner) -> None:
    assert found(desk, iso) == []
    assert [each.code for each in iso.asked_for] == [CODE, OTHER]


def test_classes_of_our_own_are_not_looked_for_at_iso(desk: Desk, iso: ListingPartner) -> None:
    add_class(desk.sessions)
    assert found(desk, iso) == []


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"title": "Long Weekend"}, ["name"]),
        ({"sittings": ((START, START + timedelta(hours=4)),)}, ["dates"]),
        ({"prices": ()}, ["price"]),
        ({"available": 5}, ["free places"]),
        ({"ended": True}, ["status"]),
        ({"venue": None}, ["venue"]),
        ({"waiting_list": True, "closes_at": None}, ["waiting list", "deadline"]),
        ({"description": "Other words", "venue": replace(HALL, line1="Cais 3")}, []),
    ],
)
def test_each_field_that_differs_is_named(
    desk: Desk, iso: ListingPartner, changed: dict[str, object], fields: list[str]
) -> None:
    iso.entries[0] = listed("prg-310", **changed)
    assert found(desk, iso) == [(CODE, "differs", name) for name in fields]


def test_taking_theirs_brings_that_class_in_step_and_no_other(
    desk: Desk, iso: ListingPartner
) -> None:
    iso.entries = [listed(available=5), listed("prg-311", available=6)]
    iso.hidden["prg-310"] = iso.entries[0]
    assert len(found(desk, iso)) == 2
    before = len(iso.told)
    assert take(desk) == Repaired("iso", frozenset({"iso"}))
    assert len(iso.told) == before
    assert found(desk, iso) == [(OTHER, "differs", "free places")]


def test_what_iso_lists_no_longer_is_closed_here(desk: Desk, iso: ListingPartner) -> None:
    del iso.entries[0]
    assert found(desk, iso) == [(CODE, "missing_there", "")]
    take(desk)
    kept = row(desk, CODE)
    assert kept is not None
    assert kept.state is ClassState.WITHDRAWN
    assert found(desk, iso) == []


def test_what_iso_has_and_we_do_not_is_imported(desk: Desk, iso: ListingPartner) -> None:
    iso.entries.append(listed("prg-312"))
    assert found(desk, iso) == [("ISO-prg-312", "missing_here", "")]
    take(desk)
    assert row(desk, "ISO-prg-312") is not None
    assert found(desk, iso) == []


def test_what_is_over_is_missed_by_nobody(desk: Desk, iso: ListingPartner) -> None:
    long_ago = START - timedelta(days=400)
    iso.entries.append(listed("prg-300", sittings=((long_ago, long_ago + timedelta(hours=8)),)))
    assert found(desk, iso) == []
    desk.later(days=300)
    iso.entries = []
    assert found(desk, iso) == []


@pytest.mark.parametrize("answer", [Unreachable("refused"), LeftOut("prg-310", "no zone")])
def test_what_cannot_be_read_anew_is_not_taken(
    desk: Desk, iso: ListingPartner, answer: Unreachable | LeftOut
) -> None:
    iso.entries[0] = listed(available=5)
    found(desk, iso)
    iso.hidden["prg-310"] = answer
    with pytest.raises(NotRepaired, match="just now"):
        take(desk)


def test_a_list_that_cannot_be_read_anew_gives_nothing(desk: Desk, iso: ListingPartner) -> None:
    iso.entries.append(listed("prg-312"))
    found(desk, iso)
    iso.failure = Unreachable("refused")
    with pytest.raises(NotRepaired, match="just now"):
        take(desk)
    iso.failure, iso.entries = None, iso.entries[:2]
    with pytest.raises(NotRepaired, match="any more"):
        take(desk)
    desk.partners = {}
    with pytest.raises(NotRepaired, match="just now"):
        take(desk)


def test_a_class_of_our_own_with_that_code_is_left_alone(desk: Desk, iso: ListingPartner) -> None:
    add_class(desk.sessions, "ISO-prg-312")
    iso.entries.append(listed("prg-312"))
    found(desk, iso)
    with pytest.raises(NotRepaired, match="a class of our own"):
        take(desk)


def test_what_staff_cancelled_stays_cancelled(desk: Desk, iso: ListingPartner) -> None:
    with transaction(desk.sessions) as session:
        kept = find_class(session, CODE)
        assert kept is not None
        kept.state = ClassState.CANCELLED
    assert found(desk, iso) == [(CODE, "differs", "status")]
    iso.hidden["prg-310"] = iso.entries[0]
    with pytest.raises(NotRepaired, match="cancelled here"):
        take(desk)
    assert found(desk, iso) == [(CODE, "differs", "status")]


def test_whoever_hears_of_classes_hears_of_what_was_taken(desk: Desk, iso: ListingPartner) -> None:
    desk.partners["webhook"] = FakePartner("webhook", CLASSES, listing=False, per="class")
    iso.entries[0] = iso.hidden["prg-310"] = listed(available=5)
    found(desk, iso)
    done = take(desk)
    assert done is not None
    assert done.destinations == {"iso", "webhook"}
