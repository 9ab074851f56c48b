"""The sandbox's whole world in one object: shelf, clock, dials, and every partner on them."""

from app.sandbox import mail
from app.sandbox.bounces import Bouncer
from app.sandbox.calls import Calls, instant
from app.sandbox.clock import Clock
from app.sandbox.connector.adapter import Adapter
from app.sandbox.connector.part import Connector
from app.sandbox.dials import Dials
from app.sandbox.iso.part import Iso
from app.sandbox.meddling import Meddler
from app.sandbox.part import Part
from app.sandbox.paypal.part import PayPal
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Document, Shelf
from app.sandbox.stripe.part import SHOWN, stripe_part
from app.sandbox.trainingportal.enroller import Answer, Enroller
from app.sandbox.trainingportal.part import Trainingportal

CLOCK = "clock"
ASKED = "trainingportal/asked"


class World:
    """Everything the pages and the control API look at and act on.

    Args:
        shelf: where everything told is kept.
        product_url: the product's address, without a slash at the end.
        url: the sandbox's own.
        credentials: what the partners expect to be shown.
    """

    def __init__(
        self, shelf: Shelf, *, product_url: str, url: str, credentials: Credentials
    ) -> None:
        self.shelf = shelf
        self.product_url = product_url
        self.clock = Clock((shelf.get(CLOCK, CLOCK) or {"ahead": 0})["ahead"])
        self.dials = Dials(shelf)
        self.calls = Calls(shelf)
        self.iso = Iso(shelf, self.clock, self.dials, credentials, product_url=product_url)
        self.connector = Connector(shelf, self.clock, self.dials, credentials)
        self.adapter = Adapter(shelf, product_url, credentials.connector_inbound_token)
        self.trainingportal = Trainingportal(shelf, self.clock, self.dials, credentials)
        self.meddler = Meddler(shelf, self.clock)
        self.bouncer = Bouncer(
            shelf, self.clock, product_url=product_url, secret=credentials.mail_bounce_secret
        )
        self.enroller = Enroller(product_url, credentials.trainingportal_inbound_key)
        self.stripe = stripe_part(
            shelf,
            self.clock,
            secret_key=credentials.stripe_secret_key,
            webhook_secret=credentials.stripe_webhook_secret,
            webhook_url=f"{product_url}/webhooks/stripe",
            base_url=url,
        )
        self.paypal = PayPal(
            shelf, self.clock, self.dials, credentials, url=url, product_url=product_url
        )
        self.parts = (
            self._stripe(),
            self.paypal.part(),
            self.iso.part(),
            self.connector.part(),
            self.trainingportal.part(),
        )
        self.restock()

    def restock(self) -> None:
        """Put back what the partners have of their own."""
        for part in self.parts:
            part.restock()

    def advance(self, seconds: int) -> int:
        """Wind the clock on, for good, and return the new time."""
        now = self.clock.advance(seconds)
        self.shelf.put(CLOCK, CLOCK, {"ahead": self.clock.ahead})
        self.stripe.wake()
        self.paypal.wake()
        return now

    def reset(self) -> None:
        """Forget everything told and mend every dial; the clock cannot go back."""
        with self.shelf.together():
            self.shelf.empty()
            self.shelf.put(CLOCK, CLOCK, {"ahead": self.clock.ahead})
            self.restock()

    def holdings(self) -> Document:
        """Return what every partner holds, by partner and kind, and the mail that came."""
        held: Document = {part.name: part.holdings() for part in self.parts}
        held["mail"] = mail.messages(self.shelf)
        return held

    def remember(self, verb: str, about: str, answer: Answer) -> None:
        """Keep what the product answered Trainingportal, to be shown on the page."""
        now = instant(self.clock.now())
        said = {"verb": verb, "about": about, "at": now, "status": answer.status}
        self.shelf.append(ASKED, said | {"answer": answer.fields})

    def _stripe(self) -> Part:
        """Return Stripe's place: the dials hold for its API, not for the page people pay on."""
        return Part(
            name="stripe",
            prefix="/v1",
            blueprint=self.stripe.blueprint,
            refusal=self.stripe.refusal,
            holdings=self._stripe_holdings,
            restock=self.stripe.restock,
        )

    def _stripe_holdings(self) -> dict[str, list[Document]]:
        """Return Stripe's objects by kind, each kind there even when empty."""
        held: dict[str, list[Document]] = {kind: [] for kind in SHOWN}
        for each in self.stripe.holdings():
            held[each["kind"]].append(each)
        return held
