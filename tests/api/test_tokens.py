"""Tokens: whoever proves that it is a client gets one, for a while, for what it may do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.client import digest
from app.store.client import AccessToken, Client, ClientSecret
from app.store.database import reading
from app.usecases.revoke_client import revoke_client
from app.usecases.rotate_client import rotate_client
from tests.api.caller import PROGRAMS, Caller
from tests.usecases.shop import Shop
from tests.watching import WatchedResponse, WatchingClient

GRANT = {"grant_type": "client_credentials"}
BY_POST = ("client_secret_post", "client_secret_basic")


def ask(
    caller: Caller, secret: str, how: str = "client_secret_post", **form: str
) -> WatchedResponse:
    """Ask for a token with a secret, in one of the two ways."""
    who = caller.credentials.client_id
    if how == "client_secret_basic":
        return caller.token(auth=(who, secret), data={**GRANT, **form})
    return caller.token(data={**GRANT, "client_id": who, "client_secret": secret, **form})


@pytest.mark.parametrize("how", BY_POST)
def test_S1_a_client_gets_a_token_in_either_way(iso: Caller, how: str) -> None:
    answer = ask(iso, iso.credentials.secret, how)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.get_json()
    assert (found["token_type"], found["expires_in"]) == ("Bearer", 3600)
    assert found["scope"] == "programs.read registrations.read registrations.write"


def test_a_client_is_granted_what_it_has_of_what_it_asks_for(
    site: WatchingClient, shop: Shop
) -> None:
    caller = Caller(site, shop, "programs.read", "registrations.write")
    answer = caller.sign_in(scope="programs.read programs.write")
    assert answer.get_json()["scope"] == "programs.read"
    for scope in ("programs.write", "everything"):
        answer = ask(caller, caller.credentials.secret, scope=scope)
        assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize("how", BY_POST)
@pytest.mark.parametrize("secret", ["wrong", "é", "\0", "x" * 3000])
def test_a_wrong_secret_gets_nothing(iso: Caller, how: str, secret: str) -> None:
    answer = ask(iso, secret, how)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_a_client_that_is_not_there_is_told_the_same(iso: Caller) -> None:
    wrong = ask(iso, "wrong").get_json()
    for client_id in ("C-NOBOD-NOBOD", "a\0b", "\u202e", "x" * 3000):
        answer = iso.token(data={**GRANT, "client_id": client_id, "client_secret": "wrong"})
        assert (answer.status_code, answer.get_json()) == (401, wrong)


def test_a_wrong_secret_takes_the_same_steps_as_one_of_nobody(iso: Caller) -> None:
    wrong = {**GRANT, "client_secret": "wrong"}
    known = iso.token(data={**wrong, "client_id": iso.credentials.client_id})
    nobody = iso.token(data={**wrong, "client_id": "C-NOBOD-NOBOD"})
    assert known.statements == nobody.statements
    assert known.headers["Content-Length"] == nobody.headers["Content-Length"]


@pytest.mark.parametrize("header", ["Basic", "Basic !!", "Basic //79", "Basic AA==", "Bearer x"])
def test_credentials_that_cannot_be_read_are_none(iso: Caller, header: str) -> None:
    answer = iso.token(data=GRANT, headers={"Authorization": header})
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


def test_a_secret_in_the_address_is_not_looked_at(iso: Caller) -> None:
    given = {**GRANT, "client_id": iso.credentials.client_id, "client_secret": "x"}
    answer = iso.token(query_string=given, data={"grant_type": "client_credentials"})
    assert answer.status_code == 401


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", ""])
def test_there_is_no_other_grant(iso: Caller, grant: str) -> None:
    answer = ask(iso, iso.credentials.secret, grant_type=grant)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("name", ["grant_type", "client_id", "client_secret", "scope", "more"])
def test_a_parameter_that_is_given_twice_is_refused(iso: Caller, name: str) -> None:
    who = {"client_id": iso.credentials.client_id, "client_secret": iso.credentials.secret}
    once = {**GRANT, **who, "scope": "programs.read", "more": "x"}
    assert iso.token(data=once).status_code == 200
    answer = iso.token(data={**once, name: [once[name]] * 2})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    assert answer.headers["Cache-Control"] == "no-store"
    other = iso.token(data={**once, name: [once[name], "another"]})
    assert (other.status_code, other.get_json()["error"]) == (400, "invalid_request")


def test_other_than_a_form_is_not_read(iso: Caller) -> None:
    assert iso.token(json=GRANT).status_code == 415
    answer = iso.token(data={**GRANT, "more": "x" * 10_000})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "INVALID_REQUEST")


def test_tokens_are_asked_for_by_post_alone(iso: Caller) -> None:
    answer = iso.call("GET", "/oauth/token")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_secrets_and_tokens_are_kept_as_digests(iso: Caller, shop: Shop) -> None:
    token = iso.headers["Authorization"].removeprefix("Bearer ")
    with reading(shop.sessions) as session:
        assert session.scalars(select(AccessToken.digest)).all() == [digest(token)]
        assert session.scalars(select(ClientSecret.digest)).all() == [
            digest(iso.credentials.secret)
        ]


def test_a_token_ends_and_the_client_gets_another(iso: Caller, shop: Shop) -> None:
    shop.later(minutes=59)
    assert iso.get(PROGRAMS).status_code == 200
    shop.later(minutes=1)
    answer = iso.get(PROGRAMS)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    iso.sign_in()
    assert iso.get(PROGRAMS).status_code == 200
    with reading(shop.sessions) as session:
        assert len(session.scalars(select(AccessToken)).all()) == 1


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic x", "Bearer é", "Bearer " + "x" * 5000]
)
def test_without_a_good_token_nothing_is_shown(iso: Caller, header: str | None) -> None:
    iso.headers = {} if header is None else {"Authorization": header}
    for method, address in (
        ("GET", PROGRAMS),
        ("GET", f"{PROGRAMS}/x"),
        ("POST", "/api/v1/registrations"),
        ("GET", "/api/v1/registrations/x"),
        ("PUT", "/api/v1/registrations/x/status"),
    ):
        answer = iso.call(method, address)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_client_is_out_at_once(iso: Caller, shop: Shop) -> None:
    revoke_client(shop.sessions, name="iso", now=shop.now)
    assert iso.get(PROGRAMS).status_code == 401
    assert ask(iso, iso.credentials.secret).status_code == 401


def test_a_secret_is_rotated_without_a_moment_in_which_none_works(iso: Caller, shop: Shop) -> None:
    old = iso.credentials.secret
    new = rotate_client(shop.sessions, name="iso", now=shop.now).secret
    assert iso.get(PROGRAMS).status_code == 200
    assert [ask(iso, each).status_code for each in (old, new)] == [200, 200]
    shop.later(days=7)
    assert [ask(iso, each).status_code for each in (old, new)] == [401, 200]


def test_only_the_two_newest_secrets_are_live(iso: Caller, shop: Shop) -> None:
    secrets = [iso.credentials.secret]
    secrets += [
        rotate_client(shop.sessions, name="iso", now=shop.later(minutes=1)).secret for _ in range(2)
    ]
    assert [ask(iso, each).status_code for each in secrets] == [401, 200, 200]


def test_it_is_kept_when_a_client_was_used_last(iso: Caller, shop: Shop) -> None:
    at = shop.later(minutes=5)
    iso.sign_in()
    shop.later(minutes=5)
    with reading(shop.sessions) as session:
        assert session.scalars(select(Client.last_used_at)).all() == [at]


def test_guessing_at_a_client_is_slowed_and_others_are_not(
    iso: Caller, calls: Callable[..., Caller]
) -> None:
    other = calls()
    # Twice as often as there is room for in a minute: wherever one ends, one of them is full.
    answers = [ask(iso, "wrong") for _ in range(124)]
    assert answers[0].status_code == 401
    slowed = next(each for each in answers if each.status_code == 429)
    assert 1 <= int(slowed.headers["Retry-After"]) <= 60
    assert slowed.get_json()["error"]["code"] == "RATE_LIMITED"
    assert other.sign_in().status_code == 200
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    given = {**GRANT, "client_id": iso.credentials.client_id}
    secret = {"client_secret": iso.credentials.secret}
    assert iso.token(data={**given, **secret}, environ_base=elsewhere).status_code == 200


def test_one_address_does_not_guess_at_one_client_after_the_other(iso: Caller) -> None:
    statuses = {
        iso.token(data={**GRANT, "client_id": f"C-{number}", "client_secret": "x"}).status_code
        for number in range(604)
    }
    assert statuses == {401, 429}


def test_one_subscriber_with_many_addresses_guesses_as_one(iso: Caller) -> None:
    answers = [
        iso.token(
            data={**GRANT, "client_id": iso.credentials.client_id, "client_secret": "wrong"},
            environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"},
        ).status_code
        for number in range(124)
    ]
    assert set(answers) == {401, 429}


def test_a_token_lasts_an_hour(iso: Caller, shop: Shop) -> None:
    with reading(shop.sessions) as session:
        ends_at = session.scalars(select(AccessToken.ends_at)).one()
    assert ends_at - shop.now == timedelta(hours=1)


def test_the_access_log_names_the_client_of_each_call(iso: Caller) -> None:
    answer = iso.get(PROGRAMS)
    assert f'"client": "{iso.credentials.client_id}"' in answer.logged
    iso.headers = {}
    assert '"client"' not in iso.get(PROGRAMS).logged
