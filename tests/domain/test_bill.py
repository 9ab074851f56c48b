"""What an order costs, line by line."""

from datetime import UTC, datetime

import pytest

from app.domain.bill import FREE, Bill, Line, LineKind, bill_of
from app.domain.contact import Contact
from app.domain.course_class import Price
from app.domain.draft import Filled, Participant
from app.domain.money import NO_CURRENCY, Money
from app.domain.tax import Tax, TaxMode

NOW = datetime(2031, 1, 1, tzinfo=UTC)
STANDARD = Price("Standard", Money(420_000, "NOK"), id=7)


def _filled(places: int, currency: str) -> Filled:
    contact = Contact(name="Kari Nordmann", email="kari@example.org", phone="+4799999999")
    attending = tuple(Participant(contact, {}) for _ in range(places))
    return Filled(
        buyer=contact, company="", participants=attending, form_id=None, currency=currency
    )


def test_each_place_has_a_line_of_its_own() -> None:
    bill = bill_of(_filled(3, "NOK"), [STANDARD], now=NOW)

    assert bill is not None
    assert bill.total == Money(1_260_000, "NOK")
    assert bill.taxes == ()
    assert [bill.of_place(each) for each in range(3)] == [Money(420_000, "NOK")] * 3
    assert [bill.option_of_place(each) for each in range(4)] == [7, 7, 7, None]


@pytest.mark.parametrize("prices", [[], [Price("Free", Money(0, "NOK"), id=1)]])
def test_what_costs_nothing_has_no_lines(prices: list[Price]) -> None:
    bill = bill_of(_filled(2, "NOK"), prices, now=NOW)

    assert bill == FREE
    assert not FREE.payable
    assert FREE.total == Money(0, NO_CURRENCY)


def test_a_currency_without_a_price_has_no_bill() -> None:
    assert bill_of(_filled(1, "EUR"), [STANDARD], now=NOW) is None


def test_tax_on_top_is_charged_and_a_discount_takes_its_own_off() -> None:
    vat = Tax(TaxMode.EXCLUSIVE, rate=2_500, name="VAT")
    line = Line(place=0, kind=LineKind.PLACE, label="Standard", each=Money(1_001, "EUR"), tax=vat)
    off = Line(place=0, kind=LineKind.DISCOUNT, label="Autumn", each=Money(-1_001, "EUR"), tax=vat)

    assert (line.net, line.tax_amount) == (Money(1_001, "EUR"), Money(250, "EUR"))
    assert Bill("EUR", (line,)).total == Money(1_251, "EUR")
    assert Bill("EUR", (line, off)).total == Money(0, "EUR")
