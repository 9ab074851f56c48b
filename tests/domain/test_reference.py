"""Public references: unguessable, speakable."""

import re

import pytest

from app.domain.reference import ALPHABET, new_reference, read_reference


def test_a_reference_is_two_groups_of_five_after_its_prefix() -> None:
    shape = re.compile(rf"REG-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}")
    assert all(shape.fullmatch(new_reference("REG")) for _ in range(200))


def test_no_two_signs_look_or_sound_alike() -> None:
    assert not set("01OILUV") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


def test_references_do_not_repeat() -> None:
    assert len({new_reference("REG") for _ in range(5000)}) == 5000


_FULL_WIDTH = "CD-7K2QX-9MWRT".translate({sign: sign + 0xFEE0 for sign in range(33, 127)})


@pytest.mark.parametrize(
    "typed",
    ["CD-7K2QX-9MWRT", " cd-7k2qx-9mwrt\n", "cd7k2qx9mwrt", "CD 7K2QX 9MWRT", _FULL_WIDTH],
)
def test_a_reference_is_read_however_it_was_typed(typed: str) -> None:
    assert read_reference(typed) == "CD-7K2QX-9MWRT"


@pytest.mark.parametrize("typed", ["", "CD", "\0", "x" * 500, "CD-7K2QX"])
def test_what_is_no_reference_is_read_as_one_that_nobody_has(typed: str) -> None:
    assert not re.fullmatch(rf"CD-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", read_reference(typed))
