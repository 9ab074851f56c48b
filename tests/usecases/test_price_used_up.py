"""A price that others use up at the very last moment: nothing is half done then."""

from typing import Any

import pytest
from sqlalchemy import event as sql_event

from app.domain.draft import FormChanged
from app.domain.money import Money
from app.domain.replacing import PlaceStays
from app.store.database import Database
from app.usecases.give_place import Place, give_place
from app.usecases.move_registration import move_registration
from app.usecases.register import register
from tests.usecases.places import KIM, paid
from tests.usecases.shop import Shop
from tests.worlds import (
    BO,
    CLASS,
    HOLD,
    NOW,
    add_class,
    add_draft,
    add_price,
    options_agree,
    seats,
    states,
)

OTHER = "FA-2031-09"
LIMITED = 300000


class Others:
    """Whoever takes the last places at every limited price, just before they are asked for.

    They do so within the transaction that asks, and it is undone with it: ``times`` they come.
    """

    def __init__(self, database: Database, *, times: int) -> None:
        self._times = times
        sql_event.listen(database.engine, "before_cursor_execute", self._come)

    def _come(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE price_option") and "place_limit" in statement:
            self._times -= 1
            if self._times >= 0:
                cursor.execute(
                    "UPDATE price_option SET taken = place_limit WHERE place_limit IS NOT NULL"
                )


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    add_price(sessions, "First one", LIMITED, place_limit=1)
    return Shop(sessions)


def send(shop: Shop, agreed: Money | None = None) -> str:
    add_draft(shop.sessions, token="form", participants=(BO,), buyer=BO)
    return register(
        shop.sessions, draft_token="form", partners={}, now=NOW, hold=HOLD, agreed=agreed
    ).reference


def test_registering_goes_on_until_a_price_is_left(shop: Shop, sessions: Database) -> None:
    Others(sessions, times=3)
    assert send(shop)
    assert states(sessions) == ["held"]
    assert options_agree(sessions)


def test_registering_ends_where_prices_come_and_go_too_fast(shop: Shop, sessions: Database) -> None:
    Others(sessions, times=100)
    with pytest.raises(FormChanged):
        send(shop)
    assert seats(sessions).taken == 0
    assert options_agree(sessions)


def test_a_place_is_not_moved_to_a_price_that_is_used_up_just_then(
    shop: Shop, sessions: Database
) -> None:
    add_class(sessions, OTHER)
    add_price(sessions, "There", LIMITED - 1, code=OTHER, place_limit=1)
    (only,) = paid(shop)
    Others(sessions, times=1)
    with pytest.raises(PlaceStays, match="the last place at its price was just taken"):
        move_registration(
            sessions,
            reference=only,
            class_code=OTHER,
            asked_by=KIM,
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )
    assert seats(sessions, OTHER).taken == 0
    assert options_agree(sessions)


def test_a_place_is_given_at_the_next_attempt(shop: Shop, sessions: Database) -> None:
    Others(sessions, times=1)
    assert give_place(
        sessions,
        class_code=CLASS,
        place=Place(BO, "", "NOK", "", KIM, "staff-1"),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert options_agree(sessions)
