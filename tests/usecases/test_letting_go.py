"""Letting the rest of an order go."""

import pytest

from app.domain.money import Money
from app.store.database import Database
from app.usecases.waive_rest import ReasonMissing, waive_rest
from tests.usecases.later import AT_DOOR, EVERY_WAY, PRICE, account, order_by
from tests.usecases.shop import Shop
from tests.worlds import add_class


def test_a_rest_is_let_go_with_a_reason_or_not_at_all(sessions: Database) -> None:
    add_class(sessions, ways=EVERY_WAY)
    shop = Shop(sessions)
    order, owed = order_by(shop, AT_DOOR), Money(PRICE, "NOK")
    said = {"order_reference": order, "reason": " ", "by": "kim@example.org", **shop.around}
    with pytest.raises(ReasonMissing, match="Say why"):
        waive_rest(sessions, agreed=owed, **said)
    assert account(shop).owed == PRICE
