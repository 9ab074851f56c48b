"""Staff make vouchers, see who used them, change their limits and take them out of use."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.domain.contact import Contact
from app.domain.registration import RegistrationState
from app.domain.voucher import VoucherKind
from app.queries.staff.registration import registration_of
from app.store.database import Database, transaction
from app.store.registration import Registration
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, change_voucher, used, vouchers_agree
from tests.web.staffroom import BOOKKEEPER, COORDINATOR, add_members, arrive, lines, send, sign_in
from tests.web.visitor import Visitor, problems
from tests.worlds import ANA, BO, CLASS, add_class, register_once

LIST, NEW = "/staff/vouchers", "/staff/vouchers/new"
ONE = f"{LIST}/1"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    desk = Shop(sessions)
    add_class(desk.sessions)
    add_members(desk)
    return desk


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def test_a_voucher_is_made_under_a_code_of_ours_and_can_be_used(shop: Shop, kim: Visitor) -> None:
    kim.open(NEW)
    kim.press(
        "Make",
        {
            "kind": "percent",
            "percent": "25",
            "code": "summer-2031",
            "most": "3",
            "most_per_class": "2",
            "class": CLASS,
            "until": "2031-02-01",
            "name": "The fair",
        },
    )
    assert "The voucher is made." in kim.here.words
    assert f"25 % off each place, in {CLASS}" in kim.here.words
    assert COORDINATOR in kim.here.words
    register_once(shop, voucher="SUMMER2031")
    page = kim.open(ONE)
    assert "Used 1 of 3" in page.words
    assert lines(page)[0].startswith(f"Ana Lind {CLASS}")
    assert page.one("input", id="most_per_class").attrib["value"] == "2"
    assert len(page.statements) <= 8
    assert "SUMMER-2031 The fair" in lines(kim.open(f"{LIST}?search=fair"))[0]
    assert lines(kim.open(f"{LIST}?search=nothing")) == []
    assert lines(kim.open(f"{LIST}?search=%25_")) == []


def test_many_are_made_under_codes_that_nobody_guesses_and_handed_out_as_a_file(
    kim: Visitor,
) -> None:
    kim.open(NEW)
    kim.press("Make", {"kind": "free", "count": "30", "code": "FAIR", "most": "1", "name": "=1+1"})
    assert "30 vouchers are made." in kim.here.words
    assert "30 vouchers made together" in kim.here.words
    assert len(lines(kim.here)) == 25
    link = next(a for a in kim.here.all("a") if a.get("href", "").endswith(".csv"))
    answer = kim.client.get(str(link.get("href")))
    head, *rows = csv.reader(answer.get_data().decode("utf-8-sig").splitlines())
    assert head == ["code", "name", "gives", "uses left", "valid until"]
    assert len({row[0] for row in rows}) == 30
    assert {row[0][:5] for row in rows} == {"FAIR-"}
    assert {row[1] for row in rows} == {"'=1+1"}


@pytest.mark.parametrize("count", [1, 2])
def test_a_form_that_is_sent_twice_makes_vouchers_once(kim: Visitor, count: int) -> None:
    form = kim.open(NEW)
    kim.press("Make", {"kind": "free", "count": str(count)})
    made = kim.here.request.url
    kim.here = form
    kim.press("Make", {"kind": "free", "count": str(count)})
    assert kim.here.request.url == made
    assert "This form had made these before" in kim.here.words
    assert len(lines(kim.open(LIST))) == count
    kim.open(NEW)
    kim.press("Make", {"kind": "free", "count": str(count)})
    assert len(lines(kim.open(LIST))) == 2 * count


def test_an_amount_may_have_a_mark_for_thousands_and_its_currency_small_letters(
    kim: Visitor,
) -> None:
    kim.open(NEW)
    kim.press("Make", {"kind": "value", "amount": "1,000", "currency": "nok", "count": "1"})
    assert "NOK\N{NO-BREAK SPACE}1,000" in kim.here.get_data(as_text=True)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": "percent"}, "The percentage is missing"),
        ({"kind": "percent", "percent": "101"}, "The percentage must be 100 or less"),
        ({"kind": "percent", "percent": "-5"}, "The percentage must be a whole number"),
        ({"kind": "free", "percent": "5"}, "The percentage must not be given"),
        ({"kind": "amount", "amount": "0", "currency": "NOK"}, "The amount must be more than 0"),
        ({"kind": "amount", "amount": "-1", "currency": "NOK"}, "The amount must be more than 0"),
        ({"kind": "amount", "amount": "1.0001", "currency": "NOK"}, "The amount must be an amount"),
        ({"kind": "amount", "amount": "1.000", "currency": "NOK"}, "The amount must be written"),
        ({"kind": "value", "amount": "5", "currency": "XYZ"}, "The currency must be a currency"),
        ({"kind": "rubbish"}, "What it gives must be"),
        ({"kind": "free", "code": "Å"}, "The code must be 4 to 40 letters"),
        ({"kind": "free", "code": CODE}, "There is a voucher with this code already"),
        ({"kind": "free", "count": "1001"}, "Between 1 and 1000 can be made at once"),
        ({"kind": "free", "count": "many"}, "Between 1 and 1000 can be made at once"),
        ({"kind": "free", "class": "NOPE"}, "There is no such class"),
        ({"kind": "free", "program": "NOPE"}, "There is no such program"),
        ({"kind": "free", "from": "2031-02-02", "until": "2031-02-01"}, "The last day must not be"),
        ({"kind": "free", "most": "0"}, "How often it can be used must be 1 or more"),
        ({"kind": "free", "most_per_class": "0"}, "How often it can be used in each class must be"),
    ],
)
def test_what_can_be_no_voucher_is_named_and_not_made(
    shop: Shop, kim: Visitor, given: dict[str, str], why: str
) -> None:
    add_voucher(shop.sessions)
    kim.open(NEW)
    kim.press("Make", given)
    assert kim.here.status_code == 422
    assert problems(kim.here)[0].startswith(why)
    assert len(lines(kim.open(LIST))) == 1


def test_limits_are_changed_but_not_below_what_was_used(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions, most_total=5)
    register_once(shop, participants=(ANA, BO), voucher=CODE)
    kim.open(ONE)
    kim.press("Save the change", {"most": "1"})
    assert problems(kim.here) == ["It was used more often already"]
    kim.press("Save the change", {"most": "x"})
    assert problems(kim.here) == ["How often it can be used must be a whole number"]
    limits = {"most": "2", "most_per_class": "1", "until": "2031-05-01", "name": "Fair"}
    kim.press("Save the change", limits)
    assert "The voucher is changed." in kim.here.words
    assert "Used 2 of 2" in kim.here.words
    assert kim.here.one("input", id="until").attrib["value"] == "2031-05-01"
    assert kim.here.one("input", id="most_per_class").attrib["value"] == "1"


def test_a_voucher_is_taken_out_of_use_and_used_again(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions)
    kim.open(ONE)
    kim.press("Stop using it")
    assert "Nobody can use it any more." in kim.here.words
    kim.press("Use it again")
    assert "It can be used again." in kim.here.words


def test_a_voucher_that_nobody_can_use_is_not_shown_as_in_use(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions, most_total=1)
    assert " in use " in lines(kim.open(LIST))[0]
    register_once(shop, voucher=CODE)
    assert " used up " in lines(kim.open(LIST))[0]
    assert f"{CODE} used up" in kim.open(ONE).words
    change_voucher(shop.sessions, most_total=None, valid_from=shop.now + timedelta(days=1))
    assert " not yet " in lines(kim.open(LIST))[0]


def test_the_uses_of_a_voucher_are_shown_a_page_at_a_time(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions)
    add_class(shop.sessions, "FA-2031-30", capacity=40)
    many = [Contact(f"Kim {number}", f"kim{number}@example.org", "") for number in range(30)]
    register_once(shop, code="FA-2031-30", participants=many, buyer=many[0], voucher=CODE)
    page = kim.open(ONE)
    assert "Page 1 of 2" in page.words
    assert len(lines(page)) == 25
    assert len(page.statements) <= 8
    assert len(lines(kim.open(f"{LIST}/1?page=2"))) == 5


def test_a_shared_use_stays_while_another_place_has_a_part_of_it(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.AMOUNT, minor=400_000, currency="NOK")
    register_once(shop, participants=(ANA, BO), voucher=CODE)
    with transaction(shop.sessions) as session:
        session.execute(
            update(Registration)
            .where(Registration.name == ANA.name)
            .values(state=RegistrationState.CANCELLED)
        )
    kim.open(ONE)
    kim.press(f"Give it back ({ANA.name})")
    assert "The voucher stays used: another place of the order" in kim.here.words
    assert used(shop.sessions) == (1, 0)
    assert vouchers_agree(shop.sessions)


def test_a_use_is_given_back_once(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions, most_total=2, most_per_person=1)
    register_once(shop, participants=(ANA, BO), voucher=CODE)
    kim.open(ONE)
    assert "Give it back" not in kim.here.words
    with transaction(shop.sessions) as session:
        session.execute(
            update(Registration)
            .where(Registration.name == BO.name)
            .values(state=RegistrationState.CANCELLED)
        )
    kim.open(ONE)
    here = kim.here
    kim.press("Give it back (Bo Berg)")
    assert "The use is given back." in kim.here.words
    assert f"given back by {COORDINATOR}" in kim.here.words
    kim.here = here
    kim.press("Give it back (Bo Berg)")
    assert "It was given back before." in kim.here.words
    assert used(shop.sessions) == (1, 0)
    assert vouchers_agree(shop.sessions)


def test_what_is_not_there_has_no_page(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions)
    for number in (0, 2, 2**31, 2**70):
        assert kim.client.get(f"{LIST}/{number}").status_code == 404
        kim.open(ONE)
        assert send(kim, f"{LIST}/{number}/uses/1/give-back").status_code == 404
    kim.open(ONE)
    assert send(kim, f"{LIST}/1/uses/{2**31}/give-back").status_code == 404
    assert kim.client.get(f"{LIST}/batch/nope.csv").status_code == 404
    kim.open(ONE)
    assert send(kim, f"{LIST}/1/uses/999/give-back").status_code == 404


def test_a_code_is_looked_for_whole_and_is_in_no_address(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions)
    kim.open(LIST)
    kim.press("Find", {"code": "fair 2031"})
    assert kim.here.request.path == ONE
    assert not any(CODE in str(a.get("href", "")) for a in kim.here.all("a"))
    for typed in ("FAIR", "FAIR2032", "☃"):
        kim.open(LIST)
        kim.press("Find", {"code": typed})
        assert "There is no voucher with this code." in kim.here.words
        assert kim.here.request.path == LIST
    assert lines(kim.open(f"{LIST}?search={CODE}")) == []


def test_a_bookkeeper_reads_no_codes_and_changes_no_vouchers(shop: Shop, tmp_path: Path) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50, name="Fair")
    place = place_of(shop, register_once(shop, voucher=CODE).reference)
    lee = sign_in(arrive(shop, tmp_path), email=BOOKKEEPER)
    for address in (LIST, ONE, place):
        page = lee.open(address)
        assert CODE not in page.get_data(as_text=True)
        assert "…31" in page.words
    assert "50 % off each place" in lee.open(ONE).words
    assert "Give it back" not in lee.here.words
    assert lee.open(NEW).status_code == 403
    # A voucher that somebody holds in their hands is found by it.
    lee.open(LIST)
    lee.press("Find", {"code": CODE})
    assert lee.here.request.path == ONE


def test_who_may_change_a_voucher_reads_its_code(shop: Shop, kim: Visitor) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=50)
    place = place_of(shop, register_once(shop, voucher=CODE).reference)
    assert all(CODE in kim.open(address).words for address in (LIST, ONE, place))


def place_of(shop: Shop, order: str) -> str:
    return f"/staff/registrations/{registration_of(shop.sessions, order)}"
