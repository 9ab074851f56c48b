"""A place that has other extras than before: their stock, its lines and price, what is owed of it.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` and then those
of its places' classes. Not here: what that costs (answer_price.py), the answers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bill import LineKind
from app.domain.draft import filled_from
from app.domain.event import EventKind
from app.domain.extra_changes import NewPrice
from app.domain.payment import RefundState
from app.domain.payment_plan import When, charged_until
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import RegistrationState
from app.domain.waiting import EntryState
from app.store.announcer import Announcer
from app.store.answer_price import OtherExtras, Repriced
from app.store.course_class import CourseClass
from app.store.extra import change_taken
from app.store.held_place import share_less_later
from app.store.money_back import owe_back
from app.store.order import Order
from app.store.order_line import add_lines
from app.store.payment_terms import charge, terms_of
from app.store.registration import Registration
from app.store.waiting import WaitingEntry

_WHY = say_reason(OwnReason.OTHER_EXTRAS)


def lock_their_classes(session: Session, changed: Sequence[OtherExtras]) -> None:
    """Lock the classes of the places whose extras are others, the older first: extras are theirs.

    As an UPDATE of their seats would, so that rows that refer to them go in meanwhile.
    """
    classes = {each.registration.class_id for each in changed}
    if not classes:
        return
    session.execute(
        select(CourseClass.id)
        .where(CourseClass.id.in_(classes))
        .order_by(CourseClass.id)
        .with_for_update(key_share=True)
    ).all()


def change_extras(
    session: Session,
    announcer: Announcer,
    order: Order,
    repriced: Repriced,
    places: Sequence[Registration],
    *,
    now: datetime,
) -> None:
    """Have the places have those extras, at that price; ``places`` are all of the order.

    Whether that can be is looked for by ``new_price``, under the same locks.
    """
    _take(session, repriced.places)
    held = [each for each in repriced.places if _is_held(each) and each.cost]
    if held:
        _owe(session, order, repriced, places, now=now)
    for each in repriced.places:
        if each.waits:
            _want(session, order, each)
            continue
        add_lines(
            session,
            each.lines,
            places={each.registration.position: each.registration.id},
            added_at=now,
        )
        each.registration.price_minor += each.cost
    price = repriced.price
    order.currency, order.total_minor = price.after.currency, price.after.minor
    if not held:
        order.forgive(price.forgiven.minor)
        _give_back(session, order, repriced, now=now)
        _charge(session, order, repriced, now=now)
    session.flush()
    _tell(announcer, order, [*held, *repriced.places], price)


def _is_held(changed: OtherExtras) -> bool:
    return changed.registration.state is RegistrationState.HELD


def _take(session: Session, changed: Sequence[OtherExtras]) -> None:
    """Take what is had more and give back what is had less: there is enough, as was looked for."""
    more = Counter[int]()
    for each in changed:
        for line in each.lines:
            more[line.extra_id] += line.quantity if line.kind is LineKind.EXTRA else 0
    if change_taken(session, more) is not None:
        raise LookupError("an extra is not there that was looked for")


def _want(session: Session, order: Order, changed: OtherExtras) -> None:
    """Have what is offered to who waits one day be asked for with those extras."""
    entry = session.scalar(
        select(WaitingEntry).where(
            WaitingEntry.order_id == order.id, WaitingEntry.state == EntryState.WAITING
        )
    )
    if entry is None:
        return
    filled = filled_from(entry.filled)
    people = list(filled.participants)
    position = changed.registration.position
    wanted = Counter(people[position].extras)
    wanted.update(changed.more)
    people[position] = replace(people[position], extras=dict(+wanted))
    entry.filled = replace(filled, participants=tuple(people)).document()


def _owe(
    session: Session,
    order: Order,
    repriced: Repriced,
    places: Sequence[Registration],
    *,
    now: datetime,
) -> None:
    """Have an order that waits for its money owe what it costs else, as much of it later."""
    cost, terms = sum(each.cost for each in repriced.places), terms_of(session, order)
    if not cost:
        return
    if terms is not None and not share_less_later(
        session, order, terms, places, less=-cost, now=now
    ):
        raise LookupError("what came is enough for it, which was looked for")
    order.owed_minor += cost


def _give_back(session: Session, order: Order, repriced: Repriced, *, now: datetime) -> None:
    """Have what is too much go back, for the places that cost less; no rule: staff decide."""
    less = {each.registration.id: -each.cost for each in repriced.places if each.cost < 0}
    only = next(iter(less)) if len(less) == 1 else None
    undecided = repriced.price.undecided
    own = OwnReason.EXTRAS_GIVEN_UP if undecided else OwnReason.OTHER_EXTRAS
    owe_back(
        session,
        order,
        amount_minor=repriced.price.back.minor,
        reason=say_reason(own),
        own=own,
        now=now,
        state=RefundState.ASKED if undecided else RefundState.DUE,
        place=only,
        shares={} if only else less,
    )


def _charge(session: Session, order: Order, repriced: Repriced, *, now: datetime) -> None:
    """Have the order owe what it costs more, as where a place goes to a dearer class."""
    more = repriced.price.more.minor
    if not more:
        return
    classes = [each.registration.course_class for each in repriced.places if each.cost > 0]
    first = min(classes, key=lambda each: each.starts_at)
    due_at = charged_until(When(first.starts_at, first.timezone, now))
    charge(session, order, minor=more, due_at=due_at, now=now)


def _tell(
    announcer: Announcer, order: Order, changed: Sequence[OtherExtras], price: NewPrice
) -> None:
    """Ask for what is owed more; of places that are held yet the buyer is told anew what it is."""
    about = next((each for each in changed if each.cost), None)
    if about is None or price.before == price.after:
        return
    held = _is_held(about)
    if held or price.more.minor:
        announcer.announce(
            EventKind.ORDER_HELD if held else EventKind.ORDER_PAYMENT_DUE,
            about.registration.course_class,
            order=order,
            facts={"reason": _WHY},
        )
