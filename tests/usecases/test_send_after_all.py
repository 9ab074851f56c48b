"""A letter that was held back: sent once there is an address that takes it, and once."""

import pytest
from sqlalchemy import select, update

from app.domain.bounce import Bounced, BounceKind, BounceReport
from app.domain.contract import Refused, Withheld
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.domain.staff_act import StaffAct
from app.domain.unsent import StaysUnsent, Why
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.correct_address import correct_address
from app.usecases.deliver import deliver
from app.usecases.retry_delivery import retry_delivery
from app.usecases.send_after_all import send_after_all
from app.usecases.take_bounce import take_bounce
from app.usecases.take_off_list import take_off_list
from tests.fakes.partner import FakePartner
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, register_once

S = DeliveryState
HELD_BACK = "this address takes no mail since Fri 10 Jan 2031: 550 gone"
SPARED = "this address wants no reminders since Fri 10 Jan 2031: spam"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, prices=(), deadline=None)
    shop = Shop(sessions)
    register_once(shop, participants=(BO,), buyer=ANA)
    return shop


def mail_of(shop: Shop) -> FakePartner:
    mail = shop.partners["mail"]
    assert isinstance(mail, FakePartner)
    return mail


def letter(shop: Shop) -> Delivery:
    """Return the first letter to the buyer as it stands."""
    with reading(shop.sessions) as session:
        found = select(Delivery).where(Delivery.destination == "mail").order_by(Delivery.id)
        return session.scalars(found.limit(1)).one()


def tell(shop: Shop) -> DeliveryState | None:
    return deliver(
        shop.sessions,
        delivery_id=letter(shop).id,
        partner=shop.partners["mail"],
        clock=shop.clock,
        jitter=0,
    )


def hold_back(shop: Shop) -> int:
    """Have the first letter held back, as the mail does; return its number."""
    mail_of(shop).answers.append(Withheld(HELD_BACK))
    assert tell(shop) is S.SKIPPED
    return letter(shop).id


def stop(shop: Shop, email: str = ANA.email, kind: BounceKind = BounceKind.PERMANENT) -> None:
    came = BounceReport(Bounced(email, kind), shop.now, f"m-{email}", "550 gone")
    take_bounce(shop.sessions, came, now=shop.now)


def send(shop: Shop, number: int) -> str | None:
    return send_after_all(shop.sessions, delivery_id=number, now=shop.now)


def change(shop: Shop, **columns: object) -> None:
    with transaction(shop.sessions) as session:
        session.execute(update(Delivery).where(Delivery.destination == "mail").values(**columns))


def test_it_is_sent_under_a_new_key_once_its_address_takes_mail(shop: Shop) -> None:
    number = hold_back(shop)
    key = letter(shop).key
    shop.later(hours=1)
    assert send(shop, number) == "mail"
    now = letter(shop)
    assert (now.state, now.attempt, now.due_at) == (S.DUE, 0, shop.now)
    assert now.key != key
    assert tell(shop) is S.DELIVERED


def test_it_is_sent_once_however_often_it_is_asked_for(shop: Shop) -> None:
    number = hold_back(shop)
    send(shop, number)
    for _ in ("while it waits", "once it went"):
        with pytest.raises(StaysUnsent) as refused:
            send(shop, number)
        assert refused.value.why is Why.NOT_HELD_BACK
        tell(shop)
    assert len(mail_of(shop).told) == 1


def test_while_its_address_is_on_the_list_it_stays_where_it_is(shop: Shop) -> None:
    number = hold_back(shop)
    stop(shop)
    with pytest.raises(StaysUnsent, match="take it off the list first, or correct it"):
        send(shop, number)
    assert letter(shop).state is S.SKIPPED
    take_off_list(shop.sessions, 1, by="kim@desk.example", now=shop.now)
    assert send(shop, number) == "mail"


def test_it_goes_to_the_address_that_is_there_now(shop: Shop) -> None:
    number = hold_back(shop)
    stop(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(Order).values(email="ana@elsewhere.example"))
    send(shop, number)
    tell(shop)
    order = mail_of(shop).told[-1].order
    assert order is not None
    assert order.email == "ana@elsewhere.example"


