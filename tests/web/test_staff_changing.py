"""What staff are shown before they cancel or move a place: its money, who waits, what is lost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.course_class import PriceKind
from app.domain.registration import Channel
from app.domain.voucher import VoucherKind
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.price_option import PriceOption
from app.store.registration import Registration
from tests.usecases.choosing import choose, paid
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher
from tests.watching import words_of
from tests.web.staffroom import add_members, arrive, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, add_class, money, register_once, states

OTHER = "FA-2031-09"
DAWN = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    desk = Shop(sessions)
    add_class(desk.sessions)
    add_members(desk)
    return desk


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def order(shop: Shop, **draft: object) -> str:
    """Order two places, where nothing else is said, and pay for them."""
    draft = {"participants": (ANA, BO), **draft}
    reference = register_once(shop, **draft).reference  # type: ignore[arg-type]  # passed on
    page = shop.page_of(reference)
    shop.gateway.pay(page)
    shop.news(page)
    return reference


def change(shop: Shop, kim: Visitor, reference: str) -> None:
    """Go to the page where the order's first place is changed."""
    show(shop, kim, reference)
    link = next(a for a in kim.here.all("a") if a.get("href", "").endswith("/change"))
    kim.open(str(link.get("href")))


def test_what_went_back_for_the_place_before_is_not_proposed_again(
    shop: Shop, kim: Visitor
) -> None:
    reference = order(shop)
    change(shop, kim, reference)
    kim.press("Send it back", {"amount": "1000", "reason": "It rained", "for": "place"})
    change(shop, kim, reference)
    assert "The place cost NOK 4,200, and NOK 1,000 went back for it already" in kim.here.words
    kim.press("Cancel the place", {"reason": "Ill", "back": "4200"})
    assert "No more than NOK 3,200 is left to give back for this place" in kim.here.words
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    change(shop, kim, reference)
    kim.press("Cancel the place", {"reason": "Ill"})
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [100000, 320000]


def wait_there(shop: Shop, count: int) -> None:
    """Have so many orders wait in line of the other class."""
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == OTHER).values(in_line=count))


def offered(kim: Visitor) -> list[str]:
    return [words_of(option) for option in kim.here.all("option")][1:]


def test_a_class_to_move_to_says_its_code_and_price_and_who_waits(shop: Shop, kim: Visitor) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", 500000),))
    add_class(shop.sessions, "FA-FREE", prices=())
    wait_there(shop, 2)
    change(shop, kim, order(shop))
    other, free = offered(kim)
    assert f"({OTHER})" in other
    assert other.endswith(": NOK 5,000, 12 left, 2 orders wait in line")
    assert free.endswith(": free, 12 left")


@pytest.mark.parametrize(
    "option", [{"ends_at": DAWN}, {"kind": PriceKind.MEMBER}], ids=["over", "of members"]
)
def test_a_class_without_a_price_for_it_says_so(
    shop: Shop, kim: Visitor, option: dict[str, object]
) -> None:
    add_class(shop.sessions, OTHER)
    with transaction(shop.sessions) as session:
        of_other = select(CourseClass.id).where(CourseClass.code == OTHER).scalar_subquery()
        session.execute(update(PriceOption).where(PriceOption.class_id == of_other).values(option))
    change(shop, kim, order(shop))
    assert ": no price in NOK now, " in offered(kim)[0]


def test_a_free_place_stays_free_in_a_class_that_costs_something(shop: Shop, kim: Visitor) -> None:
    add_class(shop.sessions, "FA-FREE", prices=())
    add_class(shop.sessions, OTHER)
    reference = register_once(shop, participants=(ANA,), code="FA-FREE", currency="").reference
    change(shop, kim, reference)
    assert ": free, as it was, " in offered(kim)[-1]


def test_nobody_is_moved_past_a_line_unasked(shop: Shop, kim: Visitor) -> None:
    add_class(shop.sessions, OTHER)
    wait_there(shop, 1)
    change(shop, kim, order(shop))
    kim.press("Move it", {"class": OTHER})
    assert kim.here.status_code == 422
    assert "1 order waits in line there, and would be passed over" in kim.here.words
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    # One more came meanwhile: that is asked again.
    wait_there(shop, 2)
    kim.press("Move it")
    assert "2 orders wait in line there" in kim.here.words
    kim.press("Move it")
    assert "The place is moved." in kim.here.words


def test_what_was_given_up_before_is_not_said_to_stay_behind(shop: Shop, kim: Visitor) -> None:
    add_class(shop.sessions, OTHER)
    reference = paid(shop, extras={"lunch": 1})
    choose(shop, "late")
    change(shop, kim, reference)
    assert "Does not go along: Dinner." in kim.here.words


def test_what_does_not_go_along_is_said_before_and_after(shop: Shop, kim: Visitor) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", 410000),))
    add_extra(shop.sessions, stock=5)
    add_voucher(shop.sessions, kind=VoucherKind.AMOUNT, minor=20000, currency="NOK")
    reference = order(shop, participants=(ANA,), extras={"lunch": 1}, voucher=CODE)
    change(shop, kim, reference)
    assert "Does not go along: Lunch." in kim.here.words
    assert "A voucher took NOK 200 off its price here." in kim.here.words
    said = "In a dearer one it stays at NOK 4,000, or the buyer is charged what that class costs"
    assert f"{said} beyond NOK 4,200." in kim.here.words
    assert "Its price stays: the buyer pays nothing more" in kim.here.words
    kim.press("Move it", {"class": OTHER})
    assert "These did not go along: Lunch, NOK 100 that a voucher took off." in kim.here.words


def test_a_seat_that_a_partner_holds_waits_for_no_money_here(shop: Shop, kim: Visitor) -> None:
    reference = register_once(shop).reference
    with transaction(shop.sessions) as session:
        session.execute(update(Order).values(channel=Channel.TRAININGPORTAL))
        session.execute(update(Registration).values(channel=Channel.TRAININGPORTAL))
    change(shop, kim, reference)
    assert "Trainingportal reserved it and has not confirmed it yet" in kim.here.words
    assert "waits for money" not in kim.here.words
    assert "gateway" not in kim.here.words
