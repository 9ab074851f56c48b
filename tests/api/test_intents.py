"""Registrations that a client has paid in a form of its own, by one of Stripe's intents."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.domain.payment import PaymentKind, PaymentState
from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.payment import Payment
from app.usecases.release_hold import Released
from app.usecases.settle_payment import Settled
from tests.api.caller import MAKE, Caller, asking, fields
from tests.fakes.gateway import FakeGateway, FakeIntentGateway
from tests.usecases.queue import make_room
from tests.usecases.shop import Shop
from tests.worlds import add_class, money, register_once, states

INTENT = {"payment": {"method": "intent"}}
COLUMNS = [column.name for column in Payment.__mapper__.columns]
NAMES = ("intentId", "clientSecret", "publishableKey")


@pytest.fixture(autouse=True)
def intents(shop: Shop) -> FakeIntentGateway:
    """Have the desk's gateway take payments in forms of clients' own."""
    add_class(shop.sessions)
    made = FakeIntentGateway()
    shop.gateway = shop.gateways["stripe"] = made
    return made


def payments(shop: Shop) -> list[Payment]:
    with reading(shop.sessions) as session:
        return list(session.scalars(select(Payment).order_by(Payment.id)))


def test_the_answer_holds_what_a_form_needs_and_the_page_besides(iso: Caller, shop: Shop) -> None:
    made = iso.made(asking(**INTENT))["payment"]
    assert made["clientSecret"].startswith(made["intentId"])
    assert made["publishableKey"] == "pk_test_fake"
    assert made["url"].startswith("http")
    (payment,) = payments(shop)
    assert (payment.kind, payment.gateway_id, payment.url) == (
        PaymentKind.INTENT,
        made["intentId"],
        "",
    )


def test_the_secret_is_kept_nowhere(iso: Caller, shop: Shop) -> None:
    secret = iso.made(asking(**INTENT))["payment"]["clientSecret"]
    (payment,) = payments(shop)
    assert secret not in str({column: getattr(payment, column) for column in COLUMNS})


@pytest.mark.parametrize(
    "payment", [{}, {"payment": None}, {"payment": {}}, {"payment": {"method": "page"}}]
)
def test_where_nothing_else_is_said_it_is_paid_on_our_page(
    iso: Caller, shop: Shop, payment: dict[str, object]
) -> None:
    made = iso.made(asking(**payment))["payment"]
    assert set(NAMES).isdisjoint(made)
    assert payments(shop) == []


@pytest.mark.parametrize(
    ("payment", "field"),
    [
        ("card", "payment"),
        ({"method": "cheque"}, "payment.method"),
        ({"method": 3}, "payment.method"),
    ],
)
def test_a_way_nobody_knows_is_refused_by_name(
    iso: Caller, shop: Shop, payment: object, field: str
) -> None:
    answer = iso.make(asking(payment=payment))
    assert (answer.status_code, fields(answer)) == (400, [field])
    assert states(shop.sessions) == []


def test_where_no_gateway_has_intents_it_is_refused_by_name(iso: Caller, shop: Shop) -> None:
    shop.gateways.clear()
    answer = iso.make(asking(**INTENT))
    assert (answer.status_code, fields(answer)) == (400, ["payment.method"])
    assert states(shop.sessions) == []


def test_the_same_key_gives_the_same_intent(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    first = iso.make(asking(**INTENT), key="key-1").get_json()
    assert iso.make(asking(**INTENT), key="key-1").get_json() == first
    assert len(intents.pages) == len(payments(shop)) == 1
    assert iso.make(asking(), key="key-1").status_code == 409


def test_an_intent_that_is_paid_confirms_the_registration(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    made = iso.make(asking(**INTENT), key="key-1").get_json()
    intents.pay(made["payment"]["intentId"])
    news = intents.news(made["payment"]["intentId"], kind="payment_intent.succeeded")
    assert shop.hear(news) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]
    assert money(shop.sessions).paid == 420000
    # There is nothing to pay any more: the same key says so, and makes no other intent.
    again = iso.make(asking(**INTENT), key="key-1").get_json()["payment"]
    assert [again[name] for name in NAMES] == [None] * 3
    assert len(intents.pages) == 1


def test_while_the_gateway_is_down_the_place_is_held_and_the_same_key_asks_again(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    intents.go_down()
    made = iso.make(asking(**INTENT), key="key-1").get_json()["payment"]
    assert [made[name] for name in NAMES] == [None] * 3
    assert made["url"]
    assert states(shop.sessions) == ["held"]
    intents.mend()
    assert iso.make(asking(**INTENT), key="key-1").get_json()["payment"]["intentId"]
    assert len(payments(shop)) == 1


def test_an_intent_whose_answer_was_lost_is_found_again(
    iso: Caller, intents: FakeIntentGateway
) -> None:
    intents.lose_answers()
    iso.make(asking(**INTENT), key="key-1")
    intents.mend()
    (page,) = intents.pages
    assert iso.make(asking(**INTENT), key="key-1").get_json()["payment"]["intentId"] == page


def test_an_intent_the_gateway_refuses_is_given_up_and_the_page_still_works(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    intents.refuses_intents = True
    made = iso.made(asking(**INTENT))["payment"]
    assert [made[name] for name in NAMES] == [None] * 3
    assert money(shop.sessions).payments == [PaymentState.FAILED]
    assert shop.page_of(made["reference"])


def test_a_currency_the_gateway_does_not_take_has_no_intent(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    intents.currencies = frozenset({"EUR"})
    shop.gateways["paypal"] = FakeGateway("paypal", "with PayPal")
    made = iso.made(asking(**INTENT))["payment"]
    assert [made[name] for name in NAMES] == [None] * 3
    assert payments(shop) == []


def test_a_free_place_needs_no_intent(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, "FREE", prices=())
    assert iso.made(asking(programId="FREE", **INTENT))["payment"] is None
    assert payments(shop) == []


def test_when_the_hold_ends_the_intent_is_cancelled(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    made = iso.made(asking(**INTENT))["payment"]
    shop.later(minutes=31)
    assert shop.release(made["reference"], RegistrationState.EXPIRED) is Released.RELEASED
    assert intents.open_sessions == ()


def test_paid_by_intent_and_on_the_page_the_second_goes_back(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    made = iso.made(asking(**INTENT))["payment"]
    page = shop.page_of(made["reference"])
    assert page != made["intentId"]
    intents.pay(made["intentId"])
    intents.pay(page)
    assert shop.hear(intents.news(made["intentId"])) is Settled.SETTLED
    assert shop.hear(intents.news(page)) is Settled.SETTLED
    shop.refund_all()
    assert money(shop.sessions).paid == 420000
    assert [refund.amount.minor for refund in intents.refunds] == [420000]


def test_an_intent_is_not_asked_for_again_once_stripe_may_have_forgotten_its_key(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    made = iso.make(asking(**INTENT), key="key-1").get_json()["payment"]
    shop.later(hours=21)
    iso.sign_in()
    again = iso.make(asking(**INTENT), key="key-1").get_json()["payment"]
    assert again["intentId"] not in (None, made["intentId"])
    assert len(payments(shop)) == 2


# -- offered from a waiting list -------------------------------------------------------------------


@pytest.fixture
def full(shop: Shop) -> None:
    """Have the class full, with a waiting list."""
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(capacity=1, waiting_list=True))
    register_once(shop)


def test_the_repeat_of_one_that_waited_opens_no_intent_however_it_goes_on(
    iso: Caller, shop: Shop, intents: FakeIntentGateway, full: None
) -> None:
    first = iso.make(asking(**INTENT), key="key-1").get_json()
    make_room(shop)
    assert iso.make(asking(**INTENT), key="key-1").get_json() == first
    assert (first["status"], first["payment"]) == ("waitlisted", None)
    assert (payments(shop), list(intents.pages)) == ([], [])


def test_what_was_offered_is_paid_by_an_intent_that_is_asked_for(
    iso: Caller, shop: Shop, intents: FakeIntentGateway, full: None
) -> None:
    reference = iso.made(asking(**INTENT))["id"]
    make_room(shop)
    answer = iso.call("POST", f"{MAKE}/{reference}/intent")
    found = answer.get_json()
    assert (answer.status_code, found["status"]) == (200, "pending")
    payment = found["payment"]
    assert payment["clientSecret"].startswith(payment["intentId"])
    assert (payment["publishableKey"], payment["provider"]) == ("pk_test_fake", "stripe")
    assert payment["url"].startswith("http")
    assert iso.call("POST", f"{MAKE}/{reference}/intent").get_json() == found
    assert len(payments(shop)) == 1
    intents.pay(payment["intentId"])
    assert shop.hear(intents.news(payment["intentId"])) is Settled.SETTLED
    assert iso.read(reference)["status"] == "confirmed"


def test_while_nothing_is_to_be_paid_no_intent_is_opened(
    iso: Caller, shop: Shop, intents: FakeIntentGateway, full: None
) -> None:
    reference = iso.made(asking(**INTENT))["id"]
    answer = iso.call("POST", f"{MAKE}/{reference}/intent")
    assert (answer.status_code, fields(answer)) == (409, ["status"])
    assert payments(shop) == []


def test_what_costs_nothing_has_no_intent(
    iso: Caller, shop: Shop, intents: FakeIntentGateway
) -> None:
    add_class(shop.sessions, "FREE", capacity=1, waiting_list=True, prices=())
    register_once(shop, code="FREE", currency="")
    reference = iso.made(asking(programId="FREE"))["id"]
    make_room(shop, code="FREE")
    answer = iso.call("POST", f"{MAKE}/{reference}/intent")
    assert (answer.status_code, fields(answer)) == (409, ["status"])


def test_a_desk_without_intents_says_where_it_is_paid(iso: Caller, shop: Shop) -> None:
    reference = iso.made()["id"]
    shop.gateways["stripe"] = FakeGateway()
    answer = iso.call("POST", f"{MAKE}/{reference}/intent")
    assert (answer.status_code, fields(answer)) == (409, ["payment"])


def test_nobody_else_is_handed_the_intent(
    iso: Caller, shop: Shop, calls: Callable[..., Caller]
) -> None:
    reference = iso.made()["id"]
    assert calls().call("POST", f"{MAKE}/{reference}/intent").status_code == 404
    reader = calls("registrations.read", name="reader")
    assert reader.call("POST", f"{MAKE}/{reference}/intent").status_code == 403
    assert payments(shop) == []
