"""What a gateway's news means for a payment and its order: one pure table. Not here: asking it."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import Money


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

    ``asked``: somebody of the staff has to decide (iso.md S10).
    """

    ASKED = "asked"
    DUE = "due"
    PENDING = "pending"
    MADE = "made"
    REFUSED = "refused"


# What staff may have sent: what waits for them, and what was said no to.
SENDABLE = frozenset({RefundState.ASKED, RefundState.REFUSED})


@dataclass(eq=False)
class TooMuchBack(Exception):
    """More was to go back than is left of what was paid; ``left`` is what is."""

    left: Money

    def __str__(self) -> str:
        return f"No more than {self.left} is left to give back"


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """How the gateway says a payment stands; ``received`` and ``intent_id`` once money moved."""

    state: PaymentState
    received: Money | None = None
    intent_id: str | None = None


class OrderStanding(StrEnum):
    """What an order still needs, as far as money is concerned."""

    HELD = "held"
    SETTLED = "settled"
    LAPSED = "lapsed"
    GIVEN_UP = "given_up"


class Step(StrEnum):
    """What follows for the order."""

    NOTHING = "nothing"
    EXTEND_HOLD = "extend_hold"
    CONFIRM = "confirm"
    RESEAT = "reseat"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The payment's next state, what follows for the order, and why money goes back if it does."""

    state: PaymentState
    step: Step
    reason: str = ""


_FINAL = frozenset({PaymentState.PAID})
_OVER = frozenset({PaymentState.FAILED, PaymentState.EXPIRED})


def settle(
    current: PaymentState, reported: PaymentReport, *, expected: Money, order: OrderStanding
) -> Settlement:
    """Decide what a report means, so that webhook, return page and look-up cannot differ.

    A paid payment stays paid whatever comes later; money that is not what was asked for, or comes
    for an order that is settled or given up, goes back (promise 2). ``RESEAT`` means: confirm if
    there is a seat, else refund. A page that we closed, or where paying failed, is not open again
    because its gateway has no word for closing.
    """
    if current in _FINAL or (current in _OVER and reported.state is PaymentState.OPEN):
        return Settlement(state=current, step=Step.NOTHING)
    if reported.state is PaymentState.PROCESSING:
        step = Step.EXTEND_HOLD if order is OrderStanding.HELD else Step.NOTHING
        return Settlement(state=PaymentState.PROCESSING, step=step)
    if reported.state is not PaymentState.PAID:
        return Settlement(state=reported.state, step=Step.NOTHING)
    if reported.received != expected:
        return Settlement(PaymentState.PAID, Step.REFUND, reason="wrong amount")
    if order is OrderStanding.SETTLED:
        return Settlement(PaymentState.PAID, Step.REFUND, reason="paid twice")
    if order is OrderStanding.GIVEN_UP:
        return Settlement(PaymentState.PAID, Step.REFUND, reason="cancelled before it was paid")
    step = Step.CONFIRM if order is OrderStanding.HELD else Step.RESEAT
    return Settlement(PaymentState.PAID, step)
