"""The story of an order says what its buyer may know, once, and names nobody."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.delivery import DeliveryState
from app.domain.event import FURTHER, HANDED_OVER, EventKind
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.story import Happening, Telling, not_paid, paid, sent_back, story
from tests.worlds import NOW

D = DeliveryState
SENT = "mail server answered 250 kept"
# Of these somebody else is written to, or they are nobody's but the staff's.
NOT_TOLD = {
    EventKind.REGISTRATION_LEAD_CHANGED,
    EventKind.REGISTRATION_ANSWERS_READ,
    EventKind.REGISTRATION_NO_SHOW,
    EventKind.REGISTRATION_FAILED,
    EventKind.REGISTRATION_RETRACTED,
    EventKind.ORDER_MONEY_RETURNED,
    EventKind.ORDER_PAYMENT_RECEIVED,
    EventKind.PARTICIPANT_PLACE_CANCELLED,
}


def happening(kind: EventKind, *tellings: Telling, minutes: int = 1, **facts: Any) -> Happening:
    return Happening(kind, NOW + timedelta(minutes=minutes), facts, tellings)


def telling(
    destination: str, state: DeliveryState = D.DELIVERED, *, minutes: int = 2, words: str = SENT
) -> Telling:
    return Telling(destination, state, words, NOW + timedelta(minutes=minutes))


def texts(*happenings: Happening) -> list[str]:
    told = story(registered_at=NOW, happenings=happenings, money=())
    assert told[0].text == "Registered"
    assert [each.at for each in told] == sorted(each.at for each in told)
    return [each.text for each in told[1:]]


def test_everything_that_happened_stands_in_its_order() -> None:
    told = story(
        registered_at=NOW,
        happenings=[happening(EventKind.ORDER_CONFIRMED, telling("mail", minutes=3), minutes=2)],
        money=[
            sent_back(Money(100, "NOK"), NOW + timedelta(minutes=9)),
            paid(Money(420_000, "NOK"), NOW + timedelta(minutes=2)),
            not_paid(Money(420_000, "NOK"), NOW + timedelta(minutes=1)),
        ],
    )
    assert [each.text for each in told] == [
        "Registered",
        "A payment of NOK\N{NO-BREAK SPACE}4,200 did not go through",
        "You have a place",
        "NOK\N{NO-BREAK SPACE}4,200 paid",
        "We wrote to you: confirmation",
        "NOK\N{NO-BREAK SPACE}1 sent back",
    ]


@pytest.mark.parametrize("kind", [each for each in EventKind if each.startswith("order.")])
def test_every_event_of_an_order_is_told_or_is_told_by_its_money(kind: EventKind) -> None:
    assert bool(texts(happening(kind))) == (kind not in NOT_TOLD)


@pytest.mark.parametrize("kind", sorted(NOT_TOLD))
def test_what_is_the_staffs_or_somebody_elses_is_not_told(kind: EventKind) -> None:
    assert texts(happening(kind, telling("connector"))) == []


def test_no_reason_that_somebody_wrote_and_nobody_by_name_is_told() -> None:
    facts: dict[str, Any] = {
        "reason": "a bore, says Bo",
        "let_go_why": "he is a friend",
        "let_go_by": "ola@x",
    }
    for kind in EventKind:
        said = " ".join(texts(happening(kind, telling("mail", words="Bo refused"), **facts)))
        assert not [word for word in ("bore", "friend", "ola", "Bo") if word in said]


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "A place was given up or taken back"),
        ({"moved_to": "First aid"}, "A place was moved to another class"),
        ({HANDED_OVER: 1}, "A place was given to somebody else"),
    ],
)
def test_how_a_place_ended_is_said(facts: dict[str, Any], text: str) -> None:
    assert texts(happening(EventKind.ORDER_PLACE_CANCELLED, **facts)) == [text]


def test_what_happened_to_several_at_once_stands_once() -> None:
    places = [happening(EventKind.REGISTRATION_COMPLETED, telling("iso")) for _ in range(3)]
    assert texts(*places) == [
        "The class was completed, and a certificate issued",
        "The organiser’s system has been told that the class was completed",
    ]
    further = happening(EventKind.ORDER_CONFIRMED, **{FURTHER: 1})
    assert texts(happening(EventKind.ORDER_CONFIRMED), further) == ["You have a place"]


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (telling("mail"), ["We wrote to you: confirmation"]),
        (telling("mail", words="the places were given back meanwhile"), []),
        (telling("mail", D.REFUSED), ["Our letter did not reach you: confirmation"]),
        (telling("mail", D.DEAD), ["Our letter did not reach you: confirmation"]),
        (
            telling("mail", D.SKIPPED, words="this address takes no mail since Mon 3 Feb 2031: x"),
            ["Our letter did not reach you: confirmation"],
        ),
        (telling("mail", D.SKIPPED, words="this address wants no reminders since then"), []),
        (telling("mail", D.DUE), []),
        (telling("mail", D.UNKNOWN), []),
        (Telling("mail", D.DUE, "", None), []),
        (telling("webhook"), []),
    ],
)
def test_a_letter_is_told_of_once_it_went_or_came_back(mail: Telling, said: list[str]) -> None:
    assert texts(happening(EventKind.ORDER_CONFIRMED, mail)) == ["You have a place", *said]


def test_letters_to_those_who_take_part_are_theirs() -> None:
    assert texts(happening(EventKind.PARTICIPANT_PLACE_CANCELLED, telling("mail"))) == []
    assert texts(happening(EventKind.REGISTRATION_CONFIRMED, telling("mail"))) == []


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ([D.DELIVERED, D.DELIVERED], True),
        ([D.DELIVERED, D.SKIPPED], True),
        ([D.DELIVERED, D.SUPERSEDED], True),
        ([D.DELIVERED, D.DUE], False),
        ([D.DELIVERED, D.UNKNOWN], False),
        ([D.DELIVERED, D.REFUSED], False),
        ([D.SKIPPED, D.SKIPPED], False),
        ([], False),
    ],
)
def test_the_organisers_systems_are_told_once_all_of_them_are(
    states: list[DeliveryState], told: bool
) -> None:
    partners = [
        telling(name, state, minutes=5 + number)
        for number, (name, state) in enumerate(zip(("iso", "connector"), states, strict=False))
    ]
    said = texts(happening(EventKind.REGISTRATION_CONFIRMED, *partners, telling("mail")))
    assert said == (["The organiser’s system has been told that you have a place"] if told else [])


def test_what_was_is_not_taken_for_how_the_order_stands() -> None:
    for kind in EventKind:
        said = " ".join(texts(happening(kind, telling("mail"), telling("iso")))).lower()
        assert not [state for state in OrderState if state in said]
