"""Staff cancel one place of several, and send money back in part."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import NoResultFound

from app.domain.contact import Contact
from app.domain.payment import RefundOrigin, RefundState, TooMuchBack
from app.domain.registration import Channel
from app.queries.outbox import find_orders_of_cancelled_classes
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Refund
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.cancel_registration import Decided, Given, cancel_registration
from app.usecases.give_money_back import give_money_back
from app.usecases.hand_over import hand_over
from app.usecases.make_refund import TRIES
from app.usecases.move_registration import move_registration
from tests.usecases.places import KIM, paid, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, CLASS, Seats, add_class, deliveries, money, seats

OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def order_of(shop: Shop) -> str:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def cancel(shop: Shop, reference: str, *, back_minor: int) -> Given:
    return cancel_registration(
        shop.sessions,
        reference=reference,
        reason="Ill",
        channel=Channel.STAFF,
        decided=Decided(back_minor, KIM),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def move(shop: Shop, reference: str, *, minor: int) -> None:
    """Have a place go on in another class that costs so much."""
    add_class(shop.sessions, OTHER, prices=(("NOK", minor),))
    move_registration(
        shop.sessions, reference=reference, class_code=OTHER, asked_by=KIM, **around(shop)
    )


def hand(shop: Shop, reference: str) -> None:
    to = Contact("Cy Dahl", "cy@example.org", "+4722123458")
    hand_over(shop.sessions, reference=reference, to=to, **around(shop))


def around(shop: Shop) -> dict[str, Any]:
    return {"partners": shop.partners, "wake": shop.wake, "now": shop.now}


def refunds(shop: Shop) -> list[tuple[RefundState, int]]:
    return [(state, amount) for state, amount, _ in money(shop.sessions).refunds]


def give(shop: Shop, amount_minor: int, *, key: str = "form-1", place: str = "") -> int | None:
    given = give_money_back(
        shop.sessions,
        order_reference=order_of(shop),
        amount_minor=amount_minor,
        reason="It rained",
        asked_by=KIM,
        key=key,
        now=shop.now,
        place=place,
    )
    return None if given is None else given.amount.minor


def test_one_of_two_is_cancelled_with_a_part_of_its_price(shop: Shop) -> None:
    first, _ = paid(shop, ANA, BO)
    assert cancel(shop, first, back_minor=100000) is Given.CANCELLED
    assert [each.state for each in places(shop)] == ["cancelled", "confirmed"]
    assert seats(shop.sessions) == Seats(1, 1, 1)
    assert shop.refund_all() == [RefundState.MADE]
    assert [each.amount.minor for each in shop.gateway.refunds] == [100000]
    assert money(shop.sessions).paid == 740000


def test_a_place_that_is_not_there_cannot_be_cancelled(shop: Shop) -> None:
    with pytest.raises(NoResultFound):
        cancel(shop, "R-NONE", back_minor=0)


def test_a_place_is_cancelled_without_money_back(shop: Shop) -> None:
    (only,) = paid(shop)
    assert cancel(shop, only, back_minor=0) is Given.CANCELLED
    assert money(shop.sessions).refunds == []


def test_more_than_was_paid_is_refused_and_the_place_stays(shop: Shop) -> None:
    (only,) = paid(shop)
    with pytest.raises(TooMuchBack, match=r"No more than 4200\.00 NOK is left to give back"):
        cancel(shop, only, back_minor=420001)
    assert [each.state for each in places(shop)] == ["confirmed"]
    assert seats(shop.sessions) == Seats(1, 1, 1)


def test_money_goes_back_in_parts_until_nothing_is_left(shop: Shop) -> None:
    paid(shop)
    assert give(shop, 20000, key="form-1") == 20000
    assert give(shop, 400000, key="form-2") == 400000
    with pytest.raises(TooMuchBack):
        give(shop, 1, key="form-3")
    assert shop.refund_all() == [RefundState.MADE] * 2
    assert money(shop.sessions).paid == 0
    assert [each.state for each in places(shop)] == ["confirmed"]


def test_the_same_form_sent_twice_is_one_refund(shop: Shop) -> None:
    paid(shop)
    assert give(shop, 20000) == 20000
    assert give(shop, 20000) == 0
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [20000]
    # Its underscore is no wildcard.
    assert give(shop, 20000, key="form_1") == 20000


@pytest.mark.parametrize("amount_minor", [0, -1, 420001])
def test_what_is_no_part_of_what_was_paid_is_refused(shop: Shop, amount_minor: int) -> None:
    paid(shop)
    with pytest.raises(TooMuchBack) as refused:
        give(shop, amount_minor)
    assert refused.value.left.minor == 420000


def test_it_is_known_who_asked_for_money_back(shop: Shop) -> None:
    paid(shop)
    give(shop, 20000)
    with reading(shop.sessions) as session:
        assert session.scalars(select(Refund.asked_by)).all() == [KIM]


def test_of_an_order_that_is_not_there_nothing_goes_back(shop: Shop) -> None:
    given = give_money_back(
        shop.sessions,
        order_reference="CD-NONE",
        amount_minor=1,
        reason="",
        asked_by=KIM,
        key="k",
        now=shop.now,
    )
    assert given is None


def test_the_buyer_and_who_lost_the_place_are_written_to(shop: Shop) -> None:
    _, second = paid(shop, ANA, BO)
    cancel(shop, second, back_minor=420000)
    assert [kind for kind, _ in deliveries(shop.sessions, "mail")][-2:] == [
        "order.place_cancelled",
        "participant.place_cancelled",
    ]
    assert [why for _, _, why in money(shop.sessions).refunds] == ["Ill"]


def test_with_the_last_place_the_order_is_cancelled(shop: Shop) -> None:
    first, second = paid(shop, ANA, BO)
    cancel(shop, first, back_minor=0)
    cancel(shop, second, back_minor=0)
    assert [kind for kind, _ in deliveries(shop.sessions, "mail")][-3:] == [
        "order.place_cancelled",
        "order.cancelled",
        "participant.place_cancelled",
    ]


def class_is_cancelled(shop: Shop, code: str = CLASS) -> None:
    """Cancel the class, and end the places of its orders as the sweep does."""
    cancel_class(shop.sessions, code=code, reason="No teacher", **around(shop))
    for ending in find_orders_of_cancelled_classes(shop.sessions):
        cancel_places(
            shop.sessions,
            order_reference=ending.reference,
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )


def test_what_staff_kept_is_kept_when_the_class_is_cancelled_later(shop: Shop) -> None:
    first, _ = paid(shop, ANA, BO)
    cancel(shop, first, back_minor=0)
    class_is_cancelled(shop)
    assert [(state, amount) for state, amount, _ in money(shop.sessions).refunds] == [
        (RefundState.DUE, 420000)
    ]


def test_what_staff_gave_back_of_the_order_is_taken_off_where_all_of_it_ends(shop: Shop) -> None:
    paid(shop, ANA, BO)
    give(shop, 420000)
    class_is_cancelled(shop)
    assert refunds(shop) == [(RefundState.DUE, 420000), (RefundState.DUE, 420000)]
    shop.refund_all()
    assert money(shop.sessions).paid == 0


def test_where_the_order_has_other_places_staff_decide_about_what_went_back_for_all_of_it(
    shop: Shop,
) -> None:
    first, _ = paid(shop, ANA, BO)
    move(shop, first, minor=420000)
    give(shop, 100000)
    class_is_cancelled(shop)
    assert refunds(shop) == [(RefundState.DUE, 100000), (RefundState.ASKED, 420000)]


def test_what_went_back_at_the_gateway_is_decided_about_too(shop: Shop) -> None:
    first, _ = paid(shop, ANA, BO)
    move(shop, first, minor=420000)
    give(shop, 420000)
    shop.refund_all()
    with transaction(shop.sessions) as session:
        session.execute(update(Refund).values(origin=RefundOrigin.GATEWAY, asked_by=""))
    class_is_cancelled(shop)
    assert refunds(shop)[1:] == [(RefundState.ASKED, 420000)]


def test_each_place_is_still_owed_what_did_not_go_back_for_it(shop: Shop) -> None:
    first, second = paid(shop, ANA, BO)
    give(shop, 100000, place=first)
    give(shop, 50000, place=second, key="form-2")
    give(shop, 50000, place=second, key="form-3")
    class_is_cancelled(shop)
    assert refunds(shop)[3:] == [(RefundState.DUE, 640000)]
    shop.refund_all()
    assert money(shop.sessions).paid == 0


def test_what_went_back_for_a_place_goes_along_with_it(shop: Shop) -> None:
    first, second = paid(shop, ANA, BO)
    move(shop, first, minor=420000)
    give(shop, 100000, place=second)
    hand(shop, second)
    class_is_cancelled(shop)
    assert refunds(shop)[1:] == [(RefundState.DUE, 320000)]


def test_what_a_place_cost_less_since_it_moved_is_not_taken_off_again(shop: Shop) -> None:
    (only,) = paid(shop)
    give(shop, 20000, place=only)
    move(shop, only, minor=300000)
    class_is_cancelled(shop, OTHER)
    assert refunds(shop)[1:] == [(RefundState.DUE, 120000), (RefundState.DUE, 280000)]
    shop.refund_all()
    assert money(shop.sessions).paid == 0


def test_what_was_sent_back_for_a_place_of_another_order_is_for_this_ones_whole(shop: Shop) -> None:
    paid(shop)
    assert give(shop, 100000, place="R-OTHER") == 100000
    with reading(shop.sessions) as session:
        assert session.scalars(select(Refund.registration_id)).all() == [None]


def test_a_refund_that_came_to_nothing_is_owed_still(shop: Shop) -> None:
    (only,) = paid(shop)
    give(shop, 100000, place=only)
    with transaction(shop.sessions) as session:
        session.execute(update(Refund).values(state=RefundState.RETURNED))
    class_is_cancelled(shop)
    assert refunds(shop)[1:] == [(RefundState.DUE, 420000)]


def test_a_refund_that_nobody_answers_for_most_of_a_day_is_left_to_staff(shop: Shop) -> None:
    paid(shop)
    give(shop, 100000)
    shop.gateway.is_down = True
    states = set()
    for _ in range(TRIES):
        states = set(shop.refund_all())
        shop.later(hours=13)
    assert states == {RefundState.REFUSED}
    shop.gateway.is_down = False
    # Gateways forget keys: sent again by itself it could go back twice.
    assert shop.refund_all() == []
