"""A client says in which language a buyer has papers; where none is said it is the seller's."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.store.database import reading
from app.store.order import Order
from tests.api.caller import MAKE, Caller, asking
from tests.usecases.papers import SELLER, catch_up, papers
from tests.usecases.queue import make_room
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once

NORWEGIAN = replace(SELLER, language="nb")


def make(iso: Caller, accepted: str | None) -> None:
    """Register Noor, who reads what the header says."""
    headers = {} if accepted is None else {"Accept-Language": accepted}
    assert iso.call("POST", MAKE, json=asking(), headers=headers).status_code == 201


def receipt_in(shop: Shop) -> str:
    """Pay the newest order and return the language of its receipt."""
    with reading(shop.sessions) as session:
        order = session.scalars(select(Order.reference).order_by(Order.id.desc())).first()
    assert order
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.news(page)
    catch_up(shop, seller=NORWEGIAN)
    (receipt,) = papers(shop.sessions)
    return receipt.language


@pytest.mark.parametrize(
    ("accepted", "language"), [("de-DE, en;q=0.5", "de"), ("*", "nb"), ("pt", "nb"), (None, "nb")]
)
def test_papers_are_in_what_the_client_says_that_the_buyer_reads(
    iso: Caller, shop: Shop, accepted: str | None, language: str
) -> None:
    add_class(shop.sessions)
    make(iso, accepted)
    assert receipt_in(shop) == language


def test_who_waits_for_a_seat_has_papers_in_the_language_of_the_day_they_joined(
    iso: Caller, shop: Shop
) -> None:
    add_class(shop.sessions, capacity=1, waiting_list=True)
    register_once(shop)
    make(iso, "de")
    make_room(shop)
    assert receipt_in(shop) == "de"
