"""A gateway in memory, for tests of use cases: it passes the same contract suite as Stripe."""

import itertools
from dataclasses import dataclass, field

from app.domain.gateway import (
    CheckoutOpened,
    CheckoutRequest,
    GatewayRefused,
    GatewayUnreachable,
    IntentOpened,
    RefundMade,
    RefundReport,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.objection import Limits, Objection, no_such_currency
from app.domain.payment import PaymentReport, PaymentState, RefundState


class PageClosed(Exception):
    """Somebody tried to pay at a page that takes no money (any more)."""


@dataclass(slots=True)
class FakePage:
    """One page where a buyer pays, and how its payment stands."""

    gateway_id: str
    request: CheckoutRequest
    state: PaymentState = PaymentState.OPEN
    received: Money | None = None
    agreed: bool = False

    @property
    def total(self) -> Money:
        """What is asked for."""
        first, *rest = [line.each * line.quantity for line in self.request.lines]
        return sum(rest, start=first)

    @property
    def intent_id(self) -> str:
        """The gateway's name for the money."""
        return self.gateway_id.replace("cs_", "pi_")

    def report(self) -> PaymentReport:
        """What the gateway says of it."""
        if self.state is PaymentState.PAID:
            return PaymentReport(self.state, received=self.received, intent_id=self.intent_id)
        return PaymentReport(self.state)


@dataclass(frozen=True, slots=True)
class FakeRefund:
    """Money the gateway sent back."""

    gateway_id: str
    intent_id: str
    amount: Money
    refund_uid: str
    pending: bool


@dataclass
class FakeGateway:
    """Keeps pages and refunds; a test pays, declines, or breaks it.

    ``pages`` by gateway id, ``refunds`` in the order they were made. ``is_down``: nothing takes
    effect. ``loses_answers``: it takes effect and nobody hears. ``slow_refunds``: they are pending.
    ``holds_pages_open``: somebody is paying at them just now, and they are not closed.
    ``collected`` are the pages whose agreed money was taken.
    """

    name: str = "stripe"
    way: str = "by card"
    currencies: frozenset[str] | None = None
    limits: Limits = field(default_factory=Limits)
    pages: dict[str, FakePage] = field(default_factory=dict)
    refunds: list[FakeRefund] = field(default_factory=list)
    is_down: bool = False
    loses_answers: bool = False
    slow_refunds: bool = False
    holds_pages_open: bool = False
    collected: list[str] = field(default_factory=list)
    failed_refunds: set[str] = field(default_factory=set)
    _opened: dict[str, FakePage] = field(default_factory=dict)
    _refunded: dict[str, FakeRefund] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    # -- the contract ------------------------------------------------------------------------------

    def objects_to(self, money: Money) -> Objection | None:
        """Say why it does not take so much: it does, unless a test says which it takes."""
        if self.currencies is not None and money.currency not in self.currencies:
            return no_such_currency(money)
        return self.limits.object_to(money)

    def open_checkout(
        self, request: CheckoutRequest, *, key: str
    ) -> CheckoutOpened | GatewayRefused | GatewayUnreachable:
        """Make a page; the same key gives the same page, another request under it is refused."""
        if self.is_down:
            return GatewayUnreachable("No answer")
        page = self._opened.get(key)
        if page is None:
            page = FakePage(f"cs_{next(self._numbers)}", request)
            self._opened[key] = self.pages[page.gateway_id] = page
        if self.loses_answers:
            return GatewayUnreachable("No answer")
        if page.request != request:
            return GatewayRefused("This key was used with another request")
        return CheckoutOpened(page.gateway_id, f"https://pay.example.test/{page.gateway_id}")

    def look_up(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Say how the payment stands."""
        if self.is_down or self.loses_answers:
            return GatewayUnreachable("No answer")
        page = self.pages.get(gateway_id)
        return page.report() if page else GatewayRefused(f"No such page: {gateway_id}")

    def collect(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Take what the buyer agreed to, and say how the payment stands."""
        page = self.pages.get(gateway_id)
        agreed = page is not None and page.agreed and page.state is PaymentState.OPEN
        if page is not None and agreed and not self.is_down:
            page.state, page.received = PaymentState.PAID, page.total
            self.collected.append(gateway_id)
        return self.look_up(gateway_id)

    def close_checkout(
        self, gateway_id: str
    ) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Make the page unpayable if it is open, and say how the payment stands."""
        if not (self.is_down or self.holds_pages_open) and gateway_id in self.open_sessions:
            self.expire(gateway_id)
        return self.look_up(gateway_id)

    def refund(
        self, request: RefundRequest, *, key: str
    ) -> RefundMade | GatewayRefused | GatewayUnreachable:
        """Send money back, at most as much as came; the same key never sends it twice."""
        if self.is_down:
            return GatewayUnreachable("No answer")
        refund = self._refunded.get(key)
        if refund is None:
            if request.amount.minor > self._refundable(request):
                return GatewayRefused("There is no such money to send back")
            refund = FakeRefund(
                gateway_id=f"re_{next(self._numbers)}",
                intent_id=request.intent_id,
                amount=request.amount,
                refund_uid=request.refund_uid,
                pending=self.slow_refunds,
            )
            self._refunded[key] = refund
            self.refunds.append(refund)
        if self.loses_answers:
            return GatewayUnreachable("No answer")
        return RefundMade(refund.gateway_id, pending=refund.pending)

    def look_up_refund(self, gateway_id: str) -> RefundReport | GatewayRefused | GatewayUnreachable:
        """Say how a refund stands."""
        if self.is_down or self.loses_answers:
            return GatewayUnreachable("No answer")
        for refund in self.refunds:
            if refund.gateway_id == gateway_id:
                failed = gateway_id in self.failed_refunds
                pending = RefundState.PENDING if refund.pending else RefundState.MADE
                return RefundReport(RefundState.REFUSED if failed else pending)
        return GatewayRefused(f"No such refund: {gateway_id}")

    # -- what a test does and sees -----------------------------------------------------------------

    @property
    def open_sessions(self) -> tuple[str, ...]:
        """Gateway ids of the pages that can be paid at."""
        return tuple(key for key, page in self.pages.items() if page.state is PaymentState.OPEN)

    def page_of(self, order_reference: str) -> FakePage:
        """Return the page last opened for the order; KeyError without one."""
        for page in reversed(self.pages.values()):
            if page.request.order_reference == order_reference:
                return page
        raise KeyError(order_reference)

    def pay(self, gateway_id: str) -> None:
        """Pay what is asked for, at once."""
        page = self._page(gateway_id, PaymentState.OPEN)
        page.state, page.received = PaymentState.PAID, page.total

    def agree(self, gateway_id: str) -> None:
        """Agree to pay: the money is taken once it is collected."""
        self._page(gateway_id, PaymentState.OPEN).agreed = True

    def pay_wrong_amount(self, gateway_id: str, received: Money) -> None:
        """Let another amount, or another currency, arrive."""
        page = self._page(gateway_id, PaymentState.OPEN)
        page.state, page.received = PaymentState.PAID, received

    def decline(self, gateway_id: str) -> None:
        """Try with a card that is declined: the page stays open for another."""
        self._page(gateway_id, PaymentState.OPEN)

    def start_processing(self, gateway_id: str) -> None:
        """Pay with a method whose money comes later."""
        self._page(gateway_id, PaymentState.OPEN).state = PaymentState.PROCESSING

    def finish_processing(self, gateway_id: str) -> None:
        """Let money that was on its way arrive."""
        page = self._page(gateway_id, PaymentState.PROCESSING)
        page.state, page.received = PaymentState.PAID, page.total

    def pay_late(self, gateway_id: str) -> None:
        """Let money arrive at a page whose time had run out: it was on its way already."""
        page = self._page(gateway_id, PaymentState.EXPIRED)
        page.state, page.received = PaymentState.PAID, page.total

    def fail(self, gateway_id: str) -> None:
        """Let money that was on its way not arrive."""
        self._page(gateway_id, PaymentState.PROCESSING).state = PaymentState.FAILED

    def expire(self, gateway_id: str) -> None:
        """Let the page's time run out."""
        self._page(gateway_id, PaymentState.OPEN).state = PaymentState.EXPIRED

    def go_down(self) -> None:
        """Answer nothing and do nothing, until mended."""
        self.is_down = True

    def lose_answers(self) -> None:
        """Do what is asked and let nobody hear of it, until mended."""
        self.loses_answers = True

    def mend(self) -> None:
        """Work again."""
        self.is_down = self.loses_answers = False

    def news(
        self,
        gateway_id: str | None,
        *,
        kind: str = "checkout.session.completed",
        event_id: str = "",
    ) -> GatewayNews:
        """Return what the gateway would send of its own accord; a new event unless named."""
        return GatewayNews(
            gateway=self.name,
            event_id=event_id or f"evt_{next(self._numbers)}",
            kind=kind,
            gateway_id=gateway_id,
            body=b"{}",
        )

    def _page(self, gateway_id: str, state: PaymentState) -> FakePage:
        page = self.pages[gateway_id]
        if page.state is not state:
            raise PageClosed(f"{gateway_id} is {page.state}")
        return page

    def _refundable(self, request: RefundRequest) -> int:
        came = [
            page.received.minor
            for page in self.pages.values()
            if page.intent_id == request.intent_id
            and page.received is not None
            and page.received.currency == request.amount.currency
        ]
        gone = [each.amount.minor for each in self.refunds if each.intent_id == request.intent_id]
        return sum(came) - sum(gone)


class FakeIntentGateway(FakeGateway):
    """One that can also be paid in a form of the client's own, unless it ``refuses_intents``."""

    refuses_intents = False

    def open_intent(
        self, request: CheckoutRequest, *, key: str
    ) -> IntentOpened | GatewayRefused | GatewayUnreachable:
        """Make an intent; the same key gives the same one."""
        if self.refuses_intents:
            return GatewayRefused("No intents today")
        opened = self.open_checkout(request, key=key)
        if not isinstance(opened, CheckoutOpened):
            return opened
        return IntentOpened(opened.gateway_id, f"{opened.gateway_id}_secret_hush", "pk_test_fake")
