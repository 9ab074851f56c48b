"""Money that goes at PayPal without us: refunds made there, reversals, disputes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.account import Answerable
from app.domain.gateway import GatewayRefused, RefundRequest
from app.domain.money import Money
from app.domain.payment import Closing, RefundOrigin, RefundState
from app.queries.staff.overview import overview
from app.store.database import reading
from app.store.payment import Payment, Refund
from app.usecases.close_refund import close_refund
from app.usecases.give_money_back import give_money_back
from app.usecases.make_refund import make_refund
from tests.gateways.paypal_door import Door, an_event, approved
from tests.gateways.paypal_world import PayPalWorld
from tests.web.ordering import address
from tests.web.visitor import Visitor, open_site
from tests.worlds import money


@dataclass
class Paid:
    """An order that was paid with PayPal, its capture, and the door that PayPal's news comes to."""

    door: Door
    page: str
    capture: str

    @property
    def reference(self) -> str:
        order = next(each for each in self.door.world.held("orders") if each["id"] == self.page)
        return str(order["purchase_units"][0]["invoice_id"]).rsplit("-", 1)[0]

    def told(self, kind: str, resource: dict[str, Any], event: str = "WH-R") -> object:
        """Have PayPal say so; return what we made of it."""
        return self.door.hear(an_event(kind, resource, event)).json

    def looks(self) -> list[str]:
        return [
            each.words for each in overview(self.door.desk.sessions, now=self.door.desk.now).news
        ]

    def refunds(self) -> list[tuple[str, str, int]]:
        with reading(self.door.desk.sessions) as session:
            return [
                (row.origin.value, row.state.value, row.amount_minor)
                for row in session.scalars(select(Refund).order_by(Refund.id))
            ]


@pytest.fixture
def paid(door: Door) -> Paid:
    page = door.page()
    door.world.agree(page)
    door.hear(approved(page))
    with reading(door.desk.sessions) as session:
        capture = session.scalars(select(Payment.intent_id)).one()
    return Paid(door, page, str(capture))


# -- refunds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "kind"),
    [("refund", "PAYMENT.CAPTURE.REFUNDED"), ("reverse", "PAYMENT.CAPTURE.REVERSED")],
)
def test_what_goes_back_at_paypal_is_taken_off_and_staff_are_asked(
    paid: Paid, deed: str, kind: str
) -> None:
    made = paid.door.world.do(f"captures/{paid.capture}/{deed}", value="1000.00")
    assert paid.told(kind, made) == {"result": "settled"}
    assert paid.told(kind, made) == {"result": "already"}
    assert paid.told(kind, made, "WH-AGAIN") == {"result": "already"}
    assert money(paid.door.desk.sessions).paid == 320000
    assert paid.refunds() == [("gateway", "made", 100000)]
    (words,) = paid.looks()
    assert words.endswith("went back at the gateway, not by us. Keep or cancel the place?")


def test_a_reversal_that_shows_the_capture_itself_is_understood(paid: Paid) -> None:
    paid.door.world.do(f"captures/{paid.capture}/reverse")
    (capture,) = [c for c in paid.door.world.held("captures") if c["id"] == paid.capture]
    assert paid.told("PAYMENT.CAPTURE.REVERSED", capture) == {"result": "settled"}
    assert money(paid.door.desk.sessions).paid == 0


def test_a_refund_of_ours_is_known_again_although_its_answer_was_lost(paid: Paid) -> None:
    desk = paid.door.desk
    give_money_back(
        desk.sessions,
        order_reference=paid.reference,
        amount_minor=100000,
        reason="a late start",
        asked_by="kim@example.org",
        key="form-1",
        now=desk.now,
    )
    with reading(desk.sessions) as session:
        uid = session.scalars(select(Refund.uid)).one()
    paid.door.world.turn(mode="lost", call="/refund", times=1)
    for _ in range(2):
        parts = desk.parts
        make_refund(
            parts.sessions,
            refund_uid=uid,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=desk.now,
            jitter=0,
        )
        (made,) = [r for r in paid.door.world.held("refunds") if paid.capture in str(r["links"])]
        paid.told("PAYMENT.CAPTURE.REFUNDED", made, f"WH-{desk.now}")
        desk.later(minutes=5)
    assert paid.refunds() == [("desk", "made", 100000)]
    assert money(desk.sessions).paid == 320000
    assert paid.looks() == []


def test_while_paypal_cannot_be_asked_what_went_its_news_comes_again(paid: Paid) -> None:
    made = paid.door.world.do(f"captures/{paid.capture}/refund")
    paid.door.world.turn(mode="500", call="/v2/", times=1)
    event = an_event("PAYMENT.CAPTURE.REFUNDED", made, "WH-R")
    assert paid.door.hear(event).status_code == 503
    assert paid.door.hear(event).json == {"result": "settled"}


def test_a_refund_of_somebody_elses_money_ends_there(paid: Paid) -> None:
    links = [{"rel": "self"}, {"rel": "up", "href": "https://api.paypal.com/v2/orders/X"}]
    news = {"id": "R9", "links": links}
    assert paid.told("PAYMENT.CAPTURE.REFUNDED", news) == {"result": "ignored"}


