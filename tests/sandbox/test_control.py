"""The control API: holdings, calls, clock, reset, and who may use it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.sandbox.server import PortTaken, Sandbox
from tests.sandbox import callers
from tests.sandbox.callers import Connector, Iso, Trainingportal, person

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_every_partner_has_its_place_in_the_holdings_even_when_empty(http: httpx.Client) -> None:
    held = http.get("/control/holdings").json()
    assert held["iso"]["registrations"] == []
    nobody: dict[str, list[str]] = {"users": [], "staff": [], "lead_sources": [], "waiting": []}
    assert held["connector"] == nobody
    assert held["trainingportal"] == {"classes": [], "bookings": [], "courses": []}
    assert held["mail"] == []
    assert held["stripe"]["checkout.session"] == []


def test_calls_are_kept_in_order_with_template_key_time_and_verdict(http: httpx.Client) -> None:
    iso = Iso(http)
    number = iso.register("key-1").json()["id"]
    iso.change(number, status="completed")
    log = [each for each in http.get("/control/calls/iso").json() if each["key"]]
    told = [(c["method"], c["template"], c["key"], c["status"], c["verdict"]) for c in log]
    base = "/iso/api/v1/registrations"
    assert told == [
        ("POST", base, "key-1", 201, f"created {number}"),
        ("PUT", f"{base}/<number>/status", number, 409,
         "refused: Illegal change of status. pending cannot become completed"),
    ]  # fmt: skip
    assert all(each["at"].endswith("Z") for each in log)


def test_calls_hold_no_name_no_body_and_no_secret(http: httpx.Client) -> None:
    Iso(http).register("key-1")
    Trainingportal(http).add()
    Connector(http).save("/user", person("p-1", email="amara@example.org"))
    for partner in ("iso", "trainingportal", "connector"):
        text = http.get(f"/control/calls/{partner}").text
        for private in ("Noor", "Amara", "example.org", "sandbox-secret", "password"):
            assert private not in text


def test_calls_of_an_unknown_partner_are_404(http: httpx.Client) -> None:
    assert http.get("/control/calls/saypro").status_code == 404


def test_the_clock_goes_forwards_only(http: httpx.Client) -> None:
    before = http.get("/control/clock").json()
    after = http.post("/control/clock", json={"advance": 86400}).json()
    assert after["ahead"] == before["ahead"] + 86400
    assert after["now"] >= before["now"] + 86400
    for wrong in ({"advance": -1}, {"advance": "soon"}, {}, {"advance": 10**12}):
        assert http.post("/control/clock", json=wrong).status_code == 400
    assert http.get("/control/clock").json()["ahead"] == after["ahead"]


def test_reset_forgets_holdings_calls_and_dials_but_not_the_time(http: httpx.Client) -> None:
    Iso(http).register("key-1", programId="prg-310")
    http.post("/control/dials/iso", json={"mode": "down"})
    ahead = http.post("/control/clock", json={"advance": 60}).json()["ahead"]
    http.post("/control/reset")
    held = http.get("/control/holdings").json()["iso"]
    assert held["registrations"] == []
    assert [each["availability"]["available"] for each in held["programs"]] == [13, 64, 0]
    assert http.get("/control/dials").json()["iso"]["mode"] == "ok"
    assert http.get("/control/calls/iso").json() == []
    assert http.get("/control/clock").json()["ahead"] == ahead


def test_a_form_is_answered_with_the_way_back_to_its_panel(http: httpx.Client) -> None:
    answer = http.post("/control/dials/iso", data={"mode": "slow", "seconds": "2", "panel": "iso"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#iso")
    assert http.get("/control/dials").json()["iso"]["mode"] == "slow"


def test_a_form_that_cannot_be_is_answered_with_a_page(http: httpx.Client) -> None:
    answer = http.post("/control/dials/iso", data={"mode": "broken", "panel": "iso"})
    assert answer.status_code == 400
    assert "That cannot be done" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_another_sites_page_cannot_change_anything(http: httpx.Client) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    answer = http.post("/control/reset", headers=elsewhere | FORM)
    assert answer.status_code == 403
    own = {"Origin": str(http.base_url).rstrip("/")}
    assert http.post("/control/reset", headers=own | FORM).status_code == 303


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"'])
def test_a_body_that_is_no_json_object_is_400(http: httpx.Client, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = http.post("/control/clock", content=content, headers=headers)
    assert answer.status_code == 400


def test_a_restart_keeps_what_was_told_the_dials_and_the_time(tmp_path: Path) -> None:
    state = str(tmp_path / "deep" / "sandbox.db")
    first = Sandbox(state=state)
    first.start()
    with callers.client(first.url) as http:
        Iso(http).register("key-1")
        http.post("/control/dials/mail", json={"mode": "down"})
        http.post("/control/clock", json={"advance": 3600})
    first.stop()
    second = Sandbox(state=state)
    second.start()
    with callers.client(second.url) as http:
        held = http.get("/control/holdings").json()["iso"]["registrations"]
        assert [each["idempotencyKey"] for each in held] == ["key-1"]
        assert http.get("/control/dials").json()["mail"]["mode"] == "down"
        assert http.get("/control/clock").json()["ahead"] == 3600
        assert Iso(http).register("key-1").headers["Idempotent-Replayed"] == "true"
    second.stop()


def test_fifty_callers_at_once_are_all_answered(sandbox: Sandbox, http: httpx.Client) -> None:
    def save(number: int) -> int:
        with callers.client(sandbox.url) as own:
            return Connector(own).save("/user", person(f"p-{number}")).status_code

    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(save, range(100)))
    assert statuses == [200] * 100
    assert len(http.get("/control/holdings").json()["connector"]["users"]) == 100


def test_the_same_key_from_many_callers_at_once_is_one_registration(sandbox: Sandbox) -> None:
    def register(_: int) -> str:
        with callers.client(sandbox.url) as own:
            return str(Iso(own).register("key-1").json()["id"])

    with ThreadPoolExecutor(10) as pool:
        numbers = set(pool.map(register, range(20)))
    assert len(numbers) == 1


def test_the_products_address_may_be_set_until_the_start() -> None:
    sandbox = Sandbox()
    assert sandbox.url.startswith("http://127.0.0.1:")
    sandbox.product_url = "http://127.0.0.1:9/"
    with sandbox, callers.client(sandbox.url) as http:
        assert 'href="http://127.0.0.1:9"' in http.get("/").text


def test_a_sandbox_that_never_started_can_be_stopped() -> None:
    sandbox = Sandbox()
    port = sandbox.mail_port
    sandbox.stop()
    Sandbox(mail_port=port).stop()


def test_a_port_that_is_taken_is_said_at_once(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    taken = pytest.raises(PortTaken, match=f"port {port} on 127.0.0.1 is taken")
    with taken:
        Sandbox(port=port)
    with taken:
        Sandbox(mail_port=port)
