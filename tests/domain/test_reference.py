"""Public references: unguessable, speakable."""

import re

from app.domain.reference import ALPHABET, new_reference


def test_a_reference_is_two_groups_of_five_after_its_prefix() -> None:
    shape = re.compile(rf"REG-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}")
    assert all(shape.fullmatch(new_reference("REG")) for _ in range(200))


def test_no_two_signs_look_or_sound_alike() -> None:
    assert not set("01OILUV") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


def test_references_do_not_repeat() -> None:
    assert len({new_reference("REG") for _ in range(5000)}) == 5000
