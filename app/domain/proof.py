"""What proving a settlement takes and gives: a payment with all that either side has of it. Pure.

Not here: the rules (proving.py), reading either side, and mending what differs.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import PaymentState, RefundOrigin, RefundState


class Kind(StrEnum):
    """How money, seats and the gateway's account differ."""

    PAID_NO_SEAT = "paid_no_seat"
    SEAT_NO_PAYMENT = "seat_no_payment"
    AMOUNT = "amount"
    CURRENCY = "currency"
    REFUND_MISSING_HERE = "refund_missing_here"
    REFUND_MISSING_THERE = "refund_missing_there"
    DISPUTE = "dispute"
    FEE = "fee"
    UNKNOWN_HERE = "unknown_here"
    UNKNOWN_THERE = "unknown_there"


class Mend(StrEnum):
    """What a person can do about it with one click."""

    SETTLE = "settle"
    RECORD = "record"
    SEND_AGAIN = "send_again"
    SEND_BACK = "send_back"
    CHARGE = "charge"
    RELEASE = "release"
    TAKE_THEIRS = "take_theirs"
    STRIKE_OUT = "strike_out"
    ACCEPT = "accept"


class Side(StrEnum):
    """What a difference is about: the first word of its name."""

    PAYMENT = "payment"
    REFUND = "refund"
    ORDER = "order"
    DISPUTE = "dispute"
    ENTRY = "entry"
    PAYOUT = "payout"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class MoneyDifference:
    """One difference: ``about`` a ``key`` of ours or the gateway's; nothing personal in it.

    ``order`` is the order's reference, empty where there is none. ``mends`` are what can be done,
    the likeliest first; that somebody accepts it with a reason is always the last.
    """

    kind: Kind
    about: Side
    key: str
    words: str
    mends: tuple[Mend, ...] = (Mend.ACCEPT,)
    order: str = ""


@dataclass(frozen=True, slots=True)
class SentBack:
    """A refund as the gateway's account has it; ``amount`` is what is left of it, 0 if it failed.

    ``refund_uid`` is our key of it, where we asked for it.
    """

    refund_id: str
    refund_uid: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class OurRefund:
    """A refund as we have it; ``at`` is when it was made, or asked for."""

    uid: str
    gateway_id: str
    amount: Money
    state: RefundState
    origin: RefundOrigin
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A dispute as the gateway has it."""

    dispute_id: str
    amount: Money
    state: DisputeState


@dataclass(frozen=True, slots=True)
class OrderSeats:
    """An order: its money and what its places cost, all in minor units of its currency.

    ``received`` is all that ever came for it, ``seated`` what its confirmed places cost, ``ended``
    what places cost that were given up and not renewed, ``released`` those of them whose money was
    gone. ``owed`` is what is to be paid later, as was agreed, ``let_off`` what need not be paid any
    more, of the order or of places that ended.
    ``open`` while a place is held or waits. ``elsewhere``: a payment at another gateway, or one
    that staff wrote down, came or may yet. ``vouchers`` is what vouchers given instead of money
    are worth to their buyer: all of one that can be used, and what was used of one that is stopped.
    """

    reference: str
    currency: str
    total: int
    paid: int
    received: int
    seated: int
    ended: int
    owed: int
    let_off: int
    open: bool
    elsewhere: bool
    vouchers: int = 0
    released: int = 0


@dataclass(frozen=True, slots=True)
class PaymentCase:
    """One payment with all that either side has of it; ``at`` is when it moved here last.

    ``taken`` is what the account says came, ``taken_at`` when. ``lost``: of the order, what the
    gateway gave or took back without us, and ``decided`` what we had sent back, in minor units.
    """

    uid: str
    state: PaymentState
    asked: Money
    received: Money | None
    at: datetime
    order: OrderSeats
    taken: Money | None = None
    taken_at: datetime | None = None
    sent_back: tuple[SentBack, ...] = ()
    refunds: tuple[OurRefund, ...] = ()
    claims: tuple[Claim, ...] = ()
    lost: int = 0
    decided: int = 0
