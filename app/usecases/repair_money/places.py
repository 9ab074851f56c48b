"""Confirmed places whose money is gone: the rest is asked for anew, or they are given up."""

from collections.abc import Sequence

from app.domain.ending import MONEY_GONE, MONEY_GONE_IN_PART
from app.domain.money_behind import rest_to_charge
from app.domain.payment import RefundState
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import Channel, RegistrationState
from app.store.cancelling import cancel_together
from app.store.cases import seats_of
from app.store.money_back import NO_SHARES, owe_back, still_owed_for
from app.store.order import Order
from app.store.owed_news import tell_of_owed
from app.store.owing_again import owe_again
from app.store.paid_money import paid_money
from app.store.person import lock_people
from app.store.registration import Registration, newest_of, registrations_of
from app.store.settlement import owe_no_more
from app.usecases.repair_money.deed import Deed
from app.usecases.repair_money.refusal import NotMended


def charge_rest(deed: Deed) -> None:
    """Have an order owe again what its confirmed places are short of, and its buyer told."""
    order = deed.order()
    deed.session.flush()
    seats = seats_of(deed.session.connection(), order.id)
    rest = rest_to_charge(seats.of_order, decided=seats.decided, lost=seats.lost)
    if seats.of_order.open or not rest:
        raise NotMended("Its places are not short of that any more: prove the settlement again")
    before = order.owed_minor
    owe_again(deed.session, order, minor=rest, now=deed.now)
    tell_of_owed(deed.session, deed.announcer, order, before=before, reason=MONEY_GONE_IN_PART)


def release(deed: Deed) -> None:
    """Give up the confirmed places of an order whose money is gone; what is left of it goes back.

    Where something went back for the order as a whole and it had other places, staff decide.
    """
    order = deed.order()
    places = registrations_of(deed.session, order.id)
    ending = [each for each in places if each.state is RegistrationState.CONFIRMED]
    if not ending:
        raise NotMended("It has no confirmed place any more")
    lock_people(deed.session, [each.person_id for each in ending if each.person_id is not None])
    left = paid_money(deed.session, order).owed_to_nobody
    cancel_together(
        deed.session,
        deed.announcer,
        order=order,
        registrations=places,
        ending=ending,
        reason=MONEY_GONE_IN_PART if left else MONEY_GONE,
        channel=Channel.STAFF,
        now=deed.now,
    )
    if left:
        _send_rest_back(deed, order, places, ending)
    owe_no_more(order, places)


def _send_rest_back(
    deed: Deed, order: Order, places: Sequence[Registration], ending: Sequence[Registration]
) -> None:
    """Have what was paid for the places, and did not go yet, go back, or wait for staff."""
    every = len(ending) == len(newest_of(places))
    owed = still_owed_for(deed.session, order, ending, all_of_it=every)
    several = len(ending) > 1
    owe_back(
        deed.session,
        order,
        amount_minor=owed.minor,
        reason=say_reason(OwnReason.CANCELLED_PAID),
        own=OwnReason.CANCELLED_PAID,
        now=deed.now,
        place=None if several else ending[0].id,
        shares=owed.dealt(owed.minor) if several else NO_SHARES,
        state=RefundState.DUE if owed.sure else RefundState.ASKED,
        asked_by=deed.by if owed.sure else "",
    )
