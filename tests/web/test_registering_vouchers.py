"""Vouchers and extras where people register: typed, applied, removed, refused, sold out."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.course_class import PriceKind
from app.domain.voucher import UNUSABLE, VoucherKind
from app.store.database import reading
from app.store.registration import Registration
from tests.vouchers import CODE, add_extra, add_voucher, change_voucher, taken, used
from tests.web.ordering import address
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import ADA, Visitor, participant, problems
from tests.worlds import ANA, BO, CLASS, Desk, add_class, add_price, register_once, states

FORM = f"/classes/{CLASS}/register"
GONE = "This voucher cannot be used any more: it was used up or ended meanwhile."


def fill(ada: Visitor, **more: str) -> None:
    ada.open(FORM)
    ada.press("Continue", {**ADA, **more})


def test_a_voucher_in_the_form_is_shown_and_taken_off(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_voucher(desk.sessions, kind=VoucherKind.PERCENT, percent=25)
    fill(ada, voucher="\uff46\uff41\uff49\uff52-\uff12\uff10\uff13\uff11")
    assert f"Voucher {CODE} −NOK 1,050" in ada.here.words
    assert "Total NOK 3,150" in ada.here.words
    ada.press("Pay NOK 3,150")
    assert states(desk.sessions) == ["held"]
    assert used(desk.sessions) == (1, 0)


def test_a_voucher_is_applied_and_removed_where_everything_is_checked(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions)
    add_voucher(desk.sessions)
    fill(ada)
    ada.press("Apply", {"voucher": "fair 2031"})
    assert "Total Nothing to pay" in ada.here.words
    assert "Confirm registration" in ada.here.words
    ada.press("Remove voucher")
    assert "Total NOK 4,200" in ada.here.words
    ada.press("Apply", {"voucher": CODE})
    ada.press("Confirm registration")
    assert states(desk.sessions) == ["confirmed"]
    assert "Your registration is confirmed" in ada.here.words


@pytest.mark.parametrize("typed", ["NOSUCH2031", "☃", "'; DROP TABLE voucher; --", "\u0410" * 900])
def test_whatever_else_is_typed_is_refused_with_one_and_the_same_sentence(
    desk: Desk, ada: Visitor, typed: str
) -> None:
    add_class(desk.sessions)
    add_voucher(desk.sessions, active=False)
    fill(ada, voucher=typed)
    assert ada.here.status_code == 422
    assert problems(ada.here) == [UNUSABLE]
    ada.press("Continue", {"voucher": CODE})
    assert problems(ada.here) == [UNUSABLE]
    ada.press("Continue", {"voucher": ""})
    ada.press("Apply", {"voucher": typed})
    assert problems(ada.here) == [UNUSABLE]
    assert "Total NOK 4,200" in ada.here.words


def test_a_link_fills_in_the_voucher_and_asks_nobody_whether_it_is_one(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions)
    for code in (CODE, "NOSUCH2031"):
        page = ada.open(f"{FORM}?voucher={code}")
        assert page.one("input", id="voucher").attrib["value"] == code
        assert len(page.statements) == 1


def test_a_voucher_used_up_meanwhile_is_said_at_its_field(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_voucher(desk.sessions, most_total=1)
    fill(ada, voucher=CODE)
    register_once(desk, voucher=CODE)
    ada.press("Confirm registration")
    assert GONE in problems(ada.here)[0]
    assert states(desk.sessions) == ["confirmed"]
    ada.press("Continue", {"voucher": ""})
    assert "Total NOK 4,200" in ada.here.words


def test_a_check_page_whose_voucher_ended_leads_back_to_its_field(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_voucher(desk.sessions)
    fill(ada, voucher=CODE)
    check = ada.here.request.path
    change_voucher(desk.sessions, active=False)
    assert GONE in problems(ada.open(check))[0]


def test_a_voucher_for_a_form_that_was_sent_leads_to_its_order(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    add_class(desk.sessions, "FA-2031-09")
    add_voucher(desk.sessions)
    ada.open("/classes/FA-2031-09/register")
    ada.press("Continue", ADA)
    check = ada.here
    ada.press("Pay NOK 4,200")
    ada.here = check
    ada.press("Apply", {"voucher": CODE})
    assert "waiting for payment" in ada.here.words
    assert used(desk.sessions) == (0, 0)


@pytest.mark.parametrize("token", ["nope", "%00"])
def test_a_voucher_for_a_form_that_is_not_there_finds_no_page(
    desk: Desk, ada: Visitor, token: str
) -> None:
    add_class(desk.sessions)
    fill(ada)
    csrf = ada.here.all("input", name="csrf_token")[0].attrib["value"]
    ada.send(f"{FORM}/{token}/voucher", {"csrf_token": csrf, "voucher": CODE})
    assert ada.here.status_code == 404


def test_a_voucher_opens_a_price_that_is_not_to_be_had_without_it(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_price(desk.sessions, "Partners", 300_000, kind=PriceKind.VOUCHER_ONLY)
    add_voucher(desk.sessions, kind=VoucherKind.UNLOCK)
    fill(ada)
    assert "Total NOK 4,200" in ada.here.words
    ada.press("Apply", {"voucher": CODE})
    assert "Partners 1 × NOK 3,000" in ada.here.words
    ada.press("Pay NOK 3,000")
    assert states(desk.sessions) == ["held"]
    assert used(desk.sessions) == (1, 0)


def test_a_voucher_is_called_as_on_the_bill_however_it_was_typed(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_voucher(desk.sessions, kind=VoucherKind.PERCENT, percent=25)
    change_voucher(desk.sessions, shown="FAIR-2031")
    fill(ada, voucher="fair 2031")
    assert "Voucher FAIR-2031 −NOK 1,050" in ada.here.words
    assert "Voucher FAIR-2031 is applied" in ada.here.words


def test_a_voucher_that_opens_nothing_here_is_refused(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_voucher(desk.sessions, kind=VoucherKind.UNLOCK)
    fill(ada, voucher=CODE)
    assert problems(ada.here) == [UNUSABLE]


def test_a_free_class_asks_for_no_voucher(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    assert not ada.open(FORM).all("input", id="voucher")


def test_free_extras_of_a_free_class_are_on_the_order_without_money(
    desk: Desk, ada: Visitor, tmp_path: Path
) -> None:
    add_class(desk.sessions, prices=())
    add_extra(desk.sessions, "tea", amounts={})
    reference = register_once(desk, currency="", extras={"tea": 1}).reference
    page = ada.open(address(reference))
    assert "Tea 1, free Total Nothing to pay" in page.words
    add_members(desk)
    kim = sign_in(arrive(desk, tmp_path))
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference)).one()
    words = kim.open(f"/staff/registrations/{place}").words
    assert "Tea 1, free Price Free" in words
    assert "¤" not in words + page.words


def test_extras_are_chosen_by_each_participant(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_extra(desk.sessions, stock=3)
    add_extra(desk.sessions, "book", most=3, amounts={"NOK": 20_000})
    add_extra(desk.sessions, "tea", amounts={})
    ada.open(FORM)
    ada.press("Add another participant", ADA)
    chosen = {"participant-1-x-lunch": "1", "participant-2-x-book": "2", "participant-1-x-tea": "1"}
    ada.press("Continue", {**ADA, **participant(2, "Bo Berg"), **chosen})
    words = ada.here.words
    assert "Lunch 1 \u00d7 NOK 150" in words
    assert "Book 2 \u00d7 NOK 200" in words
    assert "Tea 1, free" in words
    assert "Extras Lunch, Tea" in words
    assert "Extras Book \u00d7 2" in words
    assert "Total NOK 8,950" in words
    ada.press("Pay NOK 8,950")
    assert (taken(desk.sessions), taken(desk.sessions, "book")) == (1, 2)


def test_what_was_chosen_is_still_chosen_when_the_form_is_shown_again(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions)
    add_extra(desk.sessions)
    fill(ada, **{"participant-1-x-lunch": "1"})
    link = next(a for a in ada.here.all("a") if a.get("href", "").endswith("x-lunch"))
    ada.open(str(link.get("href")).partition("#")[0])
    assert "checked" in ada.here.one("input", id="participant-1-x-lunch").attrib


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("lunch", "2", "Choose how many of Lunch, at most 1"),
        ("lunch", "-1", "Choose how many of Lunch, at most 1"),
        ("lunch", "٢", "Choose how many of Lunch, at most 1"),
        ("lunch", "9" * 400, "Choose how many of Lunch, at most 1"),
        ("book", "2", "There is not enough left of Book"),
        ("bed", "1", "There is not enough left of Bed"),
    ],
)
def test_more_than_there_is_cannot_be_chosen(
    desk: Desk, ada: Visitor, field: str, text: str, why: str
) -> None:
    add_class(desk.sessions)
    add_extra(desk.sessions)
    add_extra(desk.sessions, "book", stock=1, most=3)
    add_extra(desk.sessions, "bed", stock=0)
    ada.open(FORM)
    assert "Bed Sold out" in ada.here.words
    fill(ada, **{f"participant-1-x-{field}": text})
    assert problems(ada.here) == [why]


def test_an_extra_sold_out_meanwhile_leads_back_to_the_form(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_extra(desk.sessions, stock=1)
    fill(ada, **{"participant-1-x-lunch": "1"})
    register_once(desk, participants=(BO,), buyer=ANA, extras={"lunch": 1})
    ada.press("Pay NOK 4,350")
    assert "This form changed while you were filling it in" in ada.here.words
    assert "Lunch Sold out" in ada.here.words
    assert states(desk.sessions) == ["held"]
