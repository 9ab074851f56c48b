"""The dials: each way to fail, for how many calls, where, and that it mends."""

from typing import Any

import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox import callers
from tests.sandbox.callers import CONNECTOR, Connector, Iso, Trainingportal, person


def turn(http: httpx.Client, partner: str, **dial: Any) -> httpx.Response:
    """Turn a partner's dials."""
    return http.post(f"/control/dials/{partner}", json=dial)


def users(http: httpx.Client) -> int:
    """Return how many users the Connector holds."""
    return len(http.get("/control/holdings").json()["connector"]["users"])


def test_429_carries_retry_after_when_set(iso: Iso) -> None:
    turn(iso.http, "iso", mode="429", retry_after=17)
    answer = iso.http.get("/iso/api/v1/programs")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "17")
    assert answer.json()["error"]["code"] == "RATE_LIMITED"
    turn(iso.http, "iso", mode="429")
    assert "Retry-After" not in iso.http.get("/iso/api/v1/programs").headers


def test_a_fault_for_some_calls_mends_itself(connector: Connector) -> None:
    turn(connector.http, "connector", mode="500", times=2)
    statuses = [connector.save("/user", person("p-1")).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert connector.http.get("/control/dials").json()["connector"]["mode"] == "ok"


def test_a_fault_can_be_kept_to_one_call(iso: Iso) -> None:
    turn(iso.http, "iso", mode="500", call="registrations", times=1)
    bearer = iso.bearer()
    assert iso.http.get("/iso/api/v1/programs", headers=bearer).status_code == 200
    assert iso.register("key-1").status_code == 500


def test_one_partner_broken_leaves_the_others_well(http: httpx.Client) -> None:
    turn(http, "iso", mode="down")
    assert Connector(http).save("/user", person("p-1")).status_code == 200
    assert Trainingportal(http).call("/courses/get").status_code == 200


@pytest.mark.parametrize(
    ("partner", "dial", "named"),
    [
        ("saypro", {"mode": "ok"}, "saypro"),
        ("iso", {"mode": "broken"}, "mode"),
        ("iso", {"seconds": 2}, "mode"),
        ("iso", {"mode": "slow", "seconds": "long"}, "seconds"),
        ("iso", {"mode": "slow", "seconds": -1}, "seconds"),
        ("iso", {"mode": "slow", "seconds": float("1e99")}, "seconds"),
        ("iso", {"error_status": 400}, "error_status"),
        ("iso", {"strict_programs": "perhaps"}, "strict_programs"),
        ("connector", {"namespaces": "sometimes"}, "namespaces"),
        ("trainingportal", {"error_status": 418}, "error_status"),
        ("mail", {"mode": "html"}, "mode"),
    ],
)
def test_a_dial_that_cannot_be_set_so_is_named(
    http: httpx.Client, partner: str, dial: dict[str, Any], named: str
) -> None:
    before = http.get("/control/dials").json()
    answer = turn(http, partner, **dial)
    assert answer.status_code == 400
    assert named in answer.json()["error"]
    assert http.get("/control/dials").json() == before


def test_the_log_names_the_fault_and_the_call_that_met_it(connector: Connector) -> None:
    turn(connector.http, "connector", mode="lost", times=1)
    with pytest.raises(httpx.TransportError):
        connector.save("/user", person("p-1"))
    (call,) = connector.http.get("/control/calls/connector").json()
    assert (call["fault"], call["key"], call["verdict"]) == ("lost", "p-1", "INFO saved")
    assert call["template"] == f"{CONNECTOR}/user"


def test_stopping_does_not_wait_for_a_slow_answer() -> None:
    running = Sandbox()
    running.start()
    with callers.client(running.url) as http:
        turn(http, "iso", mode="slow", seconds=3600)
        with pytest.raises(httpx.ReadTimeout):
            http.get("/iso/api/v1/programs", timeout=0.05)
    running.stop()
