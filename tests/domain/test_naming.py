"""The plain words of staff: every event and state has one, times are said as distances."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.domain.naming import (
    name_channel,
    name_delivery,
    name_destination,
    name_distance,
    name_event,
    name_held,
    name_seats,
    name_seller,
    name_stamp,
    name_sum,
)
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import Channel
from app.domain.seat import SeatMove

NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)


def test_everything_that_happens_has_a_name_and_is_held_as_something() -> None:
    for kind in EventKind:
        assert name_event(kind)[0].isupper()
        for destination in ("iso", "connector", "mail"):
            assert name_held(kind, destination)


def test_the_connector_calls_people_by_its_own_words() -> None:
    assert name_held(EventKind.REGISTRATION_HELD, "connector") == "prospect"
    assert name_held(EventKind.REGISTRATION_CONFIRMED, "connector") == "member"
    assert name_held(EventKind.REGISTRATION_CONFIRMED, "iso") == "confirmed"


def test_every_state_has_a_word() -> None:
    assert [name_delivery(state) for state in DeliveryState].count("") == 0
    assert name_delivery(DeliveryState.DEAD) == "gave up"
    assert {name_sum(state) for state in PaymentState} >= {"paid", "open"}
    assert {name_sum(state) for state in RefundState} >= {"made", "refused"}


def test_a_destination_we_know_has_its_own_spelling_and_another_is_called_as_it_is() -> None:
    assert name_destination("iso") == "ISO"
    assert name_destination("elsewhere") == "elsewhere"


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=-9), "just now"),
        (timedelta(seconds=9), "in a moment"),
        (timedelta(seconds=-40), "40 s ago"),
        (timedelta(minutes=3, seconds=59), "in 3 min"),
        (timedelta(hours=-2), "2 h ago"),
        (timedelta(hours=47), "in 47 h"),
        (timedelta(days=-5), "5 days ago"),
    ],
)
def test_a_moment_is_said_as_how_far_it_is_away(away: timedelta, words: str) -> None:
    assert name_distance(NOW + away, NOW) == words


def test_a_stamp_says_the_second_and_the_zone() -> None:
    assert name_stamp(NOW, "Europe/Oslo") == "Fri 10 Jan 2031, 13:00:00 CET"


@pytest.mark.parametrize(
    ("channel", "seller"),
    [
        (Channel.TRAININGPORTAL, "Trainingportal"),
        (Channel.WEB, ""),
        (Channel.API, ""),
        (Channel.STAFF, ""),
    ],
)
def test_who_sold_a_place_is_named_where_it_was_not_us(channel: Channel, seller: str) -> None:
    assert name_seller(channel) == seller


def test_every_channel_and_every_move_of_seats_has_its_words() -> None:
    assert len({name_channel(each) for each in Channel}) == len(Channel)
    assert name_seats(SeatMove.TAKEN, 1) == "1 seat taken"
    assert name_seats(SeatMove.RETURNED, -2) == "2 seats returned to the pool"
    assert len({name_seats(each, 1) for each in SeatMove}) == len(SeatMove)
