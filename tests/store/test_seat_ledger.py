"""Claims about allotments, overbooking and the ledger, in any order of moves, on both databases."""

from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.domain.course_class import ClassFull, ClassState
from app.domain.registration import Channel
from app.domain.seat import ALLOTTED, NotFull, SeatMove, TooFewSeats
from app.store.allotment import free_seats
from app.store.course_class import CourseClass, lock_class
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.seat import SeatChange, overbook_seat, release_seats, resize, take_seats
from tests.worlds import CLASS, NOW, add_class

WEB, API, PORTAL, STAFF = Channel.WEB, Channel.API, Channel.TRAININGPORTAL, Channel.STAFF


@dataclass
class Ledger:
    """One class of a database, and every move that there is on its seats."""

    database: Database
    capacity: int = 6

    def __post_init__(self) -> None:
        add_class(self.database, capacity=self.capacity)
        with transaction(self.database) as session:
            session.add_all(_order(channel) for channel in Channel)

    def take(self, channel: Channel, seats: int = 1) -> None:
        with transaction(self.database) as session:
            row = session.scalars(select(CourseClass)).one()
            take_seats(
                session,
                row,
                order_id=self._order(channel),
                seats=seats,
                reason="test",
                channel=channel,
                now=NOW,
            )

    def give_back(self, channel: Channel, by: Channel = STAFF) -> None:
        with transaction(self.database) as session:
            row = session.scalars(select(CourseClass)).one()
            release_seats(
                session,
                row,
                order_id=self._order(channel),
                seats=1,
                reason="test",
                channel=by,
                now=NOW,
                taken_by=channel,
            )

    def overbook(self) -> None:
        with transaction(self.database) as session:
            row = session.scalars(select(CourseClass)).one()
            overbook_seat(session, row, order_id=self._order(STAFF), note="a speaker", now=NOW)

    def set_aside(self, *, capacity: int | None = None, **aside: int) -> None:
        with transaction(self.database) as session:
            row = lock_class(session, CLASS)
            assert row
            wanted = {**row.seats.aside, **{Channel(name): n for name, n in aside.items()}}
            size = row.capacity if capacity is None else capacity
            seats = row.seats.resized(capacity=size, aside=wanted)
            resize(session, row, seats, reason="test", now=NOW)

    def row(self) -> CourseClass:
        with reading(self.database) as session:
            return session.scalars(select(CourseClass)).one()

    def free(self) -> dict[Channel, int]:
        with reading(self.database) as session:
            found = session.execute(select(*(free_seats(each) for each in Channel))).one()
        return dict(zip(Channel, found, strict=True))

    def sums(self) -> tuple[int, dict[Channel, int]]:
        """Return what the ledger adds up to: seats taken, and seats set aside by channel."""
        with reading(self.database) as session:
            rows = session.execute(
                select(
                    SeatChange.channel, func.sum(SeatChange.change), func.sum(SeatChange.aside)
                ).group_by(SeatChange.channel)
            ).all()
        aside = {channel: number for channel, _, number in rows if channel in ALLOTTED}
        return sum(change for _, change, _ in rows), {each: aside.get(each, 0) for each in ALLOTTED}

    def _order(self, channel: Channel) -> int:
        return list(Channel).index(channel) + 1


def _order(channel: Channel) -> Order:
    return Order(
        id=list(Channel).index(channel) + 1,
        reference=f"CD-{channel}",
        name="",
        email="",
        phone="",
        channel=channel,
        currency="XXX",
        total_minor=0,
        created_at=NOW,
    )


def test_nobody_takes_what_is_set_aside_for_another(database: Database) -> None:
    ledger = Ledger(database)
    ledger.set_aside(trainingportal=3, staff=1)
    for channel in (WEB, API):
        ledger.take(channel)
        with pytest.raises(ClassFull):
            ledger.take(channel, 2)
    ledger.take(PORTAL, 3)
    with pytest.raises(ClassFull):
        ledger.take(PORTAL)
    ledger.take(STAFF)
    assert (ledger.row().taken, ledger.sums()[0]) == (6, 6)


def test_a_channel_takes_its_own_seats_first_then_the_pools(database: Database) -> None:
    ledger = Ledger(database)
    ledger.set_aside(trainingportal=3)
    ledger.take(PORTAL, 3)
    assert ledger.row().seats.pool == 3
    ledger.take(PORTAL, 2)
    assert ledger.free() == dict.fromkeys(Channel, 1)


def test_seats_given_back_are_the_channels_own_again_whoever_gives_them_back(
    database: Database,
) -> None:
    ledger = Ledger(database)
    ledger.set_aside(trainingportal=3)
    ledger.take(WEB, 3)
    ledger.take(PORTAL, 3)
    ledger.give_back(PORTAL, by=STAFF)
    assert ledger.free() == {WEB: 0, API: 0, PORTAL: 1, STAFF: 0}


