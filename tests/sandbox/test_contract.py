"""The claims every stand-in keeps: strict where its partner is, broken as its dial says, honest.

What each of them does in particular is in its own tests. The inbox speaks no HTTP, and has its
dial alone in common with the others.
"""

import smtplib

import httpx
import pytest

from app.sandbox.dials import Mode, modes_of
from app.sandbox.server import Sandbox
from tests.fixtures.ports import wait_until
from tests.sandbox.standins import STANDINS, Manner, StandIn
from tests.sandbox.test_mail import inbox, send

# How often it has its effect although it fails.
KEPT = {
    **dict.fromkeys((Mode.DOWN, Mode.FAILING, Mode.LIMITED, Mode.HTML), 0),
    **dict.fromkeys((Mode.SLOW, Mode.LOST, Mode.RESET, Mode.MALFORMED, Mode.EMPTY), 1),
}
STATUS = {Mode.FAILING: 500, Mode.LIMITED: 429}
SMTP = {Mode.DOWN: 421, Mode.FAILING: 550, Mode.LIMITED: 451}
CUT = {Mode.DOWN, Mode.LOST, Mode.RESET}
BROKEN = [mode for mode in Mode if mode not in (Mode.OK, Mode.SLOW)]
IN_THE_INBOX = [mode for mode in modes_of("mail") if mode in BROKEN]


@pytest.fixture(params=list(STANDINS))
def standin(request: pytest.FixtureRequest) -> StandIn:
    """Give each stand-in in turn."""
    return STANDINS[request.param]


def turn(http: httpx.Client, partner: str, **dial: object) -> None:
    """Turn a dial."""
    http.post(f"/control/dials/{partner}", json=dial).raise_for_status()


def last_call(http: httpx.Client, standin: StandIn) -> dict[str, object]:
    """Return the last call to the deed's address, as the log has it."""
    calls = http.get(f"/control/calls/{standin.partner}").json()
    found: dict[str, object] = calls[-1]
    return found


def test_what_it_was_told_is_held_and_in_the_log(http: httpx.Client, standin: StandIn) -> None:
    assert standin.do(http).is_success
    assert len(standin.held(http)) == 1
    call = last_call(http, standin)
    assert (call["partner"], call["method"], call["fault"]) == (standin.partner, "POST", "")


def test_who_is_not_believed_is_refused_in_its_words(http: httpx.Client, standin: StandIn) -> None:
    answer = standin.do(http, Manner.AS_A_STRANGER)
    assert answer.status_code == standin.stranger
    assert standin.says(answer)
    assert standin.held(http) == []


def test_a_field_nobody_knows_is_passed_over_with_a_warning_or_refused_by_name(
    http: httpx.Client, standin: StandIn
) -> None:
    answer = standin.do(http, Manner.WITH_MORE)
    if standin.warns:
        assert answer.is_success
        (held,) = standin.held(http)
        assert any("ignored" in each for each in held.get("warnings", ["ignored"]))
    else:
        assert answer.status_code == 400
        assert answer.json()["error"]["param"] == "colour"
        assert standin.held(http) == []


def test_another_method_or_address_is_answered_in_its_words(
    http: httpx.Client, standin: StandIn
) -> None:
    shown = standin.request(http).headers
    for method, call, status in (
        ("PATCH", standin.call, standin.away[0]),
        ("POST", f"{standin.call}/nowhere/at/all", standin.away[1]),
    ):
        headers = {name: shown[name] for name in ("Authorization",) if name in shown}
        answer = http.request(method, call, headers=headers)
        assert answer.status_code == status
        assert standin.says(answer)
    assert standin.held(http) == []


@pytest.mark.parametrize("mode", BROKEN)
def test_each_fault_is_as_the_dial_says_and_mends_itself(
    http: httpx.Client, standin: StandIn, mode: Mode
) -> None:
    deed = standin.request(http)
    turn(http, standin.partner, mode=mode, times=1, retry_after=17, call=standin.call)
    if mode in CUT:
        with pytest.raises(httpx.TransportError):
            http.send(deed)
    else:
        answer = http.send(deed)
        assert answer.status_code == STATUS.get(
            mode, 200 if mode != Mode.MALFORMED else answer.status_code
        )
        if mode in STATUS:
            assert standin.says(answer)
        assert answer.headers.get("Retry-After") == ("17" if mode is Mode.LIMITED else None)
    assert len(standin.held(http)) == KEPT[mode]
    assert last_call(http, standin)["fault"] == mode
    assert http.get("/control/dials").json()[standin.partner]["mode"] == "ok"
    assert standin.do(http).is_success or KEPT[mode]
    assert len(standin.held(http)) == 1


@pytest.mark.parametrize("mode", [Mode.MALFORMED, Mode.EMPTY, Mode.HTML])
def test_a_success_that_cannot_be_used_holds_nothing_to_read(
    http: httpx.Client, standin: StandIn, mode: Mode
) -> None:
    deed = standin.request(http)
    turn(http, standin.partner, mode=mode, call=standin.call)
    answer = http.send(deed)
    assert answer.is_success
    assert b"</response>" not in answer.content
    with pytest.raises(ValueError, match=r"codec|delimiter|Expecting|Unterminated|Invalid"):
        answer.json()


def test_a_fault_holds_until_it_is_mended(http: httpx.Client, standin: StandIn) -> None:
    deeds = [standin.request(http) for _ in range(3)]
    turn(http, standin.partner, mode="500")
    assert [http.send(each).status_code for each in deeds] == [500, 500, 500]
    turn(http, standin.partner, mode="ok")
    assert standin.do(http).is_success


def test_a_slow_one_still_works_after_the_caller_has_gone(
    http: httpx.Client, standin: StandIn
) -> None:
    deed = standin.request(http)
    deed.extensions["timeout"] = {**deed.extensions["timeout"], "read": 0.05}
    turn(http, standin.partner, mode="slow", seconds=0.2, call=standin.call)
    with pytest.raises(httpx.ReadTimeout):
        http.send(deed)
    wait_until(lambda: len(standin.held(http)) == 1, what="the effect")


@pytest.mark.parametrize("mode", IN_THE_INBOX)
def test_each_fault_of_the_inbox_is_as_the_dial_says_and_mends_itself(
    sandbox: Sandbox, http: httpx.Client, mode: Mode
) -> None:
    turn(http, "mail", mode=mode, times=1)
    with pytest.raises((smtplib.SMTPException, ConnectionError)) as failed:
        send(sandbox)
    assert getattr(failed.value, "smtp_code", None) == SMTP.get(mode)
    assert len(inbox(http)) == KEPT[mode]
    send(sandbox)
    assert len(inbox(http)) == KEPT[mode] + 1


def test_everything_is_forgotten_at_once(http: httpx.Client, sandbox: Sandbox) -> None:
    for standin in STANDINS.values():
        assert standin.do(http).is_success
    send(sandbox)
    http.post("/control/reset")
    assert [standin.held(http) for standin in STANDINS.values()] == [[]] * len(STANDINS)
    assert inbox(http) == []
