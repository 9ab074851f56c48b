"""The steps of hold → pay → confirm → deliver → record, each as its caller takes it.

Also steps with a guard taken away, for the negative controls. Not here: where they are killed.
"""

from collections.abc import Callable
from functools import partial
from threading import Event as Stop
from typing import Any, cast

from sqlalchemy import Connection

import app.usecases.register
from app.domain.booking import ReserveRequest
from app.domain.contract import BookingDesk, PeopleDesk
from app.domain.news import GatewayNews
from app.domain.registration import RegistrationState
from app.jobs.deliver import drain_destination
from app.jobs.inbound import drain_inbound
from app.jobs.line import move_lines
from app.jobs.sweep import do_money
from app.parts import Parts
from app.queries.outbox import find_due_deliveries, find_due_refunds
from app.store.price_option import take_options
from app.usecases.accept_offer import accept_offer
from app.usecases.confirm_booking import confirm_booking
from app.usecases.deliver import deliver as tell_it
from app.usecases.leave_line import leave_line
from app.usecases.make_refund import make_refund
from app.usecases.open_checkout import CheckoutPage, open_checkout
from app.usecases.pull_people import pull_people
from app.usecases.register import register
from app.usecases.release_hold import release_hold
from app.usecases.reserve_booking import reserve_booking
from app.usecases.settle_payment import settle_payment
from tests.worlds import CLASS, HOLD

SUCCESS = "http://127.0.0.1:9/orders/x?paid=1"
CANCEL = "http://127.0.0.1:9/orders/x"


def hold(parts: Parts, token: str) -> None:
    """Send a draft, as the button on the check-answers page does."""
    registered = register(
        parts.sessions, draft_token=token, partners=parts.partners, now=parts.clock(), hold=HOLD
    )
    parts.wake(registered.destinations)


def pay(parts: Parts, reference: str) -> None:
    """Ask for the page where the order is paid."""
    opened = open_checkout(
        parts.sessions,
        reference=reference,
        gateway=parts.gateways["stripe"],
        success_url=SUCCESS,
        cancel_url=CANCEL,
        now=parts.clock(),
    )
    assert isinstance(opened, CheckoutPage), opened


def confirm(parts: Parts, page: str) -> None:
    """Hear from Stripe that its page was paid; the event is the same however often it is sent."""
    settle_payment(
        parts.sessions,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        news=GatewayNews("stripe", f"evt_{page}", "checkout.session.completed", page, b"{}"),
    )


def deliver(parts: Parts, destination: str) -> None:
    """Tell a destination what is due."""
    drain_destination(parts, destination, stop=Stop(), together=1)


def deliver_one(parts: Parts, about: str) -> None:
    """Tell one delivery: its destination and its number, in one text."""
    destination, number = about.split()
    tell_it(
        parts.sessions,
        delivery_id=int(number),
        partner=parts.partners[destination],
        clock=parts.clock,
        jitter=0,
    )


def act(parts: Parts, _: str) -> None:
    """Act on what partners sent and is due."""
    drain_inbound(parts, stop=Stop())


def pull(parts: Parts, _: str) -> None:
    """Fetch the people who wait at the Connector."""
    desk = cast(PeopleDesk, parts.partners["connector"])
    pull_people(parts.sessions, desk, clock=parts.clock)


def release(parts: Parts, reference: str) -> None:
    """End a hold whose time is up."""
    release_hold(
        parts.sessions,
        reference=reference,
        state=RegistrationState.EXPIRED,
        reason="the time to pay ran out",
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def move_line(parts: Parts, _: str) -> None:
    """Offer what is free to whose turn it is, in every class."""
    move_lines(parts, stop=Stop())


def accept(parts: Parts, reference: str) -> None:
    """Accept an offer that costs nothing, as its button does."""
    accept_offer(
        parts.sessions,
        reference=reference,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def leave(parts: Parts, reference: str) -> None:
    """Leave the waiting list."""
    leave_line(
        parts.sessions,
        reference=reference,
        reason="left by the buyer",
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def refund(parts: Parts, _: str) -> None:
    """Send the money back that is due."""
    for uid in find_due_refunds(parts.sessions, now=parts.clock()):
        make_refund(
            parts.sessions,
            refund_uid=uid,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            jitter=0,
        )


def look_after_money(parts: Parts, _: str) -> None:
    """Do what the sweep does about money: end places of cancelled classes, send money back."""
    do_money(parts, stop=Stop())


def reserve(parts: Parts, email: str) -> None:
    """Reserve a seat, as Trainingportal does by GET."""
    reserve_booking(
        parts.sessions,
        ReserveRequest(class_code=CLASS, name="Ingrid Solheim", email=email),
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def ask(parts: Parts, _: str) -> None:
    """Ask Trainingportal what it booked, where that is due."""
    partner = parts.partners["trainingportal"]
    desk = cast(BookingDesk, partner)
    for due in find_due_deliveries(parts.sessions, partner.name, now=parts.clock()):
        if due.booking:
            confirm_booking(
                parts.sessions,
                delivery_id=due.id,
                desk=desk,
                time_out=partner.time_out,
                partners=parts.partners,
                wake=parts.wake,
                clock=parts.clock,
                jitter=0,
            )


def hold_without_the_guard(parts: Parts, token: str) -> None:
    """Hold where what happened commits before the rows that promise to tell of it."""
    later: list[Callable[[], None]] = []

    def announce_later(*given: Any, **more: Any) -> None:
        later.append(partial(announce, *given, **more))

    def take_and_commit(connection: Connection, *given: Any, **more: Any) -> None:
        take_options(connection, *given, **more)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")
        for each in later:
            each()

    announce = app.usecases.register.announce_order  # type: ignore[attr-defined]  # control
    app.usecases.register.announce_order = announce_later  # type: ignore[attr-defined]  # control
    app.usecases.register.take_options = take_and_commit  # type: ignore[attr-defined,assignment]  # control
    hold(parts, token)
