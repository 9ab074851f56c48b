"""Letters bring the papers of the money they tell of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Event as Stop

import pytest

from app.domain.contact import Contact
from app.domain.event import Event, EventKind
from app.domain.money import Money
from app.domain.paper import PaperKind
from app.domain.payment_plan import Plan, Ways
from app.domain.registration import Channel, RegistrationState
from app.domain.where_to_pay import WhereToPay
from app.factory.letters import papers_for
from app.jobs.deliver import drain_destination
from app.sandbox.server import Sandbox
from app.store.database import Database
from app.usecases.accept_offer import accept_offer
from app.usecases.cancel_held_place import cancel_held_place
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.give_money_back import give_money_back
from app.usecases.release_hold import Released
from tests.fakes.events import event
from tests.mail.letters import inbox, mail_to
from tests.mail.telling import CANCELLED, CONFIRMED, DUE, EXPIRED, HELD, RECEIVED, RETURNED, flat
from tests.usecases.later import AT_DOOR, AT_ONCE_WAYS, BY_INVOICE, EVERY_WAY, record
from tests.usecases.papers import SELLER, papers
from tests.usecases.places import KIM, paid, places
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, NOW, add_class, register_once

CAY = Contact("Cay Dahl", "cay@example.org", "+4722123458")
PLACE_CANCELLED = EventKind.ORDER_PLACE_CANCELLED
FACTS: Mapping[str, str | int] = {"amount_minor": 100, "currency": "NOK", "reason": "as agreed"}


@pytest.mark.parametrize("kind", [CONFIRMED, RETURNED])
def test_a_letter_to_the_buyer_carries_them_beside_the_calendar(
    sandbox: Sandbox, kind: EventKind
) -> None:
    mail = mail_to(sandbox.mail_port, papers=lambda each: {"FL-2031-00001.pdf": b"%PDF-1"})
    what = event(kind, order={}, facts=FACTS)
    mail.tell(what, key="key-1")
    (came,) = inbox(sandbox)
    attached = {each.get_filename(): each for each in came.message.iter_attachments()}
    paper = attached["FL-2031-00001.pdf"]
    assert paper.get_content_type() == "application/pdf"
    assert paper.get_content() == b"%PDF-1"
    assert len(attached) == (2 if kind is CONFIRMED else 1)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def brought(shop: Shop, kind: EventKind, order: Mapping[str, object]) -> list[str]:
    """Return the names of the papers that go with the letter of an event just now."""
    what: Event = replace(event(kind, order=dict(order), facts=FACTS), at=shop.now)
    made = papers_for(what, sessions=shop.sessions, seller=SELLER, clock=shop.clock)
    assert all(content.startswith(b"%PDF-") for content in made.values())
    return list(made)


def test_the_receipt_is_issued_for_the_letter_if_it_was_not_before(shop: Shop) -> None:
    paid(shop)
    order = {"reference": next(iter(shop.gateway.pages.values())).request.order_reference}
    assert brought(shop, CONFIRMED, order) == ["FL-2031-00001.pdf"]
    assert brought(shop, CONFIRMED, order) == ["FL-2031-00001.pdf"]
    assert len(papers(shop.sessions)) == 1
    assert brought(shop, HELD, order) == []


def test_the_credit_note_goes_with_the_money_and_no_other(shop: Shop) -> None:
    paid(shop)
    reference = next(iter(shop.gateway.pages.values())).request.order_reference
    for number in range(2):
        shop.later(minutes=1)
        give_money_back(
            shop.sessions,
            order_reference=reference,
            amount_minor=100,
            reason="as agreed",
            asked_by=KIM,
            key=f"form-{number}",
            now=shop.now,
        )
        shop.refund_all()
    assert brought(shop, RETURNED, {"reference": reference}) == ["FL-2031-00003.pdf"]


def test_what_costs_nothing_brings_nothing(sessions: Database) -> None:
    add_class(sessions, prices=())
    shop = Shop(sessions)
    order = {"reference": register_once(shop).reference, "total": Money(0, "XXX")}
    assert brought(shop, CONFIRMED, order) == []
    assert shop.now == NOW


@pytest.mark.parametrize("kind", [HELD, DUE, CONFIRMED])
def test_the_invoice_goes_with_what_tells_of_an_order_that_is_paid_by_one(
    sessions: Database, kind: EventKind
) -> None:
    add_class(sessions, ways=EVERY_WAY)
    shop = Shop(sessions)
    order = {"reference": register_once(shop, wish=BY_INVOICE).reference, "plan": Plan.INVOICE}
    assert brought(shop, kind, order) == ["FL-2031-00001.pdf"]
    assert brought(shop, kind, order) == ["FL-2031-00001.pdf"]
    assert len(papers(shop.sessions)) == 1


def test_an_offer_that_is_accepted_on_invoice_is_written_of_with_its_invoice(
    sandbox: Sandbox, sessions: Database
) -> None:
    queue = Queue(Shop(sessions), capacity=2, ways=EVERY_WAY)
    queue.fill(2)
    shop, order = queue.shop, queue.join("Ada", "Bo")
    queue.change(capacity=4)
    queue.move()
    accept_offer(
        sessions,
        reference=order,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        wish=BY_INVOICE,
    )
    issuing = partial(papers_for, sessions=sessions, seller=SELLER, clock=shop.clock)
    mail = mail_to(
        sandbox.mail_port, papers=issuing, pay_to=lambda order: WhereToPay("IBAN NO93", order)
    )
    shop.partners["mail"] = mail
    drain_destination(shop.parts, mail.name, stop=Stop())

    offered, held = [each for each in inbox(sandbox) if each.to == ["ada@example.org"]]
    assert list(offered.message.iter_attachments()) == []
    assert offered.message["Subject"] == "There are places for all of you: First aid"
    assert "After that they go to the next in line." in flat(offered.part("plain"))
    assert [each.get_filename() for each in held.message.iter_attachments()] == [
        "FL-2031-00001.pdf"
    ]
    said = flat(held.part("plain"))
    assert "Please pay NOK 8,400 by the end of Friday 24 January 2031" in said
    assert "IBAN NO93" in said
    (invoice,) = papers(sessions)
    assert (invoice.kind, invoice.recipient.company) == (PaperKind.INVOICE, "Havn AS")
    assert (invoice.due_on, invoice.total) == (date(2031, 1, 24), 840_000)


def test_a_part_that_came_brings_its_receipt(sessions: Database) -> None:
    add_class(sessions, ways=EVERY_WAY)
    shop = Shop(sessions)
    reference = register_once(shop, wish=AT_DOOR).reference
    record(shop, reference, 100)
    assert brought(shop, RECEIVED, {"reference": reference}) == ["FL-2031-00001.pdf"]


def on_invoice(sessions: Database, *people: Contact, ways: Ways = EVERY_WAY) -> tuple[Shop, str]:
    """Have people registered on an invoice, which their first letter brought."""
    add_class(sessions, ways=ways)
    shop = Shop(sessions)
    order = register_once(shop, participants=people, wish=BY_INVOICE).reference
    first = CONFIRMED if ways.invoice == AT_ONCE_WAYS.invoice else HELD
    wanted = {"reference": order, "plan": Plan.INVOICE}
    assert brought(shop, first, wanted) == ["FL-2031-00001.pdf"]
    return shop, order


def cancel(shop: Shop, reference: str) -> None:
    shop.later(minutes=1)
    cancel_registration(
        shop.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(420_000, KIM),
    )


def test_the_letter_of_a_place_that_ends_brings_what_is_credited_of_the_invoice(
    sessions: Database,
) -> None:
    shop, order = on_invoice(sessions, ANA, BO, CAY, ways=AT_ONCE_WAYS)
    for number, place in ((2, 1), (3, 2)):
        cancel(shop, places(shop)[place].reference)
        lost = brought(shop, PLACE_CANCELLED, {"reference": order, "plan": Plan.INVOICE})
        assert lost == [f"FL-2031-0000{number}.pdf"]


def test_the_letter_of_a_held_place_that_ends_brings_its_credit_note(sessions: Database) -> None:
    shop, order = on_invoice(sessions, ANA, BO)
    shop.later(minutes=1)
    cancel_held_place(
        shop.sessions,
        reference=places(shop)[1].reference,
        reason="ill",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    lost = brought(shop, PLACE_CANCELLED, {"reference": order, "plan": Plan.INVOICE})
    assert lost == ["FL-2031-00002.pdf"]


def test_what_asks_for_the_rest_brings_the_invoice_with_what_was_credited_of_it(
    sessions: Database,
) -> None:
    shop, order = on_invoice(sessions, ANA, BO, ways=AT_ONCE_WAYS)
    cancel(shop, places(shop)[1].reference)
    shop.later(days=1)
    asked = brought(shop, DUE, {"reference": order, "plan": Plan.INVOICE})
    assert asked == ["FL-2031-00001.pdf", "FL-2031-00002.pdf"]
    assert [each.total for each in papers(sessions)] == [840_000, -420_000]


@pytest.mark.parametrize(
    ("kind", "state"),
    [(CANCELLED, RegistrationState.CANCELLED), (EXPIRED, RegistrationState.EXPIRED)],
)
def test_the_letter_of_an_order_that_ends_unpaid_brings_its_credit_note(
    sessions: Database, kind: EventKind, state: RegistrationState
) -> None:
    shop, order = on_invoice(sessions, ANA)
    shop.later(days=40)
    assert shop.release(order, state) is Released.RELEASED
    assert brought(shop, kind, {"reference": order, "plan": Plan.INVOICE}) == ["FL-2031-00002.pdf"]
