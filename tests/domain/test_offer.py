"""What a place costs now and later, currency by currency, and where a class is."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.course_class import Price, PriceKind, ProgramKind
from app.domain.money import Money
from app.domain.offer import Offer, offers_of
from app.domain.outline import ClassOutline

NOW = datetime(2031, 1, 10, 12, tzinfo=UTC)
ENDS = NOW + timedelta(days=30)
STANDARD = Price("Standard", Money(420000, "NOK"), id=1)
EARLY = Price("Early bird", Money(360000, "NOK"), ends_at=ENDS, id=2)
EUROS = Price("Standard", Money(39000, "EUR"), id=3)


def test_an_early_bird_says_until_when_and_what_it_costs_then() -> None:
    assert offers_of([STANDARD, EARLY], now=NOW) == (Offer(EARLY, after=STANDARD),)
    assert offers_of([STANDARD, EARLY], now=ENDS) == (Offer(STANDARD),)


def test_an_early_bird_that_nothing_follows_says_only_until_when() -> None:
    assert offers_of([EARLY], now=NOW) == (Offer(EARLY),)
    assert offers_of([EARLY], now=ENDS) == ()


def test_there_is_one_offer_a_currency_in_the_order_of_the_options() -> None:
    offers = offers_of([EUROS, STANDARD, EARLY], now=NOW)
    assert [(offer.currency, offer.label) for offer in offers] == [
        ("EUR", "Standard"),
        ("NOK", "Early bird"),
    ]
    assert offers_of([], now=NOW) == ()


def test_what_follows_a_price_that_is_limited_is_said_too() -> None:
    first = Price("First five", Money(300000, "NOK"), id=4, limit=5, taken=2)
    (offer,) = offers_of([STANDARD, EARLY, first], now=NOW)

    assert (offer.label, offer.price.left, offer.until) == ("First five", 3, None)
    assert offer.later == EARLY.money


def test_what_members_and_groups_pay_is_said_where_it_is_less() -> None:
    group = Price("Five", Money(350000, "NOK"), id=5, kind=PriceKind.GROUP, least=5)
    large = Price("Ten", Money(330000, "NOK"), id=6, kind=PriceKind.GROUP, least=10)
    member = Price("Member", Money(300000, "NOK"), id=7, kind=PriceKind.MEMBER)
    dear = Price("Honorary", Money(500000, "NOK"), id=8, kind=PriceKind.MEMBER)
    hidden = Price("Sponsor", Money(100, "NOK"), id=9, kind=PriceKind.VOUCHER_ONLY)

    (offer,) = offers_of([large, group, dear, member, hidden, STANDARD], now=NOW)

    assert (offer.label, offer.members, offer.groups) == ("Standard", member, (group, large))


@pytest.mark.parametrize(
    ("venue", "city", "place"),
    [
        ("Quay Hall", "Bergen", "Quay Hall, Bergen"),
        ("Quay Hall", "", "Quay Hall"),
        ("", "", "Online"),
    ],
)
def test_a_class_is_somewhere_or_online(venue: str, city: str, place: str) -> None:
    outline = ClassOutline(
        code="FA-2031-03",
        title="First aid",
        kind=ProgramKind.COURSE,
        program_slug="first-aid",
        starts_at=NOW,
        ends_at=NOW,
        timezone="Europe/Oslo",
        venue=venue,
        city=city,
    )
    assert outline.place == place
