"""Whatever becomes of an order's places, the lines that are shown add up to the total beside them.

On the order's page, in its letters, and in its row, which the API and staff's pages say.
"""

import random
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.contact import Contact
from app.domain.event import OrderFacts
from app.domain.registration import Channel, RegistrationState
from app.domain.replacing import Dearer, PlaceStays
from app.domain.tax import TaxMode
from app.domain.voucher import VoucherKind
from app.queries.order.page import order_page
from app.store.database import Database, reading_rows
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.outbox import event_of
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from tests.usecases.later import pay_page
from tests.usecases.places import KIM, Place, places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher
from tests.worlds import ANA, BO, CLASS, add_class, add_price, lines_agree, register_once

DEAR, CHEAP, FREE = "FA-DEAR", "FA-CHEAP", "FA-FREE"
TAXED = {"tax_mode": TaxMode.EXCLUSIVE, "tax_rate": 2500, "tax_name": "MVA"}


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    for code, minor, taxed in ((DEAR, 500001, TAXED), (CHEAP, 123457, {})):
        add_class(sessions, code, prices=())
        add_price(sessions, "Standard", minor, code=code, **taxed)
    add_class(sessions, FREE, prices=())
    return Shop(sessions)


def agree(shop: Shop, reference: str) -> bool:
    """Say whether page, letter and row have one total, and lines that are it."""
    page = order_page(shop.sessions, reference=reference, now=shop.now)
    told = newest_told(shop)
    with reading_rows(shop.sessions) as connection:
        total = connection.scalars(select(Order.total_minor)).one()
    assert page is not None
    shown = {page.bill.total.minor, page.total.minor}
    written = {sum(each.total.minor for each in told.costs), told.total.minor}
    return shown == written == {total}


def newest_told(shop: Shop) -> OrderFacts:
    """Return the order as the newest letter about it tells of it."""
    about_it = select(func.max(Delivery.id)).join(EventRow).where(EventRow.order_id.is_not(None))
    with reading_rows(shop.sessions) as connection:
        newest = connection.scalars(about_it).one()
        told = event_of(connection, newest, now=shop.now).order
    assert told is not None
    return told


class Story:
    """One order of two places with extras and perhaps a voucher, and what staff do with it."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self._shop = shop
        self._chance = chance
        self._people = 0
        add_extra(shop.sessions, stock=5)
        add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=25)
        voucher = chance.choice(["", CODE])
        self.order = register_once(
            shop, participants=(ANA, BO), extras={"lunch": 1}, voucher=voucher
        ).reference
        pay_page(shop, self.order)

    def step(self) -> None:
        """Let staff do something a minute later."""
        self._shop.later(minutes=1)
        alive = [each for each in places(self._shop) if each.state == RegistrationState.CONFIRMED]
        deeds = [self._move, self._move, self._move, self._hand_over, self._cancel]
        if alive:
            self._chance.choice(deeds)(self._chance.choice(alive))

    def _move(self, place: Place) -> None:
        with suppress(PlaceStays):
            move_registration(
                self._shop.sessions,
                reference=place.reference,
                class_code=self._chance.choice([CLASS, DEAR, DEAR, CHEAP, FREE]),
                asked_by=KIM,
                dearer=self._chance.choice(list(Dearer)),
                **self._around(),
            )

    def _hand_over(self, place: Place) -> None:
        self._people += 1
        to = Contact("Cy Dahl", f"cy{self._people}@example.org", "+4722123458")
        hand_over(self._shop.sessions, reference=place.reference, to=to, **self._around())

    def _cancel(self, place: Place) -> None:
        if self._chance.random() < 0.3:
            cancel_registration(
                self._shop.sessions,
                reference=place.reference,
                reason="ill",
                channel=Channel.STAFF,
                decided=Decided(0, KIM),
                **self._around(),
            )

    def _around(self) -> dict[str, Any]:
        shop = self._shop
        return {"partners": shop.partners, "wake": shop.wake, "now": shop.now}


@pytest.mark.parametrize("seed", range(6))
def test_lines_add_up_to_the_total_whatever_becomes_of_the_places(shop: Shop, seed: int) -> None:
    story = Story(shop, random.Random(seed))
    for _ in range(10):
        story.step()
        assert agree(shop, story.order)
        assert lines_agree(shop.sessions)
        shop.refund_all()


@pytest.mark.parametrize(
    ("code", "total"), [(CHEAP, 123457), (FREE, 0), (DEAR, 625001)], ids=["cheaper", "free", "dear"]
)
def test_a_place_that_moved_costs_what_it_costs_there(shop: Shop, code: str, total: int) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    move_registration(
        shop.sessions,
        reference=places(shop)[0].reference,
        class_code=code,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        dearer=Dearer.CHARGED,
    )
    shop.refund_all()
    page = order_page(shop.sessions, reference=order, now=shop.now)
    assert page is not None
    assert (page.total.minor, page.bill.total.minor) == (total, total)
    assert (page.paid + page.owed, page.free) == (page.total, False)


def test_a_letter_about_the_other_class_has_no_extras_of_this_one(shop: Shop) -> None:
    add_extra(shop.sessions, stock=5)
    order = register_once(shop, participants=(ANA, BO), extras={"lunch": 1}).reference
    pay_page(shop, order)
    had = [(each.name, each.extras) for each in newest_told(shop).extras]
    assert had == [("Ana Lind", (("Lunch", 1),)), ("Bo Berg", (("Lunch", 1),))]
    move_registration(
        shop.sessions,
        reference=places(shop)[0].reference,
        class_code=DEAR,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        dearer=Dearer.CHARGED,
    )
    assert newest_told(shop).extras == ()
