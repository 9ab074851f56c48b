"""What a gateway's news means for a payment and its order: one pure table. Not here: asking it."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import Money
from app.domain.reason import OwnReason, say_reason
from app.domain.wording import say_money


class PaymentState(StrEnum):
    """Where one attempt to pay stands."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class PaymentKind(StrEnum):
    """Where one attempt is paid: on the gateway's page, or in a form of the client's own."""

    PAGE = "page"
    INTENT = "intent"


# The gateway may still have news of these.
UNSETTLED = (PaymentState.OPEN, PaymentState.PROCESSING)


class RefundState(StrEnum):
    """Where money on its way back stands.

    ``asked``: somebody of the staff has to decide (iso.md S10). ``returned``: it is ours again for
    good, as what a bank took in a dispute that was won after all. ``withdrawn``: staff decided
    that it does not go.
    """

    ASKED = "asked"
    DUE = "due"
    PENDING = "pending"
    MADE = "made"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def owed(self) -> bool:
        """Whether the money went back, goes back, or is still to."""
        return self not in (RefundState.RETURNED, RefundState.WITHDRAWN)


class RefundOrigin(StrEnum):
    """Who sent money back: we did, somebody at the gateway, or a bank by way of a dispute.

    ``hand``: staff, past the gateway that had refused it.
    """

    DESK = "desk"
    GATEWAY = "gateway"
    DISPUTE = "dispute"
    HAND = "hand"


class Closing(StrEnum):
    """How staff ended a refund past its gateway.

    ``went_that_way``: its money had gone without us; ``lost_already``: it is what a dispute took.
    """

    PAID_OTHERWISE = "paid_otherwise"
    WENT_THAT_WAY = "went_that_way"
    WITHDRAWN = "withdrawn"
    LOST_ALREADY = "lost_already"


# Why money went that we did not send; also kept with the refund, and told to the buyer.
SENT_BACK_THERE = say_reason(OwnReason.SENT_BACK_THERE)
LOST_IN_DISPUTE = say_reason(OwnReason.LOST_IN_DISPUTE)
# Why a payment that staff wrote down counts no more: then no money went anywhere.
MISTAKE = say_reason(OwnReason.MISTAKE)

# What the gateway's account knows nothing of as a refund.
NOT_THERE = frozenset({RefundOrigin.DISPUTE, RefundOrigin.HAND})
# What we decided on; the rest went without us.
OURS = frozenset({RefundOrigin.DESK, RefundOrigin.HAND})
# Of these something is owed, or went.
OWED = tuple(each for each in RefundState if each.owed)

# The money left us, as far as is known: the gateway's account has an entry of it, or will have, and
# may still have news.
LEFT_US = (RefundState.PENDING, RefundState.MADE)

# What staff may have sent: what waits for them, and what was said no to.
SENDABLE = frozenset({RefundState.ASKED, RefundState.REFUSED})


@dataclass(eq=False)
class TooMuchBack(Exception):
    """More was to go back than is left of what was paid; ``left`` is what is."""

    left: Money

    def __str__(self) -> str:
        return f"No more than {self.left} is left to give back"


@dataclass(eq=False)
class StillHeld(Exception):
    """A voucher was to be given for money of an order that waits for the rest of it."""

    def __str__(self) -> str:
        return "A voucher is given once the order is confirmed; until then its money can go back"


@dataclass(eq=False)
class WentAlready(Exception):
    """A refund is more than is left of its payment, of which the rest went; ``left`` is what is."""

    left: Money

    def __str__(self) -> str:
        left = say_money(self.left)
        return f"no more than {left} is left of that payment, the rest went or is on its way"


@dataclass(eq=False)
class WentNot(Exception):
    """A refund is more than went of its payment without us; ``went`` is what did."""

    went: Money

    def __str__(self) -> str:
        return f"no more than {say_money(self.went)} of that payment went without us"


@dataclass(eq=False)
class AskedBefore(Exception):
    """As much was asked back for the same reason already, so many times."""

    count: int

    def __str__(self) -> str:
        return "As much was asked back for this reason already"


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """How the gateway says a payment stands; ``received`` and ``intent_id`` once money moved."""

    state: PaymentState
    received: Money | None = None
    intent_id: str | None = None


class OrderStanding(StrEnum):
    """What an order still needs, as far as money is concerned.

    ``owing``: its buyer gave its places up, and owes what the class's rule keeps.
    """

    HELD = "held"
    SETTLED = "settled"
    OWING = "owing"
    LAPSED = "lapsed"
    GIVEN_UP = "given_up"


