"""A place that ends is credited by its own lines, whatever taxes they have, and by no other's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.paper import PaperKind
from app.domain.payment_plan import AT_ONCE, Wish
from app.domain.registration import Channel
from app.domain.tax import Tax, TaxMode
from app.store.database import Database, transaction
from app.store.draft import Draft
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.register import register
from tests.usecases.later import AT_ONCE_WAYS, BY_INVOICE
from tests.usecases.papers import MVA, catch_up, papers, tax_lines
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.vouchers import add_extra
from tests.worlds import ANA, BO, CLASS, add_class, add_draft

LATER = "FA-2031-08"
FOOD = Tax(TaxMode.INCLUSIVE, 1500, "MVA")
BOOK = Tax(TaxMode.EXEMPT, 0, "MVA")
HANDBOOK, DINNER = 15_000, 50_000


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    add_class(sessions, LATER, ways=AT_ONCE_WAYS)
    for code in (CLASS, LATER):
        add_extra(sessions, "handbook", class_code=code, amounts={"NOK": HANDBOOK}, most=2)
        add_extra(sessions, "dinner", class_code=code, amounts={"NOK": DINNER})
    return Shop(sessions)


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


def cancel_bo(shop: Shop, back: int) -> None:
    """Have staff cancel Bo's place, with so much back."""
    cancel_registration(
        shop.sessions,
        reference=places(shop)[1].reference,
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
