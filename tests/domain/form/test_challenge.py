"""Whoever is faster than a person is asked, and nobody else."""

import pytest

from app.domain.form.challenge import NoChallenge, PressAgain, Visit


@pytest.mark.parametrize(
    ("seconds", "let_in"), [(None, False), (0, False), (2.9, False), (3, True)]
)
def test_it_takes_as_long_as_it_takes_a_person(seconds: float | None, *, let_in: bool) -> None:
    assert PressAgain().lets_in(Visit(seconds, {})) is let_in
    assert NoChallenge().lets_in(Visit(seconds, {}))
