"""A class with a waiting list: joining it, having it move, and who stands where."""

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.contract import Sessions
from app.domain.registration import Channel
from app.domain.waiting import LineState, PlaceWish
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.order import Order
from app.store.registration import Registration
from app.store.waiting import WaitingEntry
from app.usecases.cancel_registration import cancel_registration
from app.usecases.leave_line import leave_line
from app.usecases.offer_seats import Picked, offer_seats, pick_from_line
from app.usecases.pause_line import pause_line
from app.usecases.register import Registered, register
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.worlds import CLASS, HOLD, Desk, add_class, add_draft, register_once

LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry, and the states of its order's registrations."""

    name: str
    state: str
    size: int
    places: tuple[str, ...]
    until: datetime | None


class Queue:
    """A full class of a shop, with a waiting list."""

    def __init__(self, shop: Shop, *, capacity: int = 1, **course: object) -> None:
        self.shop = shop
        add_class(
            shop.sessions,
            capacity=capacity,
            waiting_list=True,
            **course,  # type: ignore[arg-type]  # passed on as it came
        )
        self.seated: list[str] = []
        self.currency = "" if course.get("prices") == () else "NOK"

    def fill(self, seats: int) -> list[str]:
        """Register so many people, an order each; return the orders' references."""
        self.seated = [
            register_once(
                self.shop,
                token=f"seat-{number}",
                buyer=somebody(f"Seated {number}"),
                participants=(somebody(f"Seated {number}"),),
                currency=self.currency,
            ).reference
            for number in range(seats)
        ]
        return self.seated

    def send(
        self,
        name: str,
        *others: str,
        wish: PlaceWish = PlaceWish.LINE,
        channel: Channel = Channel.WEB,
        token: str = "",
        company: str = "",
    ) -> Registered:
        """Fill the form in and send it; who is named first is the buyer, for a company."""
        people = tuple(somebody(each) for each in (name, *others))
        token = token or f"draft-{name}"
        add_draft(
            self.shop.sessions,
            token=token,
            buyer=people[0],
            participants=people,
            company=company,
            currency=self.currency,
        )
        return self.press(token, wish=wish, channel=channel)

    def press(
        self, token: str, *, wish: PlaceWish = PlaceWish.LINE, channel: Channel = Channel.WEB
    ) -> Registered:
        """Send what was filled in."""
        return register(
            self.shop.sessions,
            draft_token=token,
            partners=self.shop.partners,
            now=self.shop.now,
            hold=HOLD,
            place_wish=wish,
            channel=channel,
        )

    def join(self, name: str, *others: str) -> str:
        """Join the line and return the order's reference."""
        return self.send(name, *others).reference

    def move(self) -> int:
        """Offer what is free to whose turn it is."""
        return offer_seats(
            self.shop.sessions,
            class_code=CLASS,
            lasts=LASTS,
            gateways=self.shop.gateways,
            partners=self.shop.partners,
            wake=self.shop.wake,
            now=self.shop.now,
        )

    def pick(self, name: str, sessions: Sessions | None = None) -> Picked:
        """Have staff pick somebody; with ``sessions``, by way of those."""
        with reading(self.shop.sessions) as session:
            entry = session.scalars(
                select(WaitingEntry.id)
                .join(Order, Order.id == WaitingEntry.order_id)
                .where(Order.name == name)
            ).one()
        return pick_from_line(
            sessions or self.shop.sessions,
            class_code=CLASS,
            entry=entry,
            picked_by="kim@example.org",
            lasts=LASTS,
            gateways=self.shop.gateways,
            partners=self.shop.partners,
            wake=self.shop.wake,
            now=self.shop.now,
        )

    def leave(self, reference: str, reason: str = "test") -> bool:
        """Leave the line."""
        return leave_line(
            self.shop.sessions,
            reference=reference,
            reason=reason,
            partners=self.shop.partners,
            wake=self.shop.wake,
            now=self.shop.now,
        )

    def pause(self, wanted: LineState = LineState.PAUSED) -> bool:
        """Have the line stand still, or go on."""
        return pause_line(
            self.shop.sessions,
            class_code=CLASS,
            wanted=wanted,
            by="kim@example.org",
            wake=self.shop.wake,
            now=self.shop.now,
        )

    def cancel(self, number: int = 0) -> None:
        """Have staff cancel the registration that was made so many after the first."""
        cancel_registration(
            self.shop.sessions,
            reference=places(self.shop)[number].reference,
            reason="test",
            channel=Channel.STAFF,
            partners=self.shop.partners,
            wake=self.shop.wake,
            now=self.shop.now,
        )

    def change(self, **columns: object) -> None:
        """Give the class other columns, seats say."""
        with transaction(self.shop.sessions) as session:
            session.execute(update(CourseClass).where(CourseClass.code == CLASS).values(columns))

    def line(self) -> list[Standing]:
        """Return every entry there ever was, in order."""
        with reading(self.shop.sessions) as session:
            rows = session.execute(
                select(WaitingEntry, Order)
                .join(Order, Order.id == WaitingEntry.order_id)
                .order_by(WaitingEntry.id)
            ).all()
            return [
                Standing(
                    order.name,
                    entry.state.value,
                    entry.size,
                    tuple(
                        state.value
                        for state in session.scalars(
                            select(Registration.state)
                            .where(Registration.order_id == order.id)
                            .order_by(Registration.id)
                        )
                    ),
                    entry.offered_until,
                )
                for entry, order in rows
            ]

    def unpriced(self) -> list[str]:
        """Return who could have had a seat, and can have it at no price."""
        with reading(self.shop.sessions) as session:
            return list(
                session.scalars(
                    select(Order.name)
                    .join(WaitingEntry, WaitingEntry.order_id == Order.id)
                    .where(WaitingEntry.unpriced)
                    .order_by(WaitingEntry.id)
                )
            )

    def offered(self) -> list[str]:
        """Return who is or was offered seats."""
        return [each.name for each in self.line() if each.state == "offered"]

    def waiting(self) -> list[str]:
        """Return who waits."""
        return [each.name for each in self.line() if each.state == "waiting"]

    def order(self, name: str) -> str:
        """Return the reference of somebody's order."""
        with reading(self.shop.sessions) as session:
            return session.scalars(select(Order.reference).where(Order.name == name)).one()

    def counted(self) -> int:
        """Return how many entries the class counts."""
        with reading(self.shop.sessions) as session:
            return session.scalars(
                select(CourseClass.in_line).where(CourseClass.code == CLASS)
            ).one()


