"""What a place costs now and later, currency by currency, and where a class is."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.course_class import Price, ProgramKind
from app.domain.money import Money
from app.domain.offer import Offer, offers_of
from app.domain.outline import ClassOutline

NOW = datetime(2031, 1, 10, 12, tzinfo=UTC)
ENDS = NOW + timedelta(days=30)
STANDARD = Price("Standard", Money(420000, "NOK"), id=1)
EARLY = Price("Early bird", Money(360000, "NOK"), ends_at=ENDS, id=2)
EUROS = Price("Standard", Money(39000, "EUR"), id=3)


def test_an_early_bird_says_until_when_and_what_it_costs_then() -> None:
    assert offers_of([STANDARD, EARLY], now=NOW) == (
        Offer("Early bird", EARLY.money, until=ENDS, later=STANDARD.money),
    )
    assert offers_of([STANDARD, EARLY], now=ENDS) == (Offer("Standard", STANDARD.money),)


def test_an_early_bird_that_nothing_follows_says_only_until_when() -> None:
    assert offers_of([EARLY], now=NOW) == (Offer("Early bird", EARLY.money, until=ENDS),)
    assert offers_of([EARLY], now=ENDS) == ()


def test_there_is_one_offer_a_currency_in_the_order_of_the_options() -> None:
    offers = offers_of([EUROS, STANDARD, EARLY], now=NOW)
    assert [(offer.currency, offer.label) for offer in offers] == [
        ("EUR", "Standard"),
        ("NOK", "Early bird"),
    ]
    assert offers_of([], now=NOW) == ()


def test_several_places_cost_several_times_as_much() -> None:
    assert Offer("Standard", Money(420000, "NOK")).total(3) == Money(1260000, "NOK")


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
