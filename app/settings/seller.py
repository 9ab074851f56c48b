"""Who sells what belongs to no legal entity of the catalogue, as papers name it."""

import re
from dataclasses import dataclass
from zoneinfo import available_timezones

from app.settings.reading import Reader, SettingError

_LANGUAGES = ("en", "nb", "de")
_PREFIX = re.compile("[A-Z0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class SellerSettings:
    """The desk's own legal entity; ``address`` has its lines."""

    name: str
    address: tuple[str, ...]
    country: str
    registration_number: str
    vat_number: str
    timezone: str
    language: str
    bank: str
    note: str
    prefix: str


def read_seller(reader: Reader, *, site_name: str, country: str) -> SellerSettings:
    """Read the settings of the seller; whatever is unset says nothing."""
    if reader.text("INVOICE_PAY_TO"):
        raise SettingError("INVOICE_PAY_TO", "is now SELLER_BANK, the account of SELLER_NAME")
    timezone = reader.text("SELLER_TIMEZONE") or "UTC"
    if timezone not in available_timezones():
        raise SettingError("SELLER_TIMEZONE", "must be a time zone like Europe/Oslo")
    prefix = reader.text("SELLER_PREFIX") or ""
    if not _PREFIX.fullmatch(prefix):
        raise SettingError("SELLER_PREFIX", "must be up to 8 capital letters and digits")
    address = (reader.text("SELLER_ADDRESS") or "").split("|")
    return SellerSettings(
        name=_short(reader, "SELLER_NAME", 200) or site_name,
        address=tuple(line.strip() for line in address if line.strip()),
        country=_country(reader) or country,
        registration_number=_short(reader, "SELLER_REGISTRATION_NUMBER", 64),
        vat_number=_short(reader, "SELLER_VAT_NUMBER", 64),
        timezone=timezone,
        language=reader.one_of("SELLER_LANGUAGE", _LANGUAGES),
        bank=_short(reader, "SELLER_BANK", 200),
        note=_short(reader, "SELLER_NOTE", 500),
        prefix=prefix,
    )


def _short(reader: Reader, name: str, most: int) -> str:
    text = reader.text(name) or ""
    if len(text) > most:
        raise SettingError(name, f"must be {most} characters or fewer")
    return text


def _country(reader: Reader) -> str:
    country = reader.text("SELLER_COUNTRY") or ""
    if country and re.fullmatch("[A-Z]{2}", country) is None:
        raise SettingError("SELLER_COUNTRY", "must be two capital letters, like NO")
    return country
