"""Prices with limits, for members, groups and companies: what was shown is what is charged."""

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.course_class import PriceKind
from app.domain.draft import FormChanged
from app.domain.money import Money
from app.domain.registration import Channel
from app.domain.replacing import PlaceStays
from app.domain.tax import TaxMode
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.price_option import PriceOption
from app.store.registration import Registration
from app.usecases.cancel_registration import cancel_registration
from app.usecases.give_place import Place, give_place
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from app.usecases.register import register
from tests.usecases.places import KIM, paid, places
from tests.usecases.shop import Shop
from tests.worlds import (
    ANA,
    BO,
    CLASS,
    HOLD,
    NOW,
    add_class,
    add_draft,
    add_price,
    lines_agree,
    options_agree,
    register_once,
    seats,
    states,
)

OTHER = "FA-2031-09"
CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")
STANDARD, LIMITED = 420000, 300000


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def charged(shop: Shop) -> list[tuple[str, int]]:
    """Return label and price of every line, oldest first."""
    with reading(shop.sessions) as session:
        rows = session.execute(
            select(OrderLine.label, OrderLine.total_minor).order_by(OrderLine.id)
        )
        return [(label, minor) for label, minor in rows]


def taken(shop: Shop, option: int) -> int:
    with reading(shop.sessions) as session:
        return session.scalars(select(PriceOption.taken).where(PriceOption.id == option)).one()


def change(shop: Shop, option: int, **columns: object) -> None:
    with transaction(shop.sessions) as session:
        session.execute(update(PriceOption).where(PriceOption.id == option).values(**columns))


def test_a_limited_price_is_had_so_often_and_no_more(shop: Shop) -> None:
    first = add_price(shop.sessions, "First two", LIMITED, place_limit=2)

    register_once(shop, participants=(ANA, BO, CY))

    assert charged(shop) == [("First two", LIMITED)] * 2 + [("Standard", STANDARD)]
    assert taken(shop, first) == 2
    assert options_agree(shop.sessions)


def test_a_price_that_is_used_up_while_a_form_is_filled_in_is_shown_anew(shop: Shop) -> None:
    add_price(shop.sessions, "First one", LIMITED, place_limit=1)
    add_draft(shop.sessions, token="slow", participants=(BO,), buyer=BO)
    register_once(shop)

    with pytest.raises(FormChanged):
        register(
            shop.sessions,
            draft_token="slow",
            partners={},
            now=NOW,
            hold=HOLD,
            agreed=Money(LIMITED, "NOK"),
        )

    assert seats(shop.sessions).taken == 1
    assert options_agree(shop.sessions)


def test_a_hold_that_runs_out_gives_its_price_back(shop: Shop) -> None:
    first = add_price(shop.sessions, "First two", LIMITED, place_limit=2)
    order = register_once(shop, participants=(ANA, BO)).reference

    shop.lapse(order)

    assert (taken(shop, first), states(shop.sessions)) == (0, ["expired"] * 2)


def test_a_place_that_is_cancelled_gives_its_price_back(shop: Shop) -> None:
    first = add_price(shop.sessions, "First two", LIMITED, place_limit=2)
    one, _ = paid(shop, ANA, BO)

    cancel_registration(
        shop.sessions,
        reference=one,
        reason="",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )

    assert taken(shop, first) == 1
    assert options_agree(shop.sessions)


def test_a_place_handed_over_is_counted_once_and_is_no_members(shop: Shop) -> None:
    member = add_price(shop.sessions, "Member", LIMITED, kind=PriceKind.MEMBER, place_limit=1)
    order = register_once(shop, members=frozenset({ANA})).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.news(page)

    hand_over(
        shop.sessions,
        reference=places(shop)[0].reference,
        to=CY,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )

    assert taken(shop, member) == 1
    assert options_agree(shop.sessions)
    with reading(shop.sessions) as session:
        kept = session.scalars(select(Registration.membership).order_by(Registration.id)).all()
    assert kept == ["M-1", ""]


