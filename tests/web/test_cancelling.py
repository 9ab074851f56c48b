"""A buyer cancels one confirmed place on the order's page; what comes back is said before."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.account import DisputeReport, DisputeState
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.refund_rule import BackAs, RefundStep
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.dispute import keep_disputes
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.usecases.cancel_class import cancel_class
from app.usecases.give_money_back import give_money_back
from tests.usecases.later import AT_DOOR, EVERY_WAY, Account, account, order_by
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.web.ordering import address, says_only
from tests.web.visitor import Visitor, open_site
from tests.worlds import ANA, BO, CLASS, add_class, seats, states

YES = "Yes, cancel it"
LONG = f"{'9' * 5000} 0 0 money 1 now"
STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def shop(sessions: Database) -> Iterator[Shop]:
    shop = Shop(sessions)
    add_class(sessions)
    rule(shop, RefundStep(14, 100), RefundStep(7, 50))
    yield shop
    assert seats(sessions).agree


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = ("Ana", "Bo")
    return Visitor(client)


def rule(shop: Shop, *steps: RefundStep) -> None:
    with transaction(shop.sessions) as session:
        refunds = [step.document() for step in steps]
        session.execute(update(CourseClass).values(refunds=refunds))


def order(shop: Shop) -> str:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def ways_out(ada: Visitor) -> list[str]:
    """Return where the page's links to cancel a place lead."""
    links = [each.attrib.get("href", "") for each in ada.here.all("a")]
    return [each for each in links if "/places/" in each and "/cancel?" in each]


def test_one_of_two_is_cancelled_and_what_comes_back_is_said_before(
    shop: Shop, ada: Visitor
) -> None:
    paid(shop, ANA, BO)
    ada.open(address(order(shop)))
    first, _ = ways_out(ada)
    page = ada.open(first)
    assert "The place costs NOK 4,200" in page.words
    assert "Comes back to you NOK 4,200 the way you paid" in page.words
    assert "You get back everything until 14 days before the class starts" in page.words
    assert len(page.statements) <= 9
    page = ada.press(YES)
    assert "The place is cancelled" in page.words
    assert "NOK 4,200" in page.words
    assert states(shop.sessions) == ["cancelled", "confirmed"]
    assert len(ways_out(ada)) == 1


def test_what_the_rule_kept_is_said_on_the_page_with_the_price_and_the_rule(
    shop: Shop, ada: Visitor
) -> None:
    paid(shop, ANA, BO)
    shop.now = STARTS - timedelta(days=10)
    ada.open(address(order(shop)))
    ada.open(ways_out(ada)[0])
    page = ada.press(YES)
    assert "Of the price of NOK 4,200, NOK 2,100 is kept It was for Ana Lind." in page.words
    assert "The rule of the class for cancelling was: You get back everything until" in page.words