@pytest.mark.parametrize(
    "kind", [EventKind.REGISTRATION_CONFIRMED, EventKind.REGISTRATION_COMPLETED]
)
def test_a_participants_letter_asks_about_their_own_address(shop: Shop, kind: EventKind) -> None:
    number = hold_back(shop)
    with transaction(shop.sessions) as session:
        place = session.scalars(select(Registration.id)).one()
        delivery = session.get_one(Delivery, number)
        event = session.get_one(EventRow, delivery.event_id)
        event.kind, event.registration_id = kind, place
    stop(shop, BO.email)
    with pytest.raises(StaysUnsent, match="takes no mail still"):
        send(shop, number)
    take_off_list(shop.sessions, 1, by="kim@desk.example", now=shop.now)
    stop(shop, ANA.email)
    assert send(shop, number) == "mail"


def test_who_complained_is_sent_what_is_no_reminder(shop: Shop) -> None:
    number = hold_back(shop)
    stop(shop, kind=BounceKind.COMPLAINT)
    assert send(shop, number) == "mail"


def test_a_reminder_that_was_spared_is_not_sent_to_who_complained(shop: Shop) -> None:
    number = hold_back(shop)
    change(shop, words=SPARED)
    with transaction(shop.sessions) as session:
        event = session.get_one(EventRow, letter(shop).event_id)
        event.kind = EventKind.ORDER_CLASS_NEAR
    stop(shop, kind=BounceKind.COMPLAINT)
    with pytest.raises(StaysUnsent, match="takes no mail still"):
        send(shop, number)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (S.SKIPPED, "she came by and was told (kim@desk.example)"),
        (S.SKIPPED, ""),
        (S.DELIVERED, HELD_BACK),
        (S.REFUSED, HELD_BACK),
        (S.DUE, HELD_BACK),
        (S.IN_FLIGHT, HELD_BACK),
    ],
)
def test_what_was_not_held_back_is_not_sent_by_this(
    shop: Shop, state: DeliveryState, words: str
) -> None:
    number = hold_back(shop)
    change(shop, state=state, words=words)
    with pytest.raises(StaysUnsent, match="not held back"):
        send(shop, number)
    assert letter(shop).state is state


def test_a_code_that_was_held_back_is_asked_for_anew(shop: Shop) -> None:
    number = hold_back(shop)
    with transaction(shop.sessions) as session:
        session.get_one(EventRow, letter(shop).event_id).kind = EventKind.ORDER_CODE_ASKED
    with pytest.raises(StaysUnsent, match="not held back"):
        send(shop, number)


def test_to_who_was_erased_nothing_is_sent(shop: Shop) -> None:
    number = hold_back(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(Order).values(email=""))
    with pytest.raises(StaysUnsent, match="no address is known"):
        send(shop, number)


def test_there_may_be_no_such_letter(shop: Shop) -> None:
    assert send(shop, 2**31 - 1) is None


def test_the_letter_that_was_refused_first_can_be_sent_after_a_newer_one_went(shop: Shop) -> None:
    gone = Bounced(ANA.email, BounceKind.PERMANENT)
    mail_of(shop).answers.append(Refused("mail server answered 550 5.1.1", bounced=gone))
    assert tell(shop) is S.REFUSED
    with reading(shop.sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    correct_address(
        shop.sessions,
        order_reference=order,
        old=ANA.email,
        new="ana@elsewhere.example",
        staff=StaffAct(by="kim@desk.example", reason="misspelled"),
        **shop.around,
    )
    refused = letter(shop).id
    with transaction(shop.sessions) as session:
        newer = update(Delivery).where(Delivery.destination == "mail", Delivery.id > refused)
        session.execute(newer.values(state=S.DELIVERED))
    assert retry_delivery(shop.sessions, delivery_id=refused, now=shop.now) == "mail"
    assert tell(shop) is S.DELIVERED
