"""Staff change a place on its own page: every button, every refusal, and who may not."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.money import Money
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Refund
from app.store.registration import Registration
from tests.usecases.shop import Shop
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, add_class, money, register_once, states

OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    desk = Shop(sessions)
    add_class(desk.sessions)
    add_class(desk.sessions, OTHER, prices=(("NOK", 300000),))
    add_members(desk)
    return desk


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def order(shop: Shop, *, paid: bool = True) -> str:
    """Order two places, paid for or waiting for money."""
    reference = register_once(shop, participants=(ANA, BO)).reference
    page = shop.page_of(reference)
    if paid:
        shop.gateway.pay(page)
        shop.news(page)
    return reference


def only_order(shop: Shop) -> str:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def change(shop: Shop, kim: Visitor, reference: str) -> None:
    """Go to the page where the order's first place is changed."""
    show(shop, kim, reference)
    link = next(a for a in kim.here.all("a") if a.get("href", "").endswith("/change"))
    kim.open(str(link.get("href")))


def test_the_place_is_cancelled_and_its_price_goes_back(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order(shop))
    assert "NOK 8,400 of the order can go back" in kim.here.words
    kim.press("Cancel the place", {"reason": "Ill", "back": "4200,00"})
    assert "The place is cancelled. Whoever that concerns is told." in kim.here.words
    assert "asked for by coordinator@example.org" in kim.here.words
    shop.refund_all()
    assert [each.amount for each in shop.gateway.refunds] == [Money(420000, "NOK")]
    assert states(shop.sessions) == ["cancelled", "confirmed"]


def test_what_the_classs_rule_gives_back_is_proposed(shop: Shop, kim: Visitor) -> None:
    with transaction(shop.sessions) as session:
        for row in session.scalars(select(CourseClass)):
            row.refunds = [{"days": 30, "percent": 50}]
    change(shop, kim, order(shop))
    assert "by the class’s rule 50 % of that goes back today" in kim.here.words
    kim.press("Cancel the place", {"reason": "Ill"})
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [210000]


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("-1", "Enter an amount like 1200.50"),
        ("1.0001", "Enter an amount like 1200.50"),
        ("1.000", "Write it without a mark for thousands, like 1000 or 1000.50"),
        ("0.005", "Write it with two decimals at most, like 0.50"),
        ("a lot", "Enter an amount like 1200.50"),
        ("9" * 39, "Enter an amount like 1200.50"),
    ],
)
@pytest.mark.parametrize(
    ("field", "button"), [("back", "Cancel the place"), ("amount", "Send it back")]
)
def test_an_amount_that_cannot_be_is_named_and_nothing_is_done(
    shop: Shop, kim: Visitor, field: str, button: str, amount: str, why: str
) -> None:
    change(shop, kim, order(shop))
    kim.press(button, {field: amount, "reason": "Ill"})
    assert kim.here.status_code == 422
    assert why in kim.here.words
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    assert money(shop.sessions).refunds == []


@pytest.mark.parametrize(
    ("field", "button", "amount", "why"),
    [
        ("amount", "Send it back", "8400.01", "No more than NOK 8,400 is left to give back"),
        ("back", "Cancel the place", "4200.01", "No more than NOK 4,200 is left to give back for"),
    ],
)
def test_no_more_goes_back_than_is_left_of_the_order_or_the_place(
    shop: Shop, kim: Visitor, field: str, button: str, amount: str, why: str
) -> None:
    change(shop, kim, order(shop))
    kim.press(button, {field: amount, "reason": "Ill"})
    assert kim.here.status_code == 422
    assert why in kim.here.words
    assert money(shop.sessions).refunds == []


@pytest.mark.parametrize(
    ("amount", "minor"),
    [
        ("1,000", 100000),
        ("1,000.50", 100050),
        ("1 000,50", 100050),
        ("12,5", 1250),
        ("12,50", 1250),
        ("12.50", 1250),
    ],
)
def test_an_amount_is_read_as_pages_say_it(
    shop: Shop, kim: Visitor, amount: str, minor: int
) -> None:
    change(shop, kim, order(shop))
    kim.press("Send it back", {"amount": amount, "reason": "It rained"})
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [minor]


def test_a_part_goes_back_once_however_often_it_is_sent(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order(shop))
    here = kim.here
    kim.press("Send it back", {"amount": "200", "reason": "It rained"})
    assert "NOK 200 goes back." in kim.here.words
    kim.here = here
    kim.press("Send it back", {"amount": "200", "reason": "It rained"})
    assert "That was asked for before." in kim.here.words
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [20000]


@pytest.mark.parametrize("how", ["money", "voucher"])
def test_what_two_forms_ask_back_is_asked_about_and_goes_back_twice_only_on_purpose(
    shop: Shop, kim: Visitor, how: str
) -> None:
    change(shop, kim, order(shop))
    asked = {"amount": "200", "reason": "It rained", "as": how}
    kim.press("Send it back", asked)
    change(shop, kim, only_order(shop))
    kim.press("Send it back", asked)
    assert kim.here.status_code == 422
    assert "As much was asked back for this reason already" in kim.here.words
    assert "NOK 8,200 of the order can go back" in kim.here.words
    kim.press("Send it back")
    assert "NOK 200 goes back" in kim.here.words
    change(shop, kim, only_order(shop))
    assert "NOK 8,000 of the order can go back" in kim.here.words


@pytest.mark.parametrize(("what_for", "places"), [("place", ["Ana Lind"]), ("order", [])])
def test_what_goes_back_is_for_the_place_or_for_the_order(
    shop: Shop, kim: Visitor, what_for: str, places: list[str]
) -> None:
    change(shop, kim, order(shop))
    kim.press("Send it back", {"amount": "200", "reason": "It rained", "for": what_for})
    with reading(shop.sessions) as session:
        about = session.scalars(
            select(Registration.name).join(Refund, Refund.registration_id == Registration.id)
        )
        assert about.all() == places
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [20000]


