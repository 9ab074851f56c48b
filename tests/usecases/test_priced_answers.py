"""A buyer answers otherwise, which takes an extra or gives one up: what it costs then."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.extra_changes import PriceChanged, say_why
from app.domain.form.rewriting import AnswersMoved, AnswersRefused
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.reason import OwnReason
from app.domain.replacing import Unchangeable
from app.queries.order.own_answers import answers_page
from app.store.changed_answer import ChangedAnswer
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.payment import Refund
from app.store.registration import Registration
from tests.answered import answers, order_of
from tests.usecases.choosing import (
    DINNER,
    LUNCH,
    PLACE,
    agree,
    choose,
    lines,
    meals_taken,
    owed,
    paid,
    price,
    put,
    put_extra,
    refunds,
    refused,
    with_meals,
)
from tests.usecases.later import (
    EVERY_WAY,
    pay_page,
    told,
)
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.worlds import (
    ANA,
    BO,
    NOW,
    add_class,
    deliveries,
)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def test_an_extra_more_is_shown_first_then_owed_and_paid_on_the_orders_page(shop: Shop) -> None:
    order = paid(shop)
    agreed = choose(shop, "hot")
    assert agreed
    assert [(each.label, each.quantity, each.minor) for each in agreed.changes] == [
        ("Lunch", 1, LUNCH)
    ]
    assert (agreed.before.minor, agreed.after.minor) == (PLACE, PLACE + LUNCH)
    assert (agreed.paid.minor, agreed.more.minor, agreed.owed.minor) == (PLACE, LUNCH, LUNCH)
    assert answers(shop.sessions) == [{"meal": "hot"}]
    assert owed(shop) == (PLACE + LUNCH, PLACE, LUNCH)
    assert [(each.state, each.price_minor) for each in places(shop)] == [
        ("confirmed", PLACE + LUNCH)
    ]
    assert meals_taken(shop) == (1, 0)
    assert told(shop)[-2:] == ["order.answers_changed", "order.payment_due"]
    pay_page(shop, order, "evt_2")
    assert owed(shop) == (PLACE + LUNCH, PLACE + LUNCH, 0)
    assert refunds(shop) == []
    assert agree(shop)


def test_an_extra_less_goes_back_and_into_stock(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1}, stock=1)
    agreed = choose(shop, "none")
    assert agreed
    assert (agreed.back.minor, agreed.forgiven.minor, agreed.more.minor) == (LUNCH, 0, 0)
    assert lines(shop)[1:] == [("Lunch", 1, LUNCH), ("Lunch", -1, -LUNCH)]
    assert refunds(shop) == [(RefundState.DUE, LUNCH)]
    assert meals_taken(shop) == (0, 0)
    assert owed(shop) == (PLACE, PLACE + LUNCH, 0)
    assert "house" in shop.woken
    shop.refund_all()
    assert [each.amount for each in shop.gateway.refunds] == [Money(LUNCH, "NOK")]
    assert owed(shop) == (PLACE, PLACE, 0)
    assert agree(shop)


def test_another_extra_costs_the_difference_both_ways(shop: Shop) -> None:
    order = paid(shop, extras={"lunch": 1})
    choose(shop, "late")
    assert owed(shop) == (PLACE + DINNER, PLACE + LUNCH, DINNER - LUNCH)
    assert meals_taken(shop) == (0, 1)
    pay_page(shop, order, "evt_2")
    choose(shop, "hot")
    assert refunds(shop) == [(RefundState.DUE, DINNER - LUNCH)]
    assert meals_taken(shop) == (1, 0)
    assert agree(shop)


def test_what_is_owed_yet_is_let_go_before_anything_goes_back(shop: Shop) -> None:
    paid(shop)
    choose(shop, "hot")
    agreed = choose(shop, "none")
    assert agreed
    assert (agreed.forgiven.minor, agreed.back.minor) == (LUNCH, 0)
    assert owed(shop) == (PLACE, PLACE, 0)
    assert refunds(shop) == []
    assert agree(shop)


def test_at_the_same_price_nobody_has_to_agree_and_the_stock_follows(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1})
    put_extra(shop, "dinner", amounts={"NOK": LUNCH})
    assert choose(shop, "late") is None
    assert meals_taken(shop) == (0, 1)
    assert owed(shop) == (PLACE + LUNCH, PLACE + LUNCH, 0)
    assert told(shop)[-1] == "order.answers_changed"
    assert agree(shop)


def test_the_same_answers_sent_twice_are_one_change(shop: Shop) -> None:
    paid(shop)
    page = answers_page(shop.sessions, order_of(shop.sessions), now=shop.now)
    shown = price(shop, "hot")
    assert page
    assert shown
    for _ in range(2):
        choose(shop, "hot", mark=page.mark, shown=shown.price.mark)
    with pytest.raises(AnswersMoved):
        choose(shop, "late", mark=page.mark, shown="")
    with pytest.raises(AnswersMoved):
        choose(shop, "no meal", mark=page.mark, shown="")
    assert owed(shop) == (PLACE + LUNCH, PLACE, LUNCH)
    assert told(shop).count("order.payment_due") == 1
    with reading(shop.sessions) as session:
        (kept,) = session.scalars(select(ChangedAnswer)).all()
        assert (kept.before, kept.after) == ("none", "hot")


@pytest.mark.parametrize("amounts", [{"NOK": LUNCH + 1}, {"NOK": 0}, {}])
def test_a_price_that_changed_meanwhile_is_shown_again_and_nothing_is_done(
    shop: Shop, amounts: dict[str, int]
) -> None:
    paid(shop)
    shown = price(shop, "hot")
    assert shown
    put_extra(shop, amounts=amounts)
    with pytest.raises(PriceChanged):
        choose(shop, "hot", shown=shown.price.mark)
    assert owed(shop) == (PLACE, PLACE, 0)
    assert answers(shop.sessions) == [{"meal": "none"}]
    assert meals_taken(shop) == (0, 0)


def test_what_is_paid_meanwhile_has_the_price_shown_again(shop: Shop) -> None:
    order = paid(shop)
    choose(shop, "hot")
    shown = price(shop, "none")
    assert shown
    pay_page(shop, order, "evt_2")
    with pytest.raises(PriceChanged):
        choose(shop, "none", shown=shown.price.mark)
    agreed = choose(shop, "none")
    assert agreed
    assert agreed.back.minor == LUNCH


def test_what_is_sold_out_is_said_and_nothing_is_changed(shop: Shop) -> None:
    paid(shop, stock=0)
    assert refused(shop, "hot") == "There is not enough left of Lunch"
    assert owed(shop) == (PLACE, PLACE, 0)
    assert lines(shop) == [("Standard", 1, PLACE)]


def test_what_is_withdrawn_can_be_kept_and_given_up_but_not_had(shop: Shop) -> None:
    paid(shop, participants=(ANA, BO), extras={"lunch": 1})
    choose(shop, "none", "hot")
    put_extra(shop, withdrawn=True)
    page = answers_page(shop.sessions, order_of(shop.sessions), now=shop.now)
    assert page
    offered = [[each.value for each in place.questions[0].options] for place in page.places]
    assert offered == [["none", "late"], ["none", "hot", "late"]]
    choose(shop, "none", "late")
    assert meals_taken(shop) == (0, 1)
    assert agree(shop)


def test_what_was_withdrawn_since_it_was_shown_is_not_had(shop: Shop) -> None:
    paid(shop)
    shown = price(shop, "hot")
    assert shown
    put_extra(shop, withdrawn=True)
    with pytest.raises(AnswersRefused):
        choose(shop, "hot", shown=shown.price.mark)
    assert owed(shop) == (PLACE, PLACE, 0)


def test_the_last_one_may_go_from_one_place_to_another_of_the_same_order(shop: Shop) -> None:
    paid(shop, participants=(ANA, BO), stock=1)
    choose(shop, "hot", "none")
    assert "not enough left" in refused(shop, "hot", "hot")
    assert choose(shop, "none", "hot") is None
    assert meals_taken(shop) == (1, 0)
    assert [each.price_minor for each in places(shop)] == [PLACE, PLACE + LUNCH]
    assert refunds(shop) == []
    assert owed(shop) == (2 * PLACE + LUNCH, 2 * PLACE, LUNCH)
    assert agree(shop)


def test_an_order_that_was_free_has_the_currency_of_its_first_extra(sessions: Database) -> None:
    shop = Shop(sessions)
    add_class(sessions, prices=())
    order = with_meals(shop, currency="")
    choose(shop, "hot")
    assert owed(shop) == (LUNCH, 0, LUNCH)
    pay_page(shop, order)
    assert owed(shop) == (LUNCH, LUNCH, 0)
    assert agree(shop)


def test_an_extra_that_has_no_price_in_the_orders_currency_is_not_had(shop: Shop) -> None:
    paid(shop)
    put_extra(shop, amounts={"EUR": 1_000})
    assert "cannot be paid in the currency" in refused(shop, "hot")


def test_nobody_has_more_of_an_extra_than_a_place_may(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1})
    with transaction(shop.sessions) as session:
        session.execute(update(Registration).values(answers={"meal": "none"}))
    assert refused(shop, "hot") == "Choose how many of Lunch, at most 1"


def test_the_events_say_what_it_costs_and_why_money_moves(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1})
    choose(shop, "late")
    choose(shop, "none")
    with reading(shop.sessions) as session:
        facts = [
            each.facts
            for each in session.scalars(select(EventRow).order_by(EventRow.id))
            if each.kind in ("order.answers_changed", "order.payment_due")
        ]
        (refund,) = session.scalars(select(Refund)).all()
        assert refund.own_reason is OwnReason.OTHER_EXTRAS
    before, after = PLACE + LUNCH, PLACE + DINNER
    assert facts[0] | {"reason": ""} == {
        "reason": "",
        "price_before_minor": before,
        "price_after_minor": after,
        "price_more_minor": DINNER - LUNCH,
        "price_less_minor": 0,
    }
    assert facts[1] == {"reason": "the chosen extras were changed"}
    assert facts[2]["price_less_minor"] == DINNER - LUNCH
    assert refund.amount_minor == LUNCH
    assert deliveries(shop.sessions, "mail")[-1] == ("order.answers_changed", "due")


def test_after_the_deadline_for_changes_nothing_is_changed(shop: Shop) -> None:
    paid(shop)
    put(shop, change_deadline=NOW.date() - timedelta(days=1))
    assert answers_page(shop.sessions, order_of(shop.sessions), now=shop.now) is None


def test_why_something_stays_is_said_to_whoever_ordered() -> None:

    assert str(say_why(Unchangeable.UNDER_WAY)).startswith("A payment for it is on its way")
