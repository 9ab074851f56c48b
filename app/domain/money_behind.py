"""How much of what places cost and vouchers are worth there is money behind. Pure."""

from app.domain.proof import OrderSeats


def rest_to_charge(order: OrderSeats, *, decided: int, lost: int) -> int:
    """Return how much of what confirmed places cost can be charged anew, in minor units.

    It is what went without us. Nothing where something is kept for places that ended: whether that
    covers them only staff know.
    """
    if lost <= 0 or _kept(order, decided) > order.owed:
        return 0
    return max(0, missing(order, decided=decided, lost=lost))


def uncovered(order: OrderSeats, *, decided: int, lost: int) -> int:
    """Return how much of the vouchers is not covered; places come first where money was lost."""
    short = uncovered_vouchers(order, decided=decided) if lost > 0 else 0
    return max(short, order.vouchers - order.paid, 0)


def uncovered_vouchers(order: OrderSeats, *, decided: int) -> int:
    """Return how much of what its vouchers are worth no money is behind, in minor units.

    They were given for money that went, and what is left of it is first for the places that stand:
    a voucher can be stopped. ``decided`` is what we sent back ourselves.
    """
    return max(0, min(order.vouchers, _short(order, decided)))


def missing(order: OrderSeats, *, decided: int, lost: int) -> int:
    """Return how much of what confirmed places cost is not there, undecided, in minor units."""
    return _short(order, decided) - uncovered(order, decided=decided, lost=lost)


def _short(order: OrderSeats, decided: int) -> int:
    """Return how much of what places cost and vouchers are worth is not there, undecided.

    What we sent back was first for what came twice; it, vouchers given instead and what we let off
    were then for places given up, and only what is more than that was a favour for places that
    stay. What is to be paid later is first for what such places cost all the same.
    """
    favour = max(0, _spared(order, decided) - order.ended)
    had = order.seated + order.vouchers
    return had - order.paid - favour - max(0, order.owed - _kept(order, decided))


def _spared(order: OrderSeats, decided: int) -> int:
    too_much = max(0, order.received - order.total)
    return max(0, decided - too_much) + order.let_off + order.vouchers


def _kept(order: OrderSeats, decided: int) -> int:
    """Return what places that were given up cost all the same, in minor units."""
    return max(0, order.ended - _spared(order, decided))