class Between:
    """Sessions; something happens elsewhere just before the first transaction that writes rows."""

    def __init__(self, sessions: Sessions, deed: Callable[[], object]) -> None:
        self._sessions = sessions
        self._deeds = [deed]

    def begin_rows(self) -> AbstractContextManager[Any]:
        """Let it happen, then begin."""
        while self._deeds:
            self._deeds.pop()()
        return self._sessions.begin_rows()

    def begin(self) -> AbstractContextManager[Any]:
        """Begin."""
        return self._sessions.begin()

    def read(self) -> AbstractContextManager[Any]:
        """Read."""
        return self._sessions.read()

    def read_rows(self) -> AbstractContextManager[Any]:
        """Read rows."""
        return self._sessions.read_rows()

    def mark(self) -> Hashable:
        """Return what stays equal while nothing is written."""
        return self._sessions.mark()


def make_room(desk: Desk, capacity: int = 2, *, code: str = CLASS) -> None:
    """Have every class seat so many, and the line of one move."""
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(capacity=capacity))
    offer_seats(
        desk.sessions,
        class_code=code,
        lasts=LASTS,
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def somebody(name: str) -> Contact:
    """Return a person of that name."""
    return Contact(name, f"{name.lower().replace(' ', '.')}@example.org", "+4722123456")
