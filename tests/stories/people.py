"""People's steps in a story: they register, pay at one gateway or another, and give up."""

from collections.abc import Sequence
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import update

from app.domain.payment_plan import AT_ONCE, Wish
from app.domain.waiting import PlaceWish
from app.store.course_class import CourseClass
from app.store.database import transaction
from tests.stories import buyers, found
from tests.stories.scene import CODES, PRICES, TERMS, WHICH, Scene, Sent, one
from tests.usecases.later import AT_DOOR, BY_INVOICE, DEPOSIT
from tests.vouchers import CODE
from tests.worlds import CLASS, add_draft

GATEWAYS = st.sampled_from(("stripe", "paypal"))
GIVEN = "the voucher that was given instead of money"
VOUCHERS = st.sampled_from(("", "", CODE, GIVEN))
HOW = st.sampled_from(tuple(buyers.PAYPAL))


class People(Scene):
    """A story's people."""

    @initialize(
        code=st.sampled_from(tuple(CODES)),
        people=st.integers(1, 2),
        terms=st.integers(0, len(TERMS) - 1),
        sizes=st.lists(st.integers(1, 3), max_size=4),
    )
    def begin(self, code: str, people: int, terms: int, sizes: Sequence[int]) -> None:
        """Every story begins with somebody who has a place, and some with a line."""
        with transaction(self.desk.database) as session:
            columns = {"paying": TERMS[terms].document()}
            session.execute(update(CourseClass).where(CourseClass.code == CLASS).values(columns))
        self.buy(code, people, "stripe")
        for size in sizes:
            self.fill_in(CLASS, size, place_wish=PlaceWish.EITHER)

    @rule(
        code=st.sampled_from(tuple(CODES)),
        people=st.integers(1, 2),
        voucher=VOUCHERS,
        lunch=st.booleans(),
    )
    def register(self, code: str, people: int, voucher: str, lunch: bool) -> None:
        """Somebody sends the form for one or two, with a voucher or with lunch."""
        self.fill_in(code, people, voucher=voucher, lunch=lunch)

    @rule(
        people=st.integers(1, 2),
        wish=st.sampled_from((DEPOSIT, BY_INVOICE, AT_DOOR)),
        voucher=VOUCHERS,
    )
    def register_to_pay_later(self, people: int, wish: Wish, voucher: str) -> None:
        """Somebody registers with a deposit, on invoice, or to pay at the door."""
        self.fill_in(CLASS, people, voucher=voucher, wish=wish)

    @rule(code=st.sampled_from(tuple(CODES)), people=st.integers(1, 2), gateway=GATEWAYS)
    def buy(self, code: str, people: int, gateway: str) -> None:
        """Somebody registers, pays, and is heard of: what stories are mostly about."""
        self.mortal.live()
        self.fill_in(code, people)
        if code in PRICES:
            self.pay(0, gateway)

    @rule(which=WHICH, gateway=GATEWAYS)
    def pay(self, which: int, gateway: str) -> None:
        """Somebody pays what they owe, or what they were offered, and is heard of."""
        if order := one(found.owing(self.desk.database), which):
            self.pay_for(order.reference, gateway)

    @rule(which=WHICH, lunch=st.booleans())
    def choose(self, which: int, lunch: bool) -> None:
        """Somebody has lunch after all, or none, whatever became of their money."""
        if order := one(found.orders(self.desk.database), which):
            self.take(partial(buyers.choose, self.parts, order.reference, lunch=lunch))

    @precondition(lambda self: self.sent)
    @rule(which=WHICH)
    def send_again(self, which: int) -> None:
        """Somebody clicks twice, or once more after the machine died."""
        self.take(partial(buyers.send, self.parts, self.sent[which % len(self.sent)]))

    @rule(which=WHICH, gateway=GATEWAYS)
    def ask_to_pay(self, which: int, gateway: str) -> None:
        """Somebody presses the button that leads to the gateway."""
        if order := one(found.orders(self.desk.database), which):
            self.take(partial(buyers.ask_to_pay, self.parts, order.reference, gateway))

    @rule(which=WHICH, how=HOW)
    def pay_there(self, which: int, how: str) -> None:
        """Somebody pays, or tries to; nobody here has heard of it yet."""
        if page := one(found.pages(self.desk.database), which):
            buyers.pay(self.desk.sandbox, page, how)

    @rule(which=WHICH)
    def hear(self, which: int) -> None:
        """News of a page comes in: too early, once, or again."""
        if page := one(found.pages(self.desk.database), which):
            self.take(partial(buyers.hear, self.parts, page))

    @rule(which=WHICH)
    def come_back(self, which: int) -> None:
        """Somebody comes back from the gateway."""
        if order := one(found.orders(self.desk.database), which):
            self.take(partial(buyers.come_back, self.parts, order.reference))

    @rule(which=WHICH)
    def give_up(self, which: int) -> None:
        """A buyer cancels what is not paid."""
        if order := one(found.orders(self.desk.database), which):
            self.take(partial(buyers.release, self.parts, order.reference))

    def pay_for(self, reference: str, gateway: str) -> None:
        """Pay what an order asks for, and come back from there."""
        self.mortal.live()
        buyers.ask_to_pay(self.parts, reference, gateway)
        for page in found.pages(self.desk.database)[:1]:
            buyers.pay(self.desk.sandbox, page, "pays")
        self.take(partial(buyers.come_back, self.parts, reference))

    def fill_in(
        self,
        code: str,
        people: int,
        *,
        voucher: str = "",
        lunch: bool = False,
        wish: Wish = AT_ONCE,
        place_wish: PlaceWish = PlaceWish.SEAT,
    ) -> None:
        """Fill the form in for so many, and send it."""
        contacts = tuple(self.contact() for _ in range(people))
        sent = Sent(f"draft-{next(self.numbers)}", wish, place_wish)
        add_draft(
            self.desk.database,
            token=sent.token,
            code=code,
            participants=contacts,
            buyer=contacts[0],
            currency="NOK" if code in PRICES else "",
            voucher=found.given_voucher(self.desk.database) if voucher == GIVEN else voucher,
            extras={"lunch": 1} if lunch and code == CLASS else {},
            now=self.parts.clock(),
        )
        self.sent.append(sent)
        self.take(partial(buyers.send, self.parts, sent))
