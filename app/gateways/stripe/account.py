"""Stripe's account read back: balance transactions, payouts, disputes, refunds. Not here: paying.

Read as plain JSON: of a page of a hundred charges we want a few fields each, and the SDK's objects
for all the others would take several times as long and as much memory.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import stripe

from app.domain.account import DisputeReport, Entry, Payout, RefundThere
from app.domain.gateway import GatewayRefused, GatewayUnreachable
from app.gateways.stripe.answers import nothing_learned
from app.gateways.stripe.statement import (
    UNREADABLE,
    dispute_from,
    entry_from,
    payout_from,
    refund_from,
)
from app.logs import log

# As many as Stripe gives at once.
PAGE = 100
_Read = TypeVar("_Read")
_Page = Callable[[Mapping[str, Any]], _Read]


class StripeAccount:
    """The account behind a key; threads may share it."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client

    def entries(
        self, *, since: datetime, until: datetime
    ) -> Iterator[tuple[Entry, ...] | GatewayUnreachable]:
        """Yield balance transactions, the newest first, each with what it came from."""
        span = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        yield from self._pages(
            "/v1/balance_transactions", entry_from, created=span, expand=["data.source"]
        )

    def payouts(self, *, since: datetime) -> Iterator[tuple[Payout, ...] | GatewayUnreachable]:
        """Yield payouts, the newest first."""
        yield from self._pages("/v1/payouts", payout_from, created=_from(since))

    def entries_of(self, payout_id: str) -> Iterator[tuple[str, ...] | GatewayUnreachable]:
        """Yield the balance transactions of an automatic payout; its own is one of them."""
        yield from self._pages(
            "/v1/balance_transactions", lambda found: str(found["id"]), payout=payout_id
        )

    def disputes(
        self, *, since: datetime
    ) -> Iterator[tuple[DisputeReport, ...] | GatewayUnreachable]:
        """Yield disputes, the newest first."""
        yield from self._pages("/v1/disputes", dispute_from, created=_from(since))

    def look_up_dispute(
        self, dispute_id: str
    ) -> DisputeReport | GatewayRefused | GatewayUnreachable:
        """Ask how a dispute stands now; refused only where Stripe knows no such dispute."""
        answer = self._ask(f"/v1/disputes/{dispute_id}", {})
        return self._read(answer, dispute_from)

    def refunds_of(
        self, intent_id: str
    ) -> tuple[RefundThere, ...] | GatewayRefused | GatewayUnreachable:
        """Ask for every refund of one intent, whoever made it."""
        found: list[RefundThere] = []
        for page in self._pages("/v1/refunds", refund_from, payment_intent=intent_id):
            if isinstance(page, GatewayUnreachable):
                return page
            found += page
        return tuple(found)

    def _pages(
        self, url: str, read: _Page[_Read], **params: object
    ) -> Iterator[tuple[_Read, ...] | GatewayUnreachable]:
        """Yield a list page by page; it ends with what went wrong, if anything did."""
        after: dict[str, object] = {}
        while True:
            answer = self._ask(url, {"limit": PAGE, **params, **after})
            page = self._read(answer, lambda found: _page(found, read))
            if isinstance(page, GatewayRefused):
                yield GatewayUnreachable(page.words)
                return
            if isinstance(page, GatewayUnreachable):
                yield page
                return
            rows, last = page
            if rows:
                yield rows
            if not last:
                return
            after = {"starting_after": last}

    def _read(
        self, answer: Mapping[str, Any] | GatewayRefused | GatewayUnreachable, read: _Page[_Read]
    ) -> _Read | GatewayRefused | GatewayUnreachable:
        if isinstance(answer, GatewayRefused | GatewayUnreachable):
            return answer
        try:
            return read(answer)
        except UNREADABLE as error:
            return GatewayUnreachable(f"Stripe's answer cannot be read ({type(error).__name__})")

    def _ask(
        self, url: str, params: Mapping[str, object]
    ) -> Mapping[str, Any] | GatewayRefused | GatewayUnreachable:
        """Ask Stripe and log that we did, never for what."""
        started = time.monotonic()
        answer: Mapping[str, Any] | GatewayRefused | GatewayUnreachable
        try:
            answer = self._client.raw_request("get", url, **params).data
        except stripe.StripeError as error:
            answer = nothing_learned(error)
        log().info(
            "called out",
            gateway="stripe",
            call=f"read {url.split('/')[2]}",
            outcome=type(answer).__name__ if not isinstance(answer, dict) else "Read",
            milliseconds=round((time.monotonic() - started) * 1000),
        )
        return answer


def _page(found: Mapping[str, Any], read: _Page[_Read]) -> tuple[tuple[_Read, ...], str]:
    """Return one page as values, and where the next one begins; empty after the last."""
    rows = found["data"]
    return tuple(read(each) for each in rows), rows[-1]["id"] if found["has_more"] else ""


def _from(since: datetime) -> dict[str, int]:
    return {"gte": int(since.timestamp())}
