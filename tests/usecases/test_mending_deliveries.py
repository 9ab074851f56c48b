"""Staff mend deliveries: retry what stands still, skip what need not be told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.contract import Refused, Told, Unknown
from app.domain.delivery import DeliveryState, NotRetryable
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.usecases.deliver import deliver
from app.usecases.retry_delivery import retry_delivery
from app.usecases.skip_delivery import NotSkippable, ReasonMissing, skip_delivery
from tests.fakes.partner import FakePartner
from tests.worlds import NOW, Desk, add_class, register_once

S = DeliveryState
FINISHED = [S.IN_FLIGHT, S.DELIVERED, S.SUPERSEDED, S.SKIPPED]


@pytest.fixture
def iso() -> FakePartner:
    return FakePartner("iso")


@pytest.fixture
def desk(sessions: Database, iso: FakePartner) -> Desk:
    desk = Desk(sessions, partners={"iso": iso})
    add_class(sessions)
    register_once(desk)
    return desk


@contextmanager
def the_delivery(desk: Desk) -> Iterator[Delivery]:
    with reading(desk.sessions) as session:
        yield session.scalars(select(Delivery)).one()


def put(
    desk: Desk, state: DeliveryState, *, attempt: int = 3, words: str = "no such program"
) -> int:
    with transaction(desk.sessions) as session:
        delivery = session.scalars(select(Delivery)).one()
        delivery.state, delivery.attempt, delivery.words = state, attempt, words
        delivery.due_at = NOW + timedelta(hours=12)
        return delivery.id


def tell(desk: Desk, iso: FakePartner, delivery_id: int) -> DeliveryState | None:
    return deliver(
        desk.sessions, delivery_id=delivery_id, partner=iso, clock=desk.clock, jitter=0.0
    )


@pytest.mark.parametrize("state", [S.REFUSED, S.DEAD])
def test_what_was_refused_or_given_up_starts_anew_under_a_new_key(
    desk: Desk, state: DeliveryState
) -> None:
    delivery_id = put(desk, state)
    with the_delivery(desk) as before:
        key = before.key
    assert retry_delivery(desk.sessions, delivery_id=delivery_id, now=NOW) == "iso"
    with the_delivery(desk) as after:
        assert (after.state, after.attempt, after.due_at) == (S.DUE, 0, NOW)
        assert after.key != key


def test_what_is_unknown_keeps_its_key_and_its_count(desk: Desk) -> None:
    delivery_id = put(desk, S.UNKNOWN)
    with the_delivery(desk) as before:
        key = before.key
    retry_delivery(desk.sessions, delivery_id=delivery_id, now=NOW)
    with the_delivery(desk) as after:
        assert (after.state, after.attempt, after.key) == (S.DUE, 3, key)


def test_what_waits_for_its_next_try_is_told_now_under_its_key(desk: Desk) -> None:
    delivery_id = put(desk, S.DUE)
    with the_delivery(desk) as before:
        key = before.key
    assert retry_delivery(desk.sessions, delivery_id=delivery_id, now=NOW) == "iso"
    with the_delivery(desk) as after:
        assert (after.state, after.attempt, after.key, after.due_at) == (S.DUE, 3, key, NOW)


def test_what_was_never_tried_needs_no_retry(desk: Desk) -> None:
    delivery_id = put(desk, S.DUE)
    with transaction(desk.sessions) as session:
        session.execute(update(Delivery).values(attempt=0))
    with pytest.raises(NotRetryable):
        retry_delivery(desk.sessions, delivery_id=delivery_id, now=NOW)


@pytest.mark.parametrize("state", FINISHED)
def test_what_is_under_way_or_done_is_not_retried(desk: Desk, state: DeliveryState) -> None:
    delivery_id = put(desk, state)
    with pytest.raises(NotRetryable):
        retry_delivery(desk.sessions, delivery_id=delivery_id, now=NOW)
    with the_delivery(desk) as after:
        assert after.state is state


def test_a_retry_is_told_and_arrives(desk: Desk, iso: FakePartner) -> None:
    iso.answers = [Refused("no such program"), Told("created")]
    with the_delivery(desk) as delivery:
        delivery_id = delivery.id
    assert tell(desk, iso, delivery_id) is S.REFUSED
    retry_delivery(desk.sessions, delivery_id=delivery_id, now=desk.now)
    assert tell(desk, iso, delivery_id) is S.DELIVERED
    assert len(iso.told) == 1


def test_what_a_newer_one_has_overtaken_is_not_told_again(desk: Desk) -> None:
    delivery_id = put(desk, S.REFUSED)
    with transaction(desk.sessions) as session:
        old = session.get_one(Delivery, delivery_id)
        newer = {"state": S.DELIVERED, "due_at": NOW, "created_at": NOW, "event_id": old.event_id}
        session.add(Delivery(destination=old.destination, stream=old.stream, **newer))
    with pytest.raises(NotRetryable, match="newer one"):
        retry_delivery(desk.sessions, delivery_id=delivery_id, now=desk.now)
    with reading(desk.sessions) as session:
        assert session.get_one(Delivery, delivery_id).state is S.REFUSED


def test_a_newer_one_of_another_stream_overtakes_nothing(desk: Desk) -> None:
    delivery_id = put(desk, S.REFUSED)
    with transaction(desk.sessions) as session:
        old = session.get_one(Delivery, delivery_id)
        newer = {"state": S.DELIVERED, "due_at": NOW, "created_at": NOW, "event_id": old.event_id}
        session.add(Delivery(destination=old.destination, stream="another's", **newer))
    assert retry_delivery(desk.sessions, delivery_id=delivery_id, now=desk.now) == "iso"


def test_an_unknown_one_is_told_again_under_the_key_the_destination_knows(
    desk: Desk, iso: FakePartner
) -> None:
    iso.answers = [Unknown("the line went dead"), Told("was there already")]
    with the_delivery(desk) as delivery:
        delivery_id = delivery.id
    assert tell(desk, iso, delivery_id) is S.UNKNOWN
    retry_delivery(desk.sessions, delivery_id=delivery_id, now=desk.now)
    assert tell(desk, iso, delivery_id) is S.DELIVERED
    assert iso.keys[0] == iso.keys[1]


@pytest.mark.parametrize("state", [S.DUE, S.REFUSED, S.UNKNOWN, S.DEAD])
def test_what_waits_or_stands_still_is_skipped_with_the_reason(
    desk: Desk, state: DeliveryState
) -> None:
    delivery_id = put(desk, state)
    found = skip_delivery(
        desk.sessions, delivery_id=delivery_id, reason=" told by  telephone ", by="Kim", now=NOW
    )
    assert found == "iso"
    with the_delivery(desk) as after:
        assert after.state is S.SKIPPED
        assert after.words == "told by telephone (Kim). Before: no such program"
        assert after.answered_at == NOW


def test_one_that_nobody_answered_has_only_the_reason(desk: Desk) -> None:
    delivery_id = put(desk, S.DUE, words="")
    skip_delivery(desk.sessions, delivery_id=delivery_id, reason="a test", by="Kim", now=NOW)
    with the_delivery(desk) as after:
        assert after.words == "a test (Kim)"


@pytest.mark.parametrize("state", FINISHED)
def test_what_is_under_way_or_done_is_not_skipped(desk: Desk, state: DeliveryState) -> None:
    delivery_id = put(desk, state)
    with pytest.raises(NotSkippable, match=f"a delivery that is {state.replace('_', ' ')} is"):
        skip_delivery(desk.sessions, delivery_id=delivery_id, reason="why", by="Kim", now=NOW)


def test_nothing_is_skipped_without_a_reason(desk: Desk) -> None:
    delivery_id = put(desk, S.REFUSED)
    with pytest.raises(ReasonMissing, match="Say why"):
        skip_delivery(desk.sessions, delivery_id=delivery_id, reason="  ", by="Kim", now=NOW)
    with the_delivery(desk) as after:
        assert after.state is S.REFUSED


def test_a_delivery_that_is_not_there_is_neither_retried_nor_skipped(desk: Desk) -> None:
    assert retry_delivery(desk.sessions, delivery_id=999, now=NOW) is None
    assert skip_delivery(desk.sessions, delivery_id=999, reason="why", by="Kim", now=NOW) is None
