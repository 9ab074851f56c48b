"""Claims about what an event says of the money of an end."""

import pytest

from app.domain.money import Money
from app.domain.money_of_end import Kept, fact_of_kept, kept_of


def test_what_is_kept_is_read_back_as_it_was_written() -> None:
    facts = fact_of_kept(2_100, price_minor=4_200, rule="half of it")
    assert kept_of(facts, "NOK") == Kept(Money(2_100, "NOK"), Money(4_200, "NOK"), "half of it")


@pytest.mark.parametrize("kept", [0, -1])
def test_nothing_is_said_where_nothing_is_kept(kept: int) -> None:
    assert fact_of_kept(kept, price_minor=4_200) == {}
    assert kept_of({}, "NOK") is None
