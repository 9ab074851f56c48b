"""Tax within a price and on top of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tax import UNTAXED, Tax, TaxMode

_MINOR = st.integers(-(10**12), 10**12)
_RATE = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("mode", "shown", "net", "tax"),
    [
        (TaxMode.INCLUSIVE, 12_500, 10_000, 2_500),
        (TaxMode.EXCLUSIVE, 10_000, 10_000, 2_500),
        (TaxMode.EXEMPT, 10_000, 10_000, 0),
        (TaxMode.NONE, 10_000, 10_000, 0),
        # A yen and a half is two, whichever way it goes.
        (TaxMode.EXCLUSIVE, 2, 2, 1),
        (TaxMode.EXCLUSIVE, -2, -2, -1),
    ],
)
def test_a_price_is_split_as_its_tax_says(mode: TaxMode, shown: int, net: int, tax: int) -> None:
    assert Tax(mode, rate=2_500, name="VAT").on(shown) == (net, tax)


@given(shown=_MINOR, rate=_RATE)
def test_tax_within_a_price_never_changes_what_is_charged(shown: int, rate: int) -> None:
    net, tax = Tax(TaxMode.INCLUSIVE, rate=rate).on(shown)

    assert net + tax == shown
    assert abs(2 * (tax * (10_000 + rate) - shown * rate)) <= 10_000 + rate


@given(shown=_MINOR, rate=_RATE)
def test_tax_on_top_is_the_rate_of_the_price_to_half_a_unit(shown: int, rate: int) -> None:
    net, tax = Tax(TaxMode.EXCLUSIVE, rate=rate).on(shown)

    assert net == shown
    assert abs(2 * (tax * 10_000 - shown * rate)) <= 10_000


@given(shown=_MINOR, rate=_RATE, mode=st.sampled_from(TaxMode))
def test_what_is_taken_off_again_is_what_was_on_it(shown: int, rate: int, mode: TaxMode) -> None:
    net, tax = Tax(mode, rate=rate).on(shown)

    assert Tax(mode, rate=rate).on(-shown) == (-net, -tax)


def test_what_is_not_taxed_is_all_net() -> None:
    assert UNTAXED.on(4_200) == (4_200, 0)
