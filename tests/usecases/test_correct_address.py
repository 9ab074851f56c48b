"""A wrong address is corrected wherever an order has it: whose it is, who is told, what opens."""

from threading import Event as Stop
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.erasing import NamesSomebody
from app.domain.mailed_code import code_of
from app.domain.readdressing import AddressStays, Stays
from app.domain.registration import Channel, RegistrationState
from app.domain.staff_act import StaffAct
from app.domain.waiting import PlaceWish
from app.jobs.deliver import drain_destination
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.order import Order
from app.store.person import Person
from app.store.registration import Registration
from app.store.waiting import WaitingEntry
from app.usecases.ask_for_code import ask_for_code
from app.usecases.correct_address import Corrected
from app.usecases.erase_order import erase_order
from app.usecases.register import register
from app.usecases.use_code import use_code
from tests.fakes.partner import FakePartner
from tests.usecases.readdressing import ANA_THERE, KIM, NEW, correct, open_desk, people, rows, told
from tests.worlds import ANA, BO, HOLD, Desk, add_class, add_draft, deliveries, register_once

SECRET = "of the site"


@pytest.fixture
def desk(sessions: Database) -> Desk:
    return open_desk(sessions)


@pytest.fixture
def order(desk: Desk) -> str:
    """Return Ana's order, for herself and for Bo."""
    return register_once(desk, participants=(ANA, BO), buyer=ANA).reference


def change(desk: Desk, row: type[Any], **columns: object) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(row).values(**columns))


def facts_of(desk: Desk, kind: str) -> list[dict[str, Any]]:
    with reading(desk.sessions) as session:
        found = select(EventRow.facts).where(EventRow.kind == kind).order_by(EventRow.id)
        return [dict(each) for each in session.scalars(found)]


def test_it_is_corrected_wherever_the_order_has_it_and_the_record_stays_the_same(
    desk: Desk, order: str
) -> None:
    codes = rows(desk, Person.id, Person.code)
    assert correct(desk, order) == Corrected(buyer=True, places=1)
    assert rows(desk, Order.email) == [(NEW,)]
    assert rows(desk, Registration.id, Registration.email) == [(1, NEW), (2, BO.email)]
    assert rows(desk, Person.id, Person.code) == codes
    assert people(desk)[0][1:] == (NEW, NEW)
    assert rows(desk, Person.id, Person.changed_at)[0][1] == desk.now


def test_partners_hear_of_the_place_and_the_buyer_of_the_order(desk: Desk, order: str) -> None:
    before = {name: len(deliveries(desk.sessions, name)) for name in desk.partners}
    desk.woken.clear()
    correct(desk, order)
    assert {name: told(desk, name, since) for name, since in before.items()} == {
        "iso": ["registration.address_changed"],
        "connector": ["registration.address_changed"],
        "mail": ["order.address_changed"],
    }
    assert set(desk.woken) == {"iso", "connector", "mail"}


def test_it_is_kept_who_did_it_and_why_and_no_address(desk: Desk, order: str) -> None:
    correct(desk, order)
    kept = {"staff_why": KIM.reason, "staff_by": KIM.by}
    assert facts_of(desk, "order.address_changed") == [kept]
    assert facts_of(desk, "registration.address_changed") == [{**kept, "state": "confirmed"}]


def test_a_participants_own_address_takes_no_link_along_and_they_are_written_to(
    desk: Desk, order: str
) -> None:
    since = len(deliveries(desk.sessions, "mail"))
    assert correct(desk, order, BO.email, "bo@elsewhere.example") == Corrected(False, 1)
    assert rows(desk, Order.email, Order.link_turn) == [(ANA.email, 0)]
    assert told(desk, "mail", since) == ["participant.address_changed"]
    assert facts_of(desk, "participant.address_changed") == [{}]


def test_who_only_waits_is_not_told_that_they_take_part(desk: Desk, order: str) -> None:
    change(desk, Registration, state=RegistrationState.WAITLISTED)
    since = len(deliveries(desk.sessions, "mail"))
    assert correct(desk, order, BO.email, "bo@elsewhere.example") == Corrected(False, 1)
    assert told(desk, "mail", since) == []


def test_of_a_class_that_is_over_nobody_is_told_that_they_take_part(desk: Desk, order: str) -> None:
    desk.later(days=90)
    since = len(deliveries(desk.sessions, "mail"))
    assert correct(desk, order, BO.email, "bo@elsewhere.example") == Corrected(False, 1)
    assert told(desk, "mail", since) == []


def test_the_buyers_takes_the_link_along(desk: Desk, order: str) -> None:
    correct(desk, order)
    assert rows(desk, Order.link_turn) == [(1,)]
    correct(desk, order, NEW, "third@example.org")
    assert rows(desk, Order.link_turn) == [(2,)]


