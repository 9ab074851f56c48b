"""What an order costs once places of it are answered otherwise, as answers may take extras.

Reads only, inside the caller's transaction. Not here: having it be so (extra_changing.py), whether
an answer is one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.bill import Line, LineKind
from app.domain.event import Answer
from app.domain.extra import Extra, taken_up
from app.domain.extra_changes import (
    ExtraChange,
    NewPrice,
    difference,
    given_up,
    quantity_of,
    say_why,
)
from app.domain.form.rewriting import AnswersRefused, differences
from app.domain.money import NO_CURRENCY, Money
from app.domain.refund_rule import WHOLE, BackAs
from app.domain.registration import RegistrationState
from app.domain.replacing import PlaceStays, Unchangeable
from app.domain.said import sentence
from app.store.extra import every_extra_of
from app.store.held_place import enough_came, refuse_to_change
from app.store.order import Order
from app.store.order_line import lines_by_place
from app.store.own_answers import OwnAnswers, OwnPlace
from app.store.paid_money import paid_money
from app.store.registration import Registration

# What each place is answered then, by its position.
After = Mapping[int, Mapping[str, Answer]]


@dataclass(frozen=True, slots=True)
class OtherExtras:
    """A place that has ``more`` of extras, by code (fewer below zero), and ``lines`` of that.

    One that waits in line has none of them yet, so no lines.
    """

    place: OwnPlace
    more: Mapping[str, int]
    lines: tuple[Line, ...] = ()

    @property
    def registration(self) -> Registration:
        """The place."""
        return self.place.registration

    @property
    def waits(self) -> bool:
        """Whether it waits in line."""
        return self.registration.state is RegistrationState.WAITLISTED

    @property
    def cost(self) -> int:
        """What that costs more, below zero less, in minor units of the order's currency."""
        return sum(line.total.minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class Repriced:
    """The places that have other extras then, and what follows of it for their order."""

    places: tuple[OtherExtras, ...]
    price: NewPrice


def other_extras(own: OwnAnswers, after: After) -> list[OtherExtras]:
    """Return the places whose answers take other extras, without lines."""
    found = []
    for place in own.places:
        answers = place.registration.answers
        then = after.get(place.position, answers)
        more = difference(place.questions, answers, then, had=place.had)
        if more:
            found.append(OtherExtras(place, more))
    return found


def new_price(session: Session, own: OwnAnswers, after: After, *, now: datetime) -> Repriced:
    """Return what the order costs then; where it is written down, order and classes are locked.

    Raises:
        AnswersRefused: something cannot be had, or given up.
    """
    changed = other_extras(own, after)
    pricing = _Pricing(session, own.order, changed)
    reasons: dict[tuple[int, str], str] = {}
    found = []
    for each in changed:
        pricing.put_back(each)
    for each in changed:
        try:
            found.append(each if each.waits else pricing.priced(each))
        except _Stays as stays:
            reasons[_about(each, after)] = stays.why
    if reasons:
        raise AnswersRefused(reasons)
    price = _price(session, own.order, found, pricing.currency, now=now)
    of_class = Counter[int]()
    for each in found:
        of_class[each.registration.class_id] += each.cost
    for each in found:
        less = price.after.minor < price.before.minor or of_class[each.registration.class_id] < 0
        if (why := _why_it_stays(session, own.order, each, price, less=less, now=now)) is not None:
            reasons[_about(each, after)] = say_why(why)
    if reasons:
        raise AnswersRefused(reasons)
    return Repriced(tuple(found), price)


@dataclass(eq=False)
class _Stays(Exception):
    """An extra cannot be had."""

    why: str


class _Pricing:
    """Prices extras at what they cost now, and sees that there are enough of them."""

    def __init__(self, session: Session, order: Order, changed: Sequence[OtherExtras]) -> None:
        places = {each.registration.id: each.registration.position for each in changed}
        self.currency = order.currency
        self._had = lines_by_place(session, places, currency=order.currency) if places else {}
        classes = dict.fromkeys(each.registration.class_id for each in changed)
        self._extras = {
            number: {each.code: each for each in every_extra_of(session, number)}
            for number in classes
        }
        self._left = {
            each.id: each.left for extras in self._extras.values() for each in extras.values()
        }

    def put_back(self, changed: OtherExtras) -> None:
        """Have what it gives up be there for others, whichever of them comes first."""
        if changed.waits:
            return
        for line in self._given_up(changed):
            left = self._left.get(line.extra_id)
            if left is not None and line.kind is LineKind.EXTRA:
                self._left[line.extra_id] = left - line.quantity

    def priced(self, changed: OtherExtras) -> OtherExtras:
        """Return it with its lines, once all that is given up was put back."""
        lines = (*self._given_up(changed), *self._taken_up(changed))
        return OtherExtras(changed.place, changed.more, lines)

    def _given_up(self, changed: OtherExtras) -> Iterator[Line]:
        place = changed.registration
        extras = self._extras[place.class_id]
        for code, more in changed.more.items():
            if more < 0 and code in extras:
                yield from given_up(self._had[place.id], extras[code].id, -more)

    def _taken_up(self, changed: OtherExtras) -> Iterator[Line]:
        place = changed.registration
        extras, had = self._extras[place.class_id], self._had[place.id]
        for code, more in changed.more.items():
            if more < 0:
                continue
            extra = extras.get(code)
            if extra is None or extra.withdrawn or not self._take(extra, more):
                label = extra.label if extra else code
                raise _Stays(sentence("There is not enough left of {extra}", extra=label))
            if more + quantity_of(had, extra.id) > extra.most_per_place:
                most = extra.most_per_place
                raise _Stays(
                    sentence(
                        "Choose how many of {extra}, at most {most}", extra=extra.label, most=most
                    )
                )
            each = self._costs(extra)
            yield taken_up(extra, more, place=place.position, each=each)

    def _costs(self, extra: Extra) -> Money:
        """Return what one costs, in the order's currency; one that is free has none before."""
        if self.currency == NO_CURRENCY:
            self.currency = next(iter(extra.amounts), NO_CURRENCY)
        each = extra.price(self.currency)
        if each is None:
            raise _Stays(say_why(Unchangeable.NO_PRICE))
        return each

    def _take(self, extra: Extra, quantity: int) -> bool:
        left = self._left[extra.id]
        if left is None:
            return True
        self._left[extra.id] = left - quantity
        return quantity <= left


def _price(
    session: Session,
    order: Order,
    changed: Sequence[OtherExtras],
    currency: str,
    *,
    now: datetime,
) -> NewPrice:
    net = sum(each.cost for each in changed)
    less = max(-net, 0)
    forgiven = min(less, order.owed_minor)
    paid = paid_money(session, order)
    more = max(net, 0)
    back = min(less - forgiven, paid.owed_to_nobody)
    rules = [each.registration.course_class.rule_now(now) for each in changed if each.cost < 0]
    return NewPrice(
        changes=tuple(_changes(changed, currency)),
        before=Money(order.total_minor, currency),
        after=Money(order.total_minor + net, currency),
        paid=Money(order.paid_minor, currency),
        more=Money(more, currency),
        forgiven=Money(forgiven, currency),
        back=Money(back, currency),
        owed=Money(order.owed_minor + more - forgiven, currency),
        undecided=bool(back) and any(each.percent is None for each in rules),
    )


def _changes(changed: Sequence[OtherExtras], currency: str) -> Iterator[ExtraChange]:
    """Yield each extra that a place has more or fewer of, what a voucher took off it included."""
    for each in changed:
        quantity, minor, labels = Counter[int](), Counter[int](), dict[int, str]()
        for line in each.lines:
            minor[line.extra_id] += line.total.minor
            if line.kind is LineKind.EXTRA:
                quantity[line.extra_id] += line.quantity
                labels[line.extra_id] = line.label
        for number, label in labels.items():
            yield ExtraChange(each.place.number, label, quantity[number], minor[number], currency)


def _why_it_stays(
    session: Session,
    order: Order,
    changed: OtherExtras,
    price: NewPrice,
    *,
    less: bool,
    now: datetime,
) -> Unchangeable | None:
    """Return why a place cannot cost something else, or None.

    ``less`` is whether its order costs less then, or its class's places of the order do together.
    What costs less comes back only as long as the class's rule has all of it back, as money, or
    where it has none: what a rule keeps is not had by answering otherwise, as it is not by moving.
    Nor does it pay for a place of another class, whose rule may have it back.
    """
    if not changed.cost:
        return None
    if price.before != price.after:
        try:
            refuse_to_change(session, order, changed.registration)
        except PlaceStays as stays:
            return stays.why
    if changed.cost < 0 and changed.registration.state is RegistrationState.HELD:
        fewer = price.before.minor - price.after.minor
        if fewer > 0 and enough_came(session, order, less=fewer, now=now):
            return Unchangeable.ENOUGH_CAME
    rule = changed.registration.course_class.rule_now(now)
    whole = rule.percent in (None, WHOLE) and rule.back_as is BackAs.MONEY
    if less and changed.cost < 0 and not whole:
        return Unchangeable.KEPT
    return None


def _about(changed: OtherExtras, after: After) -> tuple[int, str]:
    """Return the question that the extras of a place hang on: one that is answered still."""
    place, answers = changed.place, after[changed.place.position]
    others = [
        each.question
        for each in differences(place.questions, changed.registration.answers, answers)
    ]
    there = [each for each in others if each.key in answers] or others
    takes = [each for each in there if any(option.extra for option in each.options)]
    return place.position, (takes or there)[0].key
