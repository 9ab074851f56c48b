"""A gateway in memory whose account can be read; it passes the contract suite as Stripe does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from app.domain.account import (
    DisputeReport,
    DisputeState,
    Entry,
    EntryKind,
    Payout,
    PayoutState,
    RefundThere,
)
from app.domain.gateway import (
    GatewayRefused,
    GatewayUnreachable,
    RefundMade,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.payment import RefundState
from tests.fakes.gateway import FakeGateway

FEE = 2
_Row = TypeVar("_Row")


@dataclass
class FakeAccount(FakeGateway):
    """Books what is paid and sent back at two a hundred; a test changes ``booked`` as it likes.

    ``page_size``: so many at once. ``breaks_off``: a list ends after so many pages, without its
    rest; -1 is never.
    """

    clock: Callable[[], datetime] = field(kw_only=True)
    booked: list[Entry] = field(default_factory=list)
    paid_out: dict[str, Payout] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)
    claimed: dict[str, DisputeReport] = field(default_factory=dict)
    made_there: list[RefundThere] = field(default_factory=list)
    page_size: int = 2
    breaks_off: int = -1
    asked: int = 0

    # -- the contract ------------------------------------------------------------------------------

    def entries(
        self, *, since: datetime, until: datetime
    ) -> Iterator[tuple[Entry, ...] | GatewayUnreachable]:
        """Yield what was booked, the newest first."""
        found = [each for each in self.booked if since <= each.occurred_at < until]
        yield from self._pages(found[::-1])

    def payouts(self, *, since: datetime) -> Iterator[tuple[Payout, ...] | GatewayUnreachable]:
        """Yield the payouts made since then."""
        yield from self._pages([each for each in self.paid_out.values() if each.made_at >= since])

    def entries_of(self, payout_id: str) -> Iterator[tuple[str, ...] | GatewayUnreachable]:
        """Yield what is in a payout."""
        yield from self._pages(self.inside[payout_id])

    def disputes(
        self, *, since: datetime
    ) -> Iterator[tuple[DisputeReport, ...] | GatewayUnreachable]:
        """Yield the disputes opened since then."""
        yield from self._pages([each for each in self.claimed.values() if each.opened_at >= since])

    def look_up_dispute(
        self, dispute_id: str
    ) -> DisputeReport | GatewayRefused | GatewayUnreachable:
        """Say how a dispute stands."""
        if self.is_down or self.loses_answers:
            return GatewayUnreachable("No answer")
        return self.claimed.get(dispute_id) or GatewayRefused(f"No such dispute: {dispute_id}")

    def refunds_of(
        self, intent_id: str
    ) -> tuple[RefundThere, ...] | GatewayRefused | GatewayUnreachable:
        """Say what went back of a payment, whoever sent it."""
        if self.is_down or self.loses_answers:
            return GatewayUnreachable("No answer")
        ours = [
            RefundThere(
                refund_id=each.gateway_id,
                intent_id=each.intent_id,
                amount=each.amount,
                state=RefundState.PENDING if each.pending else RefundState.MADE,
                made_at=self.clock(),
                refund_uid=each.refund_uid,
            )
            for each in self.refunds
        ]
        return tuple(each for each in [*ours, *self.made_there] if each.intent_id == intent_id)

    def _pages(self, rows: Sequence[_Row]) -> Iterator[tuple[_Row, ...] | GatewayUnreachable]:
        size = self.page_size
        pages = [tuple(rows[at : at + size]) for at in range(0, len(rows), size)]
        for number, page in enumerate(pages):
            self.asked += 1
            if self.is_down or number == self.breaks_off:
                yield GatewayUnreachable("No answer")
                return
            yield page
        if self.is_down and not pages:
            yield GatewayUnreachable("No answer")

    # -- what books it -----------------------------------------------------------------------------

    def pay(self, gateway_id: str) -> None:
        """Pay what is asked for, and book it."""
        super().pay(gateway_id)
        self._book_payment(gateway_id)

    def pay_late(self, gateway_id: str) -> None:
        """Let money come at a page whose time had run out, and book it."""
        super().pay_late(gateway_id)
        self._book_payment(gateway_id)

    def refund(
        self, request: RefundRequest, *, key: str
    ) -> RefundMade | GatewayRefused | GatewayUnreachable:
        """Send money back, and book it once."""
        before = len(self.refunds)
        answer = super().refund(request, key=key)
        for each in self.refunds[before:]:
            self.book(
                EntryKind.REFUND,
                each.amount * -1,
                source=each.gateway_id,
                intent=each.intent_id,
                refund_uid=each.refund_uid,
            )
        return answer

    def _book_payment(self, gateway_id: str) -> None:
        page = self.pages[gateway_id]
        self.book(
            EntryKind.PAYMENT,
            page.total,
            source=gateway_id.replace("cs_", "ch_"),
            intent=page.intent_id,
            payment_uid=page.request.payment_uid,
        )

    # -- what a test does --------------------------------------------------------------------------

    def book(
        self,
        kind: EntryKind,
        amount: Money,
        *,
        source: str = "",
        intent: str = "",
        payment_uid: str = "",
        refund_uid: str = "",
        ago: timedelta = timedelta(),
    ) -> Entry:
        """Have the account's money move."""
        fee = amount.minor * FEE // 100 if kind is EntryKind.PAYMENT else 0
        entry = Entry(
            entry_id=f"txn_{len(self.booked) + 1}",
            kind=kind,
            amount=amount,
            fee_minor=fee,
            net_minor=amount.minor - fee,
            payer=amount,
            occurred_at=self.clock() - ago,
            available_on=self.clock().date(),
            source_id=source,
            intent_id=intent,
            payment_uid=payment_uid,
            refund_uid=refund_uid,
            words=kind.value,
        )
        self.booked.append(entry)
        return entry

    def change(self, number: int, **facts: object) -> None:
        """Have an entry say something else."""
        self.booked[number] = replace(self.booked[number], **facts)  # type: ignore[arg-type]  # an entry's

    def refund_there(self, intent: str, amount: Money, refund_id: str = "re_there") -> None:
        """Send money back as somebody at the gateway does."""
        at = self.clock()
        self.made_there.append(RefundThere(refund_id, intent, amount, RefundState.MADE, at))
        self.book(EntryKind.REFUND, amount * -1, source=refund_id, intent=intent)

    def dispute(self, intent: str, amount: Money, dispute_id: str = "du_1") -> None:
        """Have a buyer's bank claim a payment back; the money is held at once."""
        due = self.clock() + timedelta(days=7)
        self.claimed[dispute_id] = DisputeReport(
            dispute_id, intent, amount, "fraudulent", DisputeState.OPEN, self.clock(), due
        )
        self.book(EntryKind.DISPUTE, amount * -1, source=dispute_id, intent=intent)

    def end_dispute(self, state: DisputeState, dispute_id: str = "du_1") -> None:
        """Have the bank decide; where we win the money comes again."""
        report = self.claimed[dispute_id]
        self.claimed[dispute_id] = replace(report, state=state, due_at=None)
        if state is DisputeState.WON:
            self.book(EntryKind.DISPUTE, report.amount, source=dispute_id, intent=report.intent_id)

    def pay_out(self, payout_id: str = "po_1", *, itemised: bool = True) -> Payout:
        """Send all to the bank that was not sent yet."""
        sent = {each for ids in self.inside.values() for each in ids}
        rows = [each for each in self.booked if each.entry_id not in sent]
        total = Money(sum(each.net_minor for each in rows), rows[0].amount.currency)
        out = self.book(EntryKind.PAYOUT, total * -1, source=payout_id)
        self.inside[payout_id] = [*(each.entry_id for each in rows), out.entry_id]
        now = self.clock()
        payout = Payout(payout_id, total, PayoutState.PAID, now.date(), now, itemised)
        self.paid_out[payout_id] = payout
        return payout
