"""Erasing the personal data of an order: which rows hold any, and what stands there afterwards.

What the law wants kept stays as it is: papers, payments, the events, which name nobody. Not here:
whether it may be erased (``domain.erasing``), telling partners.
"""

from collections.abc import Sequence

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from app.domain.account import DisputeState
from app.domain.erasing import NAME, NOTHING_KNOWN, ErasingFacts
from app.domain.payment import PaymentState, RefundState
from app.store.changed_answer import erase_changes
from app.store.course_class import CourseClass
from app.store.delivery import Delivery
from app.store.dispute import DisputeRow
from app.store.draft import Draft
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.payment_terms import PaymentTerms
from app.store.person import Person, lock_people
from app.store.registration import Registration
from app.store.stopped_address import forget_addresses
from app.store.upload import erase_files
from app.store.waiting import WaitingEntry

_COMES = (PaymentState.OPEN, PaymentState.PROCESSING)
_GOES = (RefundState.ASKED, RefundState.DUE, RefundState.PENDING, RefundState.REFUSED)


def erasing_facts(session: Session, order: Order) -> ErasingFacts:
    """Return what decides whether the order's data can be erased; three statements."""
    rows = session.execute(
        select(Registration.state, CourseClass.ends_at)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .where(Registration.order_id == order.id)
    )
    of_order = select(Payment.id).where(Payment.order_id == order.id)
    moving = select(
        or_(
            of_order.where(Payment.state.in_(_COMES)).exists(),
            exists().where(Refund.payment_id.in_(of_order), Refund.state.in_(_GOES)),
            exists().where(
                DisputeRow.payment_id.in_(of_order), DisputeRow.state == DisputeState.OPEN
            ),
        )
    )
    return ErasingFacts(
        erased=order.erased_at is not None,
        places=tuple((row.state, row.ends_at) for row in rows),
        owed_minor=order.owed_minor,
        moving=bool(session.scalar(moving)),
    )


def erase(session: Session, order: Order, places: Sequence[Registration]) -> None:
    """Erase the data of an order, whose row is locked, of its places and of who is behind them.

    Somebody whose other orders are not erased stays among the people for those.
    """
    _forget_words(session, order, places)
    addresses = {order.email, *(each.email for each in places)}
    forget_addresses(session, addresses, order_id=order.id)
    people = {order.buyer_id, *(each.person_id for each in places)} - {None}
    _erase_people(session, order, sorted(each for each in people if each is not None))
    order.name, order.email, order.phone = NAME, "", ""
    order.company, order.vat_number, order.address, order.answers = "", "", [], {}
    for place in places:
        place.name, place.email, place.phone = NAME, "", ""
        place.birth_date, place.comment, place.membership, place.answers = None, "", "", {}
    session.execute(update(WaitingEntry).where(WaitingEntry.order_id == order.id).values(filled={}))
    session.execute(delete(Draft).where(Draft.token == order.draft_token))
    erase_changes(session, order.id)
    erase_files(session, order.id)
    session.execute(
        update(PaymentTerms)
        .where(PaymentTerms.order_id == order.id)
        .values(company="", organisation_number="", address="", reference="")
    )


def _erase_people(session: Session, order: Order, ids: Sequence[int]) -> None:
    lock_people(session, ids)
    others = select(Order.id).where(Order.id != order.id, Order.erased_at.is_(None))
    takes_part = (
        select(Registration.id)
        .where(Registration.person_id == Person.id, Registration.order_id.in_(others))
        .exists()
    )
    buys = others.where(Order.buyer_id == Person.id).exists()
    for person in session.scalars(select(Person).where(Person.id.in_(ids), ~takes_part, ~buys)):
        person.name, person.email, person.phone, person.match_phone = NAME, "", "", ""
        # Nobody who registers later is found to be this one.
        person.match_email, person.match_name = person.code, NAME.casefold()
        person.details, person.active, person.review = dict(NOTHING_KNOWN), False, ""


def _forget_words(session: Session, order: Order, places: Sequence[Registration]) -> None:
    """Forget what destinations answered in words that name somebody of the order, or an address."""
    named = {order.name, order.email, order.phone}
    named |= {each for place in places for each in (place.name, place.email, place.phone)}
    said = (
        Delivery.words.icontains(each, autoescape=True) for each in sorted((named | {"@"}) - {""})
    )
    session.execute(
        update(Delivery)
        .where(
            Delivery.event_id.in_(select(EventRow.id).where(EventRow.order_id == order.id)),
            or_(*said),
        )
        .values(words="")
        .execution_options(synchronize_session=False)
    )
