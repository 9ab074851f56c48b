"""The legal entities of a catalogue file: who sells, with numbers of their own."""

from typing import Any

import pytest

from app.domain.catalogue import CatalogueMistake, read_catalogue
from app.domain.paper import Seller

ENTITY: dict[str, Any] = {
    "code": "FJORD-DE",
    "name": "Fjord Lernen GmbH",
    "address": {"line1": "Am Kai 1", "city": "Berlin", "postal_code": "10997", "country": "DE"},
    "vat_number": "DE 123",
    "timezone": "Europe/Berlin",
    "language": "de",
    "prefix": "FDE",
}
PROGRAM = {"code": "FIRST-AID", "kind": "course", "title": "First aid"}


def document(*entities: dict[str, Any], **program: object) -> dict[str, Any]:
    return {"entities": list(entities), "programs": [{**PROGRAM, **program}]}


def test_an_entity_is_read_with_all_that_papers_name() -> None:
    catalogue = read_catalogue(document(ENTITY, entity="FJORD-DE"))
    assert catalogue.entities == (
        Seller(
            code="FJORD-DE",
            name="Fjord Lernen GmbH",
            address=("Am Kai 1", "10997 Berlin"),
            country="DE",
            vat_number="DE 123",
            timezone="Europe/Berlin",
            language="de",
            prefix="FDE",
        ),
    )
    assert catalogue.programs[0].entity == "FJORD-DE"
    assert read_catalogue(document()).programs[0].entity is None


@pytest.mark.parametrize(
    ("changed", "mistake"),
    [
        ({"code": "desk"}, "code: is that of the desk itself, which the settings describe"),
        ({"prefix": "fde"}, "prefix: must be 1 to 8 capital letters and digits"),
        ({"prefix": None}, "prefix: is missing"),
        ({"language": "tlh"}, "language: must be one of en, nb, de"),
        ({"timezone": "Berlin"}, "timezone: must be a time zone like Europe/Oslo"),
        ({"name": ""}, "name: must not be empty"),
        ({"address": {"city": "Berlin", "country": "Germany"}}, "address.country: must be"),
        ({"vat": "1"}, "vat: is not a field that is known here"),
    ],
)
def test_a_mistake_is_named(changed: dict[str, Any], mistake: str) -> None:
    with pytest.raises(CatalogueMistake) as caught:
        read_catalogue(document({**ENTITY, **changed}))
    assert str(caught.value).startswith(f"entities[0].{mistake}")


def test_two_entities_have_neither_code_nor_prefix_in_common() -> None:
    for changed, name in (({"prefix": "X"}, "code"), ({"code": "X"}, "prefix")):
        with pytest.raises(CatalogueMistake) as caught:
            read_catalogue(document(ENTITY, {**ENTITY, **changed}))
        assert str(caught.value) == f"entities[1].{name}: is that of entities[0] already"
