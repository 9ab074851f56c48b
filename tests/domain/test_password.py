"""A password fits its own hash and no other."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from app.domain.password import (
    _NOBODY,
    LONGEST,
    SHORTEST,
    hash_password,
    new_password,
    password_fits,
)

PASSWORD = "correct horse battery"


def test_a_password_fits_its_hash_which_does_not_hold_it() -> None:
    kept = hash_password(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert password_fits(PASSWORD, kept)
    assert not password_fits(PASSWORD + " ", kept)


def test_two_hashes_of_one_password_are_not_alike() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


@pytest.mark.parametrize("kept", [None, "", "plain", "$argon2id$v=19$broken"])
def test_without_a_good_hash_no_password_fits(kept: str | None) -> None:
    assert not password_fits(PASSWORD, kept)


def test_a_made_password_is_long_enough_and_new_each_time() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(SHORTEST <= len(password) <= LONGEST for password in made)


def test_to_refuse_an_unknown_account_takes_the_same_work() -> None:
    assert extract_parameters(_NOBODY) == extract_parameters(hash_password(PASSWORD))
    # A hash that could not be read would be refused at once.
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(_NOBODY, PASSWORD)
