"""Claims about comparing: which differences there are, and what can be done about each."""

import pytest

from app.domain.reconcile import (
    ALL,
    Difference,
    Held,
    Kind,
    NotHeld,
    Ours,
    ReadBack,
    Repair,
    Thing,
    Unread,
    compare,
    find_differences,
)
from tests.worlds import NOW

ANA = Ours(Thing.PERSON, "p-1", {"name": "Ana Lind", "email": "ana@example.org", "phone": ""})
OURS = {(Thing.PERSON, "p-1"): ANA}


@pytest.mark.parametrize(
    ("found", "kinds"),
    [
        (Held(Thing.PERSON, "p-1", {"name": "ana  lind", "shoe": "41"}), []),
        (Held(Thing.PERSON, "p-1", {"name": "Ana Berg", "phone": "+47"}), ["name", "phone"]),
        (Held(Thing.PERSON, "p-2", {}), [Kind.MISSING_HERE]),
        (NotHeld(Thing.PERSON, "p-1"), [Kind.MISSING_THERE]),
        (Unread(Thing.PERSON, "p-1", "503"), [Kind.UNREAD]),
    ],
)
def test_each_difference_has_a_kind(found: ReadBack, kinds: list[str]) -> None:
    said = [each.field or each.kind for each in compare(OURS, found, now=NOW)]
    assert said == kinds


def test_no_difference_says_what_anybody_is_called() -> None:
    (one,) = compare(OURS, Held(Thing.PERSON, "p-1", {"name": "Ana Berg"}), now=NOW)
    assert "Ana" not in repr(one)


def test_of_a_class_both_sides_are_said() -> None:
    ours = {(Thing.CLASS, "FA"): Ours(Thing.CLASS, "FA", {"free seats": "3", "deadline": ""})}
    found = Held(Thing.CLASS, "FA", {"free seats": "7", "deadline": "2031-03-01"})
    said = [each.words for each in compare(ours, found, now=NOW)]
    assert said == ["3 here, 7 there", "nothing here, 2031-03-01 there"]


def test_what_is_missing_in_a_list_that_could_not_be_read_stays_as_it_was() -> None:
    unread = Unread(Thing.PROGRAM, ALL, "503", ("ISO-1",), lists=Thing.PROGRAM)
    findings = find_differences([unread], before={}, after={}, moving=(), now=NOW)
    assert findings.leaves(Difference(Thing.PROGRAM, "ISO-1", Kind.DIFFERS, "name"))
    assert findings.leaves(Difference(Thing.PROGRAM, "ISO-9", Kind.MISSING_HERE))
    assert not findings.leaves(Difference(Thing.PROGRAM, "ISO-9", Kind.DIFFERS, "name"))
    assert not findings.leaves(Difference(Thing.CLASS, "FA", Kind.MISSING_HERE))


def test_a_list_stands_for_what_is_missing_here_though_nothing_of_ours_is_in_it() -> None:
    unread = Unread(Thing.PROGRAM, ALL, "503", lists=Thing.CLASS)
    findings = find_differences([unread], before={}, after={}, moving=(), now=NOW)
    assert findings.leaves(Difference(Thing.CLASS, "X-1", Kind.MISSING_HERE))
    assert not findings.leaves(Difference(Thing.PROGRAM, "ISO-9", Kind.MISSING_HERE))


@pytest.mark.parametrize(
    ("difference", "repairs"),
    [
        (Difference(Thing.PERSON, "p", Kind.MISSING_THERE), (Repair.TELL_AGAIN, Repair.IGNORE)),
        (Difference(Thing.PERSON, "p", Kind.DIFFERS, "name"), (Repair.TELL_AGAIN, Repair.IGNORE)),
        (Difference(Thing.PERSON, "p", Kind.MISSING_HERE), (Repair.IGNORE,)),
        (Difference(Thing.PERSON, "p", Kind.UNREAD), (Repair.IGNORE,)),
        (
            Difference(Thing.BOOKING, "r", Kind.DIFFERS, "email"),
            (Repair.TAKE_THEIRS, Repair.IGNORE),
        ),
        (Difference(Thing.BOOKING, "r", Kind.DIFFERS, "class"), (Repair.IGNORE,)),
        (Difference(Thing.BOOKING, "r", Kind.MISSING_THERE), (Repair.IGNORE,)),
        (Difference(Thing.CLASS, "c", Kind.MISSING_THERE), (Repair.TELL_AGAIN, Repair.IGNORE)),
        (Difference(Thing.CLASS, "c", Kind.MISSING_HERE), (Repair.IGNORE,)),
        (Difference(Thing.PROGRAM, "c", Kind.MISSING_HERE), (Repair.TAKE_THEIRS, Repair.IGNORE)),
        (Difference(Thing.PROGRAM, "c", Kind.MISSING_THERE), (Repair.TAKE_THEIRS, Repair.IGNORE)),
        (Difference(Thing.PROGRAM, "c", Kind.UNREAD), (Repair.IGNORE,)),
    ],
)
def test_each_difference_has_a_repair(difference: Difference, repairs: tuple[Repair, ...]) -> None:
    assert difference.repairs == repairs
