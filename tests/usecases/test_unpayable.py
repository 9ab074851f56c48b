"""Claims about an order that no gateway takes the money of: it is not made, or owed at the door."""

import pytest

from app.domain.draft import FormChanged
from app.domain.money import Money
from app.domain.objection import Against, Limits, Objection, Unpayable
from app.domain.payment_plan import AT_ONCE, Plan, Wish
from app.store.database import Database
from app.usecases.register import Registered, register
from tests.usecases.later import AT_DOOR, account
from tests.usecases.shop import Shop
from tests.worlds import HOLD, add_class, add_draft, seats, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    made = Shop(sessions)
    made.gateway.limits = Limits(least=300)
    return made


def send(shop: Shop, wish: Wish, token: str = "draft-1") -> Registered:
    """Send a form that was filled in."""
    return register(
        shop.sessions,
        draft_token=add_draft(shop.sessions, token=token),
        partners=shop.partners,
        gateways=shop.gateways,
        now=shop.now,
        hold=HOLD,
        wish=wish,
    )


def test_an_order_that_has_to_be_paid_online_and_cannot_be_is_not_made(shop: Shop) -> None:
    add_class(shop.sessions, prices=(("NOK", 299),))
    with pytest.raises(Unpayable) as unpayable:
        send(shop, AT_ONCE)
    assert unpayable.value.amount == Money(299, "NOK")
    assert unpayable.value.objection == Objection(Against.TOO_LITTLE, Money(300, "NOK"))
    assert states(shop.sessions) == []
    assert seats(shop.sessions).taken == 0


def test_what_is_too_little_is_owed_at_the_door(shop: Shop) -> None:
    add_class(shop.sessions, prices=(("NOK", 299),))
    registered = send(shop, AT_DOOR)
    assert (registered.payable, registered.asked) == (False, None)
    assert states(shop.sessions) == ["confirmed"]
    assert account(shop).owed == 299


def test_what_a_gateway_takes_is_not_owed_at_a_door_that_is_not_offered(shop: Shop) -> None:
    add_class(shop.sessions, prices=(("NOK", 300),))
    with pytest.raises(FormChanged):
        send(shop, Wish(Plan.DOOR))
    registered = send(shop, AT_ONCE, "draft-2")
    assert (registered.payable, registered.asked) == (True, Money(300, "NOK"))
