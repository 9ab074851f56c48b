"""Money adds up: exact amounts, every kind of currency (promise 5)."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import CurrencyMismatch, Money, MoneyError, deal_out, exponent, reads_two_ways

CURRENCIES = st.sampled_from(["NOK", "EUR", "USD", "JPY", "ISK", "KWD", "CLF"])
MINORS = st.integers(min_value=-(10**11), max_value=10**11)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("NOK", 2), ("MGA", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("TND", 3), ("CLF", 4)],
)
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("4200.00", "NOK", 420000),
        ("4200", "NOK", 420000),
        ("0.05", "EUR", 5),
        ("-12.50", "EUR", -1250),
        ("1.500", "EUR", 150),
        ("500", "JPY", 500),
        ("5.124", "KWD", 5124),
        ("0", "NOK", 0),
        ("999999999999.99", "NOK", 99999999999999),
    ],
)
def test_an_amount_is_read_into_minor_units(amount: str, currency: str, minor: int) -> None:
    assert Money.parse(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(("amount", "currency"), [("1.005", "EUR"), ("1.5", "JPY")])
def test_an_amount_finer_than_the_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(MoneyError, match="finer than the smallest unit of " + currency):
        Money.parse(amount, currency)


@pytest.mark.parametrize(
    "amount",
    [
        "",
        "free",
        "NaN",
        "sNaN",
        "Infinity",
        "1e3",
        "1_000",
        " 12",
        "12 ",
        "12\n",
        "\uff11\uff12",
        "1,50",
        "1.",
        ".5",
        "+1",
        "1e-9999999999",
        "1.0000000000000000000000000000000000001",
        "1000000000000",
    ],
)
def test_what_is_not_plain_digits_is_no_amount(amount: str) -> None:
    with pytest.raises(MoneyError, match=re.escape(f"not an amount: {amount!r}")):
        Money.parse(amount, "NOK")


@pytest.mark.parametrize("currency", ["", "NO", "nok", "NOKK", "N0K", "ÆØÅ"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(MoneyError, match="not an ISO 4217 currency"):
        Money(1, currency)


@given(minor=MINORS, currency=CURRENCIES)
def test_what_is_written_reads_back_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    amount, _, code = str(money).partition(" ")
    assert Money.parse(amount, code) == money
    assert money.major * 10 ** exponent(currency) == minor


@given(first=MINORS, second=MINORS, count=st.integers(0, 20), currency=CURRENCIES)
def test_sums_are_sums_of_minor_units(first: int, second: int, count: int, currency: str) -> None:
    one, other = Money(first, currency), Money(second, currency)
    assert one + other == other + one == Money(first + second, currency)
    assert one + other - other == one
    assert one * count == sum([one] * count, start=Money(0, currency))


def test_an_amount_shows_exactly_its_currencys_decimals() -> None:
    assert str(Money(420000, "NOK")) == "4200.00 NOK"
    assert str(Money(500, "JPY")) == "500 JPY"
    assert str(Money(-5, "KWD")) == "-0.005 KWD"
    assert Money(5, "EUR").major == Decimal("0.05")


def test_two_currencies_are_never_put_together() -> None:
    with pytest.raises(CurrencyMismatch, match="NOK and EUR cannot be put together"):
        Money(1, "NOK") + Money(1, "EUR")
    with pytest.raises(CurrencyMismatch, match="NOK and EUR"):
        Money(1, "NOK") - Money(1, "EUR")


@pytest.mark.parametrize(
    ("minor", "weights", "dealt"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [1, 3], [0, 1]),
        (2, [1, 1, 1, 1], [1, 1, 0, 0]),
        (500, [700, -200], [700, -200]),
        (0, [5, 5], [0, 0]),
        (7, [0, 0], [0, 0]),
        (7, [], []),
    ],
)
def test_units_that_are_left_go_to_the_largest_remainders(
    minor: int, weights: list[int], dealt: list[int]
) -> None:
    assert deal_out(minor, weights) == dealt


@given(
    weights=st.lists(st.integers(-(10**9), 10**9), max_size=8).filter(lambda each: sum(each) > 0),
    minor=st.integers(0, 10**11),
)
def test_what_is_dealt_out_adds_up_and_nobody_is_a_unit_off(weights: list[int], minor: int) -> None:
    dealt = deal_out(minor, weights)
    whole = sum(weights)
    assert sum(dealt) == minor
    for share, weight in zip(dealt, weights, strict=True):
        assert abs(share * whole - minor * weight) < whole
        if weight == 0:
            assert share == 0
    if minor == whole:
        assert dealt == weights


@pytest.mark.parametrize(
    ("amount", "currency", "either"),
    [
        ("1.000", "NOK", True),
        ("1,000", "NOK", True),
        ("-12.500", "JPY", True),
        ("1,000", "KWD", True),
        ("1.000", "KWD", False),
        ("1000.000", "NOK", False),
        ("12.50", "NOK", False),
        ("1000", "NOK", False),
    ],
)
def test_what_may_be_thousands_or_decimals_is_told_from_what_is_plain(
    amount: str, currency: str, either: bool
) -> None:
    assert reads_two_ways(amount, currency) is either
