"""Lamps: the word and colour of a destination follow from its deliveries alone."""

from datetime import UTC, datetime

import pytest

from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.queries.staff.lamps import Lamp, Sent, Standing, lamps_of

NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)
S = DeliveryState
HELD, CONFIRMED = EventKind.REGISTRATION_HELD, EventKind.REGISTRATION_CONFIRMED


def sent(
    number: int,
    state: DeliveryState,
    kind: EventKind = HELD,
    *,
    destination: str = "iso",
    stream: str = "registration:R-1",
    words: str = "",
) -> Sent:
    return Sent(
        id=number,
        destination=destination,
        stream=stream,
        state=state,
        kind=kind,
        at=NOW,
        attempt=1,
        words=words,
        due_at=NOW,
        answered_at=None,
    )


def lamp(*deliveries: Sent, on: tuple[str, ...] = ("iso",)) -> Lamp:
    (found,) = lamps_of(deliveries, known=["iso"], on=on)
    return found


def test_a_destination_that_took_everything_is_in_step() -> None:
    found = lamp(sent(1, S.DELIVERED), sent(2, S.DELIVERED, CONFIRMED))
    assert found.standing is Standing.IN_STEP
    assert (found.wanted, found.acknowledged) == (CONFIRMED, CONFIRMED)
    assert found.stuck == ()


def test_wanted_and_acknowledged_differ_while_something_is_on_its_way() -> None:
    found = lamp(sent(1, S.DELIVERED), sent(2, S.DUE, CONFIRMED))
    assert found.standing is Standing.ON_ITS_WAY
    assert (found.wanted, found.acknowledged) == (CONFIRMED, HELD)


def test_what_waits_behind_an_unknown_one_shows_the_unknown_one() -> None:
    found = lamp(sent(1, S.UNKNOWN), sent(2, S.DUE, CONFIRMED))
    assert found.standing is Standing.UNKNOWN
    assert found.last is not None
    assert (found.last.id, found.acknowledged) == (1, None)
    assert [each.id for each in found.stuck] == [1]


@pytest.mark.parametrize(
    ("state", "words", "standing"),
    [
        (S.DUE, "", Standing.ON_ITS_WAY),
        (S.IN_FLIGHT, "", Standing.ON_ITS_WAY),
        (S.DUE, "Connection refused", Standing.TRYING_AGAIN),
        (S.UNKNOWN, "", Standing.UNKNOWN),
        (S.REFUSED, "no", Standing.REFUSED),
        (S.DEAD, "no", Standing.GAVE_UP),
        (S.SKIPPED, "no", Standing.SKIPPED),
        (S.SUPERSEDED, "", Standing.IN_STEP),
        (S.DELIVERED, "", Standing.IN_STEP),
    ],
)
def test_each_state_has_its_standing(state: DeliveryState, words: str, standing: Standing) -> None:
    assert lamp(sent(1, state, words=words)).standing is standing


def test_an_older_refusal_can_still_be_mended_once_newer_things_arrived() -> None:
    found = lamp(sent(1, S.REFUSED), sent(2, S.DELIVERED, CONFIRMED))
    assert found.standing is Standing.IN_STEP
    assert [each.id for each in found.stuck] == [1]


def test_a_destination_that_is_off_says_so_unless_a_person_has_to_decide() -> None:
    assert lamp(on=()).standing is Standing.OFF
    assert lamp(sent(1, S.DUE), on=()).standing is Standing.OFF
    assert lamp(sent(1, S.UNKNOWN), on=()).standing is Standing.UNKNOWN
    assert lamp(sent(1, S.DELIVERED), on=()).standing is Standing.IN_STEP


def test_a_destination_that_is_on_and_was_told_nothing_says_so() -> None:
    assert lamp().standing is Standing.NOTHING


def test_of_several_streams_the_worst_counts() -> None:
    found = lamp(
        sent(1, S.REFUSED, EventKind.BOOKING_RESERVED, stream="booking:R-1"),
        sent(2, S.DELIVERED, EventKind.CLASS_SEATS_CHANGED, stream="class:A"),
    )
    assert found.standing is Standing.REFUSED
    assert found.wanted is EventKind.BOOKING_RESERVED


def test_destinations_come_in_the_order_known_and_then_any_others() -> None:
    found = lamps_of(
        [sent(1, S.DUE, destination="webhook")], known=["iso", "mail"], on=["iso", "mail"]
    )
    assert [each.destination for each in found] == ["iso", "mail", "webhook"]