def test_the_place_is_handed_over(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order(shop))
    kim.press("Hand it over", {"name": "Cy Dahl", "email": "cy@example.org", "phone": "22123458"})
    assert "The place is handed over." in kim.here.words
    assert "Also in it Ana Lind handed over to Cy Dahl Bo Berg confirmed" in kim.here.words
    assert states(shop.sessions) == ["cancelled", "confirmed", "confirmed"]


def test_who_cannot_be_reached_gets_no_place(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order(shop))
    kim.press("Hand it over", {"name": "", "email": "nobody", "phone": "1"})
    assert kim.here.status_code == 422
    assert "Enter a full name" in kim.here.words
    kim.press("Hand it over", {"name": "Ana Lind", "email": "ana@example.org", "phone": "22123456"})
    assert "Nothing was done: that is who has it already" in kim.here.words


def test_the_difference_of_a_dearer_class_is_charged_where_staff_say_so(
    shop: Shop, kim: Visitor
) -> None:
    add_class(shop.sessions, "FA-2031-10", prices=(("NOK", 500000),))
    change(shop, kim, order(shop))
    kim.press("Move it", {"class": "FA-2031-10", "dearer": "charged"})
    assert "The place is moved. NOK 800 is to be paid." in kim.here.words
    assert "Left to pay NOK 800" in kim.here.words
    change(shop, kim, _newest(shop))
    assert "after NOK 800 that is not paid yet" in kim.here.words


def _newest(shop: Shop) -> str:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def test_the_place_is_moved_and_the_difference_goes_back(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order(shop))
    kim.press("Move it", {"class": ""})
    assert "Nothing was done: there is no such class" in kim.here.words
    kim.press("Move it", {"class": OTHER})
    assert "The place is moved. NOK 1,200 goes back." in kim.here.words
    assert f"Also in it Ana Lind moved to {OTHER}" in kim.here.words


def test_an_order_that_waits_for_money_is_cancelled_whole(shop: Shop, kim: Visitor) -> None:
    reference = order(shop, paid=False)
    change(shop, kim, reference)
    assert "Confirm on credit" in kim.here.words
    kim.press("Cancel the whole order", {"reason": " "})
    assert "Say why: the buyer and the partners are told" in kim.here.words
    assert states(shop.sessions) == ["held", "held"]
    kim.press("Cancel the whole order", {"reason": "Asked by telephone"})
    assert "The order is cancelled and its seats are free." in kim.here.words
    assert states(shop.sessions) == ["cancelled", "cancelled"]
    change(shop, kim, reference)
    assert "Nothing can be changed any more: it has ended." in kim.here.words


def test_of_two_who_cancel_one_is_told_that_it_had_ended(shop: Shop, kim: Visitor) -> None:
    reference = order(shop)
    change(shop, kim, reference)
    here = kim.here
    kim.press("Cancel the place", {"reason": "Ill", "back": "0"})
    kim.here = here
    kim.press("Cancel the place", {"reason": "Ill", "back": "0"})
    assert "It had ended before." in kim.here.words


def test_nobody_loses_a_place_without_a_reason(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order(shop))
    kim.press("Cancel the place")
    assert kim.here.status_code == 422
    assert "Say why: the buyer and the partners are told" in kim.here.words
    assert states(shop.sessions) == ["confirmed", "confirmed"]


def test_nothing_is_no_amount_to_send_back(shop: Shop, kim: Visitor) -> None:
    change(shop, kim, order(shop))
    kim.press("Send it back", {"reason": "It rained"})
    assert "Enter how much goes back" in kim.here.words


def test_a_place_is_offered_only_classes_in_its_money(shop: Shop, kim: Visitor) -> None:
    add_class(shop.sessions, "FA-EUR", prices=(("EUR", 30000),))
    add_class(shop.sessions, "FA-FREE", prices=())
    change(shop, kim, order(shop))
    offered = [str(option.get("value")) for option in kim.here.all("option")]
    assert offered == ["", OTHER, "FA-FREE"]


def test_a_place_that_is_not_there_has_no_page(kim: Visitor) -> None:
    assert kim.open("/staff/registrations/R-NONE/change").status_code == 404


def test_a_bookkeeper_sees_no_link_and_is_kept_out(shop: Shop, tmp_path: Path) -> None:
    lee = sign_in(arrive(shop, tmp_path), email=BOOKKEEPER)
    page = show(shop, lee, order(shop))
    assert "Change, move, cancel" not in page.words
    place = page.request.path
    assert lee.open(f"{place}/change").status_code == 403


def test_the_classs_rule_may_propose_a_voucher_and_staff_may_choose_one(
    shop: Shop, kim: Visitor
) -> None:
    with transaction(shop.sessions) as session:
        for row in session.scalars(select(CourseClass)):
            row.refunds = [{"days": 30, "percent": 50, "as": "voucher"}]
    change(shop, kim, order(shop))
    chosen = kim.here.one("input", id="cancel-as-2").attrib
    assert (chosen["value"], "checked" in chosen) == ("voucher", True)
    kim.press("Cancel the place", {"reason": "Ill"})
    assert "Voucher given instead of money" in kim.here.words
    assert money(shop.sessions).refunds == []
    change_again = next(a for a in kim.here.all("a") if a.get("href", "").endswith("/change"))
    kim.open(str(change_again.get("href")))
    assert "NOK 6,300 of the order can go back" in kim.here.words
    kim.press("Send it back", {"amount": "300", "reason": "It rained", "as": "voucher"})
    assert "NOK 300 goes back as a voucher." in kim.here.words
