"""The proof of settlement as staff see it: the dated report, what differs, and who may mend it."""

from pathlib import Path
from threading import Event as Stop

import pytest

from app.domain.account import DisputeState, EntryKind
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.night import NIGHT
from app.jobs.sweep import drain
from app.usecases.hear_of_dispute import hear_of_dispute
from app.usecases.take_night import take_night
from tests.fakes.account import FakeAccount
from tests.watching import words_of
from tests.web.staffroom import BOOKKEEPER, arrive, pay, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import Desk, register_once

PRICE = Money(420000, "NOK")


@pytest.fixture
def kim(desk: Desk, account: FakeAccount, tmp_path: Path) -> Visitor:
    return sign_in(arrive(desk, tmp_path))


def prove(desk: Desk, kim: Visitor) -> str:
    """Ask for a proof, have a worker make it, and return what the page says."""
    desk.later(minutes=15)
    kim.open("/staff/settlement")
    kim.press("Prove it now with Stripe")
    drain(desk.parts, NIGHT, stop=Stop())
    return main(kim)


def main(kim: Visitor, address: str = "/staff/settlement") -> str:
    return words_of(kim.open(address).all("main")[0])


def stray(account: FakeAccount, name: str = "pi_x") -> None:
    account.book(EntryKind.PAYMENT, PRICE, source=f"ch_{name}", intent=name)


def test_before_anything_was_proved_the_page_says_so(kim: Visitor) -> None:
    page = main(kim)
    assert "No settlement was proved yet" in page
    assert "Nothing is known before the first proof" in page
    assert "– unexplained differences of money" in main(kim, "/staff/")


def test_asking_for_it_wakes_a_worker_who_makes_a_dated_report(desk: Desk, kim: Visitor) -> None:
    page = prove(desk, kim)
    assert NIGHT in desk.woken
    assert "Stripe, 10 Jan 2031" in page or "10 Jan" in page
    assert "0 payments compared" in page


def test_while_it_is_read_asking_again_says_so(desk: Desk, kim: Visitor) -> None:
    prove(desk, kim)
    kim.open("/staff/settlement")
    kim.press("Prove it now with Stripe")
    take_night(desk.sessions, "stripe", night=desk.now.date(), now=desk.now)
    kim.open("/staff/settlement")
    assert "being read just now" in kim.press("Prove it now with Stripe").text


def test_the_report_adds_up_what_moved_by_currency(
    desk: Desk, account: FakeAccount, kim: Visitor
) -> None:
    order = register_once(desk).reference
    pay(desk, account, order)
    account.refund_there(account.page_of(order).intent_id, Money(100000, "NOK"))
    account.book(EntryKind.FEE, Money(-700, "NOK"))
    account.book(EntryKind.ADJUSTMENT, Money(50, "NOK"))
    account.pay_out()
    page = prove(desk, kim)
    nok = "NOK\N{NO-BREAK SPACE}"
    sums = f"{nok}4,200 −{nok}1,000 {nok}0 {nok}0.50 {nok}91 {nok}3,109.50 {nok}3,109.50"
    assert " ".join(sums.split()) in page
    assert "po_1" in page


def test_the_page_takes_eight_statements_whatever_it_shows(
    desk: Desk, account: FakeAccount, kim: Visitor
) -> None:
    order = register_once(desk).reference
    pay(desk, account, order)
    account.dispute(account.page_of(order).intent_id, PRICE)
    account.pay_out()
    for number in range(30):
        stray(account, f"pi_{number}")
    prove(desk, kim)
    prove(desk, kim)
    page = kim.open("/staff/settlement")
    assert len(page.statements) <= 8
    assert "30 unexplained" in page.text
    assert order in page.text
    older = kim.open("/staff/settlement/1")
    assert len(older.statements) <= 8


def test_more_than_a_hundred_are_counted_and_not_all_shown(
    desk: Desk, account: FakeAccount, kim: Visitor
) -> None:
    for number in range(103):
        stray(account, f"pi_{number}")
    assert "3 more are not shown" in prove(desk, kim)


