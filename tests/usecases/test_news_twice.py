"""News that is taken twice, numbers that are numbers, and news that somebody has looked at."""

from typing import Any

import pytest

from app.domain.payment import RefundState
from app.store.database import Database, reading
from app.store.payment import Refund
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.close_news import close_news
from app.usecases.retry_refund import retry_refund
from app.usecases.take_news import Taken, take_news
from tests.partners.built import built
from tests.partners.iso_news_world import Office, office_of
from tests.worlds import CLASS, money, states

PAID: dict[str, Any] = {"paymentId": "pay-71", "amount": 4200.0, "currency": "NOK"}


@pytest.fixture
def office(sessions: Database) -> Office:
    """Give a desk whose ISO sends events."""
    return office_of(sessions)


def take(office: Office, news_id: int = 1) -> Taken | None:
    """Take one notice, as a worker does that was woken late."""
    return take_news(
        office.desk.sessions,
        news_id=news_id,
        partner="iso",
        desk=built("http://127.0.0.1:9").iso,
        partners=office.desk.partners,
        wake=office.desk.wake,
        now=office.desk.now,
        jitter=0,
    )


def test_a_notice_that_is_done_is_not_taken_again(office: Office) -> None:
    office.register()
    office.hear("payment.completed", **PAID)
    assert take(office) is None
    assert len(money(office.desk.sessions).payments) == 1


def test_a_number_of_iso_may_be_a_number(office: Office) -> None:
    office.register("7")
    office.hear("registration.cancelled", registrationId=7)
    assert states(office.desk.sessions) == ["cancelled"]


def test_who_has_looked_at_it_is_noted_once(office: Office) -> None:
    office.hear("refund.completed", registrationId=None)
    (kept,) = office.kept()
    assert kept.look
    assert close_news(office.desk.sessions, news_id=kept.id, by="kim@example.org")
    assert not close_news(office.desk.sessions, news_id=kept.id, by="kim@example.org")
    (kept,) = office.kept()
    assert (kept.look, kept.words[-32:]) == (False, "here (looked at by kim@example.org)"[-32:])


def test_money_that_iso_took_is_never_sent_back_by_us(office: Office) -> None:
    office.register()
    office.hear("registration.cancelled")
    office.hear("payment.completed", "evt-2", **PAID)
    with reading(office.desk.sessions) as session:
        uid = session.get_one(Refund, 1).uid
    assert not retry_refund(office.desk.sessions, refund_uid=uid, now=office.desk.now)
    assert [each[0] for each in money(office.desk.sessions).refunds] == [RefundState.ASKED]


def test_a_payment_without_a_name_is_counted_once(office: Office) -> None:
    office.register()
    unnamed: dict[str, Any] = {"amount": 4200.0, "currency": "NOK"}
    office.hear("payment.completed", "evt-1", **unnamed)
    kept = office.hear("payment.completed", "evt-2", **unnamed)
    assert kept.look
    assert money(office.desk.sessions).paid == 420000
    assert len(money(office.desk.sessions).payments) == 1


def test_what_iso_keeps_of_the_money_is_still_owed(office: Office) -> None:
    office.register()
    office.hear("payment.completed", "evt-1", **PAID)
    office.hear("registration.cancelled", "evt-2")
    part: dict[str, Any] = {**PAID, "amount": 1000.0, "refundId": "ref-1"}
    office.hear("refund.completed", "evt-3", **part)
    found = {(state, minor) for state, minor, _ in money(office.desk.sessions).refunds}
    assert found == {(RefundState.MADE, 100000), (RefundState.ASKED, 320000)}


def test_money_that_iso_took_for_a_class_we_cancel_waits_for_a_person(office: Office) -> None:
    reference = office.register()
    office.hear("payment.completed", "evt-1", **PAID)
    desk = office.desk
    around: dict[str, Any] = {"partners": desk.partners, "wake": desk.wake, "now": desk.now}
    assert cancel_class(desk.sessions, code=CLASS, reason="the teacher is ill", **around)
    assert cancel_places(desk.sessions, order_reference=reference, **around)
    assert [state for state, _, _ in money(desk.sessions).refunds] == [RefundState.ASKED]