def test_the_mail_reads_the_link_with_the_address_that_it_goes_to(desk: Desk, order: str) -> None:
    correct(desk, order)
    drain_destination(desk.parts, "mail", stop=Stop())
    mail = desk.partners["mail"]
    assert isinstance(mail, FakePartner)
    facts = mail.told[-1].order
    assert facts is not None
    assert (facts.email, facts.link_turn) == (NEW, 1)


def test_a_code_that_was_asked_for_before_opens_nothing(desk: Desk, order: str) -> None:
    def ask(email: str) -> str:
        asked: dict[str, Any] = {"reference": order, "address": "192.0.2.1", "secret": SECRET}
        return ask_for_code(desk.sessions, email=email, wake=desk.wake, now=desk.now, **asked)

    def use(asking: str) -> str | None:
        code = code_of(SECRET, asking)
        return use_code(desk.sessions, asking=asking, typed=code, secret=SECRET, now=desk.now)

    before, other = ask(ANA.email), ask(ANA.email)
    assert use(other) == order, "control: it would have"
    correct(desk, order)
    assert use(before) is None
    assert use(ask(ANA.email)) is None
    assert use(ask(NEW)) == order


def test_sent_again_it_finds_the_old_one_nowhere(desk: Desk, order: str) -> None:
    correct(desk, order)
    since = {name: len(deliveries(desk.sessions, name)) for name in desk.partners}
    with pytest.raises(AddressStays) as refused:
        correct(desk, order)
    assert refused.value.why is Stays.NOBODYS
    assert [told(desk, name, count) for name, count in since.items()] == [[], [], []]
    assert rows(desk, Order.link_turn) == [(1,)]


def test_of_a_place_that_ended_only_staff_see_it(desk: Desk, order: str) -> None:
    change(desk, Registration, state=RegistrationState.CANCELLED)
    since = {name: len(deliveries(desk.sessions, name)) for name in desk.partners}
    correct(desk, order, BO.email, "bo@elsewhere.example")
    assert [told(desk, name, count) for name, count in since.items()] == [[], [], []]
    assert len(facts_of(desk, "registration.address_changed")) == 1


def test_a_booking_that_is_nobodys_yet_is_told_to_nobody(desk: Desk, order: str) -> None:
    change(desk, Registration, person_id=None, channel=Channel.TRAININGPORTAL)
    change(desk, Order, buyer_id=None)
    since = len(deliveries(desk.sessions, "iso"))
    assert correct(desk, order) == Corrected(buyer=True, places=1)
    assert told(desk, "iso", since) == []


def test_what_was_filled_in_by_who_waits_is_corrected_too(desk: Desk) -> None:
    add_class(desk.sessions, "FA-2031-09", capacity=2, waiting_list=True, prices=())
    register_once(desk, code="FA-2031-09", participants=(BO, ANA_THERE), buyer=BO)
    token = add_draft(
        desk.sessions, token="draft-2", code="FA-2031-09", participants=(BO, ANA), buyer=ANA
    )
    made: dict[str, Any] = {"partners": desk.partners, "now": desk.now, "hold": HOLD}
    order = register(desk.sessions, draft_token=token, place_wish=PlaceWish.LINE, **made).reference
    correct(desk, order)
    ((filled,),) = rows(desk, WaitingEntry.filled)
    assert filled["buyer"]["email"] == NEW
    assert [each["contact"]["email"] for each in filled["participants"]] == [BO.email, NEW]


def test_of_who_was_erased_nothing_is_corrected(desk: Desk, order: str) -> None:
    desk.later(days=90)
    erase_order(
        desk.sessions, reference=order, partners=desk.partners, wake=desk.wake, now=desk.now
    )
    with pytest.raises(AddressStays, match="was erased"):
        correct(desk, order)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (ANA.email, "Ana@Example.org", "that is the address that is there"),
        ("nobody@example.org", NEW, "nobody of this order has that address"),
        ("", NEW, "nobody of this order has that address"),
    ],
)
def test_what_is_no_correction_changes_nothing(
    desk: Desk, order: str, old: str, new: str, why: str
) -> None:
    before = people(desk)
    with pytest.raises(AddressStays, match=why):
        correct(desk, order, old, new)
    assert (people(desk), rows(desk, Order.link_turn)) == (before, [(0,)])


@pytest.mark.parametrize(
    "reason",
    ["Ana called", "it is ana.lind@example.org", "for bo berg", "told from 22 12 34 57"],
)
def test_a_reason_that_names_somebody_is_refused(desk: Desk, order: str, reason: str) -> None:
    with pytest.raises(NamesSomebody):
        correct(desk, order, staff=StaffAct(by="kim@desk.example", reason=reason))
    assert rows(desk, Order.email) == [(ANA.email,)]


def test_there_may_be_no_such_order(desk: Desk) -> None:
    assert correct(desk, "CD-NOPE") is None
