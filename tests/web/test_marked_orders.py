"""Wherever an order stands, and whatever became of its money, nothing of it is said unmarked."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import zip_longest
from threading import Event as Stop

import pytest
from sqlalchemy import select, update

from app.domain.delivery import DeliveryState
from app.domain.naming import MAIL_WENT
from app.domain.payment import RefundState
from app.domain.voucher import VoucherKind
from app.jobs.line import move_lines
from app.store.database import transaction
from app.store.delivery import Delivery
from app.store.payment import Refund
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.issue_papers import issue_papers
from app.web.money_back import _WHY
from app.web.order_news import News
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    order_by,
    pay_page,
    record,
    rest_is_due,
)
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher
from tests.web.marked_reader import ANNA, BASIL, MarkedReader, greek, make_greek
from tests.web.ordering import address
from tests.web.test_cancelling import claim
from tests.web.visitor import BASE_URL
from tests.worlds import CLASS, NOW, add_class, register_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ORDERS = {
    "embed/_back.html",
    "macros/badges.html",
    "order/_actions.html",
    "order/_again.html",
    "order/_besides.html",
    "order/_bill.html",
    "order/_changed.html",
    "order/_kept.html",
    "order/_left_to_pay.html",
    "order/_news.html",
    "order/_own_data.html",
    "order/_papers.html",
    "order/_parts.html",
    "order/_timeline.html",
    "order/checking.html",
    "order/order.html",
    "order/state/confirmed.html",
    "order/state/expired.html",
    "order/state/waiting_for_payment.html",
}
ENDING = {"order/cancel.html", "order/state/cancelled.html"}
WAITING = {"order/leave.html", "order/leave_with_one.html", "order/state/on_waiting_list.html"}


def ordered(shop: Shop, token: str = "one", **draft: object) -> str:
    """Leave an order of two people and return its reference."""
    draft = {"participants": (ANNA, BASIL), "buyer": ANNA, **draft}
    return register_once(shop, token=token, **draft).reference


def look(marked: MarkedReader, reference: str, says: str, *, news: Sequence[str] = ()) -> None:
    """Look at an order, and at it with such news."""
    marked.open(address(reference))
    marked.comes_to(says)
    for each in news:
        marked.open(address(reference, f"&news={each}"))


def tell_everybody(shop: Shop) -> None:
    """Have every letter and telling be done, every second letter refused."""
    with transaction(shop.sessions) as session:
        for each in session.scalars(select(Delivery)):
            gone = each.destination == "mail" and each.id % 2
            each.state = DeliveryState.REFUSED if gone else DeliveryState.DELIVERED
            each.words, each.answered_at = f"{MAIL_WENT} ok", shop.now


def test_an_order_on_its_way_to_be_paid(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions)
    add_extra(shop.sessions)
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=25)
    make_greek(shop)
    reference = ordered(shop, voucher=CODE, extras={"lunch": 1}, company=greek("Acme"))
    look(marked, reference, "Your registration is waiting for payment")
    marked.press("Pay")
    page = marked.left_for.rpartition("/")[2]
    marked.open(shop.gateway.pages[page].request.success_url.removeprefix(BASE_URL))
    marked.comes_to("We are checking your payment")
    marked.press("Check now")
    look(marked, reference, "Your registration is waiting for payment", news=tuple(News))
    shop.gateway.decline(page)
    shop.news(page)
    marked.open(address(reference))
    marked.press("Pay")
    second = marked.left_for.rpartition("/")[2]
    shop.gateway.is_down = True
    marked.open(address(reference))
    marked.press("Pay")
    shop.gateway.is_down = False
    shop.gateway.pay(second)
    shop.news(second, "evt_2")
    issue_papers(shop.sessions, order_reference=reference, seller=shop.parts.seller, now=shop.now)
    tell_everybody(shop)
    look(marked, reference, "Your registration is confirmed", news=tuple(News))
    expired = ordered(shop, "two")
    shop.later(minutes=31)
    marked.open(address(expired))
    shop.release(expired)
    look(marked, expired, "Your registration has expired")
    marked.found_nothing(ORDERS)


def ends(shop: Shop) -> Iterator[str]:
    """End an order in each way in turn, and return its reference."""
    given_up = ordered(shop, "given-up")
    shop.release(given_up)
    yield given_up
    paid = ordered(shop, "paid")
    pay_page(shop, paid)
    claim(shop)
    yield paid
    cancel_class(shop.sessions, code=CLASS, reason=greek("snow"), **shop.around)
    yield paid
    cancel_places(shop.sessions, order_reference=paid, **shop.around)
    yield paid
    shop.refund_all()
    yield paid


def test_an_order_that_ended_and_its_money(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions, ways=EVERY_WAY)
    add_class(shop.sessions, "FA-2", starts_at=NOW + timedelta(days=80))
    make_greek(shop)
    reference = ordered(shop, "asked")
    marked.open(address(reference, page="/cancel"))
    marked.press("Yes, cancel")
    look(marked, reference, "Your registration is cancelled")
    for reference in ends(shop):
        look(marked, reference, "")
    for state, reason in zip_longest(RefundState, ("", *_WHY), fillvalue=RefundState.MADE):
        with transaction(shop.sessions) as session:
            session.execute(update(Refund).values(state=state, reason=reason))
        marked.open(address(reference))
    marked.found_nothing(ENDING)


def test_an_order_that_is_paid_later(marked: MarkedReader) -> None:
    shop = marked.shop
    add_class(shop.sessions, ways=EVERY_WAY, capacity=30)
    make_greek(shop)
    reference = ""
    for number, wish in enumerate((BY_INVOICE, AT_DOOR, DEPOSIT)):
        people = {"participants": (ANNA, BASIL), "buyer": ANNA, "token": f"later-{number}"}
        reference = order_by(shop, wish, **people)
        look(marked, reference, "")
        if wish is DEPOSIT:
            pay_page(shop, reference, f"evt-{number}")
        else:
            record(shop, reference, PRICE, key=f"form-{number}")
        look(marked, reference, "")
        if wish is AT_DOOR:
            record(shop, reference, 2 * PRICE, key="too much")
            look(marked, reference, "")
    rest_is_due(shop)
    look(marked, reference, "")
    marked.found_nothing({"order/_left_to_pay.html"})


def test_an_order_on_the_waiting_list(marked: MarkedReader) -> None:
    queue = Queue(marked.shop, capacity=2, ways=EVERY_WAY)
    make_greek(marked.shop)
    queue.fill(2)
    names = [greek(name) for name in ("Kim", "Lee", "Max", "Ole", "Per", "Sol")]
    group = queue.join(*names[:2])
    single = queue.join(names[2])
    late, gone, left = (queue.join(name) for name in names[3:])
    look(marked, group, "You are number 1 in line")
    look(marked, single, "You are number 2 in line")
    marked.open(address(group))
    marked.open(marked.here.link(f"{names[1]} : ⟦Leave the waiting list⟧"))
    marked.press("Yes, take them off")
    look(marked, group, "You are on the waiting list")
    marked.open(address(left, page="/leave"))
    marked.press("Yes, leave it")
    look(marked, left, "You are off the waiting list")
    queue.change(capacity=6)
    queue.move()
    look(marked, single, "A place is free for you, waiting for payment")
    marked.press("Send the order", {"plan": "invoice", "invoice_address": ""})
    marked.comes_to("Enter", 422)
    marked.open(address(single, page="/cancel"))
    marked.press("Yes, decline")
    look(marked, single, "You declined the offer")
    marked.shop.later(hours=25)
    marked.open(address(late))
    marked.shop.release(late)
    look(marked, late, "Your registration has expired")
    cancel_class(marked.shop.sessions, code=CLASS, reason=greek("snow"), **marked.shop.around)
    move_lines(marked.shop.parts, stop=Stop())
    look(marked, gone, "")
    marked.found_nothing(WAITING)


def test_a_free_offer(marked: MarkedReader) -> None:
    queue = Queue(marked.shop, capacity=2, prices=())
    make_greek(marked.shop)
    queue.fill(2)
    first, second = queue.join(greek("Kim"), greek("Lee")), queue.join(greek("Max"))
    queue.change(capacity=5)
    queue.move()
    look(marked, first, "There are places for all of you")
    marked.open(address(first))
    marked.press("Accept the places")
    marked.comes_to("Your registration is confirmed")
    marked.open(address(second))
    marked.shop.later(hours=25)
    marked.press("Accept the place")
    look(marked, second, "Your offer has ended")
    marked.found_nothing(())
