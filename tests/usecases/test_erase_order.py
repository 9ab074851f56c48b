"""Erasing an order: nobody is named any more, what the law wants stays, partners are told."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from app.domain.contract import Partner
from app.domain.erasing import Bar
from app.domain.registration import Channel, RegistrationState
from app.domain.waiting import PlaceWish
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import Payment
from app.store.person import Person
from app.store.registration import Registration
from app.store.tables import METADATA
from app.store.waiting import WaitingEntry
from app.usecases.deliver import deliver
from app.usecases.erase_order import erase_order
from app.usecases.issue_papers import issue_papers
from app.usecases.register import register
from tests.fakes.partner import ORDERS, REGISTRATIONS, FakePartner
from tests.usecases.handed_in import hand_in_what_names_ana
from tests.worlds import ANA, BO, HOLD, Desk, add_class, add_draft, deliveries, register_once

CAT = type(ANA)("Cat Quay", "cat@example.org", "+4722123458")
PRIVATE = ("Ana Lind", "ana@example.org", "22123456", "Bo Berg", "bo@example.org", "22123457")
# A day and not its year: a random key may have any four digits.
TELLING = ("Lind AS", "Lind Lane", "deaf", "nuts", "1990-05-17", "(1990, 5, 17)")
LATER = "FA-2031-09"
SAID = {"diet": "no nuts for Ana Lind"}
# Papers are kept as they are by law.
KEPT = {"paper", "paper_line"}


@pytest.fixture
def connector() -> FakePartner:
    return FakePartner("connector", REGISTRATIONS, listing=False)


@pytest.fixture
def desk(sessions: Database, connector: FakePartner) -> Desk:
    add_class(sessions, prices=())
    partners: dict[str, Partner] = {
        "iso": FakePartner(),
        "connector": connector,
        "mail": FakePartner("mail", ORDERS, listing=False, per="order"),
    }
    return Desk(sessions, partners=partners)


@pytest.fixture
def order(desk: Desk) -> str:
    """Return an order with all that is ever known, whose class is over."""
    reference = register_once(desk, participants=(ANA, BO), buyer=ANA, company="Lind AS").reference
    with transaction(desk.sessions) as session:
        session.execute(
            update(Registration).values(
                answers=SAID,
                comment="Ana Lind is deaf",
                birth_date=date(1990, 5, 17),
                membership="Ana Lind 7",
            )
        )
        session.execute(update(Order).values(answers=SAID, address=["Lind Lane 1", "Bergen"]))
        hand_in_what_names_ana(session, now=desk.now)
    desk.later(days=90)
    return reference


def add_later(desk: Desk) -> None:
    add_class(
        desk.sessions,
        LATER,
        prices=(),
        starts_at=datetime(2031, 9, 10, 8, tzinfo=UTC),
        deadline=None,
        cancellation_deadline=None,
    )


def erase(desk: Desk, reference: str) -> Bar | None:
    return erase_order(
        desk.sessions, reference=reference, partners=desk.partners, wake=desk.wake, now=desk.now
    )


def everything(desk: Desk) -> Mapping[str, str]:
    """Return all that stands in the database, by table."""
    with reading(desk.sessions) as session:
        return {
            name: str([tuple(row) for row in session.execute(select(*table.c))])
            for name, table in METADATA.tables.items()
        }


def named(desk: Desk) -> list[tuple[str, str]]:
    found = everything(desk)
    return [
        (table, word)
        for table, rows in found.items()
        if table not in KEPT
        for word in (*PRIVATE, *TELLING)
        if word.casefold() in rows.casefold()
    ]


def change(desk: Desk, row: type[Any], **columns: object) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(row).values(**columns))


def add_payment(desk: Desk, state: str) -> None:
    with transaction(desk.sessions) as session:
        session.add(
            Payment(
                uid="payment-1",
                order_id=session.scalars(select(Order.id)).one(),
                gateway="stripe",
                amount_minor=420_000,
                currency="NOK",
                state=state,
                created_at=desk.now,
                expires_at=desk.now,
                settled_at=desk.now,
            )
        )


def test_nothing_that_names_anybody_is_left(desk: Desk, order: str) -> None:
    assert {word for _, word in named(desk)} >= {"Ana Lind", "ana@example.org", "deaf", "nuts"}
    assert erase(desk, order) is None
    assert (named(desk), everything(desk)["upload"]) == ([], "[]")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("mail server answered 250 kept", True),
        ("ISO has it as reg-88101", True),
        ("refused: the name BO BERG is taken", False),
        ("422 phone: +4722123457 cannot be reached", False),
        ("somebody@example.org", False),
    ],
)
def test_what_destinations_answered_goes_where_it_names_somebody(
    desk: Desk, order: str, words: str, kept: bool
) -> None:
    change(desk, Delivery, words=words)
    erase(desk, order)
    with reading(desk.sessions) as session:
        said = set(session.scalars(select(Delivery.words).where(Delivery.created_at < desk.now)))
    assert said == ({words} if kept else {""})


def test_papers_stay_as_the_law_wants_them(sessions: Database) -> None:
    add_class(sessions)
    desk = Desk(sessions)
    order = register_once(desk, buyer=ANA).reference
    add_payment(desk, "paid")
    change(desk, Order, paid_minor=420_000, owed_minor=0)
    change(desk, Registration, state=RegistrationState.CONFIRMED)
    issue_papers(sessions, order_reference=order, seller=desk.parts.seller, now=desk.now)
    desk.later(days=90)
    before = everything(desk)
    assert "Ana Lind" in before["paper"]
    assert erase(desk, order) is None
    after = everything(desk)
    assert [after[name] for name in ("paper", "payment")] == [before["paper"], before["payment"]]
    assert named(desk) == []


def test_partners_are_told_of_every_place_and_staff_see_it(desk: Desk, order: str) -> None:
    erase(desk, order)
    assert deliveries(desk.sessions, "iso")[-2:] == [("registration.erased", "due")] * 2
    assert deliveries(desk.sessions, "connector")[-2:] == [("registration.erased", "due")] * 2
    assert {"iso", "connector"} <= set(desk.woken)
    with reading(desk.sessions) as session:
        happened = session.scalars(
            select(EventRow).where(EventRow.kind == "registration.erased")
        ).all()
        assert [each.facts for each in happened] == [{}, {}]
        assert session.scalars(select(Order.erased_at)).one() == desk.now


def test_they_are_told_an_erased_person_also_in_what_waited_before(
    desk: Desk, order: str, connector: FakePartner
) -> None:
    erase(desk, order)
    with reading(desk.sessions) as session:
        waiting = session.scalars(
            select(Delivery.id).where(Delivery.destination == "connector").order_by(Delivery.id)
        ).all()
    for each in waiting:
        deliver(desk.sessions, delivery_id=each, partner=connector, clock=desk.clock, jitter=0)
    told = [each.registration for each in connector.told]
    assert len(told) == 6
    for place in told:
        assert place is not None
        assert place.person is not None
        assert (place.name, place.email, place.phone, place.answers) == ("Erased", "", "", {})
        assert not place.person.active
        assert (place.person.name, place.person.details["city"]) == ("Erased", "")


def test_who_has_another_order_stays_for_that(desk: Desk, order: str) -> None:
    add_later(desk)
    other = register_once(
        desk, token="draft-2", code=LATER, participants=(BO,), buyer=CAT
    ).reference
    third = register_once(
        desk, token="draft-3", code=LATER, participants=(CAT,), buyer=ANA
    ).reference
    assert erase(desk, order) is None
    with reading(desk.sessions) as session:
        assert set(session.scalars(select(Person.name))) == {"Ana Lind", "Bo Berg", "Cat Quay"}
        names = session.scalars(select(Registration.name).order_by(Registration.id)).all()
        assert names == ["Erased", "Erased", "Bo Berg", "Cat Quay"]
    change(desk, Registration, state=RegistrationState.CANCELLED)
    assert erase(desk, third) is None
    with reading(desk.sessions) as session:
        people = session.scalars(select(Person.name).order_by(Person.id)).all()
        assert sorted(people) == ["Bo Berg", "Cat Quay", "Erased"]
    assert erase(desk, other) is None
    with reading(desk.sessions) as session:
        assert set(session.scalars(select(Person.name))) == {"Erased"}


def test_whoever_registers_again_is_somebody_new(desk: Desk, order: str) -> None:
    erase(desk, order)
    add_later(desk)
    register_once(desk, token="draft-2", code=LATER, participants=(ANA,), buyer=ANA)
    with reading(desk.sessions) as session:
        names = session.scalars(select(Person.name)).all()
    assert sorted(names) == ["Ana Lind", "Erased", "Erased"]


@pytest.mark.parametrize(
    ("row", "columns", "bar"),
    [
        (Registration, {"state": RegistrationState.HELD}, Bar.RUNS),
        (Order, {"owed_minor": 1}, Bar.OWES),
    ],
)
def test_what_is_not_over_is_not_erased(
    desk: Desk, order: str, row: type[Any], columns: dict[str, object], bar: Bar
) -> None:
    change(desk, row, **columns)
    before = everything(desk)
    assert erase(desk, order) is bar
    assert everything(desk) == before


def test_before_its_class_has_ended_nothing_is_erased(desk: Desk) -> None:
    order = register_once(desk).reference
    assert erase(desk, order) is Bar.RUNS


@pytest.mark.parametrize("state", ["open", "processing", "paid"])
def test_money_on_its_way_is_waited_for(desk: Desk, order: str, state: str) -> None:
    add_payment(desk, state)
    assert erase(desk, order) is (None if state == "paid" else Bar.MONEY)


def test_it_is_done_once(desk: Desk, order: str) -> None:
    assert [erase(desk, order), erase(desk, order)] == [None, Bar.ERASED]
    told = deliveries(desk.sessions, "iso")
    assert told.count(("registration.erased", "due")) == 2
    assert erase(desk, "CD-NOPE") is None


def test_a_booking_that_became_nobodys_is_told_to_nobody(desk: Desk, order: str) -> None:
    change(desk, Registration, channel=Channel.TRAININGPORTAL, person_id=None)
    assert erase(desk, order) is None
    assert ("registration.erased", "due") not in deliveries(desk.sessions, "iso")


def test_what_somebody_in_line_filled_in_goes_too(desk: Desk) -> None:
    add_class(desk.sessions, LATER, capacity=1, waiting_list=True, prices=())
    register_once(desk, code=LATER, participants=(CAT,), buyer=CAT)
    order = register(
        desk.sessions,
        draft_token=add_draft(desk.sessions, token="draft-2", code=LATER),
        partners=desk.partners,
        now=desk.now,
        hold=HOLD,
        place_wish=PlaceWish.LINE,
    ).reference
    with reading(desk.sessions) as session:
        assert session.scalars(select(WaitingEntry)).one().filled
    change(desk, Registration, state=RegistrationState.CANCELLED)
    assert erase(desk, order) is None
    assert named(desk) == []
