"""Clients of the API: scopes, secrets, and what is kept of them."""

import pytest

from app.domain.client import (
    ClientRefused,
    Credentials,
    KeyReused,
    Scope,
    allows,
    digest,
    new_secret,
    read_scopes,
    secret_fits,
)

SECRETS = ("first", "second", "third")


@pytest.mark.parametrize(
    ("granted", "wanted", "enough"),
    [
        ({"programs.read"}, Scope.READ_PROGRAMS, True),
        ({"programs.write"}, Scope.READ_PROGRAMS, False),
        ({"programs.write"}, Scope.WRITE_REGISTRATIONS, True),
        ({"registrations.write"}, Scope.WRITE_REGISTRATIONS, True),
        ({"registrations.write"}, Scope.READ_REGISTRATIONS, False),
        ({"registrations.write"}, Scope.WRITE_PROGRAMS, False),
        (set(), Scope.READ_PROGRAMS, False),
    ],
)
def test_I2_programs_write_is_enough_for_writing_registrations_and_nothing_more(
    granted: set[str], wanted: Scope, enough: bool
) -> None:
    assert allows(granted, wanted) is enough


def test_scopes_are_read_once_each_in_their_own_order() -> None:
    words = ["registrations.read", "programs.read", "programs.read"]
    assert read_scopes(words) == (Scope.READ_PROGRAMS, Scope.READ_REGISTRATIONS)


@pytest.mark.parametrize("words", [[], ["programs.read", "all"]])
def test_scopes_that_are_none_are_refused_with_those_there_are(words: list[str]) -> None:
    with pytest.raises(ClientRefused, match=r"programs\.read, programs\.write"):
        read_scopes(words)


def test_a_secret_fits_one_of_those_that_are_live() -> None:
    digests = [digest(each) for each in SECRETS]
    assert [secret_fits(each, digests[:2]) for each in SECRETS] == [True, True, False]
    assert secret_fits("first", digests[:1])


@pytest.mark.parametrize("secret", ["", "-" * 64, "é", "\ud800", "\0"])
def test_nothing_fits_where_there_is_no_secret(secret: str) -> None:
    assert not secret_fits(secret, [])
    assert not secret_fits(secret, [digest("first")])


def test_a_secret_is_unguessable_and_not_shown_by_accident() -> None:
    one, other = new_secret(), new_secret()
    assert len(one) == 43
    assert one != other
    assert one not in repr(Credentials("C-1", one))
    assert one not in digest(one)


def test_a_key_that_was_used_says_so() -> None:
    assert str(KeyReused()) == "This key was sent before, with another body"