def test_the_only_one_ends_the_order(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ada.open(address(order(shop)))
    ada.open(ways_out(ada)[0])
    assert says_only(ada.press(YES), "cancelled")
    assert ways_out(ada) == []


def test_what_changed_meanwhile_is_shown_again_and_nothing_was_done(
    shop: Shop, ada: Visitor
) -> None:
    paid(shop)
    ada.open(address(order(shop)))
    ada.open(ways_out(ada)[0])
    shop.now = STARTS - timedelta(days=10)
    page = ada.press(YES)
    assert page.status_code == 409
    assert "What comes back has changed" in page.words
    assert "Comes back to you NOK 2,100 the way you paid" in page.words
    assert states(shop.sessions) == ["confirmed"]
    ada.press(YES)
    assert states(shop.sessions) == ["cancelled"]


@pytest.mark.parametrize(
    "shown",
    ["", "1 2 3", "420000 0 0 gold 1 now", "-1 0 0 money 1 now", "0 0 0 money 1 now", LONG],
)
def test_nobody_writes_down_for_themselves_what_comes_back(
    shop: Shop, ada: Visitor, shown: str
) -> None:
    paid(shop)
    ada.open(address(order(shop)))
    ada.open(ways_out(ada)[0])
    assert "What comes back has changed" in ada.press(YES, {"shown": shown}).words
    assert states(shop.sessions) == ["confirmed"]


def test_what_has_begun_has_no_link_and_says_that_it_stays(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ada.open(address(order(shop)))
    (way,) = ways_out(ada)
    ada.open(way)
    shop.now = STARTS
    assert "Nothing was cancelled" in ada.press(YES).words
    assert ways_out(ada) == []
    assert "Nothing was cancelled" in ada.open(way).words


def test_of_a_class_that_was_cancelled_no_place_is_given_up(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ada.open(address(order(shop)))
    (way,) = ways_out(ada)
    ada.open(way)
    cancel_class(shop.sessions, code=CLASS, reason="ill", **shop.around)
    page = ada.press(YES)
    assert "Nothing was cancelled" in page.words
    assert "all that was paid for it comes back to you" in page.words
    assert ways_out(ada) == []
    assert states(shop.sessions) == ["confirmed"]


def claim(shop: Shop) -> None:
    """Have the buyer's bank claim what was paid."""
    with transaction(shop.sessions) as session:
        payment = session.scalars(select(Payment)).one()
        claimed = Money(payment.amount_minor, payment.currency)
        assert payment.intent_id is not None
        about = ("du_1", payment.intent_id, claimed, "fraudulent")
        report = DisputeReport(*about, state=DisputeState.OPEN, opened_at=shop.now)
        keep_disputes(session, payment.gateway, [report], now=shop.now)


def give(shop: Shop) -> None:
    """Have staff send something back for the order as a whole."""
    give_money_back(
        shop.sessions,
        order_reference=order(shop),
        amount_minor=100,
        reason="ill",
        asked_by="kim@example.org",
        key="k1",
        now=shop.now,
    )


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (claim, "NOK 4,200 the way you paid, once your bank has decided"),
        (give, "We decide and write to you: up to NOK 4,200"),
    ],
)
def test_it_is_said_why_money_does_not_come_back_at_once(
    shop: Shop, ada: Visitor, before: Callable[[Shop], None], says: str
) -> None:
    paid(shop, ANA, BO)
    before(shop)
    ada.open(address(order(shop)))
    assert says in ada.open(ways_out(ada)[0]).words
    ada.press(YES)
    assert states(shop.sessions) == ["cancelled", "confirmed"]
    with reading(shop.sessions) as session:
        newest = session.scalars(select(Refund).order_by(Refund.id.desc())).first()
        assert newest is not None
        assert newest.state is RefundState.ASKED


def test_what_the_rule_keeps_is_said_before_and_paid_afterwards(
    sessions: Database, tmp_path: Path
) -> None:
    shop = Shop(sessions)
    add_class(sessions, ways=EVERY_WAY)
    rule(shop, RefundStep(7, 50))
    ada = Visitor(open_site(shop, tmp_path))
    ada.client.private = ("Ana",)
    ada.open(address(order_by(shop, AT_DOOR)))
    page = ada.open(ways_out(ada)[0])
    assert "You need not pay any more NOK 2,100" in page.words
    assert "You still owe for your registration NOK 2,100" in page.words
    page = ada.press(YES)
    assert "Your registration is cancelled" in page.words
    assert "NOK 2,100 is left to pay" in page.words
    ada.press("Pay now")
    way = ada.left_for.rpartition("/")[2]
    shop.gateway.pay(way)
    shop.news(way)
    assert account(shop) == Account(total=420000, paid=210000, owed=0)
    assert "left to pay" not in ada.open(address(order(shop))).words


def test_nobody_without_the_token_sees_or_does_it(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    ada.open(address(order(shop)))
    (way,) = ways_out(ada)
    page = ada.open(way)
    assert ada.open(way.partition("?")[0]).status_code == 404
    ada.here = page
    assert ada.press(YES, {"token": "forged"}).status_code == 404
    assert states(shop.sessions) == ["confirmed"]


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((RefundStep(14, 100, BackAs.VOUCHER),), "Comes back to you NOK 4,200 as a voucher"),
        ((RefundStep(100, 100),), "Comes back to you Nothing"),
        ((), "The last day to get your money back is Thursday 20 February 2031"),
    ],
)
def test_each_rule_is_said(
    shop: Shop, ada: Visitor, steps: tuple[RefundStep, ...], says: str
) -> None:
    rule(shop, *steps)
    paid(shop)
    ada.open(address(order(shop)))
    assert says in ada.open(ways_out(ada)[0]).words


def test_without_any_rule_it_says_that_we_decide(shop: Shop, ada: Visitor) -> None:
    rule(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(cancellation_deadline=None))
    paid(shop)
    ada.open(address(order(shop)))
    assert "We decide and write to you: up to NOK 4,200" in ada.open(ways_out(ada)[0]).words
