"""Killed at every step of every kind of telling: one effect, or *unknown* where nobody could tell.

Each has a wire path of its own; what differs by database is in test_deliver.py. Several calls
make one telling here, and each gap between them is a step as well.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from app.domain.contract import Partner
from app.sandbox.server import Sandbox
from app.store.database import Database
from tests.crashes.careless import Careless
from tests.crashes.deeds import deliver_one
from tests.crashes.dying import every_point_of, kill_at
from tests.crashes.promises import recover, retry_unknown, skip_unknown
from tests.crashes.tellings import BLIND, CALLS, DONE, Workload, done
from tests.jobs.live import LiveDesk, environment

pytestmark = [
    pytest.mark.crashes,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

POINTS = ["commit 1", "committed 1", "tell", "tell done", "commit 2", "committed 2"]
BETWEEN = ["called 1", "called 2"]
IN_HAND = {"committed 1", "tell", *BETWEEN, "tell done", "commit 2"}
ARRIVED = {"tell done", "commit 2", "committed 2"}
CERTIFICATE = "trainingportal is sent a certificate"


@pytest.fixture
def work(
    sandbox: Sandbox, database: Database, database_url: str, queue_url: str, tmp_path: Path
) -> Iterator[Workload]:
    """Return a desk that writes no letters and has one telling of each kind to do."""
    given = environment(
        sandbox,
        database_url=database_url,
        queue_url=queue_url,
        instance=tmp_path / "instance",
        TRAININGPORTAL_CONFIRMED="cancel,upload",
        WEBHOOK_URL=f"{sandbox.url}/iso/events",
        WEBHOOK_SECRET="webhook-sandbox",
    )
    del given["MAIL_URL"]
    with closing(LiveDesk(given, database, sandbox)) as desk:
        yield Workload(desk)


def at(point: str, about: str) -> str:
    """Return the point's whole name for a delivery."""
    return point if point.startswith("commit") else f"{about.split()[0]}.{point}"


def kill(work: Workload, point: str) -> set[str]:
    """Kill every telling that comes by the point there, and return which did."""
    killed = {name for name, calls in CALLS.items() if point not in BETWEEN[calls - 1 :]}
    for name in killed:
        about = work.about[name]
        kill_at(work.desk, deliver_one, about, point=at(point, about))
    return killed


def careless(work: Workload, destination: str) -> None:
    """Have a destination taken for one that knows a repeat of anything."""
    partners = work.desk.parts.partners
    guarded = cast(Partner, Careless(partners[destination]))
    work.desk.parts = replace(work.desk.parts, partners={**partners, destination: guarded})


def created(work: Workload) -> int:
    """Return how often ISO was asked to create a registration."""
    calls = work.desk.sandbox.world.calls.of("iso")
    return sum(each["template"].endswith("/registrations") for each in calls)


def test_every_step_of_every_telling_is_killed_at(work: Workload) -> None:
    assert set(work.about) == set(CALLS)
    assert set(work.states().values()) == {"due"}
    for name, about in work.about.items():
        called = [f"called {number}" for number in range(1, CALLS[name] + 1)]
        wanted = [at(point, about) for point in (*POINTS[:3], *called, *POINTS[3:])]
        assert every_point_of(work.desk, deliver_one, about) == wanted
    recover(work.desk)
    assert done(work) == DONE


@pytest.mark.parametrize("point", [*POINTS, *BETWEEN])
def test_killed_there_it_has_one_effect_or_says_that_nobody_knows(
    work: Workload, point: str
) -> None:
    killed = kill(work, point)
    recover(work.desk)
    nobody_knows = killed & BLIND if point in IN_HAND else set()
    assert {name for name, state in work.states().items() if state == "unknown"} == nobody_knows
    assert set(work.states().values()) <= {"delivered", "unknown"}

    # A person looks whether the certificate is there; ISO is told again under the same key.
    if point in ARRIVED:
        skip_unknown(work.desk, "trainingportal")
    retry_unknown(work.desk)
    assert done(work) == DONE


def test_where_a_repeat_is_taken_for_harmless_a_document_is_attached_twice(
    work: Workload,
) -> None:
    """The negative control of *unknown*, where the partner cannot tell."""
    about = work.about[CERTIFICATE]
    kill_at(work.desk, deliver_one, about, point=at("tell done", about))
    careless(work, "trainingportal")
    recover(work.desk)
    assert ("Ida", "COMPLETED", 2) in done(work)["bookings"]


def test_where_a_repeat_is_taken_for_harmless_iso_is_asked_to_create_twice(
    work: Workload,
) -> None:
    """The negative control of asking what the destination knows: its key alone saves us then."""
    about = work.about["iso creates, then changes the status"]
    before = created(work)
    kill_at(work.desk, deliver_one, about, point=at("called 2", about))
    assert created(work) == before + 1
    careless(work, "iso")
    recover(work.desk)
    assert set(work.states().values()) == {"delivered"}
    # Ida and Ulf are created there meanwhile.
    assert created(work) == before + 2 + 2
