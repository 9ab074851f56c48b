"""A mailed code is its asking's and nobody else's."""

import pytest

from app.domain.mailed_code import code_fits, code_of

SECRET = "a secret of at least thirty-two signs"


def test_a_code_has_six_digits_whatever_it_is_made_of() -> None:
    codes = {code_of(SECRET, f"asking-{number}") for number in range(500)}
    assert all(len(code) == 6 and code.isascii() and code.isdecimal() for code in codes)
    assert len(codes) > 490
    assert any(code.startswith("0") for code in codes), "a nought in front is a digit too"


@pytest.mark.parametrize("written", ["{0}{1}", " {0}{1}\t", "{0} {1}", "{0}-{1}"])
def test_spaces_and_dashes_are_no_part_of_it(written: str) -> None:
    code = code_of(SECRET, "asking-1")
    assert code_fits(SECRET, "asking-1", written.format(code[:3], code[3:]))


@pytest.mark.parametrize("typed", ["", "0", "12345", "abcdef", "\N{SNOWMAN}"])
def test_nothing_else_fits(typed: str) -> None:
    assert not code_fits(SECRET, "asking-1", typed)


def test_the_code_of_another_asking_or_another_secret_does_not_fit() -> None:
    assert not code_fits(SECRET, "asking-1", code_of(SECRET, "asking-2"))
    assert not code_fits(SECRET, "asking-1", code_of("another secret", "asking-1"))
