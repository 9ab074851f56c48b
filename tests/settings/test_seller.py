"""Who sells: as the settings say, else the site by its name."""

import pytest

from app.factory.parts import seller_of
from app.settings import SettingError, Settings
from tests.partners.built import environment


def settings(**changed: str) -> Settings:
    return Settings.from_environment(environment("http://127.0.0.1:9", **changed))


def test_whoever_says_nothing_sells_under_the_sites_name() -> None:
    seller = seller_of(settings(SITE_NAME="Fjordlight", PHONE_COUNTRY="NO"))
    assert (seller.code, seller.name, seller.country) == ("desk", "Fjordlight", "NO")
    assert (seller.address, seller.timezone, seller.language) == ((), "UTC", "en")


def test_all_that_papers_name_can_be_said() -> None:
    seller = seller_of(
        settings(
            SELLER_NAME="Fjordlight AS",
            SELLER_ADDRESS="Quay 4 | 5003 Bergen |",
            SELLER_COUNTRY="SE",
            SELLER_REGISTRATION_NUMBER="987",
            SELLER_VAT_NUMBER="NO 987 MVA",
            SELLER_TIMEZONE="Europe/Oslo",
            SELLER_LANGUAGE="nb",
            SELLER_BANK="IBAN NO93",
            SELLER_NOTE="Thank you",
            SELLER_PREFIX="FL",
        )
    )
    assert seller.address == ("Quay 4", "5003 Bergen")
    assert (seller.name, seller.country, seller.vat_number) == ("Fjordlight AS", "SE", "NO 987 MVA")
    assert (seller.language, seller.prefix, seller.note) == ("nb", "FL", "Thank you")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SELLER_TIMEZONE", "Oslo"),
        ("SELLER_LANGUAGE", "tlh"),
        ("SELLER_PREFIX", "fl-"),
        ("SELLER_COUNTRY", "Norway"),
        ("SELLER_NOTE", "x" * 501),
        ("SELLER_BANK", "x" * 201),
        ("INVOICE_PAY_TO", "Fjordlight, IBAN NO93"),
    ],
)
def test_what_is_malformed_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        settings(**{name: value})