# -- disputes --------------------------------------------------------------------------------------


def test_a_dispute_is_shown_to_the_buyer_and_to_staff_and_ends_with_the_money_gone(
    paid: Paid, tmp_path: Path
) -> None:
    world, sessions = paid.door.world, paid.door.desk.sessions
    visitor = Visitor(open_site(paid.door.desk, tmp_path))
    made = world.do(f"captures/{paid.capture}/dispute")
    assert paid.told("CUSTOMER.DISPUTE.CREATED", made, "WH-D") == {"result": "settled"}
    assert (
        "Your bank is asking for your payment back" in visitor.open(address(paid.reference)).words
    )
    assert money(sessions).paid == 420000
    made = world.do(f"disputes/{made['id']}/look-into")
    assert paid.told("CUSTOMER.DISPUTE.UPDATED", made, "WH-2") == {"result": "already"}
    made = world.do(f"disputes/{made['id']}/end", outcome="RESOLVED_BUYER_FAVOUR")
    assert paid.told("CUSTOMER.DISPUTE.RESOLVED", made, "WH-3") == {"result": "settled"}
    assert money(sessions).paid == 0
    assert paid.refunds() == [("dispute", "made", 420000)]
    lost, opened = paid.looks()
    assert "the dispute is lost. Keep or cancel the place?" in lost
    assert "(merchandise or service not as described)" in opened
    assert "Answer at the gateway by " in opened
    page = visitor.open(address(paid.reference)).words
    assert "Your bank is asking for your payment back" not in page


@pytest.mark.parametrize(
    "outcome", ["RESOLVED_SELLER_FAVOUR", "RESOLVED_WITH_PAYOUT", "CANCELED_BY_BUYER", "DENIED"]
)
def test_a_dispute_that_the_buyer_does_not_win_leaves_the_money(paid: Paid, outcome: str) -> None:
    made = paid.door.world.do(f"captures/{paid.capture}/dispute")
    made = paid.door.world.do(f"disputes/{made['id']}/end", outcome=outcome)
    assert paid.told("CUSTOMER.DISPUTE.RESOLVED", made) == {"result": "settled"}
    assert money(paid.door.desk.sessions).paid == 420000
    assert "the dispute is won, the money stays" in paid.looks()[0]


@pytest.mark.parametrize("first", ["refund", "dispute"])
def test_what_a_dispute_took_and_paypal_shows_as_a_refund_too_is_asked_about(
    paid: Paid, first: str
) -> None:
    world, sessions = paid.door.world, paid.door.desk.sessions
    disputed = world.do(f"captures/{paid.capture}/dispute")
    disputed = world.do(f"disputes/{disputed['id']}/grant", value="1000.00")
    shown = world.do(f"captures/{paid.capture}/refund", value="1000.00")
    news = [("PAYMENT.CAPTURE.REFUNDED", shown), ("CUSTOMER.DISPUTE.RESOLVED", disputed)]
    for number, (kind, resource) in enumerate(news if first == "refund" else reversed(news)):
        paid.told(kind, resource, f"WH-N{number}")
    assert "if it is the same money, it is counted twice" in paid.looks()[0]
    assert "counted twice" not in paid.looks()[1]
    assert money(sessions).paid == 220000
    about = {"note": "", "by": "kim@example.org", "partners": {}, "now": paid.door.desk.now}
    with reading(sessions) as session:
        rows = select(Refund.uid).order_by(Refund.origin == RefundOrigin.DISPUTE)
        uids = session.scalars(rows).all()
    ended = [
        close_refund(
            sessions,
            refund_uid=uid,
            how=Closing.LOST_ALREADY,
            wake=lambda _: None,
            **about,  # type: ignore[arg-type]  # passed on as it is
        )
        for uid in (*uids, uids[0])
    ]
    assert ended == [True, False, False]
    assert money(sessions).paid == 320000
    paid.told("PAYMENT.CAPTURE.REFUNDED", shown, "WH-AGAIN")
    assert money(sessions).paid == 320000


def test_a_dispute_that_paypal_does_not_know_is_ignored(paid: Paid) -> None:
    news = {"dispute_id": "PP-D-NONE"}
    assert paid.told("CUSTOMER.DISPUTE.CREATED", news) == {"result": "ignored"}


# -- what is read ----------------------------------------------------------------------------------


def test_what_somebody_sent_back_at_paypal_has_no_key_of_ours(
    paypal_world: PayPalWorld, paid: Paid
) -> None:
    gateway = paypal_world.gateway
    assert isinstance(gateway, Answerable)
    assert gateway.refunds_of(paid.capture) == ()
    gateway.refund(RefundRequest(paid.capture, Money(100000, "NOK"), "uid-1"), key="k1")
    paypal_world.do(f"captures/{paid.capture}/refund", value="50.00")
    refunds = gateway.refunds_of(paid.capture)
    assert isinstance(refunds, tuple)
    assert [(each.refund_uid, each.amount.minor) for each in refunds] == [
        ("uid-1", 100000),
        ("", 5000),
    ]
    assert {each.state for each in refunds} == {RefundState.MADE}
    assert isinstance(gateway.refunds_of("NONE"), GatewayRefused)
