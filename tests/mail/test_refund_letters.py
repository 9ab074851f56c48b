"""Claims about what a buyer is written of money that goes back, comes back to us, or is split."""

import pytest
from sqlalchemy import select

from app.domain.news import GatewayNews
from app.domain.payment import Closing, RefundState
from app.sandbox.server import Sandbox
from app.store.database import Database, reading
from app.store.payment import Refund
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.close_refund import close_refund
from app.usecases.hear_of_refund import Heard, hear_of_refund
from app.usecases.make_refund import make_refund
from app.usecases.retry_refund import retry_refund
from app.usecases.return_by_hand import return_by_hand
from tests.mail.post_office import PostOffice, attached, open_office, paid_online
from tests.mail.telling import says, says_not
from tests.usecases.later import AT_DOOR, PRICE, deposited, order_by, pay_page, record
from tests.usecases.places import KIM
from tests.worlds import CLASS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


def call_off(desk: PostOffice, order: str) -> None:
    desk.post()
    cancel_class(desk.sessions, code=CLASS, reason="snow", **desk.around)
    cancel_places(desk.sessions, order_reference=order, **desk.around)


def uids(desk: PostOffice) -> list[str]:
    with reading(desk.sessions) as session:
        return list(session.scalars(select(Refund.uid).order_by(Refund.id)))


def send(desk: PostOffice, uid: str) -> RefundState | None:
    about = {"gateways": desk.gateways, "jitter": 0.0, **desk.around}
    return make_refund(desk.sessions, refund_uid=uid, **about)


def bounce(desk: PostOffice) -> None:
    """Let the bank send the refund back, days later."""
    desk.later(days=4)
    there = desk.gateway.refunds[-1].gateway_id
    desk.gateway.failed_refunds.add(there)
    (uid,) = uids(desk)
    news = GatewayNews(
        gateway="stripe",
        event_id=f"evt_{there}",
        kind="refund.failed",
        gateway_id=None,
        body=b"{}",
        refund_id=there,
        refund_uid=uid,
    )
    about = {"news": news, "gateways": desk.gateways, **desk.around}
    assert hear_of_refund(desk.sessions, **about) is Heard.SETTLED
    assert hear_of_refund(desk.sessions, **about) is Heard.ALREADY


def returned(desk: PostOffice) -> None:
    """Leave an order whose refund was told as sent, and came back to us."""
    call_off(desk, paid_online(desk))
    assert desk.refund_all() == [RefundState.MADE]
    desk.post()
    bounce(desk)


def test_money_that_the_bank_sends_back_is_told_once_with_what_happens_next(
    desk: PostOffice,
) -> None:
    returned(desk)
    (came,) = desk.post()
    assert came.message["Subject"] == "Your money came back to us: First aid"
    says(came, "NOK 4,200", "did not take it", "a mail says how it went")
    assert attached(came) == []


def test_what_is_then_paid_back_otherwise_is_told_with_how(desk: PostOffice) -> None:
    returned(desk)
    desk.post()
    (uid,) = uids(desk)
    assert close_refund(
        desk.sessions,
        refund_uid=uid,
        how=Closing.PAID_OTHERWISE,
        note="by bank transfer on 3 March",
        by=KIM,
        **desk.around,
    )
    (letter,) = desk.post()
    says(letter, "NOK 4,200 was paid back", "It had come back to us when we sent it before.")
    says(letter, "so we paid it back another way: by bank transfer on 3 March")
    says_not(letter, "the way it came.")


def test_what_is_sent_again_says_that_it_had_come_back(desk: PostOffice) -> None:
    returned(desk)
    desk.post()
    (uid,) = uids(desk)
    assert retry_refund(desk.sessions, refund_uid=uid, now=desk.now)
    # What came back is there to be sent again.
    desk.gateway.refunds.clear()
    assert desk.refund_all() == [RefundState.MADE]
    (letter,) = desk.post()
    says(letter, "NOK 4,200 is on its way back", "It had come back to us", "the way it came.")


def test_what_came_by_transfer_goes_back_by_transfer_and_the_letter_says_so(
    desk: PostOffice,
) -> None:
    order = order_by(desk, AT_DOOR)
    record(desk, order, PRICE)
    call_off(desk, order)
    desk.post()
    (uid,) = uids(desk)
    assert return_by_hand(desk.sessions, refund_uid=uid, by=KIM, **desk.around)
    (letter,) = desk.post()
    says(letter, "We sent it by bank transfer, as it came.")


def test_one_sum_sent_back_in_two_parts_is_one_letter_that_names_them(desk: PostOffice) -> None:
    order = deposited(desk)
    pay_page(desk, order, "evt_2")
    call_off(desk, order)
    assert desk.refund_all() == [RefundState.MADE, RefundState.MADE]
    ended, sent = desk.post()
    says(ended, "NOK 4,200 goes back the way you paid.")
    says(sent, "NOK 4,200 is on its way back")
    says(sent, "so it goes back in 2: NOK 840 and NOK 3,360.")
    # A credit note for each.
    assert len(attached(sent)) == 2


def test_a_part_that_cannot_be_sent_keeps_the_other_untold_no_longer(desk: PostOffice) -> None:
    order = deposited(desk)
    pay_page(desk, order, "evt_2")
    call_off(desk, order)
    desk.post()
    first, second = uids(desk)
    assert send(desk, first) is RefundState.MADE
    assert desk.post() == []
    desk.gateway.is_down = True
    for _ in range(3):
        desk.later(minutes=5)
        assert send(desk, second) is RefundState.DUE
    (sent,) = desk.post()
    says(sent, "NOK 840 is on its way back")
    says_not(sent, "goes back in", "NOK 4,200 is")
    desk.gateway.is_down = False
    desk.later(minutes=30)
    assert send(desk, second) is RefundState.MADE
    (rest,) = desk.post()
    says(rest, "NOK 3,360 is on its way back")
