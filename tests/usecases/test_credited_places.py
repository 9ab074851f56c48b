"""A place that ends is credited by its own lines, whatever taxes they have, and by no other's."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.paper import PaperKind
from app.domain.payment_plan import AT_ONCE, Wish
from app.domain.registration import Channel
from app.domain.tax import Tax, TaxMode
from app.store.database import Database, reading, transaction
from app.store.draft import Draft
from app.store.payment import Refund
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.move_registration import move_registration
from app.usecases.register import register
from app.usecases.return_by_hand import return_by_hand
from tests.usecases.later import AT_DOOR, AT_ONCE_WAYS, BY_INVOICE, PRICE, order_by, record
from tests.usecases.papers import MVA, catch_up, papers, tax_lines
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.vouchers import add_extra
from tests.worlds import ANA, BO, CLASS, add_class, add_draft

CHRIS = Contact("Chris Dahl", "chris@example.org", "+4722123458")
LATER = "FA-2031-08"
FOOD = Tax(TaxMode.INCLUSIVE, 1500, "MVA")
BOOK = Tax(TaxMode.EXEMPT, 0, "MVA")
HANDBOOK, DINNER = 15_000, 50_000


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    add_class(sessions, LATER, ways=replace(AT_ONCE_WAYS, door=True))
    for code in (CLASS, LATER):
        add_extra(sessions, "handbook", class_code=code, amounts={"NOK": HANDBOOK}, most=2)
        add_extra(sessions, "dinner", class_code=code, amounts={"NOK": DINNER})
    return Shop(sessions)


def order_of_three(shop: Shop, wish: Wish) -> str:
    """Have places of Ana, Bo and Chris ordered at one price, each taxed its own way."""
    order = order_by(shop, wish, code=LATER, participants=(ANA, BO, CHRIS))
    tax_lines(shop.sessions, MVA, BOOK, FOOD)
    return order


def order_of_two(shop: Shop, code: str, wish: Wish = AT_ONCE) -> str:
    """Have Ana's place with two handbooks and Bo's with dinner ordered, each taxed its own way."""
    token = add_draft(shop.sessions, code=code, participants=(ANA, BO))
    with transaction(shop.sessions) as session:
        draft = session.scalars(select(Draft)).one()
        chosen = ({"handbook": 2}, {"dinner": 1})
        people = [
            {**each, "extras": extras}
            for each, extras in zip(draft.content["participants"], chosen, strict=True)
        ]
        draft.content = {**draft.content, "participants": people}
    registered = register(
        shop.sessions,
        draft_token=token,
        partners=shop.partners,
        now=shop.now,
        hold=timedelta(minutes=30),
        wish=wish,
    )
    tax_lines(shop.sessions, MVA, MVA, BOOK, FOOD)
    return registered.reference


def cancel_bo(shop: Shop, back: int, *, number: int = 1) -> None:
    """Have staff cancel Bo's place, or that of another ``number``, with so much back."""
    cancel_registration(
        shop.sessions,
        reference=places(shop)[number].reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(back, KIM),
    )
    shop.refund_all()
    catch_up(shop)


def credited(shop: Shop) -> list[tuple[str, str, int, int]]:
    """Return what is credited: whose, what, how much, and the tax in it."""
    return [
        (line.detail, line.label.partition(": ")[2], line.total, line.tax_amount)
        for paper in papers(shop.sessions)
        if paper.kind is PaperKind.CREDIT_NOTE
        for line in paper.lines
    ]


PARTS = [
    (470_000, [("Standard", 420_000, 84_000), ("Dinner", 50_000, 6_522)]),
    (180_000, [("Standard", 160_851, 32_170), ("Dinner", 19_149, 2_498)]),
]


@pytest.mark.parametrize(("back", "lines"), PARTS)
def test_what_goes_back_of_a_place_is_off_its_own_lines(
    shop: Shop, back: int, lines: list[tuple[str, int, int]]
) -> None:
    page = shop.page_of(order_of_two(shop, CLASS))
    shop.gateway.pay(page)
    shop.news(page)
    cancel_bo(shop, back)
    assert credited(shop) == [("Bo Berg", label, -total, -tax) for label, total, tax in lines]


@pytest.mark.parametrize(("back", "lines"), PARTS)
def test_what_need_not_be_paid_of_a_place_is_off_its_own_lines(
    shop: Shop, back: int, lines: list[tuple[str, int, int]]
) -> None:
    order_of_two(shop, LATER, BY_INVOICE)
    catch_up(shop)
    cancel_bo(shop, back)
    assert credited(shop) == [("Bo Berg", label, -total, -tax) for label, total, tax in lines]


def test_what_was_paid_in_parts_goes_back_for_the_places_that_ended_together(shop: Shop) -> None:
    order = order_of_three(shop, AT_DOOR)
    for number in (1, 2):
        record(shop, order, PRICE * 3 // 2, key=f"form-{number}")
    catch_up(shop)
    around: dict[str, Any] = {"partners": shop.partners, "wake": shop.wake, "now": shop.now}
    move_registration(
        shop.sessions,
        reference=places(shop)[2].reference,
        class_code=CLASS,
        asked_by=KIM,
        **around,
    )
    cancel_class(shop.sessions, code=LATER, reason="snow", **around)
    cancel_places(shop.sessions, order_reference=order, **around)
    with reading(shop.sessions) as session:
        asked = session.scalars(select(Refund.uid)).all()
    for uid in asked:
        assert return_by_hand(shop.sessions, refund_uid=uid, by=KIM, **around)
    catch_up(shop)
    sums = Counter[tuple[str, bool]]()
    for name, _, total, tax in credited(shop):
        sums[name, bool(tax)] += total
    assert sums == {("Ana Lind", True): -PRICE, ("Bo Berg", False): -PRICE}


def test_of_two_places_that_ended_the_one_that_need_not_be_paid_is_credited(shop: Shop) -> None:
    order_of_three(shop, BY_INVOICE)
    catch_up(shop)
    cancel_bo(shop, 0, number=0)
    cancel_bo(shop, PRICE)
    assert credited(shop) == [("Bo Berg", "Standard", -PRICE, 0)]
