"""Orders as the tests of their pages make them: held, paid for, run out. Not here: any claim."""

from app.domain.link import order_token
from app.domain.order import OrderState
from app.domain.registration import RegistrationState
from app.queries.outbox import find_due_refunds
from app.usecases.make_refund import make_refund
from app.usecases.release_hold import release_hold
from app.usecases.settle_payment import settle_payment
from tests.fakes.gateway import FakeGateway
from tests.watching import WatchedResponse, label_of
from tests.web.visitor import SECRET, Visitor
from tests.worlds import Desk, register_once

PAY = "Pay NOK 4,200"
WORDS = {state.value for state in OrderState}


def address(reference: str, more: str = "", page: str = "") -> str:
    """Return the path of an order's page."""
    return f"/orders/{reference}{page}?token={order_token(SECRET, reference)}{more}"


def held(desk: Desk) -> str:
    """Register Ana and return her order's reference."""
    return register_once(desk).reference


def paying(desk: Desk, ada: Visitor) -> tuple[str, str]:
    """Register Ana, go to where it is paid; return reference and the gateway's page."""
    reference = held(desk)
    ada.open(address(reference))
    ada.press(PAY)
    return reference, ada.left_for.rpartition("/")[2]


def expire(desk: Desk, reference: str) -> None:
    """Let the time to pay run out, as the sweep does."""
    desk.later(minutes=31)
    release_hold(
        desk.sessions,
        reference=reference,
        state=RegistrationState.EXPIRED,
        reason="not paid in time",
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def hear(desk: Desk, gateway: FakeGateway, page: str) -> None:
    """Hear of a payment from the gateway."""
    settle_payment(
        desk.sessions,
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
        news=gateway.news(page),
    )


def send_money_back(desk: Desk) -> None:
    """Make the refunds that are due, as the worker does."""
    for uid in find_due_refunds(desk.sessions, now=desk.now):
        make_refund(
            desk.sessions,
            refund_uid=uid,
            gateways=desk.gateways,
            partners=desk.partners,
            wake=desk.wake,
            now=desk.now,
            jitter=0,
        )


def says_only(page: WatchedResponse, word: str) -> bool:
    """Say whether the page has this word for the order's state, and no other."""
    return {each for each in WORDS if each in page.words} == {word}


def buttons(page: WatchedResponse) -> list[str]:
    """Return the words of the page's buttons."""
    return [label_of(button) for button in page.all("button")]
