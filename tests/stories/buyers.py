"""What buyers do in a story, as the pages call it. Not here: when (people.py, waiters.py)."""

import httpx

from app.domain.news import GatewayNews
from app.domain.registration import RegistrationState
from app.domain.waiting import LEFT
from app.parts import Parts
from app.queries.order.answer_price import price_of_answers
from app.queries.order.own_answers import answers_page
from app.sandbox.server import Sandbox
from app.store.payment import Payment
from app.usecases.accept_offer import accept_offer
from app.usecases.change_answers import change_answers
from app.usecases.leave_line import leave_line
from app.usecases.open_checkout import open_checkout
from app.usecases.register import register
from app.usecases.release_hold import release_hold
from app.usecases.settle_payment import settle_payment
from tests.crashes.deeds import CANCEL, SUCCESS
from tests.stories.scene import Sent
from tests.worlds import HOLD

# What somebody does on a gateway's page: how it says so.
STRIPE = {"pays": "4242424242424242", "cannot": "4000000000000002", "slowly": "4242424242424242"}
PAYPAL = {"pays": "balance", "cannot": "declined", "slowly": "echeck"}
_NEWS = {"stripe": "checkout.session.completed", "paypal": "CHECKOUT.ORDER.APPROVED"}


def send(parts: Parts, sent: Sent) -> None:
    """Send the form, to have a seat or to wait for one."""
    registered = register(
        parts.sessions,
        draft_token=sent.token,
        partners=parts.partners,
        now=parts.clock(),
        hold=HOLD,
        wish=sent.wish,
        place_wish=sent.place_wish,
    )
    parts.wake(registered.destinations)


def ask_to_pay(parts: Parts, reference: str, gateway: str) -> None:
    """Press the button that leads to the gateway."""
    open_checkout(
        parts.sessions,
        reference=reference,
        gateway=parts.gateways[gateway],
        success_url=SUCCESS,
        cancel_url=CANCEL,
        now=parts.clock(),
    )


def pay(sandbox: Sandbox, page: Payment, how: str) -> None:
    """Pay on the gateway's page, or try to."""
    if page.gateway == "paypal":
        address, said = f"paypal/orders/{page.gateway_id}/approve", {"funding": PAYPAL[how]}
    else:
        address, said = f"stripe/sessions/{page.gateway_id}/pay", {"card": STRIPE[how]}
    answer = httpx.post(f"{sandbox.url}/control/{address}", json=said)
    assert answer.status_code < 500


def hear(parts: Parts, page: Payment) -> None:
    """Hear from the gateway of its page; the event is the same however often it is sent."""
    name, number = page.gateway, page.gateway_id
    _settle(parts, news=GatewayNews(name, f"evt_{number}", _NEWS[name], number, b"{}"))


def come_back(parts: Parts, reference: str) -> None:
    """Come back from paying, whether anything was paid or not."""
    _settle(parts, order=reference)


def _settle(parts: Parts, *, news: GatewayNews | None = None, order: str | None = None) -> None:
    settle_payment(
        parts.sessions,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        news=news,
        order_reference=order,
    )


def release(parts: Parts, reference: str) -> None:
    """Give an order up that is not paid, or decline an offer."""
    release_hold(
        parts.sessions,
        reference=reference,
        state=RegistrationState.CANCELLED,
        reason="cancelled by the buyer",
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def accept(parts: Parts, reference: str) -> None:
    """Accept an offer that costs nothing."""
    accept_offer(
        parts.sessions,
        reference=reference,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def leave(parts: Parts, reference: str) -> None:
    """Leave the waiting list."""
    leave_line(
        parts.sessions,
        reference=reference,
        reason=LEFT,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def choose(parts: Parts, reference: str, *, lunch: bool) -> None:
    """Answer anew, to have lunch or none at every place, at the price that is shown."""
    page = answers_page(parts.sessions, reference, now=parts.clock())
    if page is None:
        return
    chosen = ["lunch"] if lunch else []
    after = {each.number - 1: {**each.answers, "besides": chosen} for each in page.places}
    shown = price_of_answers(parts.sessions, reference, after, now=parts.clock())
    change_answers(
        parts.sessions,
        reference=reference,
        mark=page.mark,
        sent=lambda position, question: chosen,
        country="NO",
        seal=None,
        shown=shown.price.mark if shown else "",
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
