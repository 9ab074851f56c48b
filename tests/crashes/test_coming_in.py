"""Killed while people are fetched from the Connector, or while ISO's news is acted on.

Nobody is lost and nobody is here twice; news that was kept has its effect once.
"""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.contract import PeopleDesk, Refused, Told, Unreachable, WaitingPeople
from app.domain.person import IncomingPerson
from app.parts import Parts
from app.store.database import reading
from app.store.inbound import Inbound
from app.store.person import Person as Contact
from app.usecases.keep_news import keep_news
from app.usecases.pull_people import pull_people
from tests.crashes.deeds import act, deliver, pull
from tests.crashes.dying import kill_at, points_of
from tests.crashes.person import Person
from tests.crashes.promises import drain_only, recover
from tests.jobs.live import LiveDesk
from tests.partners.iso_news_world import envelope
from tests.worlds import Seats, deliveries, money, seats, states

pytestmark = [
    pytest.mark.crashes,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

FIRST = [
    "connector.waiting_people",
    "connector.waiting_people done",
    "commit 1",
    "committed 1",
    "connector.acknowledge",
    "connector.acknowledge done",
    "commit 2",
    "committed 2",
]
SECOND = [
    "commit 3",
    "committed 3",
    "connector.acknowledge",
    "connector.acknowledge done",
    "commit 4",
    "committed 4",
]
PAID = ["commit 1", "committed 1", "wake"]
CANCELLED = [
    "commit 1",
    "committed 1",
    "wake",
    "commit 2",
    "committed 2",
    "stripe.close_checkout",
    "stripe.close_checkout done",
    "commit 3",
    "committed 3",
    "wake",
]


class Hasty:
    """A desk at which everybody is acknowledged as soon as they were given."""

    def __init__(self, inner: PeopleDesk) -> None:
        self._inner = inner
        self.name = inner.name

    def waiting_people(self) -> WaitingPeople | Refused | Unreachable:
        """Ask for those that wait, and say at once that they were kept."""
        waiting = self._inner.waiting_people()
        assert isinstance(waiting, WaitingPeople)
        for number, person in enumerate(waiting.people):
            self._inner.acknowledge(person, code=f"P-{number}")
        return waiting

    def acknowledge(self, person: IncomingPerson, *, code: str) -> Told | Refused | Unreachable:
        """Say that it is done."""
        return Told("done before")


def pull_without_the_guard(parts: Parts, _: str) -> None:
    """Pull where those that wait are acknowledged before they are kept."""
    desk = parts.partners["connector"]
    assert isinstance(desk, PeopleDesk)
    pull_people(parts.sessions, Hasty(desk), clock=parts.clock)


def wait(desk: LiveDesk) -> None:
    """Have two people wait at the Connector."""
    for name in ("Leo", "Mia"):
        fields = {"firstname": name, "lastname": "Marsh", "email": f"{name}@example.org"}
        desk.sandbox.world.connector.waiting.add(fields)


def kept(desk: LiveDesk) -> list[tuple[str, str]]:
    """Return name and code of everybody who is kept."""
    with reading(desk.database) as session:
        return [(p.name, p.code) for p in session.scalars(select(Contact).order_by(Contact.name))]


def acknowledged(desk: LiveDesk) -> list[tuple[str, str]]:
    """Return name and our code of everybody whom the hub knows to be kept."""
    held = desk.sandbox.world.connector.waiting.all()
    return sorted(
        (f"{each['firstname']} {each['lastname']}", each["recordID"])
        for each in held
        if not each["waits"]
    )


def hear(desk: LiveDesk, kind: str, **data: Any) -> None:
    """Keep news about the only registration that ISO holds."""
    [held] = desk.sandbox.world.iso.registrations.all()
    body = json.dumps(envelope(kind, registrationId=held["id"], **data)).encode()
    now = desk.parts.clock()
    keep_news(desk.database, partner="iso", event_id="evt-1", kind=kind, body=body, now=now)


def handled(desk: LiveDesk) -> list[bool]:
    """Return of each notice whether it was acted on."""
    with reading(desk.database) as session:
        return [row.handled_at is not None for row in session.scalars(select(Inbound))]


@pytest.fixture
def known(desk: LiveDesk, ana: Person) -> LiveDesk:
    """Return a desk where Ana holds a place that ISO knows, and has a page to pay on."""
    ana.hold().ask_to_pay()
    deliver(desk.parts, "iso")
    return desk


def paid(desk: LiveDesk) -> None:
    """Have ISO say that it took the money."""
    hear(desk, "payment.completed", paymentId="pay-71", amount=4200.0, currency="NOK")


def test_every_point_of_a_pull_is_killed_at(desk: LiveDesk) -> None:
    wait(desk)
    assert points_of(desk, pull, "") == [*FIRST, *SECOND]
    assert len(acknowledged(desk)) == 2


@pytest.mark.parametrize("point", [*FIRST, *(each for each in SECOND if each not in FIRST)])
def test_killed_while_people_are_fetched_nobody_is_lost_and_nobody_is_here_twice(
    desk: LiveDesk, point: str
) -> None:
    wait(desk)
    kill_at(desk, pull, "", point=point)
    recover(desk)
    assert [name for name, _ in kept(desk)] == ["Leo Marsh", "Mia Marsh"]
    assert acknowledged(desk) == kept(desk)


def test_where_people_are_acknowledged_before_they_are_kept_a_kill_loses_them(
    desk: LiveDesk,
) -> None:
    """The negative control of the order: keep, then acknowledge."""
    wait(desk)
    kill_at(desk, pull_without_the_guard, "", point="commit 1")
    recover(desk)
    assert kept(desk) == []
    assert len(acknowledged(desk)) == 2


def test_every_point_of_acting_on_news_is_killed_at(known: LiveDesk) -> None:
    paid(known)
    assert points_of(known, act, "") == PAID


@pytest.mark.parametrize("point", PAID)
def test_killed_while_isos_money_is_written_down(known: LiveDesk, point: str) -> None:
    paid(known)
    kill_at(known, act, "", point=point)
    recover(known)
    assert handled(known) == [True]
    assert states(known.database) == ["confirmed"]
    assert money(known.database).paid == 420000
    assert deliveries(known.database, "iso") == [
        ("registration.held", "delivered"),
        ("registration.confirmed", "delivered"),
    ]


def test_every_point_of_cancelling_at_isos_word_is_killed_at(known: LiveDesk) -> None:
    hear(known, "registration.cancelled")
    assert points_of(known, act, "") == CANCELLED


# Woken twice: where it is to be given back, and once it was.
@pytest.mark.parametrize("point", CANCELLED[:-1])
def test_killed_while_a_place_is_cancelled_at_isos_word(known: LiveDesk, point: str) -> None:
    hear(known, "registration.cancelled")
    kill_at(known, act, "", point=point)
    recover(known)
    # It is taken once more when the place was given back.
    recover(known)
    assert handled(known) == [True]
    assert states(known.database) == ["cancelled"]
    assert seats(known.database) == Seats(0, 0, 0)
    letters = [each["subject"] for each in known.sandbox.world.holdings()["mail"]]
    assert letters.count("Cancelled: First aid") == 1
    assert deliveries(known.database, "iso") == [
        ("registration.held", "delivered"),
        ("registration.cancelled", "delivered"),
    ]


def test_without_the_chore_that_acts_on_news_it_waits_for_ever(known: LiveDesk) -> None:
    """The negative control of the way back."""
    paid(known)
    kill_at(known, act, "", point="commit 1")
    drain_only(known)
    assert handled(known) == [False]
    assert states(known.database) == ["held"]
