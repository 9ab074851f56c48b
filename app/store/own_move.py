"""Where a buyer can move a place to, and what that costs or gives back.

Reads only, inside the caller's transaction. Not here: until when (passing_on.py), moving it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.bill import Line
from app.domain.course_class import ClassState
from app.domain.left_behind import fact_of_left_behind, left_behind
from app.domain.price_there import There
from app.domain.refund_rule import WHOLE, BackAs
from app.domain.replacing import Dearer, PlaceStays, Unchangeable, WhatMoves
from app.store.allotment import free_seats
from app.store.course_class import CourseClass
from app.store.order import Order
from app.store.place_moving import price_there
from app.store.registration import Registration

# So many other dates are enough to choose from; who wants a later one writes to us.
_MOST = 30


def classes_to_move_to(
    session: Session, order: Order, place: Registration, *, now: datetime
) -> Sequence[CourseClass]:
    """Return the classes of its program that are open and have a seat, the soonest first."""
    own = place.course_class
    return session.scalars(
        select(CourseClass)
        .where(
            CourseClass.program_id == own.program_id,
            CourseClass.id != own.id,
            CourseClass.state == ClassState.PUBLISHED,
            CourseClass.starts_at > now,
            CourseClass.closes_at.is_(None) | (CourseClass.closes_at > now),
            free_seats(order.channel) > 0,
        )
        .order_by(CourseClass.starts_at, CourseClass.id)
        .limit(_MOST)
        .options(
            joinedload(CourseClass.program),
            joinedload(CourseClass.venue),
            selectinload(CourseClass.price_options),
        )
    ).all()


def what_moves(
    had: Sequence[Line], order: Order, place: Registration, target: CourseClass, *, now: datetime
) -> tuple[There, WhatMoves]:
    """Return what the place is charged there, and what follows of that for its buyer.

    ``had`` are its lines here: read once, whatever number of classes it is compared with.
    What it costs more is owed. What it costs less comes back only as long as the class's rule has
    all of it back, as money: what the rule keeps is not had by moving.

    Raises:
        PlaceStays: it cannot go there.
    """
    why = _why_not_there(place, target, now=now)
    if why is not None:
        raise PlaceStays(why)
    there = price_there(order, place, target, had=had, dearer=Dearer.CHARGED, now=now)
    cost = there.cost.minor
    moves = WhatMoves(
        more_minor=max(cost - place.price_minor, 0),
        less_minor=max(place.price_minor - cost, 0),
        left_behind=left_behind(fact_of_left_behind(had, charged=there.cost, whole=there.whole)),
    )
    rule = place.course_class.rule_now(now)
    if moves.less_minor and (rule.percent != WHOLE or rule.back_as is not BackAs.MONEY):
        raise PlaceStays(Unchangeable.KEPT)
    return there, moves


def _why_not_there(
    place: Registration, target: CourseClass, *, now: datetime
) -> Unchangeable | None:
    own = place.course_class
    if target.id == own.id:
        return Unchangeable.SAME_CLASS
    if target.program_id != own.program_id:
        return Unchangeable.OTHER_PROGRAM
    if target.why_closed(now) is not None:
        return Unchangeable.CLOSED
    # Nothing says what it would be charged: an order that is free has no currency.
    return Unchangeable.WAS_FREE if target.prices() and not place.price_minor else None
