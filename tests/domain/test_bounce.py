"""Claims about letters that come back: what they say of an address, and what is held back then."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from app.domain.bounce import (
    AddressKeys,
    BounceKind,
    Stop,
    holds_back,
    is_reminder,
    kind_of_reply,
    mask_address,
    say_stop,
    stopping,
    without_addresses,
)
from app.domain.event import EventKind

P, R, T, C = BounceKind
KEYS = AddressKeys(("a secret",))
SINCE = datetime(2031, 2, 3, 12, tzinfo=UTC)
NEAR = (EventKind.ORDER_CLASS_NEAR, EventKind.PARTICIPANT_CLASS_NEAR)


@pytest.mark.parametrize(
    ("code", "said", "kind"),
    [
        (550, "5.1.1 No such user", P),
        (553, "5.1.3 Bad address", P),
        (556, "5.1.10 The domain takes no mail", P),
        (550, "5.2.1 Mailbox disabled", P),
        (550, "No such user", R),
        (550, "", R),
        (550, "5.1.7 Bad sender's address", R),
        (550, "5.1.1.9 is no code", R),
        (550, "5.1.11 is another", R),
        (552, "5.2.2 Mailbox full", R),
        (554, "5.7.1 Your network is blocked", None),
        (550, "5.4.1 Relay access denied", None),
        (450, "4.2.1 Try again", None),
        (250, "2.1.5 Ok", None),
    ],
)
def test_a_reply_says_whether_somebody_is_there(
    code: int, said: str, kind: BounceKind | None
) -> None:
    assert kind_of_reply(code, said) == kind


@pytest.mark.parametrize(
    ("kind", "refused", "stops_as"),
    [(P, 0, P), (C, 0, C), (T, 9, None), (R, 2, None), (R, 3, P)],
)
def test_one_letter_to_nobody_stops_an_address_and_three_that_are_not_taken(
    kind: BounceKind, refused: int, stops_as: BounceKind | None
) -> None:
    assert stopping(kind, refused=refused) == stops_as


@pytest.mark.parametrize("kind", EventKind)
def test_a_dead_address_gets_nothing_at_all(kind: EventKind) -> None:
    assert holds_back(Stop(P, SINCE, "gone"), kind, {})


@pytest.mark.parametrize("kind", EventKind)
def test_who_complained_is_spared_reminders_alone(kind: EventKind) -> None:
    assert holds_back(Stop(C, SINCE, "spam"), kind, {}) is (kind in NEAR)


def test_a_reminder_of_money_is_one_and_a_difference_that_is_charged_is_none() -> None:
    assert is_reminder(EventKind.ORDER_PAYMENT_DUE, {"days": 1})
    assert not is_reminder(EventKind.ORDER_PAYMENT_DUE, {"reason": "moved"})
    assert not is_reminder(EventKind.ORDER_CONFIRMED, {"days": 1})


def test_staff_read_since_when_and_why() -> None:
    said = say_stop(Stop(P, SINCE, "550 5.1.1 No such user"))
    assert said == "this address takes no mail since Mon 3 Feb 2031: 550 5.1.1 No such user"
    assert say_stop(Stop(C, SINCE, "spam")).startswith("this address wants no reminders since")


def test_an_address_has_one_key_however_it_is_written() -> None:
    keys = {KEYS.of(each) for each in ("Ana@Bücher.example ", "ana@xn--bcher-kva.example")}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert KEYS.of("ana@example.org") != KEYS.of("bo@example.org")
    assert KEYS.of("ana@..example") != ""


def test_without_the_secret_nobody_can_confirm_a_guess_of_an_address() -> None:
    plain = sha256(b"ana@example.org").hexdigest()
    others = AddressKeys(("another", "one before")).every("ana@example.org")
    assert KEYS.of("ana@example.org") not in {plain, *others}
    assert KEYS.every("ana@example.org") == (KEYS.of("ana@example.org"),)


def test_what_stands_under_an_older_secret_is_found_as_long_as_that_is_named() -> None:
    both = AddressKeys(("another", "a secret")).every("ana@example.org")
    assert both[1] == KEYS.of("ana@example.org")


def test_a_list_shows_the_first_letter_and_the_domain() -> None:
    assert mask_address("ana.lind@example.org") == "a…@example.org"


def test_nothing_of_an_address_is_kept_in_words() -> None:
    assert without_addresses("550 <ana@example.org>: no  such user") == "550 … no such user"
    assert len(without_addresses("x" * 400)) == 300


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\u202e", "\x1b"])
def test_words_that_are_kept_can_be_written_down_and_shown(sign: str) -> None:
    assert without_addresses(f"550 {sign}no {sign} such{sign} user") == "550 no such user"
