"""Claims about what is written of places that change, with every use case real."""

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.voucher import VoucherKind
from app.sandbox.server import Sandbox
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.price_option import PriceOption
from app.usecases.cancel_held_place import cancel_held_place
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from tests.mail.post_office import OTHER, PostOffice, attached, move, open_office
from tests.mail.telling import flat
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    PRICE,
    order_by,
)
from tests.usecases.papers import MVA, tax_lines
from tests.usecases.places import KIM, places
from tests.vouchers import CODE, add_extra, add_voucher
from tests.worlds import ANA, BO, CLASS, add_class, register_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHEAP = "FA-2031-10"
CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


def hand_to_cy(desk: PostOffice, number: int = 0) -> None:
    reference = places(desk)[number].reference
    hand_over(desk.sessions, reference=reference, to=CY, **desk.around)


@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_place_that_is_handed_over_has_words_of_its_own(desk: PostOffice, part: str) -> None:
    order_by(desk, AT_DOOR, participants=(BO,))
    desk.post()
    hand_to_cy(desk)
    lost, confirmed = desk.post()
    said = flat(lost.part(part))
    assert lost.message["Subject"] == "Handed over: First aid"
    assert "A place of your registration was handed over to somebody else" in said
    assert "Who had it: Bo Berg" in said
    assert "cancelled" not in said
    assert "money" not in said
    assert "Cy Dahl" in flat(confirmed.part(part))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_who_had_a_place_that_is_handed_over_is_told_so(desk: PostOffice, part: str) -> None:
    order_by(desk, AT_DOOR, participants=(BO,))
    desk.post()
    hand_to_cy(desk)
    (letter,) = desk.post("bo@example.org")
    said = flat(letter.part(part))
    assert "Your place was handed over to somebody else" in said
    assert "Whoever registered you" not in said


def test_who_never_heard_of_a_place_that_was_held_hears_nothing_of_its_end(
    desk: PostOffice,
) -> None:
    order_by(desk, BY_INVOICE, participants=(ANA, BO))
    move(desk)
    hand_to_cy(desk, 2)
    assert places(desk)[2].state == "cancelled"
    cancel_held_place(
        desk.sessions, reference=places(desk)[3].reference, reason="ill", **desk.around
    )
    assert desk.post("bo@example.org") == []
    assert desk.post("cy@example.org") == []


@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_place_that_ends_says_what_is_owed_without_it(desk: PostOffice, part: str) -> None:
    order_by(desk, BY_INVOICE, participants=(ANA, BO))
    desk.post()
    cancel_held_place(
        desk.sessions, reference=places(desk)[1].reference, reason="ill", **desk.around
    )
    (letter,) = desk.post()
    said = flat(letter.part(part))
    assert "Total: NOK 8,400 Not to be paid any more: −NOK 4,200" in said
    assert "Please pay NOK 4,200 by the end of Friday 24 January 2031" in said
    assert "money comes back" not in said
    assert "The invoice is attached" not in said
    assert attached(letter) == ["FL-2031-00002.pdf"]


@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_a_moved_place_left_behind_is_in_the_letters_of_the_move(
    desk: PostOffice, part: str
) -> None:
    add_extra(desk.sessions)
    add_voucher(desk.sessions, kind=VoucherKind.AMOUNT, minor=50_000, currency="NOK")
    add_class(desk.sessions, CHEAP, prices=(("NOK", 300_000),))
    order = register_once(desk, participants=(BO,), extras={"lunch": 1}, voucher=CODE).reference
    page = desk.page_of(order)
    desk.gateway.pay(page)
    desk.news(page)
    desk.post()
    move_registration(
        desk.sessions,
        reference=places(desk)[0].reference,
        class_code=CHEAP,
        asked_by=KIM,
        **desk.around,
    )
    lost, confirmed = desk.post()
    assert lost.message["Subject"] == "Moved: First aid"
    said = flat(lost.part(part)).replace("- ", "")
    assert "These did not go along: Lunch NOK 500 that a voucher took off" in said
    assert "go along" not in flat(confirmed.part(part))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_of_money_the_letter_of_a_move_speaks_only_where_some_comes_back(
    desk: PostOffice, part: str
) -> None:
    add_class(desk.sessions, CHEAP, prices=(("NOK", PRICE - 50_000),))
    page = desk.page_of(register_once(desk, participants=(BO,)).reference)
    desk.gateway.pay(page)
    desk.news(page)
    desk.post()
    move(desk, 0, CHEAP)
    lost, _ = desk.post()
    assert "NOK 500 goes back the way you paid. A mail says so once" in flat(lost.part(part))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_the_letter_of_a_move_at_the_same_price_says_nothing_of_money(
    desk: PostOffice, part: str
) -> None:
    add_class(desk.sessions, CHEAP, prices=(("NOK", PRICE),))
    page = desk.page_of(register_once(desk, participants=(BO,)).reference)
    desk.gateway.pay(page)
    desk.news(page)
    desk.post()
    move(desk, 0, CHEAP)
    lost, _ = desk.post()
    said = flat(lost.part(part))
    assert "was moved" in said
    assert "money" not in said
    assert "back" not in said


def test_what_corrects_the_paper_of_a_moved_place_comes_once(desk: PostOffice) -> None:
    page = desk.page_of(register_once(desk).reference)
    tax_lines(desk.sessions, MVA)
    desk.gateway.pay(page)
    desk.news(page)
    desk.post()
    move(desk, 0)
    lost, confirmed = desk.post()
    assert attached(lost) == []
    assert attached(confirmed) == [f"{OTHER}.ics", "FL-2031-00002.pdf"]


def test_money_back_for_a_place_is_told_of_under_its_class(desk: PostOffice) -> None:
    page = desk.page_of(register_once(desk, participants=(ANA, BO)).reference)
    desk.gateway.pay(page)
    desk.news(page)
    with transaction(desk.sessions) as session:
        other = session.scalars(select(CourseClass).where(CourseClass.code == OTHER)).one()
        prices = update(PriceOption).where(PriceOption.class_id == other.id)
        session.execute(prices.values(amount_minor=PRICE - 50_000))
    move(desk)
    desk.post()
    desk.refund_all()
    (returned,) = desk.post()
    assert "NOK 500 is on its way back" in flat(returned.part("plain"))
    with reading(desk.sessions) as session:
        told = session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()
        assert told is not None
        assert session.get_one(CourseClass, told.class_id).code == OTHER


def test_what_is_confirmed_on_credit_is_told_of_in_one_letter(desk: PostOffice) -> None:
    order = order_by(desk, BY_INVOICE)
    desk.post()
    confirm_on_credit(desk.sessions, order_reference=order, **desk.around)
    (letter,) = desk.post()
    assert letter.message["Subject"] == "Confirmed: First aid"
    assert "Please pay NOK 4,200 by the end of Friday 24 January" in flat(letter.part("plain"))
    assert attached(letter) == [f"{CLASS}.ics", "FL-2031-00001.pdf"]