def test_an_allotment_returned_is_everybodys(database: Database) -> None:
    ledger = Ledger(database)
    ledger.set_aside(trainingportal=3)
    ledger.set_aside(trainingportal=1)
    assert ledger.free()[WEB] == 5
    assert ledger.sums() == (0, {WEB: 0, PORTAL: 1, STAFF: 0})
    with reading(database) as session:
        kinds = list(session.scalars(select(SeatChange.kind).order_by(SeatChange.id)))
    assert kinds == [SeatMove.SET_ASIDE, SeatMove.RETURNED]


def test_only_a_full_class_is_overbooked_and_nobody_else_gets_in_by_it(database: Database) -> None:
    ledger = Ledger(database, capacity=2)
    ledger.take(WEB)
    with pytest.raises(NotFull):
        ledger.overbook()
    ledger.take(WEB)
    ledger.overbook()
    row = ledger.row()
    assert (row.taken, row.overbooked, ledger.sums()[0]) == (3, 1, 3)
    ledger.give_back(WEB)
    assert (ledger.row().taken, ledger.row().overbooked) == (2, 0)
    with pytest.raises(ClassFull):
        ledger.take(WEB)


def test_a_class_with_seats_still_set_aside_is_not_overbooked(database: Database) -> None:
    ledger = Ledger(database, capacity=2)
    ledger.set_aside(trainingportal=1)
    ledger.take(WEB)
    with pytest.raises(NotFull, match="can be returned"):
        ledger.overbook()


def test_a_cancelled_class_is_not_overbooked(database: Database) -> None:
    ledger = Ledger(database, capacity=0)
    with transaction(database) as session:
        session.execute(text("UPDATE course_class SET state = :s"), {"s": ClassState.CANCELLED})
    with pytest.raises(NotFull):
        ledger.overbook()


@pytest.mark.parametrize(
    "what",
    [
        "taken = 5",
        "web_aside = 4",
        "taken = 3, overbooked = -1",
        "web_aside = -1",
        "web_taken = -1",
        "trainingportal_aside = 2, trainingportal_taken = 1",
    ],
)
def test_the_check_refuses_more_than_the_capacity_and_what_was_overbooked(
    database: Database, what: str
) -> None:
    ledger = Ledger(database, capacity=4)
    ledger.take(WEB)
    ledger.take(API, 3)
    with pytest.raises(IntegrityError), transaction(database) as session:
        session.execute(text(f"UPDATE course_class SET {what}"))


@pytest.mark.parametrize("seed", range(6))
def test_after_any_moves_counter_and_ledger_agree_and_no_rule_is_broken(
    database: Database, seed: int
) -> None:
    ledger, random, taken = Ledger(database), Random(seed), dict.fromkeys(Channel, 0)
    for _ in range(80):
        _move(ledger, random, taken)
        row = ledger.row()
        seats = row.seats
        assert ledger.sums() == (row.taken, dict(seats.aside))
        assert row.taken == sum(taken.values())
        assert seats.taken_by == {each: taken[each] for each in ALLOTTED}
        assert seats.promised <= row.capacity + row.overbooked
        assert ledger.free() == {
            each: row.capacity
            - row.taken
            - sum(seats.unused(one) for one in ALLOTTED if one is not each)
            for each in Channel
        }


def _move(ledger: Ledger, random: Random, taken: dict[Channel, int]) -> None:
    """Make some move or another; one that the rules refuse leaves everything as it was."""
    channel, before = random.choice(list(Channel)), ledger.row().seats
    match random.choice(("take", "take", "back", "overbook", "aside", "capacity")):
        case "take":
            seats = random.randint(1, 3)
            if before.free(channel) < seats:
                with pytest.raises(ClassFull):
                    ledger.take(channel, seats)
                return
            ledger.take(channel, seats)
            taken[channel] += seats
        case "back" if taken[channel]:
            ledger.give_back(channel)
            taken[channel] -= 1
        case "overbook":
            if before.taken < before.capacity or before.promised > before.taken:
                with pytest.raises(NotFull):
                    ledger.overbook()
                return
            ledger.overbook()
            taken[STAFF] += 1
        case "aside":
            _resize(ledger, **{random.choice(ALLOTTED).value: random.randint(0, 4)})
        case "capacity":
            _resize(ledger, capacity=random.randint(3, 9))


def _resize(ledger: Ledger, **wanted: int) -> None:
    before = ledger.row()
    try:
        ledger.set_aside(**wanted)
    except TooFewSeats:
        after = ledger.row()
        assert (after.capacity, after.seats) == (before.capacity, before.seats)
