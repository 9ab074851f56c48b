"""What every gateway whose account can be read promises: the real one, and the fake in memory."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from app.domain.account import (
    Accountable,
    DisputeReport,
    DisputeState,
    Entry,
    EntryKind,
    RefundThere,
)
from app.domain.gateway import Gateway, GatewayRefused, GatewayUnreachable, RefundRequest
from app.domain.money import Money
from app.domain.payment import PaymentReport, RefundState
from app.gateways.later import LaterAccount
from app.gateways.stripe.amounts import objects_to
from app.gateways.stripe.client import StripeGateway
from app.sandbox.server import Sandbox
from tests.fakes.account import FakeAccount
from tests.gateways.conftest import an_order
from tests.gateways.worlds import FakeWorld, SandboxWorld, opened

PRICE = Money(420000, "NOK")
HOUR = timedelta(hours=1)
_Row = TypeVar("_Row")


def now() -> datetime:
    return datetime.now(UTC)


class FakeAccountWorld(FakeWorld):
    """The account in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._fake = self.account = FakeAccount(clock=now)
        self.gateway: Gateway = self.account

    def refund_there(self, intent: str, amount: Money) -> None:
        self.account.refund_there(intent, amount)

    def dispute(self, intent: str) -> str:
        self.account.dispute(intent, PRICE)
        return "du_1"

    def end_dispute(self, dispute: str, *, won: bool) -> None:
        self.account.end_dispute(DisputeState.WON if won else DisputeState.LOST, dispute)


class SandboxAccountWorld(SandboxWorld):
    """Stripe's account at the sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.account = LaterAccount(
            "stripe",
            lambda: StripeGateway(secret_key="sk_test_sandbox", api_base=sandbox.url, time_out=10),
            way="by card",
            objects=objects_to,
        )
        self.gateway = self.account

    def refund_there(self, intent: str, amount: Money) -> None:
        self._post("/meddle", deed="refund", key=intent, amount=str(amount.minor), told="yes")

    def dispute(self, intent: str) -> str:
        return str(self._post(f"/charges/{intent}/dispute")["id"])

    def end_dispute(self, dispute: str, *, won: bool) -> None:
        self._post(f"/disputes/{dispute}/end", status="won" if won else "lost")

    def _post(self, path: str, **given: str) -> dict[str, Any]:
        done: dict[str, Any] = self._control.post(path, json=given).raise_for_status().json()
        return done


World = FakeAccountWorld | SandboxAccountWorld


@pytest.fixture(params=["stripe", "fake"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        yield FakeAccountWorld()
        return
    made = SandboxAccountWorld(request.getfixturevalue("sandbox"))
    made.turn(paused=True)
    yield made
    made.close()


def whole(pages: Iterator[tuple[_Row, ...] | GatewayUnreachable]) -> list[_Row]:
    """Return all rows of a list, which must not break off."""
    found: list[_Row] = []
    for page in pages:
        assert not isinstance(page, GatewayUnreachable), page
        found += page
    return found


def paid(world: World, price: Money = PRICE) -> tuple[str, str]:
    """Pay an order; return our key of the payment and the gateway's name for the money."""
    request = an_order(price)
    page = opened(world.gateway, request)
    world.pay(page)
    report = world.gateway.look_up(page)
    assert isinstance(report, PaymentReport)
    assert report.intent_id is not None
    return request.payment_uid, report.intent_id


def entries(world: World, intent: str, *, ago: timedelta = HOUR) -> list[Entry]:
    found = whole(world.account.entries(since=now() - ago, until=now() + HOUR))
    return [each for each in found if each.intent_id == intent]


def test_its_account_can_be_read(world: World) -> None:
    assert isinstance(world.account, Accountable)


@pytest.mark.parametrize("price", [PRICE, Money(900, "ISK"), Money(5000, "JPY")], ids=str)
def test_a_payment_is_in_the_account_under_our_key(world: World, price: Money) -> None:
    uid, intent = paid(world, price)
    (entry,) = entries(world, intent)
    assert (entry.kind, entry.payment_uid) == (EntryKind.PAYMENT, uid)
    assert entry.payer == entry.amount == price
    assert entry.net_minor == price.minor - entry.fee_minor < price.minor
    assert entry.available_on >= entry.occurred_at.date()


def test_a_refund_of_ours_is_in_the_account_under_our_key(world: World) -> None:
    _, intent = paid(world)
    request = RefundRequest(intent, Money(100000, "NOK"), "refund-9")
    world.gateway.refund(request, key=f"{intent} back")
    refund = next(each for each in entries(world, intent) if each.kind is EntryKind.REFUND)
    assert (refund.payer, refund.refund_uid) == (Money(-100000, "NOK"), "refund-9")
    (there,) = _refunds(world, intent)
    assert (there.refund_id, there.refund_uid) == (refund.source_id, "refund-9")
    assert (there.amount, there.state) == (Money(100000, "NOK"), RefundState.MADE)


def test_a_refund_made_there_has_no_key_of_ours(world: World) -> None:
    _, intent = paid(world)
    world.refund_there(intent, Money(100000, "NOK"))
    (there,) = _refunds(world, intent)
    assert (there.refund_uid, there.amount) == ("", Money(100000, "NOK"))
    assert there.refund_id in [each.source_id for each in entries(world, intent)]


def _refunds(world: World, intent: str) -> tuple[RefundThere, ...]:
    refunds = world.account.refunds_of(intent)
    assert isinstance(refunds, tuple), refunds
    return refunds


def test_a_payment_that_was_not_refunded_has_no_refunds(world: World) -> None:
    assert _refunds(world, paid(world)[1]) == ()


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_takes_the_money_and_gives_it_again_where_it_is_won(
    world: World, won: bool
) -> None:
    _, intent = paid(world)
    dispute = world.dispute(intent)
    report = world.account.look_up_dispute(dispute)
    assert isinstance(report, DisputeReport)
    assert (report.state, report.intent_id, report.amount) == (DisputeState.OPEN, intent, PRICE)
    assert report.due_at is not None
    assert report.due_at > now()
    world.end_dispute(dispute, won=won)
    found = [e for e in whole(world.account.disputes(since=now() - HOUR)) if e.intent_id == intent]
    assert [each.state for each in found] == [DisputeState.WON if won else DisputeState.LOST]
    assert found[0].due_at is None
    moved = [e for e in entries(world, intent) if e.kind is EntryKind.DISPUTE]
    assert sum(each.payer.minor for each in moved) == (0 if won else -PRICE.minor)
    assert {each.source_id for each in moved} == {dispute}


def test_a_dispute_that_is_not_there_is_refused(world: World) -> None:
    assert isinstance(world.account.look_up_dispute("du_none"), GatewayRefused)


def test_only_what_moved_in_the_span_is_read(world: World) -> None:
    _, intent = paid(world)
    assert entries(world, intent, ago=-HOUR) == []


LISTS: list[Callable[[Accountable], Iterator[object]]] = [
    lambda account: account.entries(since=now() - HOUR, until=now() + HOUR),
    lambda account: account.payouts(since=now() - HOUR),
    lambda account: account.disputes(since=now() - HOUR),
]


@pytest.mark.parametrize("read", LISTS)
def test_a_list_that_cannot_be_read_ends_with_that(
    world: World, read: Callable[[Accountable], Iterator[object]]
) -> None:
    _, intent = paid(world)
    world.go_down()
    (last,) = read(world.account)
    assert isinstance(last, GatewayUnreachable)
    assert isinstance(world.account.refunds_of(intent), GatewayUnreachable)
    assert isinstance(world.account.look_up_dispute("du_none"), GatewayUnreachable)
