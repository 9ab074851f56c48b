"""Money that a bank claims, and vouchers that were given for money that went, as staff see them."""

from pathlib import Path

import pytest

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.queries.staff.registration import registration_of
from app.usecases.give_voucher_back import give_voucher_back
from app.usecases.hear_of_dispute import hear_of_dispute
from app.usecases.prove_settlement import prove_settlement
from tests.fakes.account import FakeAccount
from tests.watching import words_of
from tests.web.staffroom import COORDINATOR, arrive, pay, sign_in
from tests.web.visitor import Visitor
from tests.worlds import Desk, money, register_once

PRICE = Money(420000, "NOK")


@pytest.fixture
def kim(desk: Desk, account: FakeAccount, tmp_path: Path) -> Visitor:
    return sign_in(arrive(desk, tmp_path))


@pytest.fixture
def order(desk: Desk, account: FakeAccount) -> str:
    """Give a paid order's reference."""
    order = register_once(desk).reference
    pay(desk, account, order)
    return order


def give(desk: Desk, order: str) -> None:
    """Give a voucher for half of the order's money."""
    give_voucher_back(
        desk.sessions,
        order_reference=order,
        amount_minor=210_000,
        reason="it rained",
        asked_by=COORDINATOR,
        key="form-1",
        partners={},
        wake=lambda _: None,
        now=desk.now,
    )


def hear(desk: Desk, event: str) -> None:
    news = GatewayNews("stripe", event, "charge.dispute", None, b"{}", dispute_id="du_1")
    hear_of_dispute(
        desk.sessions,
        news=news,
        gateways=desk.gateways,
        partners={},
        wake=lambda _: None,
        now=desk.now,
    )


def main(kim: Visitor, address: str) -> str:
    return words_of(kim.open(address).all("main")[0])


def test_the_page_says_why_what_is_claimed_cannot_go_back(
    desk: Desk, account: FakeAccount, kim: Visitor, order: str
) -> None:
    address = f"/staff/registrations/{registration_of(desk.sessions, order)}/change"
    assert "claims" not in main(kim, address)
    account.dispute(account.page_of(order).intent_id, PRICE)
    hear(desk, "evt_1")
    page = main(kim, address)
    assert "The buyer’s bank claims NOK 4,200 of the order’s money back." in page
    assert "neither as money nor as a voucher" in page
    assert "Give money back and keep the place" not in page


def test_the_overview_leads_to_a_voucher_whose_money_went(
    desk: Desk, account: FakeAccount, kim: Visitor, order: str
) -> None:
    give(desk, order)
    account.dispute(account.page_of(order).intent_id, PRICE)
    account.end_dispute(DisputeState.LOST)
    hear(desk, "evt_1")
    assert "given instead of money, is stopped." in main(kim, "/staff/")
    kim.open("/staff/")
    (link,) = [each for each in kim.here.all("a") if each.text == "Voucher 1"]
    kim.open(str(link.get("href")))
    assert "because its money went" in kim.here.words
    assert "Use it again" in kim.here.words


def test_a_voucher_whose_money_is_won_again_is_closed_and_the_money_sent(
    desk: Desk, account: FakeAccount, kim: Visitor, order: str
) -> None:
    give(desk, order)
    account.dispute(account.page_of(order).intent_id, PRICE)
    for state in (DisputeState.LOST, DisputeState.WON):
        account.end_dispute(state)
        hear(desk, f"evt_{state.value}")
    assert "or its money sent back?" in main(kim, "/staff/")
    kim.open("/staff/vouchers/1")
    kim.press("Close it and send NOK 2,100 back", {"reason": "as you asked"})
    assert "It is closed, and NOK 2,100 goes back." in kim.here.words
    assert "Close it and" not in kim.here.words
    assert "Use it again" not in kim.here.words
    assert money(desk.sessions).refunds[-1][1] == 210_000


def test_recording_from_a_proof_says_which_voucher_is_stopped(
    desk: Desk, account: FakeAccount, kim: Visitor, order: str
) -> None:
    give(desk, order)
    account.refund_there(account.page_of(order).intent_id, PRICE)
    desk.later(minutes=15)
    prove_settlement(desk.sessions, account=account, name="stripe", now=desk.now)
    kim.open("/staff/settlement")
    kim.press("Record it here : refund re_there")
    assert "Done. Voucher 1 (…" in kim.here.words
