"""Gateways, and staff, say when money moved: what they say of two movements need not fit."""

from datetime import timedelta

from sqlalchemy import update

from app.domain.paper import PaperKind
from app.store.database import Database, transaction
from app.store.payment import Refund
from app.usecases.give_money_back import give_money_back
from tests.usecases.papers import Books, books, catch_up, said
from tests.usecases.places import KIM, paid
from tests.usecases.shop import Shop
from tests.worlds import NOW, add_class


def test_what_is_said_to_have_gone_before_it_came_is_credited_after_it(sessions: Database) -> None:
    add_class(sessions)
    shop = Shop(sessions)
    paid(shop)
    (page,) = shop.gateway.pages.values()
    give_money_back(
        sessions,
        order_reference=page.request.order_reference,
        amount_minor=20000,
        reason="It rained",
        asked_by=KIM,
        key="form-1",
        now=shop.now,
    )
    shop.refund_all()
    with transaction(sessions) as session:
        session.execute(update(Refund).values(made_at=NOW - timedelta(days=1)))
    assert catch_up(shop) == 2
    assert said(sessions) == [(PaperKind.RECEIPT, 420000), (PaperKind.CREDIT_NOTE, -20000)]
    assert books(sessions) == Books(400000, 400000)
    assert catch_up(shop) == 0
