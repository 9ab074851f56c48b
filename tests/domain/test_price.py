"""Which price each place has: the cheapest that is open to it, within every limit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bill import bill_of, cost_of_places, items_of, place_line, taxes_of
from app.domain.contact import Contact
from app.domain.course_class import Price, PriceKind, standing_price
from app.domain.draft import Filled, Participant
from app.domain.money import Money, exponent
from app.domain.price import LimitTooLow, OptionFull, choose
from app.domain.tax import Tax, TaxMode

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
SOON = NOW + timedelta(days=1)
STANDARD = Price("Standard", Money(400_000, "NOK"), id=1)
EARLY = Price("Early bird", Money(350_000, "NOK"), id=2, ends_at=SOON)
MEMBER = Price("Member", Money(300_000, "NOK"), id=3, kind=PriceKind.MEMBER)
GROUP = Price("Group", Money(320_000, "NOK"), id=4, kind=PriceKind.GROUP, least=3)
SPONSOR = Price("Sponsor", Money(10_000, "NOK"), id=5, kind=PriceKind.VOUCHER_ONLY)
FIRST_TWO = Price("First two", Money(310_000, "NOK"), id=6, limit=2)
ALL = (STANDARD, EARLY, MEMBER, GROUP, SPONSOR)
CURRENCIES = ("NOK", "EUR", "JPY", "KWD", "CLF")


def labels(prices: Sequence[Price], *members: bool, now: datetime = NOW) -> list[str] | None:
    chosen = choose(prices, members, currency="NOK", now=now)
    return None if chosen is None else [price.label for price in chosen]


def filled(*members: str, currency: str = "NOK", vat_number: str = "") -> Filled:
    contact = Contact(name="Kari Nordmann", email="kari@example.org", phone="")
    return Filled(
        buyer=contact,
        company="",
        participants=tuple(Participant(contact, {}, membership=each) for each in members),
        form_id=None,
        currency=currency,
        vat_number=vat_number,
    )


def test_the_cheapest_price_that_anybody_can_have_is_found_by_itself() -> None:
    assert labels(ALL, False) == ["Early bird"]
    assert labels(ALL, False, now=SOON) == ["Standard"]


def test_a_group_has_its_price_from_so_many_participants_on() -> None:
    assert labels(ALL, False, False) == ["Early bird"] * 2
    assert labels(ALL, False, False, False) == ["Group"] * 3


def test_members_pay_as_members_and_count_among_the_group() -> None:
    assert labels(ALL, False, True, False) == ["Group", "Member", "Group"]


def test_nobody_pays_more_because_of_being_a_member() -> None:
    dear = replace(MEMBER, money=Money(900_000, "NOK"))
    assert labels([STANDARD, dear], True) == ["Standard"]


def test_a_voucher_only_price_is_there_for_nobody_without_its_voucher() -> None:
    other = replace(SPONSOR, id=9, label="Other", money=Money(1, "NOK"))
    chosen = choose([*ALL, other], [False], currency="NOK", now=NOW, unlocked={5})
    assert chosen == (SPONSOR,)
    assert labels([SPONSOR], False) is None


def test_where_a_price_is_used_up_half_way_the_rest_have_the_next() -> None:
    assert labels([STANDARD, FIRST_TWO], False, False, False) == ["First two"] * 2 + ["Standard"]
    one_left = replace(FIRST_TWO, taken=1)
    assert labels([STANDARD, one_left], False, False) == ["First two", "Standard"]
    assert labels([STANDARD, replace(FIRST_TWO, taken=2)], False) == ["Standard"]
    assert labels([FIRST_TWO], False, False, False) is None


def test_a_limited_price_goes_first_to_those_who_have_nothing_else() -> None:
    cheap = replace(FIRST_TWO, limit=1, money=Money(250_000, "NOK"))
    assert labels([STANDARD, cheap, MEMBER], True, False) == ["Member", "First two"]


def test_prices_in_other_currencies_are_no_prices() -> None:
    assert labels([replace(STANDARD, money=Money(1, "EUR"))], False) is None


def test_what_is_compared_is_what_is_charged() -> None:
    on_top = Price("On top", Money(390_000, "NOK"), id=7, tax=Tax(TaxMode.EXCLUSIVE, 2_500, "MVA"))
    assert labels([STANDARD, on_top], False) == ["Standard"]
    assert on_top.gross == Money(487_500, "NOK")


def test_partners_are_told_what_anybody_pays_as_long_as_there_are_seats() -> None:
    assert standing_price([EARLY, SPONSOR, FIRST_TWO, STANDARD, MEMBER]) == STANDARD.money
    assert standing_price([EARLY]) == EARLY.money
    assert standing_price([SPONSOR]) is None


def test_refusals_say_what_a_person_needs_to_know() -> None:
    assert str(OptionFull(4)) == "This price is used up"
    low = LimitTooLow(position=1, taken=3)
    assert str(low) == "must be 3 or more: so many places are had at this price"


@pytest.mark.parametrize(
    ("mode", "net"), [(TaxMode.INCLUSIVE, 320_000), (TaxMode.EXCLUSIVE, 400_000)]
)
def test_a_company_with_a_vat_number_pays_the_net_price(mode: TaxMode, net: int) -> None:
    price = replace(STANDARD, tax=Tax(mode, 2_500, "MVA"), exemptable=True)

    bill = bill_of(filled("", vat_number="SE556703748501"), [price], now=NOW)

    assert bill is not None
    (line,) = bill.lines
    assert (line.total, line.tax_amount) == (Money(net, "NOK"), Money(0, "NOK"))
    assert line.tax == Tax(TaxMode.EXEMPT, 2_500, "MVA")


def test_a_price_that_is_not_exemptable_keeps_its_tax_whoever_buys() -> None:
    price = replace(STANDARD, tax=Tax(TaxMode.INCLUSIVE, 2_500, "MVA"))

    bill = bill_of(filled("", vat_number="SE556703748501"), [price], now=NOW)

    assert bill is not None
    assert bill.lines[0].tax_amount == Money(80_000, "NOK")


def test_what_costs_nothing_is_counted_where_it_is_limited() -> None:
    free = replace(FIRST_TWO, money=Money(0, "NOK"))

    bill = bill_of(filled("", "", ""), [STANDARD, free], now=NOW)

    assert bill is not None
    assert bill.options == (6, 6, 1)
    assert bill.total == STANDARD.money


def test_a_class_without_prices_costs_nothing() -> None:
    nothing = cost_of_places([], [False], currency="NOK", vat_number="", now=NOW)
    assert nothing == Money(0, "NOK")


def test_equal_lines_stand_together_with_each_places_own_tax() -> None:
    # A third of a yen on each: three places are taxed three times, each rounded by itself.
    tax = Tax(TaxMode.EXCLUSIVE, 1_000, "VAT")
    price = Price("Standard", Money(6, "JPY"), id=1, tax=tax)

    bill = bill_of(filled("", "", "", currency="JPY"), [price], now=NOW)

    assert bill is not None
    (item,) = bill.items
    assert (item.quantity, item.tax_amount.minor, item.total.minor) == (3, 3, 21)
    assert [(each.tax, each.amount.minor) for each in bill.taxes] == [(tax, 3)]


def test_a_tax_within_one_price_and_on_top_of_another_is_named_once() -> None:
    within, on_top = (Tax(mode, 2_500, "VAT") for mode in (TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE))
    exempt = Tax(TaxMode.EXEMPT, 2_500, "VAT")
    lines = [
        place_line(Price("Standard", Money(1_000, "NOK"), tax=tax), position=0)
        for tax in (within, on_top, exempt)
    ]
    assert [each.amount.minor for each in taxes_of(lines)] == [450, 0]


_TAXES = st.builds(
    Tax,
    st.sampled_from(TaxMode),
    rate=st.sampled_from([0, 250, 600, 1_000, 1_250, 1_900, 2_500, 10_000]),
    name=st.just("VAT"),
)


@st.composite
def _prices(draw: st.DrawFn, currency: str) -> list[Price]:
    """Draw prices of one currency, odd amounts among them, numbered in their order."""
    count = draw(st.integers(1, 5))
    drawn = [
        Price(
            label=f"Price {number}",
            money=Money(draw(st.integers(0, 100_000_000)), currency),
            ends_at=draw(st.sampled_from([None, NOW, SOON])),
            id=number,
            kind=draw(st.sampled_from(PriceKind)),
            least=draw(st.integers(1, 4)),
            limit=draw(st.one_of(st.none(), st.integers(1, 4))),
            taken=draw(st.integers(0, 1)),
            tax=draw(_TAXES),
            exemptable=draw(st.booleans()),
        )
        for number in range(1, count + 1)
    ]
    return [*drawn, Price("Standard", Money(100_000_000, currency), id=99)]


@given(data=st.data(), currency=st.sampled_from(CURRENCIES), vat=st.sampled_from(["", "DK1"]))
def test_every_cent_of_a_bill_is_on_a_line(data: st.DataObject, currency: str, vat: str) -> None:
    prices = data.draw(_prices(currency))
    members = data.draw(st.lists(st.sampled_from(["", "M-1"]), min_size=1, max_size=6))

    bill = bill_of(filled(*members, currency=currency, vat_number=vat), prices, now=NOW)

    assert bill is not None
    places = [bill.of_place(each).minor for each in range(len(members))]
    assert bill.total.minor == sum(line.total.minor for line in bill.lines) == sum(places)
    assert bill.total.minor == sum(item.total.minor for item in items_of(bill.lines))
    assert all(line.net.minor + line.tax_amount.minor == line.total.minor for line in bill.lines)
    assert all(line.total.minor >= 0 <= line.tax_amount.minor for line in bill.lines)
    for line in bill.lines:
        # To half a unit of what the currency has: an øre, a yen, a fils.
        exact = line.tax.rate * line.net.minor / 10_000
        if line.tax.mode in (TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE):
            assert abs(line.tax_amount.minor - exact) <= 1
        assert -line.total.major.as_tuple().exponent in (0, exponent(currency))  # type: ignore[operator]  # a number's
    for option, places_at in Counter(bill.options).items():
        price = next(each for each in prices if each.id == option)
        assert price.left is None or places_at <= price.left


@given(data=st.data(), members=st.lists(st.booleans(), min_size=1, max_size=6))
def test_the_total_does_not_depend_on_the_order_of_participants(
    data: st.DataObject, members: list[bool]
) -> None:
    prices = data.draw(_prices("KWD"))
    shuffled = data.draw(st.permutations(members))
    costs = {
        cost_of_places(prices, each, currency="KWD", vat_number="", now=NOW)
        for each in (members, shuffled)
    }
    assert len(costs) == 1


@given(data=st.data(), members=st.lists(st.booleans(), min_size=1, max_size=3))
def test_no_other_choice_would_cost_less(data: st.DataObject, members: list[bool]) -> None:
    prices = data.draw(_prices("JPY"))
    unlocked = {each.id for each in prices if each.id % 2}
    chosen = choose(prices, members, currency="JPY", now=NOW, unlocked=unlocked)
    assert chosen is not None

    def allowed(ways: tuple[Price, ...]) -> bool:
        counts = Counter(each.id for each in ways)
        return all(
            price.holds(NOW)
            and (price.kind is not PriceKind.MEMBER or member)
            and (price.kind is not PriceKind.GROUP or len(members) >= price.least)
            and (price.kind is not PriceKind.VOUCHER_ONLY or price.id in unlocked)
            and (price.left is None or counts[price.id] <= price.left)
            for price, member in zip(ways, members, strict=True)
        )

    least = min(
        sum(each.gross.minor for each in ways)
        for ways in product(prices, repeat=len(members))
        if allowed(ways)
    )
    assert sum(each.gross.minor for each in chosen) == least
    assert allowed(chosen)
