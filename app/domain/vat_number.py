"""VAT numbers of companies: how each country writes them. Not here: whether one is in use.

Only the form of a number can be told here; the registers that know more (VIES, Brønnøysund) are
asked by a bookkeeper, who sees the number with the order.
"""

import re
from dataclasses import dataclass

from app.domain.said import sentence
from app.domain.wording import say_country

# How numbers are written, without spaces and dots, by the letters they begin with: the European
# Commission's list for the Union (EL is Greece, XI Northern Ireland), and the neighbours' own.
_FORMS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CH": r"E\d{9}(MWST|TVA|IVA)?",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"(\d{9}|\d{12}|GD[0-4]\d\d|HA[5-9]\d\d)",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])",
    "IS": r"\d{5,6}",
    "IT": r"\d{11}",
    "LT": r"(\d{9}|\d{12})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{10}\d{2}",
    "NO": r"\d{9}(MVA)?",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"(\d{9}|\d{12}|GD[0-4]\d\d|HA[5-9]\d\d)",
}
_COUNTRIES = {"EL": "GR", "XI": "GB"}
# Whose numbers the companies of places use that have letters of their own in an address (for
# Monaco and the Isle of Man directive 2006/112/EC says so in article 7).
_NUMBERED_WITH = {
    "AX": "FI",
    "GF": "FR",
    "GP": "FR",
    "IM": "GB",
    "LI": "CH",
    "MC": "FR",
    "MQ": "FR",
    "RE": "FR",
    "SJ": "NO",
    "YT": "FR",
}
_BETWEEN = re.compile(r"[\s.\-]+")
LONGEST = 20


@dataclass(eq=False)
class VatNumberRefused(Exception):
    """No VAT number, or one that does not lift the tax; ``reason`` is for who wrote it."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def clean_vat_number(text: str, *, home: str) -> str:
    """Return the number as its country writes it, or nothing where none was given.

    ``home`` is the seller's country (two letters), whose companies pay the tax like everybody.

    Raises:
        VatNumberRefused: it is not written as any country's, or is one of the seller's country.
    """
    number = _BETWEEN.sub("", text).upper()
    if not number:
        return ""
    letters, rest = number[:2], number[2:]
    form = _FORMS.get(letters)
    if form is None:
        raise VatNumberRefused(
            sentence("Begin with the two letters of the country, like SE556703748501")
        )
    country = _country_of(number)
    if re.fullmatch(form, rest, re.ASCII) is None:
        raise VatNumberRefused(
            sentence(
                "This is not how a VAT number of {country} is written", country=say_country(country)
            )
        )
    if country == home:
        raise VatNumberRefused(
            sentence(
                "Companies in {country} pay the tax: leave this field empty",
                country=say_country(country),
            )
        )
    return number


def check_address(number: str, *, country: str) -> None:
    """Check that the company of a number is in the country (two letters) that its address says.

    Then it is abroad, too: a number of the seller's own country lifts no tax.

    Raises:
        VatNumberRefused: it is in another one.
    """
    wanted = _country_of(number)
    if _NUMBERED_WITH.get(country, country) != wanted:
        raise VatNumberRefused(
            sentence(
                "The VAT number is one of {country}: enter the address that the company has there",
                country=say_country(wanted),
            )
        )


def _country_of(number: str) -> str:
    return _COUNTRIES.get(number[:2], number[:2])
