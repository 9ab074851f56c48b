"""Claims about what of a body may be kept: everything but what proves who somebody is."""

import pytest

from app.domain.exchange import LONGEST_BODY, redacted

NEVER = "hunter2-and-more"


@pytest.mark.parametrize(
    "body",
    [
        f'{{"client_secret": "{NEVER}", "scope": "programs.read"}}',
        f'{{"access_token":"{NEVER}","expires_in":3600}}',
        f'{{"nested": {{"password" : "{NEVER}\\" and a quote"}}, "n": [1]}}',
        f'{{"refresh_token": "{NEVER}',
        f"grant_type=client_credentials&client_secret={NEVER}&scope=a",
        f"username=somebody&password={NEVER}",
        f"<user><password>{NEVER}</password><name>Ana</name></user>",
        f'<ns2:token type="x">{NEVER}</ns2:token>',
        f'<login password="{NEVER}" name="Ana"/>',
        f"X-Signature={NEVER}",
        f'{{"anything": "{NEVER}"}}',
    ],
)
def test_credentials_are_never_kept(body: str) -> None:
    known = (NEVER,) if "anything" in body else ()
    assert NEVER not in redacted(body.encode(), secrets=known).decode()


def test_everything_else_is_kept_as_it_was() -> None:
    for body in (
        b'{"programId": "FA-1", "participant": {"name": "Ana", "email": "ana@example.org"}}',
        b"externalId=FA-1&availableSeats=4",
        b"<user><firstname>Ana</firstname></user>",
        b"",
    ):
        assert redacted(body) == body


def test_a_form_loses_the_value_and_nothing_around_it() -> None:
    assert redacted(b"a=1&password=x&b=2").decode() == "a=1&password=…&b=2"


def test_short_words_are_no_secrets() -> None:
    assert redacted(b"no and on", secrets=("no",)) == b"no and on"


def test_a_long_body_is_cut_after_its_secrets_are_gone() -> None:
    body = b"x" * (LONGEST_BODY - 3) + NEVER.encode() + b"y" * 100
    cut = redacted(body, secrets=(NEVER,))
    assert cut.endswith(b"(cut)")
    assert NEVER[:3].encode() not in cut


def test_what_xml_wraps_is_redacted_too() -> None:
    kept = redacted(b"<user><password><![CDATA[hunter2]]></password></user>")
    assert b"hunter2" not in kept


def test_a_body_is_cut_and_no_half_of_a_secret_is_left_at_its_end() -> None:
    secret = "a-secret-of-the-desk"
    body = b"x" * (LONGEST_BODY - 10) + secret.encode() + b"y" * 100_000
    kept = redacted(body, secrets=(secret,))
    assert len(kept) <= LONGEST_BODY + 20
    assert b"a-secret" not in kept
    assert kept.endswith(b"(cut)")
