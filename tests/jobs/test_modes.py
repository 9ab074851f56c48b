"""Woken over Redis or found by the sweep alone: one code path, so the same story everywhere.

The whole journey goes through the real site, the real worker process and real partners' dialects.
"""

from datetime import UTC, datetime

import pytest

from tests.jobs.conftest import Start
from tests.jobs.journey import PRIVATE, held_outside, pay, register_two
from tests.jobs.live import LiveDesk
from tests.worlds import CLASS, Seats, add_class, deliveries, money, seats, states

REQUEST = "feedbeef01234567"
INGRID = "ingrid.solheim@example.org"
RECEIPT = f"{datetime.now(UTC).year}-00001.pdf"
AFTERWARDS = {
    "iso": [
        [CLASS, "Ingrid Solheim", INGRID, "+4740612345", ["pending", "confirmed"]],
        [CLASS, "Per Vik", "per@example.org", "+442079460958", ["pending", "confirmed"]],
    ],
    "connector": [
        [INGRID, "Ingrid", "Solheim", "+4740612345", ["PROSPECT", "MEMBER"]],
        ["per@example.org", "Per", "Vik", "+442079460958", ["PROSPECT", "MEMBER"]],
    ],
    "trainingportal": [["FIRST-AID", CLASS, 10, {"currency": "NOK", "amount": 4200.0}]],
    "mail": [
        [[INGRID], "Your places are held: First aid", []],
        [["per@example.org"], "You have a place: First aid", [f"{CLASS}.ics"]],
        [[INGRID], "Confirmed: First aid", [f"{CLASS}.ics", RECEIPT]],
    ],
    "stripe": [[840000, "nok", "paid"]],
}


@pytest.mark.parametrize("mode", ["woken", "swept"])
def test_the_same_journey_ends_with_the_same_holdings_with_redis_and_without(
    live: LiveDesk, start_worker: Start, mode: str
) -> None:
    add_class(live.database)
    if mode == "swept":
        live.lose_redis()
    worker = start_worker(live.environment)
    ingrid = live.visitor(*PRIVATE)
    register_two(ingrid, request_id=REQUEST)
    live.drained()
    pay(live, ingrid)
    live.drained()

    assert held_outside(live.sandbox) == AFTERWARDS
    assert states(live.database) == ["confirmed", "confirmed"]
    assert seats(live.database) == Seats(2, 2, 2)
    assert money(live.database).paid == 840000
    for destination in ("iso", "connector", "trainingportal", "mail"):
        assert {state for _, state in deliveries(live.database, destination)} == {"delivered"}
    assert bool(worker.lines("queue down")) == (mode == "swept")
    assert worker.end() == 0

    # Nobody's request: the worker asks the Connector for people by itself.
    followed = [*worker.lines("delivery"), *worker.lines("called out")]
    followed = [line for line in followed if line.get("key") != "pull"]
    assert {line["request_id"] for line in followed} == {REQUEST}
    assert {line["destination"] for line in worker.lines("delivery")} == set(live.parts.partners)
    assert [word for word in PRIVATE if word.lower() in worker.said().lower()] == []
