"""How VAT numbers are written, and whose do not lift the tax."""

import pytest

from app.domain.vat_number import VatNumberRefused, check_address, clean_vat_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", ""),
        ("  ", ""),
        ("SE556703748501", "SE556703748501"),
        ("se 5567.0374-85 01", "SE556703748501"),
        ("DE123456789", "DE123456789"),
        ("ATU12345678", "ATU12345678"),
        ("EL123456789", "EL123456789"),
        ("GB 123 4567 89", "GB123456789"),
        ("XIGD123", "XIGD123"),
        ("CHE-123.456.789 MWST", "CHE123456789MWST"),
        ("NL123456789B01", "NL123456789B01"),
    ],
)
def test_a_number_is_kept_as_its_country_writes_it(text: str, number: str) -> None:
    assert clean_vat_number(text, home="NO") == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("556703748501", "Begin with the two letters of the country, like SE556703748501"),
        ("US123456789", "Begin with the two letters of the country, like SE556703748501"),
        ("S", "Begin with the two letters of the country, like SE556703748501"),
        ("SE5567037485", "This is not how a VAT number of Sweden is written"),
        (
            "DE12345678\N{FULLWIDTH DIGIT NINE}",
            "This is not how a VAT number of Germany is written",
        ),
        ("EL1", "This is not how a VAT number of Greece is written"),
        ("NO 999 888 777 MVA", "Companies in Norway pay the tax: leave this field empty"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(VatNumberRefused) as refused:
        clean_vat_number(text, home="NO")
    assert str(refused.value) == refused.value.reason == reason


def test_a_number_of_here_is_one_elsewhere() -> None:
    assert clean_vat_number("NO999888777MVA", home="SE") == "NO999888777MVA"


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("SE556703748501", "SE"),
        ("EL123456789", "GR"),
        ("XI123456789", "GB"),
        ("GB123456789", "IM"),
        ("FRAB123456789", "MC"),
        ("CHE123456789", "LI"),
    ],
)
def test_a_company_is_where_its_number_is_from(number: str, country: str) -> None:
    check_address(number, country=country)


@pytest.mark.parametrize(
    ("number", "country", "named"),
    [("SE556703748501", "NO", "Sweden"), ("EL123456789", "CY", "Greece"), ("XI1", "IE", "United")],
)
def test_a_company_elsewhere_is_refused(number: str, country: str, named: str) -> None:
    with pytest.raises(VatNumberRefused, match=f"is one of {named}"):
        check_address(number, country=country)
