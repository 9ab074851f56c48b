"""What a voucher took off a place goes along as a line: on the order, in letters, on papers."""

from threading import Event as Stop

import pytest
from sqlalchemy import select

from app.domain.bill import Line, LineKind
from app.domain.event import OrderFacts
from app.domain.paper import PaperKind
from app.domain.replacing import Dearer
from app.domain.voucher import VoucherKind
from app.jobs.deliver import drain_destination
from app.queries.order.page import order_page
from app.store.database import Database, reading
from app.store.order_line import lines_of_place
from app.store.registration import Registration
from app.usecases.give_money_back import give_money_back
from app.usecases.move_registration import move_registration
from tests.fakes.partner import FakePartner
from tests.usecases.later import AT_ONCE_WAYS, BY_INVOICE, account, order_by, pay_page
from tests.usecases.papers import Books, books, catch_up, papers
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher, vouchers_agree
from tests.worlds import ANA, BO, CLASS, add_class, lines_agree, register_once

SAME, DEAR, CHEAP, FREE = "FA-SAME", "FA-DEAR", "FA-CHEAP", "FA-FREE"
PRICES = {CLASS: 420000, SAME: 420000, DEAR: 500000, CHEAP: 380000, FREE: 0}


@pytest.fixture
def shop(sessions: Database) -> Shop:
    for code, minor in PRICES.items():
        prices = (("NOK", minor),) if minor else ()
        add_class(sessions, code, prices=prices, ways=AT_ONCE_WAYS)
    add_voucher(sessions, kind=VoucherKind.PERCENT, percent=25)
    return Shop(sessions)


def bought(shop: Shop, **draft: object) -> str:
    """Have an order paid that a voucher took a quarter off, and its papers issued."""
    draft = {"voucher": CODE, **draft}
    order = register_once(shop, **draft).reference  # type: ignore[arg-type]  # passed on as it came
    pay_page(shop, order)
    catch_up(shop)
    return order


def move(shop: Shop, code: str, dearer: Dearer = Dearer.CHARGED) -> int:
    """Move the newest place, and return what is owed by that."""
    shop.later(minutes=1)
    moved = move_registration(
        shop.sessions,
        reference=places(shop)[-1].reference,
        class_code=code,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        dearer=dearer,
    )
    assert moved is not None
    return moved.owed.minor


def lines(shop: Shop) -> list[tuple[LineKind, str, int]]:
    """Return what the newest place costs, line by line."""
    with reading(shop.sessions) as session:
        place = session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert place is not None
        found: tuple[Line, ...] = lines_of_place(session, place, currency="NOK")
        return [(each.kind, each.label, each.total.minor) for each in found]


def told(shop: Shop) -> OrderFacts:
    """Return the order as the last letter to its buyer has it."""
    drain_destination(shop.parts, "mail", stop=Stop())
    mail = shop.partners["mail"]
    assert isinstance(mail, FakePartner)
    order = mail.told[-1].order
    assert order is not None
    return order


def agree(shop: Shop) -> None:
    """See that the order's lines, its vouchers and its papers say the same money."""
    kept = sum(minor for *_, minor in lines(shop))
    assert lines_agree(shop.sessions)
    assert vouchers_agree(shop.sessions)
    assert books(shop.sessions) == Books(kept, kept)
    assert catch_up(shop) == 0


def price(minor: int) -> tuple[LineKind, str, int]:
    return LineKind.PLACE, "Standard", minor


def off(minor: int) -> tuple[LineKind, str, int]:
    return LineKind.DISCOUNT, f"Voucher {CODE}", -minor


@pytest.mark.parametrize(
    ("code", "dearer", "there"),
    [
        (SAME, Dearer.CHARGED, [price(420000), off(105000)]),
        (DEAR, Dearer.CHARGED, [price(500000), off(105000)]),
        (DEAR, Dearer.WAIVED, [price(420000), off(105000)]),
        (CHEAP, Dearer.CHARGED, [price(380000), off(65000)]),
        (FREE, Dearer.CHARGED, []),
    ],
)
def test_what_is_off_is_said_beside_the_price(
    shop: Shop, code: str, dearer: Dearer, there: list[tuple[LineKind, str, int]]
) -> None:
    order = bought(shop)
    owed = move(shop, code, dearer)
    assert lines(shop) == there
    page = order_page(shop.sessions, reference=order, now=shop.now)
    assert page is not None
    assert [(each.kind, each.label, each.total.minor) for each in page.bill.items] == there
    assert [(each.kind, each.label, each.total.minor) for each in told(shop).costs] == there
    shop.refund_all()
    if owed:
        pay_page(shop, order, "evt_2")
    catch_up(shop)
    agree(shop)


