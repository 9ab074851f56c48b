"""A desk with one gateway, and the steps of paying as their callers take them."""

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.gateway import Gateway
from app.domain.news import GatewayNews
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.queries.outbox import find_due_refunds, find_ended_holds
from app.store.database import Database
from app.usecases.follow_refund import follow_refund
from app.usecases.make_refund import make_refund
from app.usecases.open_checkout import (
    CheckoutClosed,
    CheckoutPage,
    CheckoutUnavailable,
    open_checkout,
)
from app.usecases.release_hold import Released, release_hold
from app.usecases.settle_payment import Settled, settle_payment
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import CLASSES, ORDERS, FakePartner
from tests.worlds import Desk


class Shop(Desk):
    """A desk with one gateway, and the steps of paying as their callers take them."""

    def __init__(self, sessions: Database) -> None:
        self.gateway = FakeGateway()
        super().__init__(
            sessions,
            partners={
                "iso": FakePartner(),
                "trainingportal": FakePartner("trainingportal", CLASSES, merges=True, per="class"),
                "mail": FakePartner("mail", ORDERS, listing=False, per="order"),
            },
            gateways={"stripe": self.gateway},
        )

    def open(self, reference: str) -> CheckoutPage | CheckoutClosed | CheckoutUnavailable:
        """Ask for the page where to pay."""
        return open_checkout(
            self.sessions,
            reference=reference,
            gateway=self.gateway,
            success_url="https://desk.example.test/ok",
            cancel_url="https://desk.example.test/no",
            now=self.now,
        )

    @property
    def around(self) -> dict[str, Any]:
        """Return what a use case is handed as it tells others, by the names it knows."""
        return {"partners": self.partners, "wake": self.wake, "now": self.now}

    def page_of(self, reference: str) -> str:
        """Open a page and return the gateway's name for it."""
        opened = self.open(reference)
        assert isinstance(opened, CheckoutPage)
        return opened.url.rpartition("/")[2]

    def news(self, page: str, event_id: str = "evt_1") -> Settled:
        """Hear from the gateway of one of its pages."""
        return self.hear(self.gateway.news(page, event_id=event_id))

    def hear(self, news: GatewayNews) -> Settled:
        """Hear from the gateway."""
        return settle_payment(
            self.sessions,
            gateways=self.gateways,
            partners=self.partners,
            wake=self.wake,
            now=self.now,
            news=news,
        )

    def look(self, reference: str) -> Settled:
        """Look the order's payments up, as the return page does."""
        return settle_payment(
            self.sessions,
            gateways=self.gateways,
            partners=self.partners,
            wake=self.wake,
            now=self.now,
            order_reference=reference,
        )

    def release(
        self, reference: str, state: RegistrationState = RegistrationState.EXPIRED
    ) -> Released:
        """End the hold."""
        return release_hold(
            self.sessions,
            reference=reference,
            state=state,
            reason="test",
            gateways=self.gateways,
            partners=self.partners,
            wake=self.wake,
            now=self.now,
        )

    def refund_all(self) -> list[RefundState | None]:
        """Make every refund that is due."""
        return [
            make_refund(
                self.sessions,
                refund_uid=uid,
                gateways=self.gateways,
                partners=self.partners,
                wake=self.wake,
                now=self.now,
                jitter=0,
            )
            for uid in find_due_refunds(self.sessions, now=self.now)
        ]

    def follow_all(self) -> list[RefundState | None]:
        """Ask about every refund on its way that is to be asked about."""
        return [
            follow_refund(self.sessions, refund_uid=uid, gateways=self.gateways, **self.around)
            for uid in find_due_refunds(self.sessions, now=self.now, state=RefundState.PENDING)
        ]

    def lapse(self, reference: str) -> Released:
        """Let the hold run out and release it."""
        self.later(minutes=31)
        assert find_ended_holds(self.sessions, now=self.now) == [reference]
        return self.release(reference)


class Meanwhile(dict[str, Gateway]):
    """Gateways; something happens elsewhere just before one of them is asked."""

    def __init__(self, gateways: Mapping[str, Gateway], deed: Callable[[], object]) -> None:
        super().__init__(gateways)
        self._deed = deed

    def get(self, name: str, default: Any = None) -> Any:
        """Let it happen, then return the gateway."""
        self._deed()
        return super().get(name, default)
