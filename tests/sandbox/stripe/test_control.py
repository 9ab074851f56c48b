"""The control API: dials, deeds, and holdings."""

from typing import Any

import pytest

from tests.sandbox.stripe.conftest import Desk


@pytest.mark.parametrize(
    ("dials", "named"),
    [
        ({"speed": 1}, "speed"),
        ({"paused": "perhaps"}, "paused"),
        ({"paused": 1}, "paused"),
        ({"duplicate": -1}, "duplicate"),
        ({"duplicate": 1.5}, "duplicate"),
        ({"api": "broken"}, "api"),
        ({"retry_after": [-1]}, "retry_after"),
        ({"retry_after": "1"}, "retry_after"),
        ({"seconds": True}, "seconds"),
    ],
)
def test_a_dial_set_wrongly_is_refused_by_name(
    desk: Desk, dials: dict[str, Any], named: str
) -> None:
    answer = desk.web.post("/control/stripe/dials", json=dials)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{named}:")


def test_dials_are_kept_and_mended(desk: Desk) -> None:
    desk.control("dials", duplicate=2)
    assert desk.control("dials", dropped=-1)["duplicate"] == 2
    assert desk.web.delete("/control/stripe/dials").json()["duplicate"] == 0


def test_a_plain_form_may_turn_dials_and_go_back(desk: Desk) -> None:
    form = {"paused": "on", "duplicate": "3", "delayed": "1.5", "back": "/"}
    answer = desk.web.post("/control/stripe/dials", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    stand = desk.web.get("/control/stripe/dials").json()
    assert (stand["paused"], stand["duplicate"], stand["delayed"]) == (True, 3, 1.5)
    away = desk.web.post("/control/stripe/dials", data={"back": "//elsewhere.example"})
    assert away.status_code == 200
    assert desk.web.post("/control/stripe/dials", data={"duplicate": "x"}).status_code == 400


def test_a_session_can_be_paid_without_a_browser(desk: Desk) -> None:
    paid = desk.control(f"sessions/{desk.session().id}/pay")
    assert (paid["status"], paid["payment_status"]) == ("complete", "paid")
    declined = desk.control(f"sessions/{desk.session().id}/pay", card="4000000000000002")
    assert declined["status"] == "open"
    secure = desk.control(
        f"sessions/{desk.session().id}/pay", card="4000002500003155", authentication="complete"
    )
    assert secure["payment_status"] == "paid"
    debit = desk.control(f"sessions/{desk.session().id}/pay", iban="AT611904300234573201")
    assert debit["payment_status"] == "unpaid"
    settled = desk.control(f"intents/{debit['payment_intent']}/settle", status="failed")
    assert settled["status"] == "requires_payment_method"


def test_deeds_that_make_no_sense_are_refused(desk: Desk) -> None:
    paid = desk.paid()
    for path, given in (
        (f"sessions/{paid.id}/pay", {}),
        (f"sessions/{paid.id}/expire", {}),
        (f"sessions/{desk.session().id}/pay", {"card": "4242"}),
        (f"intents/{paid.payment_intent}/settle", {"status": "succeeded"}),
        ("disputes/du_none/end", {"status": "won"}),
        ("events/evt_none/resend", {}),
    ):
        answer = desk.web.post(f"/control/stripe/{path}", json=given)
        assert answer.status_code in (400, 404), path
        assert answer.json()["error"]["message"]


def test_holdings_show_what_the_product_may_look_at(desk: Desk) -> None:
    paid = desk.paid()
    held = {(each["kind"], each["status"]) for each in desk.part.holdings()}
    assert held == {("checkout.session", "complete"), ("payment_intent", "succeeded")}
    (session,) = [each for each in desk.part.holdings() if each["id"] == paid.id]
    assert (session["amount"], session["currency"], session["reference"]) == (420000, "nok", "A1")
    assert len(desk.web.get("/control/stripe/events").json()) == 4
