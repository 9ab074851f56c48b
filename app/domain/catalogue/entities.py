"""The legal entities of a catalogue file: who sells. Not here: what is sold."""

import re
from collections.abc import Iterable
from zoneinfo import available_timezones

from app.domain.catalogue.node import Node
from app.domain.paper import DESK, Seller
from app.domain.paper_language import LANGUAGES

_ENTITY = (
    *("code", "name", "address", "registration_number", "vat_number", "timezone", "language"),
    *("bank", "note", "prefix"),
)
_ADDRESS = "line1 line2 city postal_code country".split()
_COUNTRY = re.compile("[A-Z]{2}")
_PREFIX = re.compile("[A-Z0-9]{1,8}")


def read_entity(node: Node) -> Seller:
    """Read one legal entity; what stands before its numbers is its own."""
    fields = node.fields(_ENTITY)
    code = fields["code"].code()
    if code == DESK:
        raise fields["code"].mistake("is that of the desk itself, which the settings describe")
    address, country = _address(fields["address"])
    language = fields["language"].text(limit=8, default=LANGUAGES[0])
    if language not in LANGUAGES:
        raise fields["language"].mistake(f"must be one of {', '.join(LANGUAGES)}")
    timezone = fields["timezone"].text(limit=64)
    if timezone not in available_timezones():
        raise fields["timezone"].mistake("must be a time zone like Europe/Oslo")
    prefix = fields["prefix"].text(limit=8)
    if not _PREFIX.fullmatch(prefix):
        raise fields["prefix"].mistake("must be 1 to 8 capital letters and digits")
    return Seller(
        code=code,
        name=fields["name"].text(limit=200),
        address=address,
        country=country,
        registration_number=fields["registration_number"].text(limit=64, default=""),
        vat_number=fields["vat_number"].text(limit=64, default=""),
        timezone=timezone,
        language=language,
        bank=fields["bank"].text(limit=200, default=""),
        note=fields["note"].text(limit=500, default=""),
        prefix=prefix,
    )


def refuse_second_prefix(entities: Iterable[Seller]) -> None:
    """See that each entity has a prefix of its own: else two papers would have one number.

    Raises:
        CatalogueMistake: two have the same.
    """
    first: dict[str, int] = {}
    for number, entity in enumerate(entities):
        if entity.prefix in first:
            path = f"entities[{number}].prefix"
            raise Node(path, None).mistake(f"is that of entities[{first[entity.prefix]}] already")
        first[entity.prefix] = number


def _address(node: Node) -> tuple[tuple[str, ...], str]:
    address = node.fields(_ADDRESS)
    country = address["country"].text(limit=10)
    if not _COUNTRY.fullmatch(country):
        raise address["country"].mistake("must be two capital letters, like NO")
    city = address["city"].text(limit=200)
    town = f"{address['postal_code'].text(limit=32, default='')} {city}".strip()
    lines = [address[name].text(limit=150, default="") for name in ("line1", "line2")]
    return tuple(filter(None, (*lines, town))), country
