"""What a voucher takes off: exactly, never too much, whoever stands first in the form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bill import Bill, Line, LineKind
from app.domain.discount import People, Redeemed, masked, redeem
from app.domain.money import Money
from app.domain.tax import UNTAXED, Tax, TaxMode
from app.domain.voucher import Voucher, VoucherKind, VoucherRefused

VAT = Tax(TaxMode.INCLUSIVE, rate=2_500, name="VAT")
ON_TOP = Tax(TaxMode.EXCLUSIVE, rate=2_500, name="VAT")
HALF = Voucher(1, "HALF", VoucherKind.PERCENT, percent=50)
FREE = Voucher(2, "FREE", VoucherKind.FREE)
OFF = Voucher(3, "OFF", VoucherKind.AMOUNT, amount=Money(1_000, "NOK"))
GIFT = Voucher(4, "GIFT", VoucherKind.VALUE, amount=Money(5_000, "NOK"), balance_minor=2_000)
KEY = Voucher(5, "KEY", VoucherKind.UNLOCK)


def place(position: int, minor: int, tax: Tax = UNTAXED, currency: str = "NOK") -> Line:
    return Line(position, LineKind.PLACE, "Standard", Money(minor, currency), tax=tax)


def lunch(position: int, minor: int, currency: str = "NOK") -> Line:
    each = Money(minor, currency)
    return Line(position, LineKind.EXTRA, "Lunch", each, quantity=2, extra_id=7)


def bill(*lines: Line) -> Bill:
    return Bill(lines[0].each.currency, lines)


def people(count: int, used: dict[str, int] | None = None) -> People:
    return People([f"p{each}" for each in range(count)], "buyer", used or {})


def charged(redeemed: Redeemed) -> list[int]:
    places = {line.place for line in redeemed.bill.lines}
    return [redeemed.bill.of_place(each).minor for each in sorted(places)]


def given_to(redeemed: Redeemed) -> list[tuple[int, int, int]]:
    return [(each.place, each.uses, each.amount.minor) for each in redeemed.shares]


def test_percent_is_taken_off_each_place_and_taxed_as_it_is() -> None:
    redeemed = redeem(bill(place(0, 1_001, VAT), lunch(0, 100), place(1, 500)), HALF, people(2))
    off = [line for line in redeemed.bill.lines if line.kind is LineKind.DISCOUNT]
    assert [(line.each.minor, line.tax, line.voucher_id) for line in off] == [
        (-501, VAT, 1),
        (-250, UNTAXED, 1),
    ]
    assert charged(redeemed) == [700, 250]
    assert given_to(redeemed) == [(0, 1, 501), (1, 1, 250)]
    assert [share.person for share in redeemed.shares] == ["p0", "p1"]


def test_a_masked_bill_tells_no_code_and_costs_the_same() -> None:
    redeemed = redeem(bill(place(0, 1_000)), replace(FREE, code="FAIR-2031"), people(1))
    shown = masked(redeemed.bill)
    assert [line.label for line in shown.lines] == ["Standard", "Voucher …031"]
    assert shown.total == redeemed.bill.total


def test_extras_are_covered_only_where_the_voucher_says_so() -> None:
    ordered = bill(place(0, 1_000), lunch(0, 100))
    assert charged(redeem(ordered, FREE, people(1))) == [200]
    whole = redeem(ordered, replace(FREE, extras_too=True), people(1))
    assert charged(whole) == [0]
    assert [line.extra_id for line in whole.bill.lines] == [0, 7, 0, 7]


def test_an_amount_is_split_by_what_each_place_costs_and_is_one_use_of_the_buyers() -> None:
    redeemed = redeem(bill(place(0, 3_000), place(1, 1_500), place(2, 1_500)), OFF, people(3))
    assert charged(redeemed) == [2_500, 1_250, 1_250]
    assert given_to(redeemed) == [(0, 1, 500), (1, 0, 250), (2, 0, 250)]
    assert {share.person for share in redeemed.shares} == {"buyer"}


def test_no_more_is_taken_off_than_there_is() -> None:
    assert charged(redeem(bill(place(0, 400)), OFF, people(1))) == [0]


def test_a_value_voucher_gives_what_it_has_left_for_extras_too() -> None:
    redeemed = redeem(bill(place(0, 1_900), lunch(0, 100)), GIFT, people(1))
    assert sum(charged(redeemed)) == 100
    assert sum(share.amount.minor for share in redeemed.shares) == 2_000


def test_fewer_uses_than_places_cover_the_dearest() -> None:
    once = replace(FREE, most_total=3, used=2)
    redeemed = redeem(bill(place(0, 100), place(1, 300), place(2, 200)), once, people(3))
    assert charged(redeemed) == [100, 0, 200]


def test_who_used_it_often_enough_pays_and_others_do_not() -> None:
    once = replace(FREE, most_per_person=1)
    redeemed = redeem(bill(place(0, 100), place(1, 100)), once, people(2, {"p0": 1}))
    assert charged(redeemed) == [100, 0]
    twice = People(["p0", "p0"], "buyer", {})
    assert charged(redeem(bill(place(0, 100), place(1, 100)), once, twice)) == [0, 100]


def test_what_is_used_up_in_its_class_is_left_elsewhere() -> None:
    twice = replace(FREE, most_per_class=2)
    ordered = bill(place(0, 100), place(1, 300))
    once_here = replace(people(2), in_class=1)
    assert charged(redeem(ordered, twice, once_here)) == [100, 0]
    assert charged(redeem(ordered, twice, people(2))) == [0, 0]
    with pytest.raises(VoucherRefused):
        redeem(ordered, twice, replace(people(2), in_class=2))


def test_a_key_needs_a_use_for_every_place_it_opens_and_takes_nothing_off() -> None:
    ordered = bill(place(0, 100), place(1, 100))
    redeemed = redeem(ordered, replace(KEY, most_total=2), people(2), opened=(0, 1))
    assert redeemed.bill == ordered
    assert given_to(redeemed) == [(0, 1, 0), (1, 1, 0)]
    with pytest.raises(VoucherRefused):
        redeem(ordered, replace(KEY, most_total=1), people(2), opened=(0, 1))


def test_a_key_is_used_only_for_places_at_a_price_that_it_opens() -> None:
    ordered = bill(place(0, 100), place(1, 100))
    assert given_to(redeem(ordered, replace(KEY, most_total=1), people(2), opened=(1,))) == [
        (1, 1, 0)
    ]
    with pytest.raises(VoucherRefused):
        redeem(ordered, KEY, people(2))


@pytest.mark.parametrize(
    ("voucher", "ordered"),
    [
        (replace(HALF, most_total=5, used=5), bill(place(0, 100))),
        (replace(HALF, most_per_person=1), bill(place(0, 100))),
        (replace(OFF, most_per_person=1), bill(place(0, 100))),
        (replace(GIFT, balance_minor=0), bill(place(0, 100))),
        (OFF, bill(place(0, 100, currency="EUR"))),
        (replace(OFF, amount=None), bill(place(0, 100))),
        (replace(HALF, percent=1), bill(place(0, 10, currency="JPY"))),
        (HALF, Bill("NOK", ())),
        (OFF, Bill("NOK", ())),
        (HALF, bill(lunch(0, 100))),
    ],
)
def test_what_gives_nothing_here_is_refused(voucher: Voucher, ordered: Bill) -> None:
    with pytest.raises(VoucherRefused):
        redeem(ordered, voucher, people(1, {"p0": 1, "buyer": 1}))


_TAXES = st.sampled_from([UNTAXED, VAT, ON_TOP, Tax(TaxMode.EXCLUSIVE, rate=770)])
_PLACES = st.lists(st.tuples(st.integers(1, 10**7), _TAXES), min_size=1, max_size=6)
_CURRENCIES = st.sampled_from(["JPY", "KWD", "NOK"])


def _bill(prices: Sequence[tuple[int, Tax]], currency: str) -> Bill:
    lines = (place(each, minor, tax, currency) for each, (minor, tax) in enumerate(prices))
    return bill(*lines)


@given(prices=_PLACES, currency=_CURRENCIES, pot=st.integers(1, 10**8))
def test_a_pot_is_spent_exactly_and_no_place_costs_less_than_nothing(
    prices: list[tuple[int, Tax]], currency: str, pot: int
) -> None:
    ordered = _bill(prices, currency)
    gift = replace(GIFT, amount=Money(pot, currency), balance_minor=pot)
    try:
        redeemed = redeem(ordered, gift, people(len(prices)))
    except VoucherRefused:
        # So little that no place's price with tax on top could be lower by it.
        assert pot <= 2 * len(prices)
        return
    wanted = min(pot, ordered.total.minor)
    spent = sum(share.amount.minor for share in redeemed.shares)
    on_top = sum(tax.mode is TaxMode.EXCLUSIVE for _, tax in prices)
    assert wanted - on_top <= spent <= wanted
    assert ordered.total.minor - redeemed.bill.total.minor == spent
    assert all(each >= 0 for each in charged(redeemed))
    if pot >= ordered.total.minor:
        assert redeemed.bill.total.minor == 0


@given(prices=_PLACES, currency=_CURRENCIES)
def test_everything_off_leaves_nothing_at_all(prices: list[tuple[int, Tax]], currency: str) -> None:
    redeemed = redeem(_bill(prices, currency), FREE, people(len(prices)))
    assert charged(redeemed) == [0] * len(prices)
    assert sum(line.tax_amount.minor for line in redeemed.bill.lines) == 0


@given(
    prices=_PLACES,
    currency=_CURRENCIES,
    percent=st.integers(1, 100),
    most=st.integers(1, 6),
    data=st.data(),
)
def test_the_order_of_the_participants_changes_nothing(
    prices: list[tuple[int, Tax]], currency: str, percent: int, most: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(prices))
    half = replace(HALF, percent=percent, most_total=most)
    off = replace(OFF, amount=Money(12_345, currency))
    for voucher in (half, off):
        try:
            ends = [
                redeem(_bill(each, currency), voucher, people(len(prices))).bill.total
                for each in (prices, shuffled)
            ]
        except VoucherRefused:
            continue
        assert abs(ends[0].minor - ends[1].minor) <= (0 if voucher is half else len(prices))


_LIMIT = st.none() | st.integers(1, 5)


@given(
    wanted=st.lists(
        st.tuples(st.sampled_from("AB"), st.lists(st.sampled_from("pqr"), min_size=1, max_size=4)),
        max_size=8,
    ),
    total=_LIMIT,
    by_person=_LIMIT,
    by_class=_LIMIT,
    kind=st.sampled_from([FREE, HALF, OFF]),
)
def test_no_limit_is_passed_however_orders_come_and_none_is_refused_that_fits(
    wanted: list[tuple[str, list[str]]],
    total: int | None,
    by_person: int | None,
    by_class: int | None,
    kind: Voucher,
) -> None:
    voucher = replace(kind, most_total=total, most_per_person=by_person, most_per_class=by_class)
    persons: Counter[str] = Counter()
    classes: Counter[str] = Counter()

    def fits(person: str, code: str) -> bool:
        return all(
            most is None or count < most
            for most, count in (
                (total, classes.total()),
                (by_person, persons[person]),
                (by_class, classes[code]),
            )
        )

    for code, participants in wanted:
        who = People(participants, participants[0], dict(persons), classes[code])
        ordered = bill(*(place(each, 5_000) for each in range(len(participants))))
        asked = participants if voucher.by_place else participants[:1]
        could = [person for person in asked if fits(person, code)]
        try:
            shares = redeem(ordered, replace(voucher, used=classes.total()), who).shares
        except VoucherRefused:
            assert could == []
            continue
        assert could != []
        for share in shares:
            persons[share.person] += share.uses
            classes[code] += share.uses
        most_used = max(persons.values()), max(classes.values()), classes.total()
        for most, count in zip((by_person, by_class, total), most_used, strict=True):
            assert most is None or count <= most
        if len(shares) < len(participants) and voucher.by_place:
            left = Counter(participants) - Counter(share.person for share in shares)
            assert not any(fits(person, code) for person in left)
