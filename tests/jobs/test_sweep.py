"""The sweep finds what nobody was woken for, was killed or lapsed; no trouble spreads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event as Stop
from threading import Thread

import pytest
import structlog
from sqlalchemy import select

from app.domain.contract import CODES, HOUSE
from app.domain.event import Event
from app.domain.gateway import GatewayRefused, GatewayUnreachable
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.payment import PaymentReport
from app.jobs.sweep import do_money, do_upkeep, drain, sweep, sweep_once
from app.parts import Parts
from app.store.database import Database, transaction
from app.store.draft import Draft
from app.store.inbound import Inbound
from app.usecases.ask_for_code import ask_for_code
from app.usecases.open_checkout import CheckoutPage, open_checkout
from app.usecases.settle_payment import Settled, settle_payment
from tests.fakes.away import AwayAtFirst
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import CLASSES, ORDERS, FakePartner
from tests.fixtures.ports import wait_until
from tests.worlds import Desk, add_class, deliveries, money, register_once, seats, states


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def desk(sessions: Database, gateway: FakeGateway) -> Desk:
    add_class(sessions)
    return Desk(
        sessions,
        partners={
            "iso": FakePartner(),
            "trainingportal": FakePartner("trainingportal", CLASSES, merges=True, per="class"),
            "mail": FakePartner("mail", ORDERS, listing=False, per="order"),
        },
        gateways={"stripe": gateway},
    )


def page_of(desk: Desk, gateway: FakeGateway, reference: str) -> str:
    """Open a page to pay on and return the gateway's name for it."""
    opened = open_checkout(
        desk.sessions,
        reference=reference,
        gateway=gateway,
        success_url="https://desk.example.test/ok",
        cancel_url="https://desk.example.test/no",
        now=desk.now,
    )
    assert isinstance(opened, CheckoutPage)
    return opened.url.rpartition("/")[2]


def told(desk: Desk, destination: str) -> list[str]:
    partner = desk.partners[destination]
    assert isinstance(partner, FakePartner)
    return partner.kinds_told


def test_what_nobody_was_woken_for_is_told(desk: Desk) -> None:
    register_once(desk)
    sweep_once(desk.parts)
    assert told(desk, "iso") == ["registration.held"]
    assert told(desk, "trainingportal") == ["class.seats_changed"]
    assert told(desk, "mail") == ["order.held"]


def test_a_delivery_whose_worker_died_is_told_once_its_lease_lapsed(desk: Desk) -> None:
    iso = desk.partners["iso"]
    assert isinstance(iso, FakePartner)
    register_once(desk)
    iso.on_tell = _die
    with structlog.testing.capture_logs():
        sweep_once(desk.parts)
    iso.on_tell = lambda event: None
    sweep_once(desk.parts)
    assert deliveries(desk.sessions, "iso") == [("registration.held", "in_flight")]
    desk.later(minutes=2)
    sweep_once(desk.parts)
    desk.later(minutes=2)
    sweep_once(desk.parts)
    assert deliveries(desk.sessions, "iso") == [("registration.held", "delivered")]
    assert told(desk, "iso") == ["registration.held"]


def test_a_payment_nobody_reported_is_looked_up(desk: Desk, gateway: FakeGateway) -> None:
    page = page_of(desk, gateway, register_once(desk).reference)
    gateway.pay(page)
    desk.later(minutes=1)
    sweep_once(desk.parts)
    assert states(desk.sessions) == ["confirmed"]
    assert told(desk, "iso") == ["registration.held", "registration.confirmed"]


def test_a_hold_that_ended_is_released_after_the_gateway_was_asked(
    desk: Desk, gateway: FakeGateway
) -> None:
    page_of(desk, gateway, register_once(desk).reference)
    desk.later(minutes=31)
    sweep_once(desk.parts)
    assert states(desk.sessions) == ["expired"]
    assert seats(desk.sessions).taken == 0
    assert gateway.open_sessions == ()


def test_money_that_may_not_stay_goes_back(desk: Desk, gateway: FakeGateway) -> None:
    page = page_of(desk, gateway, register_once(desk).reference)
    gateway.pay_wrong_amount(page, Money(4200, "SEK"))
    desk.later(minutes=1)
    sweep_once(desk.parts)
    assert [refund.amount.minor for refund in gateway.refunds] == [4200]
    assert money(desk.sessions).paid == 0
    assert told(desk, "mail") == ["order.held", "order.money_returned"]


def test_drafts_are_forgotten_after_a_day(desk: Desk) -> None:
    register_once(desk)
    sweep_once(desk.parts)
    desk.later(days=2)
    do_upkeep(desk.parts)
    with transaction(desk.sessions) as session:
        assert session.query(Draft).count() == 0


