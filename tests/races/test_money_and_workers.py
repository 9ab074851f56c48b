"""Promises 2, 3 and 4 under a crowd: news has one effect, and a thing is told by one worker."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.contact import Contact
from app.domain.payment import PaymentState
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.payment import Payment
from tests.fakes.partner import FakePartner
from tests.races.crowd import crowd
from tests.races.deeds import (
    hear_of_payment,
    hear_of_payment_without_the_guard,
    work,
    work_without_the_guard,
)
from tests.worlds import NOW, Desk, add_class, deliveries, money, register_once, states

pytestmark = pytest.mark.races

MANY = 12
WORKERS = 8
NEWS = [f"evt_{number // 5}" for number in range(40)] + ["return"] * 24


def _held_order(database: Database) -> None:
    """Leave one held order with one open payment."""
    add_class(database)
    register_once(Desk(database))
    with transaction(database) as session:
        order = session.query(Order).one()
        session.add(
            Payment(
                uid="payment-1",
                order_id=order.id,
                gateway="stripe",
                gateway_id="cs_1",
                url="https://pay.example.test/cs_1",
                amount_minor=order.total_minor,
                currency=order.currency,
                state=PaymentState.OPEN,
                created_at=NOW,
                expires_at=NOW + timedelta(minutes=31),
            )
        )


def test_every_event_five_times_and_the_return_page_at_once_have_one_effect(
    database: Database, database_url: str
) -> None:
    _held_order(database)
    ended = crowd(database_url, hear_of_payment, NEWS)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended)["settled"] == 1
    assert states(database) == ["confirmed"]
    assert money(database).paid == 420000
    assert deliveries(database, "mail") == [("order.confirmed", "due")]


def test_without_the_lock_the_same_news_has_more_than_one_effect_or_fails(
    database: Database, database_url: str
) -> None:
    _held_order(database)
    ended = crowd(database_url, hear_of_payment_without_the_guard, NEWS)
    faults = [each for each in ended if each.fault]
    assert faults or len(deliveries(database, "mail")) > 1


def _registrations(database: Database, count: int) -> None:
    add_class(database, capacity=count, prices=())
    desk = Desk(database, partners={"iso": FakePartner()})
    for number in range(count):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        register_once(
            desk,
            token=f"draft-{number}",
            currency="",
            participants=(somebody,),
            buyer=somebody,
        )


def _told(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines()]


def test_many_workers_tell_everything_once_and_in_order(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    _registrations(database, MANY)
    path = tmp_path / "told"
    ended = crowd(database_url, work, [f"{number} {path}" for number in range(WORKERS)])
    assert [each.fault for each in ended if each.fault] == []
    told = _told(path)
    assert len(told) == 2 * MANY
    assert len({uid for uid, _, _ in told}) == 2 * MANY
    for reference in {reference for _, reference, _ in told}:
        heard = [kind for _, about, kind in told if about == reference]
        assert heard == ["registration.held", "registration.confirmed"]
    assert {state for _, state in deliveries(database, "iso")} == {"delivered"}


def test_without_the_claim_the_same_workers_tell_things_twice(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    _registrations(database, MANY)
    path = tmp_path / "told"
    crowd(database_url, work_without_the_guard, [f"{number} {path}" for number in range(WORKERS)])
    told = _told(path)
    assert len({uid for uid, _, _ in told}) < len(told)
