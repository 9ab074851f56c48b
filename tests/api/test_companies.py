"""A company by API: its VAT number lifts the tax by the rules that the site's form has."""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.tax import TaxMode
from app.store.database import reading
from app.store.order import Order
from tests.api.caller import Caller, asking, fields
from tests.usecases.shop import Shop
from tests.worlds import add_class, add_price, states

STOCKHOLM = {"line1": "Storgatan 1", "postalCode": "111 22", "city": "Stockholm", "country": "SE"}
BERG: dict[str, Any] = {"name": "Berg AB", "vatNumber": "SE556703748501", "address": STOCKHOLM}


@pytest.fixture
def exempting(shop: Shop) -> Shop:
    """Return a desk whose class is sold without its tax to companies abroad."""
    add_class(shop.sessions, prices=())
    tax: dict[str, Any] = {"tax_mode": TaxMode.INCLUSIVE, "tax_rate": 2500, "tax_name": "MVA"}
    add_price(shop.sessions, "Standard", 420000, exemptable=True, **tax)
    return shop


def ordered(shop: Shop) -> Order:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order)).one()


def test_a_company_abroad_registers_without_the_tax(iso: Caller, exempting: Shop) -> None:
    made = iso.made(asking(company=BERG))
    assert made["payment"]["amount"] == 3360.0
    order = ordered(exempting)
    assert (order.company, order.vat_number) == ("Berg AB", "SE556703748501")
    assert order.address == ["Storgatan 1", "", "111 22", "Stockholm", "SE"]


@pytest.mark.parametrize("company", [None, {}, {"name": "Berg AB"}, {**BERG, "vatNumber": None}])
def test_who_gives_no_number_pays_the_tax(
    iso: Caller, exempting: Shop, company: dict[str, Any] | None
) -> None:
    assert iso.made(asking(company=company))["payment"]["amount"] == 4200.0
    assert ordered(exempting).company == (company or {}).get("name", "")


def test_where_everybody_pays_the_tax_a_number_is_passed_over(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    assert iso.made(asking(company=BERG))["payment"]["amount"] == 4200.0
    order = ordered(shop)
    assert (order.company, order.vat_number, order.address) == ("Berg AB", "", [])


@pytest.mark.parametrize(
    ("company", "wrong"),
    [
        ("Berg AB", ["company"]),
        ({**BERG, "name": 7}, ["company.name"]),
        ({**BERG, "name": ""}, ["company.name"]),
        ({**BERG, "vatNumber": ["SE"]}, ["company.vatNumber"]),
        ({**BERG, "vatNumber": "SE1"}, ["company.vatNumber"]),
        ({**BERG, "vatNumber": "NO999888777"}, ["company.vatNumber"]),
        ({**BERG, "address": "Stockholm"}, ["company.address"]),
        ({**BERG, "address": None}, ["company.address"]),
        ({**BERG, "address": {**STOCKHOLM, "country": "DK"}}, ["company.address"]),
        ({**BERG, "address": {**STOCKHOLM, "city": 7}}, ["company.address.city"]),
        ({"vatNumber": "SE556703748501"}, ["company.name", "company.address"]),
    ],
)
def test_what_is_wrong_with_a_company_is_said_by_field(
    iso: Caller, exempting: Shop, company: object, wrong: list[str]
) -> None:
    answer = iso.make(asking(company=company))
    assert answer.status_code == 400
    assert fields(answer) == wrong
    assert states(exempting.sessions) == []
