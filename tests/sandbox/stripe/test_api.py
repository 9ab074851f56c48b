"""The API's manners: keys, versions, errors, idempotency, and its faults on demand."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import stripe
from flask import Flask

from tests.sandbox.stripe.conftest import KEY, Desk, client, until
from tests.stripe_shapes import check_response

AUTH = {"Authorization": f"Bearer {KEY}"}


def test_a_wrong_or_missing_key_is_unauthorised(desk: Desk) -> None:
    with pytest.raises(stripe.AuthenticationError) as refused:
        client(desk.url, "sk_test_somebody_elses_key").v1.balance.retrieve()
    assert refused.value.http_status == 401
    assert "somebody" not in str(refused.value)
    bare = desk.web.get("/v1/balance")
    assert bare.status_code == 401
    assert bare.json()["error"]["type"] == "invalid_request_error"


def test_basic_authentication_is_taken_too(desk: Desk) -> None:
    assert desk.web.get("/v1/balance", auth=(KEY, "")).status_code == 200


def test_every_answer_has_a_request_id_and_the_version(desk: Desk) -> None:
    good = desk.api.v1.balance.retrieve()
    assert good.last_response is not None
    assert (good.last_response.request_id or "").startswith("req_")
    assert good.last_response.headers["Stripe-Version"] == stripe.api_version
    bad = desk.web.get("/v1/charges/ch_none", headers=AUTH)
    assert bad.headers["Request-Id"].startswith("req_")
    assert bad.json()["error"]["code"] == "resource_missing"


def test_another_version_is_refused(desk: Desk) -> None:
    other = AUTH | {"Stripe-Version": "2020-08-27"}
    answer = desk.web.get("/v1/balance", headers=other)
    assert (answer.status_code, answer.headers["Stripe-Version"]) == (400, "2020-08-27")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/nothing"), ("PUT", "/v1/refunds"), ("DELETE", "/v1/charges/ch_1")],
)
def test_unknown_addresses_are_stripes_404(desk: Desk, method: str, path: str) -> None:
    answer = desk.web.request(method, path, headers=AUTH)
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_json_bodies_are_refused(desk: Desk) -> None:
    answer = desk.web.post("/v1/customers", headers=AUTH, json={"name": "Kari"})
    assert answer.status_code == 400
    assert "x-www-form-urlencoded" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ("name=a&name=b", "name"),
        ("address=x&address[city]=y", "address[city]"),
        ("[x]=1", "[x]"),
        ("address=x", "address"),
        ("name=", "name"),
        ("preferred_locales[a]=nb", "preferred_locales"),
        ("metadata=x", "metadata"),
        ("name=" + "x" * 5001, "name"),
        ("tax_exempt=maybe", "tax_exempt"),
    ],
)
def test_malformed_parameters_are_refused_by_name(desk: Desk, body: str, param: str) -> None:
    headers = AUTH | {"Content-Type": "application/x-www-form-urlencoded"}
    answer = desk.web.post("/v1/customers", headers=headers, content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_the_same_key_and_parameters_give_the_same_answer_once(desk: Desk) -> None:
    first, second = (
        desk.api.v1.customers.create({"name": "Kari"}, {"idempotency_key": "k1"}) for _ in "ab"
    )
    assert first.id == second.id
    assert len(desk.api.v1.customers.list().data) == 1
    assert first.last_response is not None
    assert second.last_response is not None
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Original-Request"] == first.last_response.request_id


def test_a_declined_card_is_replayed_too(desk: Desk) -> None:
    errors = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as declined:
            desk.api.v1.payment_intents.create(
                {"amount": 5000, "currency": "nok", "confirm": True, "return_url": desk.url,
                 "payment_method": "pm_card_visa_chargeDeclined"},
                {"idempotency_key": "k2"},
            )  # fmt: skip
        errors.append(declined.value)
    assert errors[0].json_body == errors[1].json_body
    assert errors[1].headers is not None
    assert errors[1].headers["Idempotent-Replayed"] == "true"
    assert len(desk.api.v1.charges.list().data) == 1


def test_a_key_used_for_something_else_is_an_idempotency_error(desk: Desk) -> None:
    desk.api.v1.customers.create({"name": "Kari"}, {"idempotency_key": "k3"})
    with pytest.raises(stripe.IdempotencyError) as refused:
        desk.api.v1.customers.create({"name": "Ola"}, {"idempotency_key": "k3"})
    assert refused.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        desk.api.v1.payment_methods.create(
            {"type": "card", "card": {"token": "tok_visa"}}, {"idempotency_key": "k3"}
        )


def test_a_malformed_call_leaves_its_key_free(desk: Desk) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        desk.api.v1.tax_rates.create(
            {"display_name": "", "inclusive": True, "percentage": 25}, {"idempotency_key": "k4"}
        )
    desk.api.v1.tax_rates.create(
        {"display_name": "MVA", "inclusive": True, "percentage": 25}, {"idempotency_key": "k4"}
    )


def test_a_key_is_forgotten_after_a_day(desk: Desk) -> None:
    desk.api.v1.customers.create({"name": "Kari"}, {"idempotency_key": "k5"})
    desk.wind(86401)
    desk.api.v1.customers.create({"name": "Ola"}, {"idempotency_key": "k5"})


def test_a_key_in_use_is_a_conflict(desk: Desk) -> None:
    desk.control("dials", api="slow", calls=1, seconds=5)
    headers = AUTH | {"Idempotency-Key": "k6"}

    def ask() -> httpx.Response:
        return desk.web.post("/v1/customers", headers=headers, data={"name": "Kari"})

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask)
        until(lambda: desk.web.get("/control/stripe/dials").json()["calls"] == 0)
        conflict = until(lambda: next((a for a in [ask()] if a.status_code != 200), None))
        assert conflict is not None
        assert conflict.status_code == 409
        assert conflict.json()["error"]["code"] == "idempotency_key_in_use"
        desk.part.stop()
        assert slow.result().status_code == 200
    assert ask().headers["Idempotent-Replayed"] == "true"


def test_parallel_calls_with_one_key_have_one_effect(desk: Desk) -> None:
    headers = AUTH | {"Idempotency-Key": "k7"}

    def ask(_: int) -> int:
        answer = httpx.post(
            f"{desk.url}/v1/customers", headers=headers, data={"name": "Kari"}, trust_env=False
        )
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(ask, range(16)))
    assert statuses <= {200, 409}
    assert len(desk.api.v1.customers.list().data) == 1


def test_a_failing_api_answers_500_and_does_nothing(desk: Desk) -> None:
    desk.control("dials", api="failing", calls=1)
    with pytest.raises(stripe.APIError) as failed:
        desk.api.v1.customers.create({"name": "Kari"})
    assert failed.value.http_status == 500
    assert desk.api.v1.customers.list().data == []


def test_a_lost_answer_had_its_effect_and_the_key_finds_it(desk: Desk) -> None:
    desk.control("dials", api="lost", calls=1)
    with pytest.raises(stripe.APIConnectionError):
        desk.api.v1.customers.create({"name": "Kari"}, {"idempotency_key": "k8"})
    again = desk.api.v1.customers.create({"name": "Kari"}, {"idempotency_key": "k8"})
    assert [each.id for each in desk.api.v1.customers.list().data] == [again.id]


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(500, "api_error", None), (429, "invalid_request_error", "rate_limit")],
)
def test_faults_carried_out_at_the_door_speak_stripes_language(
    desk: Desk, status: int, kind: str, code: str | None
) -> None:
    with Flask("door").test_request_context("/v1/balance"):
        answer = desk.part.refusal(status, "a dial")
    assert answer.status_code == status
    check_response(answer.get_json())
    error = answer.get_json()["error"]
    assert (error["type"], error.get("code")) == (kind, code)