def test_what_could_not_be_read_is_said(desk: Desk, account: FakeAccount, kim: Visitor) -> None:
    account.go_down()
    page = prove(desk, kim)
    assert "Stripe could not be read to its end" in page
    assert "No answer" in page


def test_older_reports_stay_and_have_addresses(
    desk: Desk, account: FakeAccount, kim: Visitor
) -> None:
    prove(desk, kim)
    stray(account)
    page = prove(desk, kim)
    assert "1 unexplained" in page
    assert "Reports" in page
    assert "0 payments compared, 0 entries" in main(kim, "/staff/settlement/1")
    for address in ("/staff/settlement/77", f"/staff/settlement/{2**40}"):
        assert kim.client.get(address).status_code == 404


def test_the_overview_counts_what_is_unexplained_and_disputed(
    desk: Desk, account: FakeAccount, kim: Visitor
) -> None:
    assert "no settlement was proved yet" in main(kim, "/staff/")
    stray(account)
    order = register_once(desk).reference
    pay(desk, account, order)
    account.dispute(account.page_of(order).intent_id, PRICE)
    prove(desk, kim)
    page = main(kim, "/staff/")
    assert "1 unexplained difference of money" in page
    assert "1 dispute open" in page


def test_a_dispute_is_shown_with_the_order_to_staff_and_buyer(
    desk: Desk, account: FakeAccount, kim: Visitor
) -> None:
    order = register_once(desk).reference
    pay(desk, account, order)
    account.dispute(account.page_of(order).intent_id, PRICE)
    said = {}
    for state in (DisputeState.OPEN, DisputeState.LOST, DisputeState.WON):
        if state is not DisputeState.OPEN:
            account.end_dispute(state)
        news = GatewayNews(
            "stripe", f"evt_{state}", "charge.dispute", None, b"{}", dispute_id="du_1"
        )
        hear_of_dispute(
            desk.sessions,
            news=news,
            gateways=desk.gateways,
            partners={},
            wake=lambda _: None,
            now=desk.now,
        )
        said[state] = words_of(show(desk, kim, order).all("main")[0])
    assert "Answer there by" in said[DisputeState.OPEN]
    assert "The money is gone" in said[DisputeState.LOST]
    assert "The money stays here" in said[DisputeState.WON]
    assert "came back to us" in said[DisputeState.WON]
    assert "went back at the gateway" not in main(kim, "/staff/")


def test_a_bookkeeper_settles_money_and_gives_up_no_places(
    desk: Desk, account: FakeAccount, kim: Visitor, tmp_path: Path
) -> None:
    stray(account)
    order = register_once(desk).reference
    pay(desk, account, order)
    account.dispute(account.page_of(order).intent_id, PRICE)
    account.end_dispute(DisputeState.LOST)
    prove(desk, kim)
    bo = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    bo.open("/staff/settlement")
    bo.press("Record it here : dispute du_1")
    assert "Record it here" not in main(bo)
    prove(desk, bo)
    page = main(bo)
    assert "seat, no payment" in page
    assert "Cancel the places" not in page
    token = next(iter(each.attrib["value"] for each in bo.here.all("input", name="csrf_token")))
    form = {"csrf_token": token, "mend": "release"}
    assert bo.client.post("/staff/settlement/3/mend", data=form).status_code == 403


def test_nonsense_is_refused(desk: Desk, account: FakeAccount, kim: Visitor) -> None:
    stray(account)
    prove(desk, kim)
    token = next(iter(each.attrib["value"] for each in kim.here.all("input", name="csrf_token")))
    form = {"csrf_token": token, "mend": "burn"}
    assert kim.client.post("/staff/settlement/1/mend", data=form).status_code == 400
    form["mend"] = "accept"
    assert "Nothing was done" in kim.send("/staff/settlement/1/mend", form).text
    form["reason"] = "why not"
    assert kim.client.post("/staff/settlement/77/mend", data=form).status_code == 404
    assert kim.client.post(f"/staff/settlement/{2**40}/mend", data=form).status_code == 404
    assert kim.client.post("/staff/settlement/paypal/prove", data=form).status_code == 404
