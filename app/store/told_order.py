"""An order as its buyer is told of it. Not here: the event that it is told with (outbox.py)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.bill import Line, LineKind, items_of
from app.domain.ending import ENDS
from app.domain.event import CostFacts, OrderFacts, PlaceExtras
from app.domain.extra_changes import price_in
from app.domain.money import NO_CURRENCY, Money
from app.domain.money_of_end import UNDECIDED
from app.domain.payment import Account
from app.domain.payment_plan import ONLINE, Agreement, Plan, Unpaid
from app.domain.registration import SEATED
from app.store.course_class import CourseClass
from app.store.database import Executor
from app.store.event import EventRow
from app.store.money_of_end import money_of_end
from app.store.order import Order
from app.store.order_line import lines_by_place
from app.store.payment_terms import PaymentTerms
from app.store.registration import Registration, newest_of


def order_told(
    executor: Executor,
    happened: EventRow,
    order: Order,
    terms: PaymentTerms | None,
    places: Sequence[Registration],
    course_class: CourseClass | None,
) -> OrderFacts:
    """Return the order of what happened; ``course_class`` is the class that it happened to."""
    facts = _order_facts(executor, order, terms, places, course_class)
    if happened.kind not in ENDS and price_in(happened.facts, order.currency) is None:
        return facts
    undecided = UNDECIDED in happened.facts
    money = money_of_end(executor, order, at=happened.at, undecided=undecided)
    return replace(facts, money=money)


def _order_facts(
    executor: Executor,
    order: Order,
    terms: PaymentTerms | None,
    places: Sequence[Registration],
    course_class: CourseClass | None,
) -> OrderFacts:
    newest = newest_of(places)
    numbers = {place.id: place.position for place in newest}
    lines = lines_by_place(executor, numbers, currency=order.currency)
    agreement = terms.agreement() if terms else ONLINE
    account = Account(order.owed, Money(agreement.later_minor, order.currency))
    return OrderFacts(
        reference=order.reference,
        name=order.name,
        email=order.email,
        language=order.language,
        # Of one row with the address: no link is mailed to another than it was renewed for.
        link_turn=order.link_turn,
        total=order.total,
        paid=order.paid,
        hold_until=order.hold_until,
        registrations=tuple(place.facts() for place in newest),
        owed=order.owed,
        due_at=agreement.due_at,
        plan=agreement.plan,
        needed=account.needed,
        ends_unpaid=agreement.ends_at is not None and agreement.unpaid is Unpaid.CANCEL,
        kept=Money(agreement.kept_minor, order.currency),
        unpaid=agreement.unpaid if terms and _can_be_late(agreement, newest) else None,
        costs=_costs(lines) if order.currency != NO_CURRENCY else (),
        # Those of the class that is told of: a place that was moved left its own behind.
        extras=_extras(lines, [each for each in newest if _is_in(each, course_class)]),
    )


def _can_be_late(agreement: Agreement, newest: Sequence[Registration]) -> bool:
    """Say whether somebody has a place that is paid by a time that was agreed."""
    on_time = agreement.plan is not Plan.DOOR and agreement.due_at is not None
    # Whether places end is settled once that time is set.
    decided = agreement.ends_at is not None or agreement.unpaid is not Unpaid.CANCEL
    return on_time and decided and any(each.state in SEATED for each in newest)


def _is_in(place: Registration, course_class: CourseClass | None) -> bool:
    return course_class is not None and place.class_id == course_class.id


def _costs(lines: Mapping[int, Sequence[Line]]) -> tuple[CostFacts, ...]:
    ordered = [line for of_place in lines.values() for line in of_place]
    return tuple(
        CostFacts(item.kind, item.label, item.quantity, item.each, item.tax, item.total)
        for item in items_of(ordered)
    )


def _extras(
    lines: Mapping[int, Sequence[Line]], newest: Sequence[Registration]
) -> tuple[PlaceExtras, ...]:
    found = (
        PlaceExtras(place.reference, place.name, _of_place(lines[place.id]))
        for place in newest
        if place.state in SEATED
    )
    return tuple(each for each in found if each.extras)


def _of_place(lines: Sequence[Line]) -> tuple[tuple[str, int], ...]:
    had = Counter[str]()
    for line in lines:
        had[line.label] += line.quantity if line.kind is LineKind.EXTRA else 0
    return tuple((label, quantity) for label, quantity in sorted(had.items()) if quantity)
