"""Papers are in the language that the order's buyer reads, and what corrects one is in its own."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.domain.language import language_read
from app.domain.paper import PaperKind
from app.domain.paper_language import LANGUAGES
from app.domain.payment import RefundState
from app.domain.reason import OwnReason
from app.domain.registration import RegistrationState
from app.paper.paper_pdf import paper_pdf
from app.paper.words import WORDS
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Refund
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.give_money_back import give_money_back
from app.usecases.give_place import Place, give_place
from app.usecases.release_hold import Released
from app.usecases.undo_payment import undo_payment
from tests.paper.reading import words_in
from tests.usecases.later import AT_DOOR, BY_INVOICE, EVERY_WAY, PRICE, order_by, pay_page, record
from tests.usecases.papers import SELLER, catch_up, papers
from tests.usecases.places import KIM
from tests.usecases.shop import Shop
from tests.worlds import BO, CLASS, add_class, register_once

NORWEGIAN = replace(SELLER, language="nb")
GERMAN = replace(SELLER, language="de")
RECEIPT, INVOICE = PaperKind.RECEIPT, PaperKind.INVOICE
CREDIT, CORRECTION = PaperKind.CREDIT_NOTE, PaperKind.CORRECTION


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def languages(shop: Shop) -> list[tuple[PaperKind, str]]:
    """Return kind and language of every paper, oldest first."""
    return [(each.kind, each.language) for each in papers(shop.sessions)]


def paid_in(shop: Shop, language: str) -> str:
    """Have somebody who reads that register and pay."""
    order = register_once(shop, language=language).reference
    pay_page(shop, order)
    return order


def give_back(shop: Shop, order: str, reason: str = "as agreed") -> None:
    """Send a part of the money back."""
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=100,
        reason=reason,
        asked_by=KIM,
        key="form-1",
        now=shop.now,
    )
    shop.refund_all()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ((("de-AT", 1.0), ("en", 0.5)), "de"),
        ((("NB-no", 1.0),), "nb"),
        ((("no", 1.0), ("en", 0.5)), "nb"),
        ((("nn-NO", 1.0), ("en", 0.5)), "nb"),
        ((("pl", 1.0), ("en-US", 0.5), ("de", 0.3)), "en"),
        ((("pl", 1.0), ("*", 0.5)), ""),
        ((("de", 0.0),), ""),
        ((("*", 1.0),), ""),
        ((("denmark", 1.0),), ""),
        ((), ""),
    ],
)
def test_the_first_that_papers_are_in_is_read(
    accepted: tuple[tuple[str, float], ...], language: str
) -> None:
    assert language_read(accepted) == language


def test_each_paper_of_an_order_is_in_its_buyers_language(shop: Shop) -> None:
    order = paid_in(shop, "de")
    give_back(shop, order)
    catch_up(shop, seller=NORWEGIAN)
    with transaction(shop.sessions) as session:
        session.execute(update(Refund).values(state=RefundState.REFUSED))
    catch_up(shop, seller=NORWEGIAN)
    assert languages(shop) == [(RECEIPT, "de"), (CREDIT, "de"), (CORRECTION, "de")]


def test_a_companys_invoice_and_what_is_credited_of_it_are_in_the_buyers_language(
    shop: Shop,
) -> None:
    order = order_by(shop, BY_INVOICE, language="de")
    catch_up(shop, seller=NORWEGIAN)
    assert shop.release(order, RegistrationState.CANCELLED) is Released.RELEASED
    catch_up(shop, seller=NORWEGIAN)
    assert languages(shop) == [(INVOICE, "de"), (CREDIT, "de")]
    invoice, _ = papers(shop.sessions)
    assert invoice.recipient.company == "Havn AS"


def test_a_payment_that_was_a_mistake_is_corrected_in_the_buyers_language(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR, language="nb")
    record(shop, order, 100, key="form-1")
    catch_up(shop)
    shop.later(minutes=1)
    assert undo_payment(shop.sessions, payment_uid="form-1", by=KIM, **shop.around)
    catch_up(shop)
    assert languages(shop) == [(RECEIPT, "nb"), (CORRECTION, "nb")]


@pytest.mark.parametrize("language", ["", "pl"])
def test_where_papers_are_not_in_it_they_are_in_their_sellers(shop: Shop, language: str) -> None:
    paid_in(shop, language)
    catch_up(shop, seller=NORWEGIAN)
    assert languages(shop) == [(RECEIPT, "nb")]


def test_where_nobody_knows_any_they_are_in_english(shop: Shop) -> None:
    paid_in(shop, "pl")
    catch_up(shop, seller=replace(SELLER, language="fi"))
    assert languages(shop) == [(RECEIPT, "en")]


def test_what_corrects_a_paper_is_in_its_language_whatever_the_sellers_is_by_then(
    shop: Shop,
) -> None:
    order = paid_in(shop, "")
    catch_up(shop, seller=NORWEGIAN)
    before = papers(shop.sessions)
    give_back(shop, order)
    catch_up(shop, seller=GERMAN)
    assert languages(shop) == [(RECEIPT, "nb"), (CREDIT, "nb")]
    assert papers(shop.sessions)[:1] == before
    paid = register_once(shop, token="draft-2", buyer=BO, participants=(BO,)).reference
    pay_page(shop, paid, "evt_2")
    catch_up(shop, seller=GERMAN)
    assert languages(shop)[-1] == (RECEIPT, "de"), "the seller's language did change"


def test_a_place_given_by_staff_has_its_sellers(shop: Shop) -> None:
    place = Place(BO, note="", currency="NOK", overbooks="", by=KIM, token="form-1")
    give_place(
        shop.sessions,
        class_code=CLASS,
        place=place,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    with reading(shop.sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    pay_page(shop, order)
    catch_up(shop, seller=NORWEGIAN)
    assert languages(shop) == [(RECEIPT, "nb")]


def test_what_the_product_says_itself_is_in_the_papers_language_and_what_staff_wrote_is_not(
    shop: Shop,
) -> None:
    order = paid_in(shop, "nb")
    record(shop, order, PRICE, key="form-1")
    shop.later(minutes=1)
    undo_payment(shop.sessions, payment_uid="form-1", by=KIM, **shop.around)
    give_back(shop, order, "paid twice")
    cancel_class(
        shop.sessions,
        code=CLASS,
        reason="snø",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    cancel_places(
        shop.sessions, order_reference=order, partners=shop.partners, wake=shop.wake, now=shop.now
    )
    shop.refund_all()
    catch_up(shop)
    said = [words_in(paper_pdf(each)) for each in papers(shop.sessions)]
    reasons = [text.partition("Årsak: ")[2] for text in said]
    begins = ("", "betalt to ganger", "ført ved en feil", "paid twice", "Kurset ble avlyst: snø")
    assert [text.startswith(start) for text, start in zip(reasons, begins, strict=True)] == [
        True
    ] * 5, reasons


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_the_products_own_is_said_in_every_language(language: str) -> None:
    said = WORDS[language].reasons
    assert set(said) == set(OwnReason)
    names = {each for each in OwnReason if "{about}" in WORDS["en"].reasons[each]}
    assert {each for each, words in said.items() if "{about}" in words} == names
    assert names == {OwnReason.CANCELLED_AT, OwnReason.CLASS_CANCELLED, OwnReason.MOVED}
