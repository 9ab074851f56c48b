"""Which ways to pay an order are left, going by what the gateways take. Pure.

Not here: what a class offers (payment_plan.py), what its prices may be (catalogue/payable.py).
"""

from collections.abc import Collection
from dataclasses import replace

from app.domain.money import Money
from app.domain.objection import Against, Objection, Taker, all_object, no_such_currency
from app.domain.payment_plan import ONLINE, Agreement, Plan, Ways, When, offered
from app.domain.registration import Channel


def objection_to(agreement: Agreement, total: Money, takers: Collection[Taker]) -> Objection | None:
    """Say why what has to be paid online by an agreement cannot be; None where it can.

    Of a deposit both parts: what is paid now must not leave what nobody takes.
    """
    if agreement.plan not in (Plan.ONLINE, Plan.DEPOSIT):
        return None
    parts = (asked_first(agreement, total), Money(agreement.later_minor, total.currency))
    found = (against_online(takers, part) for part in parts if part.minor > 0)
    return next((objection for objection in found if objection), None)


def against_online(takers: Collection[Taker], money: Money) -> Objection | None:
    """Say why so much cannot be paid online; where no gateway is on, nothing can."""
    return all_object(takers, money) if takers else no_such_currency(money)


def is_taken_online(total: Money, takers: Collection[Taker]) -> bool:
    """Say whether somebody takes so much online now; what costs nothing need not be taken."""
    return total.minor <= 0 or any(each.objects_to(total) is None for each in takers)


def asked_first(agreement: Agreement, total: Money) -> Money:
    """Return what is to be paid before the places are confirmed."""
    return Money(max(total.minor - agreement.later_minor, 0), total.currency)


def with_small_rest(ways: Ways, total: Money, takers: Collection[Taker]) -> Ways:
    """Return the ways of a class for an order over so much.

    What is too little for every gateway, as a voucher may leave it, nobody is sent away for: where
    no other way is offered it is owed, and paid at the door.
    """
    objection = all_object(takers, total) if total.minor > 0 else None
    if objection is None or objection.against is not Against.TOO_LITTLE or ways.invoice:
        return ways
    return replace(ways, door=True)


def ways_of_offer(
    ways: Ways, *, total: Money, when: When, channel: Channel, takers: Collection[Taker]
) -> tuple[Agreement, ...]:
    """Return the ways in which an offer from the waiting list may be accepted; none: in no way.

    Whoever came by the API pays online, whatever else a class offers.
    """
    if channel is Channel.API:
        return (ONLINE,) if is_taken_online(total, takers) else ()
    return payable_ways(ways, total=total, when=when, takers=takers)


def payable_ways(
    ways: Ways, *, total: Money, when: When, takers: Collection[Taker]
) -> tuple[Agreement, ...]:
    """Return what a buyer may choose from now: what somebody takes the money of.

    Where nothing else is left it is paying online, and nothing where nobody takes that either.
    """
    if total.minor <= 0:
        return (ONLINE,)
    choices = offered(with_small_rest(ways, total, takers), total=total, when=when)
    left = [each for each in choices if objection_to(each, total, takers) is None]
    if not left and objection_to(ONLINE, total, takers) is None:
        return (ONLINE,)
    return tuple(left)
