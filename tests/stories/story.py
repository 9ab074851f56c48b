"""A random story: people, staff, a gateway, partners and a machine that dies, in any order.

Every step is taken as its caller takes it, against the sandbox; after each the books are checked.
Not here: what must hold (books.py, ending.py).
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event as Stop
from typing import TypeVar

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.booking import ReserveRequest
from app.domain.contact import Contact
from app.domain.course_class import ClassClosed, ClassFull
from app.domain.draft import DraftGone, FormChanged
from app.domain.extra import ExtraGone
from app.domain.payment import TooMuchBack
from app.domain.registration import IllegalMove
from app.domain.replacing import PlaceStays
from app.domain.seat import NotFull
from app.domain.voucher import VoucherGone, VoucherKind, VoucherRefused
from app.jobs.deliver import drain_destination
from app.jobs.sweep import do_money, do_upkeep
from tests.crashes.deeds import ask, confirm, hold, pay
from tests.jobs.live import LiveDesk
from tests.stories import found, partners, staff
from tests.stories.books import Books
from tests.stories.ending import check_the_ending
from tests.stories.mortal import Killed, Mortal
from tests.vouchers import CODE, add_extra, add_voucher
from tests.worlds import CLASS, add_class, add_draft, add_price

OTHER = "FA-2031-09"
CODES = {CLASS: 3, OTHER: 2}
PRICES = {CLASS: 420_000, OTHER: 300_000}
EARLY = 400_000
CARDS = ("4242424242424242", "4000000000000002")
REFUSALS = (
    ClassClosed,
    ClassFull,
    DraftGone,
    ExtraGone,
    FormChanged,
    NotFull,
    PlaceStays,
    TooMuchBack,
    VoucherGone,
    VoucherRefused,
    IllegalMove,
    # What the steps of crash tests expect, and a story may not give: a page to pay on.
    AssertionError,
)
# Which one of what there is; those of a story are few.
WHICH = st.integers(0, 5)
_Thing = TypeVar("_Thing")


class Story(RuleBasedStateMachine):
    """One story; ``desk`` is a live desk whose database and sandbox are empty."""

    def __init__(self, desk: LiveDesk) -> None:
        super().__init__()
        self.desk = desk
        self.mortal = Mortal(desk.database)
        self.parts = replace(desk.parts, sessions=self.mortal)
        self.books = Books()
        self.numbers = itertools.count(1)
        self.drafts: list[str] = []
        for code, capacity in CODES.items():
            add_class(desk.database, code, capacity=capacity, prices=(("NOK", PRICES[code]),))
        # As little of everything else as makes people come too late for it.
        add_price(desk.database, "Early bird", EARLY, place_limit=2)
        add_extra(desk.database, "lunch", stock=2)
        add_voucher(
            desk.database, kind=VoucherKind.PERCENT, percent=50, most_total=3, most_per_class=2
        )

    # -- people ------------------------------------------------------------------------------------

    @rule(
        code=st.sampled_from(tuple(CODES)),
        people=st.integers(1, 2),
        voucher=st.sampled_from(("", CODE)),
        lunch=st.booleans(),
    )
    def register(self, code: str, people: int, voucher: str, lunch: bool) -> None:
        """Somebody sends the form for one or two, with a voucher or with lunch."""
        contacts = tuple(self._contact() for _ in range(people))
        token = f"draft-{next(self.numbers)}"
        add_draft(
            self.desk.database,
            token=token,
            code=code,
            participants=contacts,
            buyer=contacts[0],
            voucher=voucher,
            extras={"lunch": 1} if lunch and code == CLASS else {},
            now=self.parts.clock(),
        )
        self.drafts.append(token)
        self._take(lambda: hold(self.parts, token))

    @initialize(code=st.sampled_from(tuple(CODES)), people=st.integers(1, 2))
    def begin(self, code: str, people: int) -> None:
        """Every story begins with somebody who has a place."""
        self.buy(code, people, voucher="", lunch=False)

    @rule(
        code=st.sampled_from(tuple(CODES)),
        people=st.integers(1, 2),
        voucher=st.sampled_from(("", CODE)),
        lunch=st.booleans(),
    )
    def buy(self, code: str, people: int, voucher: str, lunch: bool) -> None:
        """Somebody registers, pays, and is heard of: what stories are mostly about."""
        self.mortal.live()
        self.register(code, people, voucher, lunch)
        self.ask_to_pay(0)
        self.pay_there(0, CARDS[0])
        self.hear(0)

    @precondition(lambda self: self.drafts)
    @rule(which=WHICH)
    def send_again(self, which: int) -> None:
        """Somebody clicks twice, or once more after the machine died."""
        self._take(partial(hold, self.parts, self.drafts[which % len(self.drafts)]))

    @rule(which=WHICH)
    def ask_to_pay(self, which: int) -> None:
        """Somebody presses the button that leads to the gateway."""
        if order := _one(found.orders(self.desk.database), which):
            self._take(partial(pay, self.parts, order.reference))

    @rule(which=WHICH, card=st.sampled_from(CARDS))
    def pay_there(self, which: int, card: str) -> None:
        """Somebody pays, or tries to; nobody here has heard of it yet."""
        if page := _one(found.pages(self.desk.database), which):
            address = f"{self.desk.sandbox.url}/control/stripe/sessions/{page}/pay"
            answer = httpx.post(address, json={"card": card})
            assert answer.status_code < 500

    @rule(which=WHICH)
    def hear(self, which: int) -> None:
        """News of a page comes in: too early, once, or again."""
        if page := _one(found.pages(self.desk.database), which):
            self._take(partial(confirm, self.parts, page))

    @rule(which=WHICH)
    def give_up(self, which: int) -> None:
        """A buyer cancels what is not paid."""
        if order := _one(found.orders(self.desk.database), which):
            self._take(partial(staff.release, self.parts, order.reference))

    # -- staff -------------------------------------------------------------------------------------

    @rule(which=WHICH, percent=st.sampled_from((0, 50, 100)))
    def cancel_place(self, which: int, percent: int) -> None:
        """Staff cancel one place and decide what goes back."""
        if place := _one(found.confirmed(self.desk.database), which):
            back = place.price_minor * percent // 100
            step = partial(staff.cancel, self.parts, place.reference, back)
            self._decided(place.order_id, place.price_minor - back, step)

    @rule(which=WHICH, minor=st.sampled_from((1, 100_000, 420_000)))
    def give_money_back(self, which: int, minor: int) -> None:
        """Staff send a part of an order's money back."""
        if order := _one(found.orders(self.desk.database), which):
            key = f"form-{next(self.numbers)}"
            step = partial(staff.give_back, self.parts, order.reference, minor, key)
            self._decided(order.id, -minor, step)

    @rule(which=WHICH, code=st.sampled_from(tuple(CODES)))
    def move(self, which: int, code: str) -> None:
        """Staff move a place to another class."""
        if place := _one(found.confirmed(self.desk.database), which):
            self._take(partial(staff.move, self.parts, place.reference, code))

    @rule(which=WHICH)
    def hand_over(self, which: int) -> None:
        """Staff give a place to somebody else."""
        if place := _one(found.confirmed(self.desk.database), which):
            self._take(partial(staff.hand, self.parts, place.reference, self._contact()))

    @rule(code=st.sampled_from(tuple(CODES)), overbooks=st.sampled_from(("", "the speaker")))
    def give_place(self, code: str, overbooks: str) -> None:
        """Staff let somebody in, on top of all where they say why."""
        token, to = f"staff-{next(self.numbers)}", self._contact()
        self._take(lambda: staff.give(self.parts, code, to, overbooks, token))

    @rule(code=st.sampled_from(tuple(CODES)))
    def cancel_class(self, code: str) -> None:
        """Staff cancel a whole class; its places end one order at a time."""
        self._take(partial(staff.cancel_class, self.parts, code))

    # -- partners, the gateway and the machine -----------------------------------------------------

    @rule(code=st.sampled_from(tuple(CODES)), booked=st.booleans())
    def reserve(self, code: str, booked: bool) -> None:
        """Trainingportal takes a seat, and its booking comes about or does not."""
        request = ReserveRequest(
            class_code=code, name="Ingrid Solheim", email=self._contact().email
        )
        self._take(partial(partners.reserve, self.parts, self.desk.sandbox, request, booked=booked))

    @rule(which=WHICH)
    def cancel_booking(self, which: int) -> None:
        """Trainingportal gives a seat back."""
        if place := _one(found.booked(self.desk.database), which):
            self._take(partial(partners.cancel, self.parts, place.reference))

    @rule(name=st.sampled_from(("stripe", "iso", "trainingportal", "connector")))
    def break_down(self, name: str) -> None:
        """Somebody outside is away."""
        self.desk.sandbox.world.dials.turn(name, {"mode": "down"})

    @rule(name=st.sampled_from(("stripe", "iso", "trainingportal", "connector")))
    def mend(self, name: str) -> None:
        """They are back."""
        self.desk.sandbox.world.dials.turn(name, {"mode": "ok"})

    @rule(at=st.integers(1, 3), committed=st.booleans())
    def be_killed(self, at: int, committed: bool) -> None:
        """The machine dies in one of the next transactions."""
        self.mortal.die(at, committed=committed)

    @rule(minutes=st.sampled_from((1, 31, 60 * 25)))
    def wait(self, minutes: int) -> None:
        """Time goes by, here and outside."""
        self.desk.ahead += timedelta(minutes=minutes)
        self.desk.sandbox.world.advance(minutes * 60)

    @rule()
    def sweep_money(self) -> None:
        """The sweep looks for holds, payments and refunds."""
        self._take(lambda: do_upkeep(self.parts))
        self._take(lambda: do_money(self.parts, stop=Stop()))

    @rule(name=st.sampled_from(("iso", "connector", "trainingportal", "mail")))
    def tell(self, name: str) -> None:
        """What is due somewhere is told."""
        if name == "trainingportal":
            self._take(lambda: ask(self.parts, ""))
        self._take(lambda: drain_destination(self.parts, name, stop=Stop(), together=1))

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def the_promises_hold(self) -> None:
        """Nothing is oversold, lost, or promised to nobody, at any moment."""
        self.check()

    def teardown(self) -> None:
        """The story is over: everybody is well again, and in the end all agree."""
        self.mortal.live()
        check_the_ending(self.desk, tuple(CODES))
        self.check()

    def check(self) -> None:
        """Look the books through."""
        self.books.check(self.desk.database, self.parts, CODES)

    # -- how a step is taken -----------------------------------------------------------------------

    def _take(self, step: Callable[[], object]) -> bool | None:
        """Take a step: True when it was taken, False if a rule said no, None if it was killed."""
        try:
            step()
        except REFUSALS:
            return False
        except Killed:
            return None
        finally:
            self.mortal.live()
        return True

    def _decided(self, order_id: int, more: int, step: Callable[[], object]) -> None:
        taken = self._take(step)
        if taken is not False:
            self.books.decide(order_id, more, surely=taken is True)

    def _contact(self) -> Contact:
        number = next(self.numbers)
        return Contact(f"Person {number}", f"person{number}@example.org", f"+47221{number:05}")


def _one(things: Sequence[_Thing], which: int) -> _Thing | None:
    """Return one of them, or none where there is none."""
    return things[which % len(things)] if things else None
