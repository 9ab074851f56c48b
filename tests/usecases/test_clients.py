"""Clients are added, rotated and revoked; their tokens and keys are kept."""

import pytest
from sqlalchemy import select

from app.domain.client import ClientRefused, KeyReused, digest, secret_fits
from app.domain.draft import Filled, Participant
from app.queries.api.clients import find_bearer, find_client, list_clients
from app.store.database import Database, reading
from app.store.draft import Draft
from app.usecases.add_client import add_client
from app.usecases.issue_token import issue_token
from app.usecases.keep_request import keep_request
from app.usecases.revoke_client import revoke_client
from app.usecases.rotate_client import rotate_client
from tests.worlds import ANA, BO, NOW, add_class

SCOPES = ["registrations.write", "programs.read"]


def filled(contact: object = ANA) -> Filled:
    """Return a form that somebody filled in."""
    assert contact in (ANA, BO)
    who = ANA if contact == ANA else BO
    return Filled(who, "", (Participant(who, {}),), form_id=None, currency="NOK")


def test_a_client_is_found_by_its_id_with_what_it_may_do(sessions: Database) -> None:
    made = add_client(sessions, name=" ISO  website ", scopes=SCOPES, now=NOW)
    found = find_client(sessions, made.client_id, now=NOW)
    assert found.scopes == ("programs.read", "registrations.write")
    assert secret_fits(made.secret, found.digests)
    assert [each.name for each in list_clients(sessions, now=NOW)] == ["ISO website"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\0b"])
def test_a_name_that_is_none_is_refused(sessions: Database, name: str) -> None:
    with pytest.raises(ClientRefused, match="a client's name is"):
        add_client(sessions, name=name, scopes=SCOPES, now=NOW)


def test_a_name_is_one_clients_until_it_is_revoked(sessions: Database) -> None:
    first = add_client(sessions, name="iso", scopes=SCOPES, now=NOW)
    with pytest.raises(ClientRefused, match="there is a client iso already"):
        add_client(sessions, name="iso", scopes=SCOPES, now=NOW)
    assert revoke_client(sessions, name="iso", now=NOW) == first.client_id
    second = add_client(sessions, name="iso", scopes=SCOPES, now=NOW)
    assert rotate_client(sessions, name="iso", now=NOW).client_id == second.client_id
    assert find_client(sessions, first.client_id, now=NOW).digests == ()
    listed = list_clients(sessions, now=NOW)
    assert [each.revoked_at for each in listed] == [NOW, None]
    assert [each.secrets for each in listed] == [1, 2]


def test_a_client_that_is_not_there_is_neither_rotated_nor_revoked(sessions: Database) -> None:
    with pytest.raises(ClientRefused, match="there is no client iso"):
        rotate_client(sessions, name="iso", now=NOW)
    with pytest.raises(ClientRefused, match="there is no client iso"):
        revoke_client(sessions, name="iso", now=NOW)


def test_a_token_is_found_by_its_digest_until_the_client_is_revoked(sessions: Database) -> None:
    made = add_client(sessions, name="iso", scopes=SCOPES, now=NOW)
    number = find_client(sessions, made.client_id, now=NOW).number
    issue_token(sessions, client_number=number, token="t", scope="programs.read", now=NOW)
    found = find_bearer(sessions, digest("t"), now=NOW)
    assert found is not None
    assert (found.client_id, found.scopes) == (made.client_id, {"programs.read"})
    assert find_bearer(sessions, "t", now=NOW) is None
    revoke_client(sessions, name=made.client_id, now=NOW)
    assert find_bearer(sessions, digest("t"), now=NOW) is None


def test_S7_a_key_stands_for_one_draft_and_one_body(sessions: Database) -> None:
    add_class(sessions)
    made = add_client(sessions, name="iso", scopes=SCOPES, now=NOW)
    number = find_client(sessions, made.client_id, now=NOW).number

    def keep(fingerprint: str, form: Filled) -> str:
        return keep_request(
            sessions,
            client_number=number,
            key="k",
            fingerprint=fingerprint,
            class_id=1,
            filled=form,
            now=NOW,
        )

    token = keep("one", filled())
    assert keep("one", filled(BO)) == token
    with pytest.raises(KeyReused):
        keep("other", filled())
    with reading(sessions) as session:
        (draft,) = session.scalars(select(Draft)).all()
    assert (draft.token, draft.content["buyer"]["name"]) == (token, BO.name)
