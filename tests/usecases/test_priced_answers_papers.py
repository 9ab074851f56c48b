"""Papers of orders whose buyer chose other extras: each line billed once, at its own tax."""

import pytest
from sqlalchemy import update

from app.domain.paper import PaperKind
from app.domain.reason import OwnReason
from app.domain.tax import Tax, TaxMode
from app.store.database import Database, transaction
from app.store.extra import ExtraRow
from app.usecases.hand_over import hand_over
from tests.answered import places_of
from tests.usecases.choosing import DINNER, LUNCH, choose, with_meals
from tests.usecases.later import AT_ONCE_WAYS, BY_INVOICE, DEPOSIT, EVERY_WAY, pay_page, record
from tests.usecases.papers import books, catch_up, papers, said
from tests.usecases.shop import Shop
from tests.worlds import BO, add_class

RECEIPT, CREDIT, FIX, INVOICE = (
    PaperKind.RECEIPT,
    PaperKind.CREDIT_NOTE,
    PaperKind.CORRECTION,
    PaperKind.INVOICE,
)
PLACE = 420_000
FOOD = Tax(TaxMode.INCLUSIVE, 1500, "MVA")


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def taxed(shop: Shop, code: str, tax: Tax = FOOD, **columns: object) -> None:
    """Have an extra be taxed so."""
    values = {"tax_mode": tax.mode, "tax_rate": tax.rate, "tax_name": tax.name} | columns
    with transaction(shop.sessions) as session:
        session.execute(update(ExtraRow).where(ExtraRow.code == code).values(values))


def paid(shop: Shop, **draft: object) -> str:
    order = with_meals(shop, **draft)  # type: ignore[arg-type]  # passed on as it came
    pay_page(shop, order)
    catch_up(shop)
    return order


def last(shop: Shop) -> list[tuple[str, int]]:
    """Return the lines of the newest paper."""
    return [(each.label, each.total) for each in papers(shop.sessions)[-1].lines]


def agree(shop: Shop) -> bool:
    """Say whether what is on papers is what came and stayed, and nothing more is to be issued."""
    now = books(shop.sessions)
    return now.papers == now.kept and catch_up(shop) == 0


def test_what_is_had_more_has_a_receipt_of_its_own(shop: Shop) -> None:
    order = paid(shop)
    taxed(shop, "lunch")
    choose(shop, "hot")
    catch_up(shop)
    assert said(shop.sessions) == [(RECEIPT, PLACE)]
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    assert said(shop.sessions)[1:] == [(RECEIPT, LUNCH)]
    assert last(shop) == [("First aid: Lunch", LUNCH)]
    assert papers(shop.sessions)[-1].tax_amount == FOOD.on(LUNCH)[1]
    assert agree(shop)


def test_what_is_given_up_is_credited_at_its_own_tax_and_says_why(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1})
    choose(shop, "none")
    assert agree(shop)
    shop.refund_all()
    catch_up(shop)
    assert said(shop.sessions)[1:] == [(CREDIT, -LUNCH)]
    assert last(shop) == [("First aid: Lunch", -LUNCH)]
    assert papers(shop.sessions)[-1].own_reason is OwnReason.OTHER_EXTRAS
    assert agree(shop)


def test_another_at_the_same_price_is_billed_in_its_stead_and_no_money_moves(shop: Shop) -> None:
    paid(shop, extras={"lunch": 1})
    taxed(shop, "dinner", amounts={"NOK": LUNCH})
    choose(shop, "late")
    assert catch_up(shop) == 1
    assert said(shop.sessions)[1:] == [(FIX, 0)]
    assert last(shop) == [("First aid: Lunch", -LUNCH), ("First aid: Dinner", LUNCH)]
    assert agree(shop)


def test_a_dearer_one_is_billed_as_far_as_it_is_paid_and_then_the_rest(shop: Shop) -> None:
    order = paid(shop, extras={"lunch": 1})
    choose(shop, "late")
    assert catch_up(shop) == 1
    assert last(shop) == [("First aid: Lunch", -LUNCH), ("First aid: Dinner", LUNCH)]
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    assert said(shop.sessions)[2:] == [(RECEIPT, DINNER - LUNCH)]
    assert last(shop) == [("First aid: Dinner", DINNER - LUNCH)]
    assert agree(shop)


def test_a_cheaper_one_and_what_goes_back_are_what_was_billed_before(shop: Shop) -> None:
    order = paid(shop)
    choose(shop, "late")
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    choose(shop, "hot")
    shop.refund_all()
    catch_up(shop)
    assert said(shop.sessions)[2:] == [(FIX, 0), (CREDIT, LUNCH - DINNER)]
    assert last(shop) == [("First aid: Dinner", LUNCH - DINNER)]
    assert agree(shop)


def test_had_and_given_up_and_had_again_is_billed_each_time(shop: Shop) -> None:
    order = paid(shop, extras={"lunch": 1})
    choose(shop, "none")
    shop.refund_all()
    catch_up(shop)
    choose(shop, "hot")
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    assert said(shop.sessions)[1:] == [(CREDIT, -LUNCH), (RECEIPT, LUNCH)]
    assert agree(shop)


def test_a_place_that_is_handed_over_goes_on_with_what_was_billed(shop: Shop) -> None:
    order = paid(shop, extras={"lunch": 1})
    choose(shop, "late")
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    before = len(papers(shop.sessions))
    (only,) = places_of(shop.sessions)
    hand_over(shop.sessions, reference=only, to=BO, **shop.around)
    assert catch_up(shop) == 0
    choose(shop, "hot")
    shop.refund_all()
    catch_up(shop)
    assert said(shop.sessions)[before:] == [(FIX, 0), (CREDIT, LUNCH - DINNER)]
    assert agree(shop)


def test_of_a_deposit_what_was_paid_for_an_extra_given_up_is_for_the_place(shop: Shop) -> None:
    order = paid(shop, extras={"lunch": 1}, wish=DEPOSIT)
    choose(shop, "none")
    catch_up(shop)
    assert said(shop.sessions)[1:] == [(FIX, 0)]
    assert last(shop) == [("First aid: Lunch", -3_000), ("First aid: Standard", 3_000)]
    pay_page(shop, order, "evt_2")
    catch_up(shop)
    assert last(shop) == [("First aid: Standard", PLACE - 87_000)]
    assert agree(shop)


def test_of_an_invoice_what_is_given_up_is_credited(sessions: Database) -> None:
    add_class(sessions, ways=AT_ONCE_WAYS)
    shop = Shop(sessions)
    order = with_meals(shop, extras={"lunch": 1}, wish=BY_INVOICE)
    catch_up(shop)
    choose(shop, "none")
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PLACE + LUNCH), (CREDIT, -LUNCH)]
    assert last(shop) == [("First aid: Lunch", -LUNCH)]
    record(shop, order, PLACE)
    catch_up(shop)
    assert agree(shop)


def test_beside_an_invoice_what_is_had_more_has_a_receipt_once_it_is_paid(
    sessions: Database,
) -> None:
    add_class(sessions, ways=AT_ONCE_WAYS)
    shop = Shop(sessions)
    order = with_meals(shop, wish=BY_INVOICE)
    catch_up(shop)
    choose(shop, "hot")
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PLACE)]
    record(shop, order, PLACE + LUNCH)
    catch_up(shop)
    assert said(shop.sessions)[1:] == [(RECEIPT, LUNCH)]
    assert agree(shop)