class Step(StrEnum):
    """What follows for the order."""

    NOTHING = "nothing"
    EXTEND_HOLD = "extend_hold"
    COUNT = "count"
    CONFIRM = "confirm"
    RESEAT = "reseat"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Account:
    """What an order still owes; so much as ``later`` of it may be open once it is confirmed."""

    owed: Money
    later: Money

    @property
    def needed(self) -> Money:
        """What is missing until its places are confirmed."""
        return Money(max(self.owed.minor - self.later.minor, 0), self.owed.currency)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The payment's next state, what follows for the order, and why money goes back if it does.

    Of what came, ``counted`` is taken off what the order owes and ``excess`` goes back, in minor
    units; with the step ``REFUND`` all of it goes back.
    """

    state: PaymentState
    step: Step
    reason: str = ""
    counted: int = 0
    excess: int = 0


# Nothing follows for a place from money for these.
_OWES = frozenset({OrderStanding.SETTLED, OrderStanding.OWING})
_FINAL = frozenset({PaymentState.PAID})
_OVER = frozenset({PaymentState.FAILED, PaymentState.EXPIRED})
_PAID_TWICE = say_reason(OwnReason.PAID_TWICE)
_WRONG_AMOUNT = say_reason(OwnReason.WRONG_AMOUNT)
_NOT_OWED = {
    OrderStanding.GIVEN_UP: say_reason(OwnReason.CANCELLED_UNPAID),
    OrderStanding.SETTLED: _PAID_TWICE,
}


def asked_now(account: Account, order: OrderStanding) -> Money:
    """Return what a buyer who pays now is asked for; nothing where nothing is owed."""
    if order is OrderStanding.HELD:
        return account.needed
    return account.owed if order in _OWES else Money(0, account.owed.currency)


def is_awaited(amount: Money, account: Account, order: OrderStanding) -> bool:
    """Say whether an order needs so much: what a buyer only agreed to pay is collected then."""
    needs = order is OrderStanding.HELD or order in _OWES
    return needs and 0 < amount.minor <= account.owed.minor


def settle(
    current: PaymentState, reported: PaymentReport, *, account: Account, order: OrderStanding
) -> Settlement:
    """Decide what a report means, so that webhook, return page and look-up cannot differ.

    A paid payment stays paid whatever comes later. Money counts towards what the order owes; what
    is more than that goes back, and so does all of it where the order owes nothing or was given up
    (promise 2). ``RESEAT`` means: confirm if there is a seat, else refund. A page that we closed,
    or where paying failed, is not open again because its gateway has no word for closing.
    """
    if current in _FINAL or (current in _OVER and reported.state is PaymentState.OPEN):
        return Settlement(state=current, step=Step.NOTHING)
    if reported.state is PaymentState.PROCESSING:
        step = Step.EXTEND_HOLD if order is OrderStanding.HELD else Step.NOTHING
        return Settlement(state=PaymentState.PROCESSING, step=step)
    if reported.state is not PaymentState.PAID:
        return Settlement(state=reported.state, step=Step.NOTHING)
    received = reported.received
    if received is None or received.minor <= 0 or received.currency != account.owed.currency:
        return Settlement(PaymentState.PAID, Step.REFUND, reason=_WRONG_AMOUNT)
    return _take(received.minor, account, order)


def _take(received: int, account: Account, order: OrderStanding) -> Settlement:
    counted = min(received, account.owed.minor)
    if order is OrderStanding.GIVEN_UP or not counted:
        reason = _NOT_OWED.get(order, _PAID_TWICE)
        return Settlement(PaymentState.PAID, Step.REFUND, reason=reason)
    enough = counted >= account.needed.minor
    if order is OrderStanding.LAPSED and not enough:
        # Its seats are gone, and for a part nobody takes new ones.
        return Settlement(PaymentState.PAID, Step.REFUND, reason=_WRONG_AMOUNT)
    step = Step.COUNT
    if enough and order not in _OWES:
        step = Step.CONFIRM if order is OrderStanding.HELD else Step.RESEAT
    excess = received - counted
    reason = say_reason(OwnReason.PAID_TOO_MUCH) if excess else ""
    return Settlement(PaymentState.PAID, step, reason=reason, counted=counted, excess=excess)
