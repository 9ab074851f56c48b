"""Claims about a corrected address: which is which, and what else has it."""

import pytest

from app.domain.readdressing import is_address, with_address

OLD, NEW = "ana@example.org", "ana.lind@example.org"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (OLD, "ANA@Example.org ", True),
        (OLD, NEW, False),
        ("", "", False),
        ("", OLD, False),
    ],
)
def test_an_address_is_one_however_it_is_typed_and_none_is_none(
    one: str, other: str, same: bool
) -> None:
    assert is_address(one, other) is same


def test_of_what_was_filled_in_the_contacts_are_corrected_and_no_answer() -> None:
    ana, bo = {"name": "Ana", "email": OLD.upper()}, {"name": "Bo", "email": "bo@example.org"}
    filled = {
        "buyer": ana,
        "participants": [{"contact": each, "answers": {"email": OLD}} for each in (ana, bo)],
        "answers": {"email": OLD},
    }
    there = {"name": "Ana", "email": NEW}
    assert with_address(filled, OLD, NEW) == {
        "buyer": there,
        "participants": [{"contact": each, "answers": {"email": OLD}} for each in (there, bo)],
        "answers": {"email": OLD},
    }


def test_what_holds_nothing_stays_empty() -> None:
    assert with_address({}, OLD, NEW) == {}
