"""Killed while destinations are told of a hold: nothing is lost, nothing takes effect twice unseen.

Told twice has the effect of once at the Connector and Trainingportal; whether a registration was
created at ISO or a letter arrived nobody knows, and it says so. Not here: the other kinds of
telling (test_each_telling.py).
"""

from dataclasses import replace
from typing import cast

import pytest

from app.domain.contract import Partner
from tests.crashes.careless import Careless
from tests.crashes.deeds import deliver
from tests.crashes.dying import kill_at, points_of
from tests.crashes.person import Person
from tests.crashes.promises import check, drain_only, recover, retry_unknown, skip_unknown
from tests.jobs.journey import held_outside
from tests.jobs.live import LiveDesk
from tests.worlds import CLASS, deliveries

pytestmark = pytest.mark.crashes

DESTINATIONS = ("iso", "connector", "trainingportal", "mail")
POINTS = ["commit 1", "committed 1", "tell", "tell done", "commit 2", "committed 2"]
IN_HAND = ["committed 1", "tell", "tell done", "commit 2"]
ARRIVED = ["tell done", "commit 2", "committed 2"]


def at(point: str, destination: str) -> str:
    """Return the point's whole name for a destination."""
    return f"{destination}.{point}" if point.startswith("tell") else point


def kill_everywhere(desk: LiveDesk, point: str) -> None:
    """Kill the telling of every destination at the same point."""
    for destination in DESTINATIONS:
        kill_at(desk, deliver, destination, point=at(point, destination))


def states_at(desk: LiveDesk, destination: str) -> list[str]:
    """Return the states of a destination's deliveries, oldest first."""
    return [state for _, state in deliveries(desk.database, destination)]


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_every_point_of_a_telling_is_killed_at(
    desk: LiveDesk, ana: Person, destination: str
) -> None:
    ana.hold()
    wanted = [at(point, destination) for point in POINTS]
    assert points_of(desk, deliver, destination) == wanted


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_a_hold_is_told(desk: LiveDesk, ana: Person, point: str) -> None:
    ana.hold()
    kill_everywhere(desk, point)
    recover(desk)
    nobody_knows = ["unknown"] if point in IN_HAND else ["delivered"]
    assert {destination: states_at(desk, destination) for destination in DESTINATIONS} == {
        "iso": nobody_knows,
        "connector": ["delivered"],
        "trainingportal": ["delivered"],
        "mail": nobody_knows,
    }
    check(desk)

    # A person looks whether the letter is there; ISO is told again under the same key.
    if point in IN_HAND and point in ARRIVED:
        skip_unknown(desk, "mail")
    retry_unknown(desk)
    assert held_outside(desk.sandbox) == {
        "iso": [[CLASS, "Ana Lind", "ana@example.org", "+4722123456", ["pending"]]],
        "connector": [["ana@example.org", "Ana", "Lind", "+4722123456", ["PROSPECT"]]],
        "trainingportal": [["FIRST-AID", CLASS, 11, {"currency": "NOK", "amount": 4200.0}]],
        "mail": [[["ana@example.org"], "Your place is held: First aid", []]],
        "stripe": [],
    }
    check(desk)


def test_what_comes_later_waits_while_an_earlier_telling_is_unknown(
    desk: LiveDesk, ana: Person
) -> None:
    ana.hold().ask_to_pay()
    kill_at(desk, deliver, "iso", point="iso.tell done")
    ana.pay().heard()
    recover(desk)
    assert states_at(desk, "iso") == ["unknown", "due"]
    retry_unknown(desk)
    assert states_at(desk, "iso") == ["delivered", "delivered"]
    check(desk)


def test_without_the_chore_that_sees_what_lapsed_it_stays_in_flight_for_ever(
    desk: LiveDesk, ana: Person
) -> None:
    """The negative control of the lease."""
    ana.hold()
    kill_everywhere(desk, "tell done")
    drain_only(desk)
    for destination in DESTINATIONS:
        assert states_at(desk, destination) == ["in_flight"]


def test_where_a_repeat_is_taken_for_harmless_the_letter_comes_twice(
    desk: LiveDesk, ana: Person
) -> None:
    """The negative control of *unknown*."""
    ana.hold()
    kill_at(desk, deliver, "mail", point="mail.tell done")
    mail = cast(Partner, Careless(desk.parts.partners["mail"]))
    desk.parts = replace(desk.parts, partners={**desk.parts.partners, "mail": mail})
    recover(desk)
    assert len(desk.sandbox.world.holdings()["mail"]) == 2