def test_moved_twice_it_is_off_still_and_never_charged(shop: Shop) -> None:
    order = bought(shop)
    assert move(shop, SAME) == 0
    assert move(shop, DEAR) == 80000
    assert lines(shop) == [price(500000), off(105000)]
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    # Nothing but the difference is billed: what is off was on the first paper.
    assert [(each.label, each.total) for each in papers(shop.sessions)[-1].lines] == [
        ("First aid: Standard", 80000)
    ]
    agree(shop)


def test_what_it_gives_no_more_in_a_cheaper_class_is_billed_where_that_is_left(shop: Shop) -> None:
    order = bought(shop)
    assert move(shop, CHEAP) == 0
    catch_up(shop)
    correction = papers(shop.sessions)[-1]
    assert correction.kind is PaperKind.CORRECTION
    assert [each.total for each in correction.lines] == [-420000, 105000, 380000, -65000]
    agree(shop)
    assert move(shop, DEAR) == 120000
    assert lines(shop) == [price(500000), off(65000)]
    catch_up(shop)
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    assert all(each.key != "excess" for paper in papers(shop.sessions) for each in paper.lines)
    agree(shop)


@pytest.mark.parametrize("back", [100000, 395000])
def test_what_goes_back_of_such_a_place_is_of_its_price_and_of_what_is_off(
    shop: Shop, back: int
) -> None:
    order = bought(shop)
    move(shop, DEAR)
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=back,
        reason="It rained",
        asked_by=KIM,
        key="form-1",
        now=shop.now,
        place=places(shop)[-1].reference,
    )
    shop.refund_all()
    catch_up(shop)
    notes = [each for each in papers(shop.sessions) if each.kind is PaperKind.CREDIT_NOTE]
    assert sum(each.total for each in notes) == -back
    assert any(line.total > 0 for note in notes for line in note.lines)
    assert books(shop.sessions) == Books(395000 - back, 395000 - back)


def test_an_extra_and_what_is_off_it_stay_behind(shop: Shop) -> None:
    add_extra(shop.sessions, stock=5)
    order = bought(shop, extras={"lunch": 1}, participants=(ANA,))
    move(shop, DEAR)
    assert lines(shop) == [price(500000), off(105000)]
    shop.refund_all()
    if account(shop).owed:
        pay_page(shop, order, "evt_2")
    catch_up(shop)
    agree(shop)


def test_an_invoice_says_what_is_off_where_the_place_is_now(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE, voucher=CODE)
    move(shop, DEAR)
    catch_up(shop)
    (invoice,) = papers(shop.sessions)
    assert [each.total for each in invoice.lines] == [500000, -105000]
    pay_page(shop, order)
    agree(shop)


def test_a_place_that_a_voucher_paid_for_goes_on_as_one(shop: Shop) -> None:
    add_voucher(shop.sessions, "GUEST", VoucherKind.FREE)
    register_once(shop, voucher="GUEST")
    assert move(shop, DEAR) == 0
    assert lines(shop) == [price(420000), (LineKind.DISCOUNT, "Voucher GUEST", -420000)]
    assert lines_agree(shop.sessions)


def test_of_two_places_only_the_one_that_moves_changes(shop: Shop) -> None:
    order = bought(shop, participants=(ANA, BO))
    move(shop, SAME)
    page = order_page(shop.sessions, reference=order, now=shop.now)
    assert page is not None
    assert [(each.label, each.quantity, each.total.minor) for each in page.bill.items] == [
        ("Standard", 2, 840000),
        (f"Voucher {CODE}", 2, -210000),
    ]
    assert page.bill.total == page.total
