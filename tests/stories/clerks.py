"""Staff's steps in a story: places and money, as they decide."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.domain.refund_rule import BackAs
from app.domain.replacing import Dearer
from tests.stories import found, staff
from tests.stories.scene import CODES, WHICH, Scene, one

CODE = st.sampled_from(tuple(CODES))
MINOR = st.sampled_from((1, 100_000, 420_000))


class Clerks(Scene):
    """A story's staff."""

    @rule(which=WHICH, percent=st.sampled_from((0, 50, 100)), back_as=st.sampled_from(BackAs))
    def cancel_place(self, which: int, percent: int, back_as: BackAs) -> None:
        """Staff cancel one place and decide what goes back, and how."""
        if place := one(found.confirmed(self.desk.database), which):
            back = place.price_minor * percent // 100
            owed = found.owed(self.desk.database, place.order_id)
            taken = self.take(partial(staff.cancel, self.parts, place.reference, back, back_as))
            # Where it was the last place, what was not paid of it is asked for no more.
            left = found.owed(self.desk.database, place.order_id)
            let_go = max(owed - back, 0) if not left else 0
            if taken is not False:
                more = place.price_minor - back - let_go
                self.books.decide(place.order_id, more, surely=taken is True)

    @rule(which=WHICH, minor=MINOR)
    def give_money_back(self, which: int, minor: int) -> None:
        """Staff send a part of an order's money back."""
        if order := one(found.orders(self.desk.database), which):
            key = f"form-{next(self.numbers)}"
            step = partial(staff.give_back, self.parts, order.reference, minor, key)
            # What goes back of a held order is owed again.
            held = order.id in {each.order_id for each in found.held(self.desk.database)}
            self.decide(order.id, 0 if held else -minor, step)

    @rule(which=WHICH, minor=MINOR)
    def give_voucher(self, which: int, minor: int) -> None:
        """Staff give a voucher for a part of an order's money."""
        if order := one(found.orders(self.desk.database), which):
            key = f"form-{next(self.numbers)}"
            step = partial(staff.give_voucher, self.parts, order.reference, minor, key)
            self.decide(order.id, -minor, step)

    @rule(which=WHICH, percent=st.sampled_from((30, 100, 110)))
    def record(self, which: int, percent: int) -> None:
        """Staff write down money that came: a part of what is owed, all of it, or too much."""
        if order := one(found.owing(self.desk.database), which):
            key, minor = f"form-{next(self.numbers)}", max(order.owed_minor * percent // 100, 1)
            self.take(partial(staff.record, self.parts, order.reference, minor, key))

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        """Staff correct what they wrote down by mistake."""
        if payment := one(found.recorded(self.desk.database), which):
            self.take(partial(staff.undo, self.parts, payment.uid))

    @rule(which=WHICH)
    def hand_back(self, which: int) -> None:
        """Staff give money back by hand."""
        if refund := one(found.asked_back(self.desk.database), which):
            self.take(partial(staff.hand_back, self.parts, refund.uid))

    @rule(which=WHICH)
    def trust(self, which: int) -> None:
        """Staff confirm what is not paid."""
        if order := one(found.owing(self.desk.database), which):
            self.take(partial(staff.trust, self.parts, order.reference))

    @rule(which=WHICH)
    def waive(self, which: int) -> None:
        """Staff ask for the rest no more."""
        if order := one(found.owing(self.desk.database), which):
            waived = self.take(lambda: self.books.waive(order.id, staff.waive(self.parts, order)))
            if waived is None:
                self.books.decide(order.id, -order.owed_minor, surely=False)

    @rule(which=WHICH, code=CODE, dearer=st.sampled_from(Dearer))
    def move(self, which: int, code: str, dearer: Dearer) -> None:
        """Staff move a place to another class."""
        if place := one(found.confirmed(self.desk.database), which):
            self.take(partial(staff.move, self.parts, place.reference, code, dearer))

    @rule(which=WHICH)
    def hand_over(self, which: int) -> None:
        """Staff give a place to somebody else."""
        if place := one(found.confirmed(self.desk.database), which):
            self.take(partial(staff.hand, self.parts, place.reference, self.contact()))

    @rule(code=CODE, overbooks=st.sampled_from(("", "the speaker")))
    def give_place(self, code: str, overbooks: str) -> None:
        """Staff let somebody in, on top of all where they say why."""
        token, to = f"staff-{next(self.numbers)}", self.contact()
        self.take(lambda: staff.give(self.parts, code, to, overbooks, token))

    @rule(code=CODE)
    def cancel_class(self, code: str) -> None:
        """Staff cancel a whole class; its places end one order at a time."""
        self.take(partial(staff.cancel_class, self.parts, code))

    @rule(code=CODE, more=st.sampled_from((-1, 1, 2)))
    def resize(self, code: str, more: int) -> None:
        """Staff find another chair, or lose one."""
        self.take(partial(staff.resize, self.parts, code, more))
