"""What lapsed places would cost, were they registered for now. Not here: whether seats are left."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bill import LineKind, cost_of_places
from app.domain.course_class import PriceKind
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.price_option import PriceOption
from app.store.registration import Registration


def dearer_now(
    session: Session, order: Order, places: Sequence[Registration], *, now: datetime
) -> bool:
    """Say whether an order's places of one class cost more now than they were frozen at.

    So they do where they can be had at no price any more. What else was on the bill is as it was: a
    voucher that unlocked a price still does, if it can be taken again (voucher_return.py).
    """
    frozen = session.scalars(
        select(OrderLine).where(
            OrderLine.registration_id.in_([each.id for each in places]),
            OrderLine.kind == LineKind.PLACE,
        )
    ).all()
    if not frozen:
        return False
    options = session.scalars(
        select(PriceOption).where(
            PriceOption.class_id == places[0].class_id, PriceOption.withdrawn.is_(False)
        )
    ).all()
    had = {each.price_option_id for each in frozen}
    now_cost = cost_of_places(
        [option.price() for option in options],
        [bool(each.membership) for each in places],
        currency=order.currency,
        vat_number=order.vat_number,
        unlocked=[
            each.id for each in options if each.id in had and each.kind is PriceKind.VOUCHER_ONLY
        ],
        now=now,
    )
    return now_cost is None or now_cost.minor > sum(each.total_minor for each in frozen)