def move(shop: Shop, reference: str) -> None:
    move_registration(
        shop.sessions,
        reference=reference,
        class_code=OTHER,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def test_a_place_that_is_moved_is_counted_at_the_price_it_goes_on_at(shop: Shop) -> None:
    add_class(shop.sessions, OTHER)
    here = add_price(shop.sessions, "Here", LIMITED, place_limit=2)
    there = add_price(shop.sessions, "There", LIMITED - 1, code=OTHER, place_limit=1)
    one, _ = paid(shop, ANA, BO)

    move(shop, one)

    assert (taken(shop, here), taken(shop, there)) == (1, 1)
    assert options_agree(shop.sessions)
    assert lines_agree(shop.sessions)


def test_a_place_moved_where_tax_is_on_top_costs_no_more_than_it_did(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=())
    add_price(
        shop.sessions,
        "Taxed",
        400000,
        code=OTHER,
        tax_mode=TaxMode.EXCLUSIVE,
        tax_rate=2500,
        tax_name="MVA",
    )
    (only,) = paid(shop)

    move(shop, only)

    assert charged(shop)[-1] == ("Taxed", STANDARD)
    with reading(shop.sessions) as session:
        line = session.scalars(select(OrderLine).order_by(OrderLine.id.desc())).first()
    assert line is not None
    assert (line.tax_mode, line.net_minor, line.tax_minor) == (TaxMode.INCLUSIVE, 336000, 84000)


def test_a_class_that_has_no_price_for_this_buyer_takes_no_moved_place(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=())
    add_price(shop.sessions, "Sponsor", 1, code=OTHER, kind=PriceKind.VOUCHER_ONLY)
    (only,) = paid(shop)

    with pytest.raises(PlaceStays, match="no price"):
        move(shop, only)


def test_a_group_and_its_member_have_their_prices(shop: Shop) -> None:
    add_price(shop.sessions, "Group", 350000, kind=PriceKind.GROUP, least=3)
    add_price(shop.sessions, "Member", LIMITED, kind=PriceKind.MEMBER)

    register_once(shop, participants=(ANA, BO, CY), members=frozenset({BO}))

    assert charged(shop) == [("Group", 350000), ("Member", LIMITED), ("Group", 350000)]
    with reading(shop.sessions) as session:
        kept = session.scalars(select(Registration.membership).order_by(Registration.id)).all()
    assert kept == ["", "M-1", ""]


def test_a_company_with_a_vat_number_is_charged_without_tax(sessions: Database) -> None:
    add_class(sessions, prices=())
    shop = Shop(sessions)
    add_price(
        sessions,
        "Standard",
        500000,
        tax_mode=TaxMode.INCLUSIVE,
        tax_rate=2500,
        tax_name="MVA",
        exemptable=True,
    )

    register_once(shop, vat_number="SE556703748501")

    with reading(sessions) as session:
        order, line = session.execute(
            select(Order.vat_number, OrderLine)
            .select_from(OrderLine)
            .join(Registration, Registration.id == OrderLine.registration_id)
            .join(Order, Order.id == Registration.order_id)
        ).one()
        total = session.scalars(select(Order.total_minor)).one()
    assert (order, total) == ("SE556703748501", 400000)
    assert (line.tax_mode, line.net_minor, line.tax_minor) == (TaxMode.EXEMPT, 400000, 0)


def test_a_place_given_by_staff_is_charged_with_its_tax_and_counted(shop: Shop) -> None:
    first = add_price(
        shop.sessions,
        "First one",
        LIMITED,
        place_limit=1,
        tax_mode=TaxMode.EXCLUSIVE,
        tax_rate=1000,
        tax_name="MVA",
    )
    for number, contact in enumerate((ANA, BO)):
        give_place(
            shop.sessions,
            class_code=CLASS,
            place=Place(contact, "", "NOK", "", KIM, f"staff-{number}"),
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )

    assert charged(shop) == [("First one", 330000), ("Standard", STANDARD)]
    assert taken(shop, first) == 1
    assert options_agree(shop.sessions)
    assert lines_agree(shop.sessions)
