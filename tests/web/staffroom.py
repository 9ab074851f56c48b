"""What tests of the staff area need: members, somebody signed in. Not here: any claim."""

from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import select

from app.domain.delivery import DeliveryState
from app.queries.staff.registration import registration_of
from app.store.database import reading, transaction
from app.store.delivery import Delivery
from app.store.staff import Staff
from app.usecases.open_checkout import CheckoutPage, open_checkout
from app.usecases.settle_payment import settle_payment
from tests.fakes.gateway import FakeGateway
from tests.watching import WatchedResponse, words_of
from tests.web.visitor import Visitor, open_site
from tests.worlds import NOW, Desk

PASSWORD = "correct horse battery"
COORDINATOR = "coordinator@example.org"
BOOKKEEPER = "bookkeeper@example.org"
# A kept hash says what it costs: real ones take longer than the rest of a test.
_KEPT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def add_members(desk: Desk) -> None:
    """Give a coordinator and a bookkeeper an account each, with a hash that is quickly checked."""
    with transaction(desk.sessions) as session:
        for role in ("coordinator", "bookkeeper"):
            address = f"{role}@example.org"
            session.add(Staff(email=address, role=role, password_hash=_KEPT, created_at=NOW))


def arrive(desk: Desk, instance: Path, **others: str) -> Visitor:
    """Return somebody at the site who is not signed in."""
    return Visitor(open_site(desk, instance, **others))


def sign_in(visitor: Visitor, email: str = COORDINATOR, password: str = PASSWORD) -> Visitor:
    """Sign in as a member, on the way to a page that has little to ask the database."""
    visitor.open("/staff/password")
    visitor.press("Sign in", {"email": email, "password": password})
    return visitor


def put_delivery(
    desk: Desk, destination: str, state: DeliveryState, *, words: str = "", newest: bool = False
) -> int:
    """Put the oldest (or newest) delivery of a destination into a state and return its id."""
    order = Delivery.id.desc() if newest else Delivery.id
    with transaction(desk.sessions) as session:
        delivery = session.scalars(
            select(Delivery).where(Delivery.destination == destination).order_by(order).limit(1)
        ).one()
        delivery.state, delivery.words = state, words
        delivery.attempt, delivery.answered_at = 2, desk.now
        return delivery.id


def state_of(desk: Desk, delivery_id: int) -> DeliveryState:
    """Return the state a delivery has now."""
    with reading(desk.sessions) as session:
        return session.get_one(Delivery, delivery_id).state


def lines(page: WatchedResponse) -> list[str]:
    """Return the rows of a page's last table, as words."""
    tables = page.all("table")
    return [words_of(row) for row in tables[-1].iter("tr")][1:] if tables else []


def show(desk: Desk, visitor: Visitor, order: str) -> WatchedResponse:
    """Open the page of an order's first registration."""
    reference = registration_of(desk.sessions, order)
    return visitor.open(f"/staff/registrations/{reference}")


def open_page(desk: Desk, gateway: FakeGateway, order: str) -> str:
    """Open the page where an order is paid, and return the gateway's name for it."""
    opened = open_checkout(
        desk.sessions,
        reference=order,
        gateway=gateway,
        success_url="https://desk.example.test/ok",
        cancel_url="https://desk.example.test/no",
        now=desk.now,
    )
    assert isinstance(opened, CheckoutPage)
    return opened.url.rpartition("/")[2]


def hear(desk: Desk, order: str) -> None:
    """Hear a minute later how an order's payments stand."""
    settle_payment(
        desk.sessions,
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.later(minutes=1),
        order_reference=order,
    )


def pay(desk: Desk, gateway: FakeGateway, order: str) -> None:
    """Pay an order at the gateway, and hear of it."""
    gateway.pay(open_page(desk, gateway, order))
    hear(desk, order)


def send(visitor: Visitor, address: str, **fields: str) -> WatchedResponse:
    """Send fields to an address with the token of the page that is open, as its forms would."""
    tokens = {each.attrib["value"] for each in visitor.here.all("input", name="csrf_token")}
    return visitor.send(address, {"csrf_token": tokens.pop(), **fields})
