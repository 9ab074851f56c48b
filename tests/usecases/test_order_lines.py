"""The lines of an order are frozen with its places: what a place costs is the sum of its lines."""

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.store.database import Database, reading, transaction
from app.store.order_line import OrderLine
from app.store.price_option import PriceOption
from app.store.registration import Registration
from app.usecases.give_place import Place, give_place
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from tests.usecases.places import KIM, paid
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, CLASS, add_class, lines_agree, register_once

OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def lines(shop: Shop) -> list[tuple[str, str, int]]:
    """Return every line with whose it is and what is charged, oldest first."""
    with reading(shop.sessions) as session:
        found = session.execute(
            select(Registration.name, OrderLine.label, OrderLine.total_minor)
            .join(Registration, Registration.id == OrderLine.registration_id)
            .order_by(OrderLine.id)
        )
        return [(name, label, minor) for name, label, minor in found]


def test_each_place_has_its_line_as_it_was_shown(shop: Shop) -> None:
    register_once(shop, participants=(ANA, BO))
    with transaction(shop.sessions) as session:
        session.execute(update(PriceOption).values(amount_minor=1, label="Sale"))
    assert lines(shop) == [("Ana Lind", "Standard", 420000), ("Bo Berg", "Standard", 420000)]
    assert lines_agree(shop.sessions)


def test_a_place_given_by_staff_has_its_line(shop: Shop) -> None:
    place = Place(contact=BO, note="", currency="NOK", overbooks="", by=KIM, token="staff-1")
    give_place(
        shop.sessions,
        class_code=CLASS,
        place=place,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert lines(shop) == [("Bo Berg", "Standard", 420000)]


def test_a_place_handed_over_takes_its_lines_along(shop: Shop) -> None:
    (only,) = paid(shop)
    hand_over(
        shop.sessions,
        reference=only,
        to=Contact("Cy Dahl", "cy@example.org", "+4722123458"),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert lines(shop) == [("Ana Lind", "Standard", 420000), ("Cy Dahl", "Standard", 420000)]
    assert lines_agree(shop.sessions)


def test_a_place_moved_has_the_lines_of_where_it_went(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", 300000),))
    (only,) = paid(shop)
    move_registration(
        shop.sessions,
        reference=only,
        class_code=OTHER,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert lines(shop) == [("Ana Lind", "Standard", 420000), ("Ana Lind", "Standard", 300000)]
    assert lines_agree(shop.sessions)


def test_a_place_paid_late_keeps_the_lines_it_lapsed_with(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.lapse(order)
    shop.gateway.pay_late(page)
    shop.news(page)
    assert lines(shop) == [("Ana Lind", "Standard", 420000)] * 2
    assert lines_agree(shop.sessions)
