"""The real worker, killed (-9) between telling and recording: nothing is lost, nor hidden."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.crashes.person import Person
from tests.crashes.promises import check, recover, retry_unknown, skip_unknown
from tests.crashes.relay import Relay
from tests.fixtures.ports import wait_until
from tests.jobs.conftest import Start
from tests.jobs.journey import held_outside
from tests.jobs.live import PATIENCE, LiveDesk
from tests.worlds import CLASS, deliveries

pytestmark = pytest.mark.crashes

# What each says when it has done what it was asked.
DONE = {
    "iso": b" 201 ",
    "connector": b" 200 ",
    "trainingportal": b" 200 ",
    "mail": b"250 2.0.0 Kept",
}


def through(desk: LiveDesk, relays: dict[str, Relay]) -> dict[str, str]:
    """Return the worker's settings, in which everybody outside is reached through a relay."""
    settings = {
        "ISO_BASE_URL": f"http://127.0.0.1:{relays['iso'].port}/iso",
        "MAIL_URL": f"smtp://127.0.0.1:{relays['mail'].port}",
        # Else the answer that is kept back might be the one to asking for people.
        "CONNECTOR_PULL": "no",
    }
    for name in ("CONNECTOR", "TRAININGPORTAL"):
        usual = desk.environment[f"{name}_BASE_URL"]
        relay = relays[name.lower()]
        settings[f"{name}_BASE_URL"] = usual.replace(
            desk.sandbox.url, f"http://127.0.0.1:{relay.port}"
        )
    return desk.environment | settings


def states_of(desk: LiveDesk) -> dict[str, list[str]]:
    """Return the deliveries' states by destination."""
    return {name: [state for _, state in deliveries(desk.database, name)] for name in DONE}


def test_a_worker_killed_between_telling_and_recording_loses_nothing(
    desk: LiveDesk, ana: Person, start_worker: Start
) -> None:
    http = int(desk.sandbox.url.rpartition(":")[2])
    with ExitStack() as stack:
        relays = {
            name: stack.enter_context(
                Relay(desk.sandbox.mail_port if name == "mail" else http, until=words)
            )
            for name, words in DONE.items()
        }
        worker = start_worker(through(desk, relays))
        ana.hold()
        for name, relay in relays.items():
            wait_until(relay.kept_back.is_set, within=PATIENCE, what=f"the telling of {name}")
        worker.kill()
    assert states_of(desk) == {name: ["in_flight"] for name in DONE}
    arrived = held_outside(desk.sandbox)
    assert [len(held) for held in arrived.values() if isinstance(held, list)] == [1, 1, 1, 1, 0]

    recover(desk)
    assert states_of(desk) == {
        "iso": ["unknown"],
        "connector": ["delivered"],
        "trainingportal": ["delivered"],
        "mail": ["unknown"],
    }
    skip_unknown(desk, "mail")
    retry_unknown(desk)
    assert states_of(desk) == {name: ["delivered"] for name in DONE} | {"mail": ["skipped"]}
    assert held_outside(desk.sandbox) == arrived, "nothing took effect twice"
    check(desk)

    # Whoever registers next finds a worker that works.
    desk.ahead = timedelta()
    start_worker(desk.environment)
    ana.ask_to_pay().pay().heard()
    wait_until(lambda: states_of(desk)["iso"] == ["delivered"] * 2, within=PATIENCE, what="ISO")
    assert held_outside(desk.sandbox)["iso"] == [
        [CLASS, "Ana Lind", "ana@example.org", "+4722123456", ["pending", "confirmed"]]
    ]