def test_what_came_in_is_emptied_after_thirty_days_and_still_known(
    desk: Desk, gateway: FakeGateway
) -> None:
    page = page_of(desk, gateway, register_once(desk).reference)
    news = replace(gateway.news(page, event_id="evt_1"), body=b"whose money it is")
    hear(desk, news)
    desk.later(days=29)
    do_upkeep(desk.parts)
    assert bodies(desk) == [b"whose money it is"]
    desk.later(days=2)
    do_upkeep(desk.parts)
    assert bodies(desk) == [b""]
    assert hear(desk, news) is Settled.ALREADY


def test_a_wake_for_the_house_does_the_chores_and_one_for_a_partner_its_deliveries(
    desk: Desk,
) -> None:
    register_once(desk)
    drain(desk.parts, "iso", stop=Stop())
    assert (told(desk, "iso"), told(desk, "mail")) == (["registration.held"], [])
    desk.later(minutes=31)
    drain(desk.parts, HOUSE, stop=Stop())
    assert states(desk.sessions) == ["expired"]
    assert told(desk, "iso") == ["registration.held"]


def test_a_fault_in_one_chore_leaves_the_others_to_be_done(
    desk: Desk, gateway: FakeGateway
) -> None:
    page_of(desk, gateway, register_once(desk).reference)
    add_class(desk.sessions, "OTHER")
    register_once(desk, token="draft-2", code="OTHER")
    desk.gateways["stripe"] = FaultyGateway()
    desk.later(minutes=31)
    with structlog.testing.capture_logs() as lines:
        sweep_once(desk.parts)
    assert {line["event"] for line in lines} >= {"chore fault"}
    assert states(desk.sessions) == ["held", "expired"]


def test_who_is_to_stop_begins_no_further_chore(desk: Desk, gateway: FakeGateway) -> None:
    page_of(desk, gateway, register_once(desk).reference)
    desk.later(minutes=31)
    stop = Stop()
    stop.set()
    do_money(desk.parts, stop=stop)
    assert states(desk.sessions) == ["held"]


class FaultyGateway(FakeGateway):
    """A gateway with a fault of ours in it."""

    def look_up(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Break."""
        raise ZeroDivisionError(gateway_id)

    def close_checkout(
        self, gateway_id: str
    ) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Break."""
        raise ZeroDivisionError(gateway_id)


@contextmanager
def sweeping(parts: Parts) -> Iterator[Stop]:
    """Sweep in the background until the end of the block, then say whether it ended."""
    stop = Stop()
    thread = Thread(target=sweep, args=(parts,), kwargs={"stop": stop, "interval": 0.05})
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive(), "the sweep did not end"


def test_a_slow_partner_holds_nobody_else_up(desk: Desk) -> None:
    iso = desk.partners["iso"]
    assert isinstance(iso, FakePartner)
    answered = Stop()
    iso.on_tell = lambda event: _wait(answered)
    register_once(desk)
    with sweeping(desk.parts):
        wait_until(lambda: told(desk, "mail"), within=20, what="the mail")
        wait_until(lambda: told(desk, "trainingportal"), within=20, what="Trainingportal")
        assert told(desk, "iso") == []
        answered.set()
        wait_until(lambda: told(desk, "iso"), within=20, what="ISO")


def test_it_goes_on_when_the_database_was_away_for_a_while(desk: Desk) -> None:
    register_once(desk)
    away = AwayAtFirst(desk.sessions, times=10)
    parts = Parts(away, desk.partners, desk.gateways, desk.wake, desk.clock)
    with structlog.testing.capture_logs() as lines, sweeping(parts):
        wait_until(lambda: told(desk, "iso") and told(desk, "mail"), within=20, what="the telling")
    assert away.back
    assert {line["event"] for line in lines} >= {"sweep fault"}


def test_what_is_in_hand_is_finished_before_it_ends(desk: Desk) -> None:
    iso = desk.partners["iso"]
    assert isinstance(iso, FakePartner)
    register_once(desk)
    with sweeping(desk.parts) as stop:
        iso.on_tell = lambda event: stop.set()
        wait_until(stop.is_set, within=20, what="the telling")
    assert deliveries(desk.sessions, "iso") == [("registration.held", "delivered")]


def _die(event: Event) -> None:
    raise ZeroDivisionError("as if the worker had died")


def _wait(answered: Stop) -> None:
    answered.wait(20)


def hear(desk: Desk, news: GatewayNews) -> Settled:
    return settle_payment(
        desk.sessions,
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
        news=news,
    )


def bodies(desk: Desk) -> list[bytes]:
    with transaction(desk.sessions) as session:
        return list(session.scalars(select(Inbound.body)))


def test_a_code_that_somebody_asked_for_is_mailed(desk: Desk) -> None:
    order = register_once(desk).reference
    ask_for_code(
        desk.sessions,
        email="ana@example.org",
        reference=order,
        address="192.0.2.1",
        secret="of the site",
        wake=desk.wake,
        now=desk.now,
    )
    drain(desk.parts, CODES, stop=Stop())
    drain(desk.parts, "mail", stop=Stop())
    assert told(desk, "mail")[-1] == "order.code_asked"
