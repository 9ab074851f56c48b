"""Programs are sold by who the catalogue file says, each with numbers of its own."""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.catalogue import CatalogueMistake, read_catalogue
from app.store.database import Database, reading
from app.store.legal_entity import LegalEntity, find_entity
from app.store.program import Program
from app.usecases.load_catalogue import load_catalogue
from tests.domain.test_catalogue_entities import ENTITY, document
from tests.usecases.papers import catch_up, papers
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.worlds import ANA, add_class, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def load(shop: Shop, file: dict[str, Any]) -> None:
    load_catalogue(
        shop.sessions, catalogue=read_catalogue(file), partners=shop.partners, now=shop.now
    )


def seller_of(shop: Shop) -> str | None:
    with reading(shop.sessions) as session:
        return session.scalar(select(LegalEntity.code).join(Program))


def test_what_a_program_names_sells_it_until_another_is_named(shop: Shop) -> None:
    load(shop, document(ENTITY, entity="FJORD-DE"))
    load(shop, document())
    assert seller_of(shop) == "FJORD-DE"
    load(shop, document({**ENTITY, "code": "OTHER", "prefix": "OT"}, entity="OTHER"))
    assert seller_of(shop) == "OTHER"


def test_its_papers_have_its_numbers_its_day_and_its_language(shop: Shop) -> None:
    paid(shop, ANA)
    catch_up(shop)
    load(shop, document(ENTITY, entity="FJORD-DE"))
    other = register_once(shop, token="draft-2", code=add_class_again(shop))
    page = shop.page_of(other.reference)
    shop.gateway.pay(page)
    shop.news(page, event_id="evt_2")
    catch_up(shop)
    assert [(each.number, each.language) for each in papers(shop.sessions)] == [
        ("FL-2031-00001", "en"),
        ("FDE-2031-00001", "de"),
    ]


def add_class_again(shop: Shop) -> str:
    return add_class(shop.sessions, "FA-2031-09")


def test_an_entity_that_is_nowhere_or_numbers_as_another_does_loads_nothing(shop: Shop) -> None:
    with pytest.raises(CatalogueMistake, match=r"programs\[0\]\.entity: is no entity: NOBODY"):
        load(shop, document(ENTITY, entity="NOBODY"))
    load(shop, document(ENTITY))
    with pytest.raises(CatalogueMistake, match=r"prefix: is that of FJORD-DE already"):
        load(shop, document({**ENTITY, "code": "OTHER"}))
    with reading(shop.sessions) as session:
        assert find_entity(session, "OTHER") is None


def test_loading_an_entity_again_changes_it(shop: Shop) -> None:
    load(shop, document(ENTITY))
    load(shop, document({**ENTITY, "name": "Fjord Weiterbildung GmbH"}))
    with reading(shop.sessions) as session:
        found = find_entity(session, "FJORD-DE")
        assert found
        assert found.name == "Fjord Weiterbildung GmbH"
