"""A gateway that is loaded when it is first asked for anything. Not here: any gateway.

A gateway's SDK is larger than all of our own code, and most processes never take money: who only
shows pages, fills the catalogue or tells partners goes without.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property

from app.domain.account import Accountable, Answerable, DisputeReport, Entry, Payout, RefundThere
from app.domain.gateway import (
    CheckoutOpened,
    CheckoutRequest,
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    IntentGateway,
    IntentOpened,
    RefundMade,
    RefundReport,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.objection import Objection
from app.domain.payment import PaymentReport

Objects = Callable[[Money], Objection | None]


class LaterGateway:
    """Stands for the gateway that ``load`` returns; threads may share it.

    ``way`` and ``objects`` are known without it, for pages that only offer to pay.
    """

    def __init__(
        self, name: str, load: Callable[[], Gateway], *, way: str, objects: Objects
    ) -> None:
        self.name = name
        self.way = way
        self._objects = objects
        self._load = load

    @cached_property
    def _gateway(self) -> Gateway:
        return self._load()

    def objects_to(self, money: Money) -> Objection | None:
        """Say why so much cannot be paid here; None where it can."""
        return self._objects(money)

    def open_checkout(
        self, request: CheckoutRequest, *, key: str
    ) -> CheckoutOpened | GatewayRefused | GatewayUnreachable:
        """Make ready the page where the buyer pays."""
        return self._gateway.open_checkout(request, key=key)

    def look_up(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Ask how the payment stands now."""
        return self._gateway.look_up(gateway_id)

    def collect(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Take the money that the buyer agreed to pay."""
        return self._gateway.collect(gateway_id)

    def close_checkout(
        self, gateway_id: str
    ) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Make the page unpayable, and report how the payment stands then."""
        return self._gateway.close_checkout(gateway_id)

    def refund(
        self, request: RefundRequest, *, key: str
    ) -> RefundMade | GatewayRefused | GatewayUnreachable:
        """Send money back."""
        return self._gateway.refund(request, key=key)

    def look_up_refund(self, gateway_id: str) -> RefundReport | GatewayRefused | GatewayUnreachable:
        """Ask how a refund stands now."""
        return self._gateway.look_up_refund(gateway_id)


class LaterAnswerable(LaterGateway):
    """The same for a gateway that can be asked what went without us (``Answerable``)."""

    @cached_property
    def _answerable(self) -> Answerable:
        gateway: object = self._gateway
        if not isinstance(gateway, Answerable):
            raise TypeError(f"{self.name} cannot be asked what went")
        return gateway

    def look_up_dispute(
        self, dispute_id: str
    ) -> DisputeReport | GatewayRefused | GatewayUnreachable:
        """Ask how a dispute stands now."""
        return self._answerable.look_up_dispute(dispute_id)

    def refunds_of(
        self, intent_id: str
    ) -> tuple[RefundThere, ...] | GatewayRefused | GatewayUnreachable:
        """Ask for every refund of one payment."""
        return self._answerable.refunds_of(intent_id)


class LaterAccount(LaterAnswerable):
    """The same for a gateway whose account can be read back (``Accountable``)."""

    @cached_property
    def _account(self) -> Accountable:
        account: object = self._gateway
        if not isinstance(account, Accountable):
            raise TypeError(f"the account of {self.name} cannot be read")
        return account

    def entries(
        self, *, since: datetime, until: datetime
    ) -> Iterator[tuple[Entry, ...] | GatewayUnreachable]:
        """Yield what moved the account's money."""
        return self._account.entries(since=since, until=until)

    def payouts(self, *, since: datetime) -> Iterator[tuple[Payout, ...] | GatewayUnreachable]:
        """Yield the payouts made since then."""
        return self._account.payouts(since=since)

    def entries_of(self, payout_id: str) -> Iterator[tuple[str, ...] | GatewayUnreachable]:
        """Yield the ids of a payout's entries."""
        return self._account.entries_of(payout_id)

    def disputes(
        self, *, since: datetime
    ) -> Iterator[tuple[DisputeReport, ...] | GatewayUnreachable]:
        """Yield the disputes opened since then."""
        return self._account.disputes(since=since)


class LaterIntentGateway(LaterAccount):
    """Stands for a gateway that can also be paid in a client's own form."""

    def __init__(
        self,
        name: str,
        load: Callable[[], IntentGateway],
        *,
        way: str,
        objects: Objects,
    ) -> None:
        super().__init__(name, load, way=way, objects=objects)
        self._load_intents = load

    @cached_property
    def _gateway(self) -> IntentGateway:
        return self._load_intents()

    def open_intent(
        self, request: CheckoutRequest, *, key: str
    ) -> IntentOpened | GatewayRefused | GatewayUnreachable:
        """Make ready a payment without a page."""
        return self._gateway.open_intent(request, key=key)
