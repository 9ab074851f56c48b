"""What a gateway says of its own account: entries, payouts, disputes, refunds; in our words. Pure.

Here: the values, and the contract of a gateway that can be read back. Not here: comparing them with
what we hold (proof.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from app.domain.gateway import GatewayRefused, GatewayUnreachable
from app.domain.money import Money
from app.domain.payment import RefundState


class EntryKind(StrEnum):
    """What moved the account's money."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    FEE = "fee"
    PAYOUT = "payout"
    ADJUSTMENT = "adjustment"


class PayoutState(StrEnum):
    """Where money on its way to the bank stands."""

    ON_ITS_WAY = "on_its_way"
    PAID = "paid"
    FAILED = "failed"


class DisputeState(StrEnum):
    """Where a buyer's claim at their bank stands; while it is open, the gateway holds the money."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of the account's money, signed: what comes is positive.

    ``amount``, ``fee_minor`` and ``net_minor`` are in the account's own currency, ``payer`` is what
    the payer paid or got, in theirs. ``source_id``, ``intent_id`` and ``refund_id`` are the
    gateway's names for what moved it; ``payment_uid`` and ``refund_uid`` are ours, where it was
    told them. ``occurred_at`` is UTC.
    """

    entry_id: str
    kind: EntryKind
    amount: Money
    fee_minor: int
    net_minor: int
    payer: Money
    occurred_at: datetime
    available_on: date
    source_id: str = ""
    intent_id: str = ""
    payment_uid: str = ""
    refund_uid: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that the gateway sent to the bank; ``itemised``: it says which entries are in it."""

    payout_id: str
    amount: Money
    state: PayoutState
    arrives_on: date
    made_at: datetime
    itemised: bool


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """How a buyer's claim at their bank stands; an answer is due by ``due_at`` (UTC), if any is."""

    dispute_id: str
    intent_id: str
    amount: Money
    reason: str
    state: DisputeState
    opened_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundThere:
    """A refund as the gateway has it; ``refund_uid`` is our key, empty where we did not ask."""

    refund_id: str
    intent_id: str
    amount: Money
    state: RefundState
    made_at: datetime
    refund_uid: str = ""


@runtime_checkable
class Answerable(Protocol):
    """A gateway that can be asked what went of a payment without us."""

    def look_up_dispute(
        self, dispute_id: str
    ) -> DisputeReport | GatewayRefused | GatewayUnreachable:
        """Ask how a dispute stands now."""

    def refunds_of(
        self, intent_id: str
    ) -> tuple[RefundThere, ...] | GatewayRefused | GatewayUnreachable:
        """Ask for every refund of one payment, whoever made it."""


@runtime_checkable
class Accountable(Answerable, Protocol):
    """A gateway whose account can be read back.

    Lists come page by page, in any order, so that no more than a page is ever held; one that cannot
    be read to its end ends with ``GatewayUnreachable``.
    """

    def entries(
        self, *, since: datetime, until: datetime
    ) -> Iterator[tuple[Entry, ...] | GatewayUnreachable]:
        """Yield what moved the account's money from ``since`` until just before ``until``."""

    def payouts(self, *, since: datetime) -> Iterator[tuple[Payout, ...] | GatewayUnreachable]:
        """Yield the payouts made since then."""

    def entries_of(self, payout_id: str) -> Iterator[tuple[str, ...] | GatewayUnreachable]:
        """Yield the ids of the entries that an itemised payout consists of."""

    def disputes(
        self, *, since: datetime
    ) -> Iterator[tuple[DisputeReport, ...] | GatewayUnreachable]:
        """Yield the disputes opened since then."""
