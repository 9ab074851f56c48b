"""Claims about comparing: which differences there are, and what can be done about each."""

import pytest

from app.domain.reconcile import (
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
    ],
)
def test_each_difference_has_a_repair(difference: Difference, repairs: tuple[Repair, ...]) -> None:
    assert difference.repairs == repairs
