"""Those who wait in a story: they join a line, are offered seats, take them, decline, or leave."""

from functools import partial
from threading import Event as Stop

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.domain.waiting import EntryState, LineState, PlaceWish
from app.jobs.line import move_lines
from tests.stories import buyers, found, staff
from tests.stories.people import GATEWAYS, VOUCHERS, People
from tests.stories.scene import LINED, WHICH, one


class Waiters(People):
    """A story's people in line, and what staff do about them."""

    @rule(
        code=st.sampled_from(LINED),
        people=st.integers(1, 3),
        voucher=VOUCHERS,
        lunch=st.booleans(),
        wish=st.sampled_from((PlaceWish.LINE, PlaceWish.EITHER)),
    )
    def join(self, code: str, people: int, voucher: str, lunch: bool, wish: PlaceWish) -> None:
        """Somebody joins a line, alone or with others, or takes a seat where there is one."""
        self.fill_in(code, people, voucher=voucher, lunch=lunch, place_wish=wish)

    @rule(code=st.sampled_from(LINED), sizes=st.lists(st.integers(1, 3), min_size=2, max_size=5))
    def crowd(self, code: str, sizes: list[int]) -> None:
        """Many join, one after the other."""
        for size in sizes:
            self.fill_in(code, size, place_wish=PlaceWish.EITHER)

    @rule()
    def move_lines(self) -> None:
        """What is free is offered to whose turn it is, and lines that are over end."""
        taken = self.take(lambda: move_lines(self.parts, stop=Stop()))
        self.check_faults()
        if taken is True:
            self.lines.check_moved(self.parts.clock())

    @rule(which=WHICH, gateway=GATEWAYS)
    def accept(self, which: int, gateway: str) -> None:
        """Somebody accepts an offer, or what they take for one; one with a price is paid."""
        if entry := one(found.in_line(self.desk.database, EntryState.OFFERED), which):
            self.take(partial(buyers.accept, self.parts, entry.reference))
            self.pay_for(entry.reference, gateway)

    @rule(which=WHICH)
    def decline(self, which: int) -> None:
        """Somebody declines an offer."""
        if entry := one(found.in_line(self.desk.database, EntryState.OFFERED), which):
            self.take(partial(buyers.release, self.parts, entry.reference))

    @rule(which=WHICH)
    def leave(self, which: int) -> None:
        """Somebody waits no more."""
        if entry := one(found.in_line(self.desk.database, EntryState.WAITING), which):
            self.take(partial(buyers.leave, self.parts, entry.reference))

    @rule(which=WHICH)
    def leave_alone(self, which: int) -> None:
        """One of a group waits no more, by staff's hand."""
        if place := one(found.waiting(self.desk.database), which):
            self.take(partial(staff.cancel, self.parts, place.reference, 0))

    @rule(code=st.sampled_from(LINED), wanted=st.sampled_from(LineState))
    def pause(self, code: str, wanted: LineState) -> None:
        """Staff have a line stand still, or go on."""
        self.take(partial(staff.pause, self.parts, code, wanted))

    @rule(which=WHICH)
    def pick(self, which: int) -> None:
        """Staff pick somebody out of a line."""
        if entry := one(found.in_line(self.desk.database, EntryState.WAITING), which):
            self.lines.picked.add(entry.id)
            self.take(partial(staff.pick, self.parts, entry.class_code, entry.id))
            self.lines.check()
            self.lines.picked.discard(entry.id)
