"""Claims about what an event says of the money of an end."""

import pytest

from app.domain.money import Money
from app.domain.money_of_end import ComesBack, Kept, MoneyOfEnd, Way, fact_of_kept, kept_of


def test_what_is_kept_is_read_back_as_it_was_written() -> None:
    facts = fact_of_kept(2_100, price_minor=4_200, rule="half of it")
    assert kept_of(facts, "NOK") == Kept(Money(2_100, "NOK"), Money(4_200, "NOK"), "half of it")


@pytest.mark.parametrize("kept", [0, -1])
def test_nothing_is_said_where_nothing_is_kept(kept: int) -> None:
    assert fact_of_kept(kept, price_minor=4_200) == {}
    assert kept_of({}, "NOK") is None


def test_what_stays_is_what_was_paid_without_all_that_surely_goes() -> None:
    def so_much(minor: int, way: Way) -> ComesBack:
        return ComesBack(Money(minor, "NOK"), way)

    money = MoneyOfEnd(
        paid=Money(10_000, "NOK"),
        before=Money(1_000, "NOK"),
        back=(so_much(2_000, Way.SENT), so_much(400, Way.VOUCHER), so_much(300, Way.UNDECIDED)),
        besides=(so_much(50, Way.BY_HAND),),
    )
    assert money.goes == Money(3_050, "NOK")
    assert money.stays == Money(6_950, "NOK")
