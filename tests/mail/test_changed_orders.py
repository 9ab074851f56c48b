"""Claims about what a buyer is written of an order's money, with every use case real."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.proof import Mend
from app.domain.registration import RegistrationState
from app.sandbox.server import Sandbox
from app.store.database import Database, reading
from app.store.proof import MoneyDifferenceRow
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_held_place import cancel_held_place
from app.usecases.cancel_places import cancel_places
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.hear_of_return import hear_of_return
from app.usecases.prove_settlement import prove_settlement
from app.usecases.record_payment import record_payment
from app.usecases.release_hold import Released
from app.usecases.repair_money import repair_money
from app.usecases.undo_payment import undo_payment
from app.usecases.waive_rest import waive_rest
from tests.mail.letters import Came
from tests.mail.post_office import OTHER, PostOffice, attached, move, open_office, paid_online
from tests.mail.telling import flat
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    PRICE,
    came,
    order_by,
    record,
)
from tests.usecases.places import KIM, places
from tests.worlds import ANA, BO, CLASS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


def in_two_classes(desk: PostOffice) -> str:
    """Leave a held order on invoice with Ana in one class and Bo in the other."""
    order = order_by(desk, BY_INVOICE, participants=(ANA, BO))
    desk.post()
    move(desk)
    return order


def test_an_order_in_two_classes_is_confirmed_with_a_letter_for_each(desk: PostOffice) -> None:
    order = in_two_classes(desk)
    desk.post()
    record(desk, order, 2 * PRICE)
    first, second = desk.post()
    assert f"{CLASS}.ics" in attached(first)
    assert "Who: - Ana Lind" in flat(first.part("plain"))
    assert attached(second) == [f"{OTHER}.ics"]
    assert "Who: - Bo Berg" in flat(second.part("plain"))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_letter_of_a_whole_order_names_the_places_in_its_other_class(
    desk: PostOffice, part: str
) -> None:
    order = in_two_classes(desk)
    held = desk.post()[-1]
    said = flat(held.part(part)).partition("Who")[2].replace("-", " ").split()
    assert "Bo Berg" in " ".join(said).partition("In other classes")[0]
    assert "Ana Lind: First aid (FA 2031 03)" in " ".join(said)
    record(desk, order, PRICE)
    (came,) = desk.post()
    assert "Bo Berg: First aid (FW-2031-09)" in flat(came.part(part))


@pytest.mark.parametrize("state", [RegistrationState.EXPIRED, RegistrationState.CANCELLED])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_letter_of_an_end_names_who_lost_a_place_with_it_each_under_their_own_class(
    desk: PostOffice, state: RegistrationState, part: str
) -> None:
    order = order_by(desk, BY_INVOICE, participants=(ANA, BO, CY))
    move(desk)
    ill = places(desk)[2].reference
    cancel_held_place(desk.sessions, reference=ill, reason="ill", **desk.around)
    desk.post()
    desk.later(days=40)
    assert desk.release(order, state) is Released.RELEASED
    (letter,) = desk.post()
    here, _, there = after(letter, part, "Who").partition("In other classes")
    assert here.split() == ["Ana", "Lind"]
    assert there.startswith(" Bo Berg: First aid (FW-2031-09)")
    assert "Cy Dahl" not in flat(letter.part(part))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_who_stays_is_not_named_as_a_class_of_the_order_is_cancelled(
    desk: PostOffice, part: str
) -> None:
    order = order_by(desk, AT_DOOR, participants=(ANA, BO))
    move(desk)
    desk.post()
    call_off(desk, order, {CLASS: "snow"})
    (letter,) = desk.post()
    said = flat(letter.part(part))
    assert "A part of your registration is cancelled" in said
    assert "The other places of your registration are as they were." in said
    assert "NOK 4,200 at the door" in said
    assert after(letter, part, "Who").startswith(" Ana Lind")
    assert "Bo Berg" not in said
    call_off(desk, order, {OTHER: "flood"})
    (letter,) = desk.post()
    said = flat(letter.part(part))
    assert "Your registration is cancelled" in said
    assert "other places" not in said
    assert after(letter, part, "Who").startswith(" Bo Berg")
    assert "Ana Lind" not in after(letter, part, "Who")


@pytest.mark.parametrize("part", ["plain", "html"])
def test_places_that_end_together_with_their_classes_have_each_their_own_reason(
    desk: PostOffice, part: str
) -> None:
    order = order_by(desk, AT_DOOR, participants=(ANA, BO))
    move(desk)
    desk.post()
    call_off(desk, order, {CLASS: "snow", OTHER: "flood"})
    (letter,) = desk.post()
    assert "Why: The class was cancelled: snow." in flat(letter.part(part))
    here, _, there = after(letter, part, "Who").partition("In other classes")
    assert here.split() == ["Ana", "Lind"]
    assert there.startswith(" Bo Berg: First aid (FW-2031-09). The class was cancelled: flood")


def call_off(desk: PostOffice, order: str, classes: dict[str, str]) -> None:
    """Cancel classes for a reason each, and the order's places in them."""
    for code, reason in classes.items():
        cancel_class(desk.sessions, code=code, reason=reason, **desk.around)
    cancel_places(
        desk.sessions,
        order_reference=order,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def after(letter: Came, part: str, word: str) -> str:
    """Return what a letter says behind a word, without the dashes of its lists."""
    lists = flat(letter.part(part)).partition(f"{word}: -" if part == "plain" else f" {word} ")[2]
    return f" {lists.strip()}".replace(": - ", " ").replace(" - ", " ")


def test_a_receipt_of_money_that_came_days_ago_goes_with_the_letter_about_it(
    desk: PostOffice,
) -> None:
    order = order_by(desk, AT_DOOR)
    desk.post()
    for number, minor in enumerate((100_000, 200_000), start=1):
        desk.later(minutes=1)
        record_payment(
            desk.sessions,
            order_reference=order,
            came=replace(
                came(minor, key=f"form-{number}", shop=desk), at=desk.now - timedelta(days=2)
            ),
            **desk.around,
        )
        (letter,) = desk.post()
        assert attached(letter) == [f"FL-2031-0000{number}.pdf"]


def test_the_receipt_of_what_was_paid_online_goes_with_the_confirmation(desk: PostOffice) -> None:
    paid_online(desk)
    (confirmed,) = desk.post()
    assert attached(confirmed) == [f"{CLASS}.ics", "FL-2031-00001.pdf"]


def test_a_credit_note_of_money_sent_back_at_the_gateway_goes_with_the_letter_about_it(
    desk: PostOffice,
) -> None:
    order = paid_online(desk)
    desk.post()
    intent = desk.gateway.page_of(order).intent_id
    desk.gateway.refund_there(intent, Money(100_000, "NOK"))
    desk.later(minutes=7)
    news = GatewayNews("stripe", "evt_r", "charge.refunded", None, b"{}", intent_id=intent)
    hear_of_return(
        desk.sessions,
        news=news,
        gateways=desk.gateways,
        **desk.around,
    )
    (returned,) = desk.post()
    assert attached(returned) == ["FL-2031-00002.pdf"]


def test_a_payment_that_is_too_much_is_told_of_as_it_came(desk: PostOffice) -> None:
    order = order_by(desk, AT_DOOR)
    desk.post()
    record(desk, order, 300_000)
    desk.post()
    record(desk, order, 160_000, key="form-2")
    (letter,) = desk.post()
    said = flat(letter.part("plain"))
    assert "We received NOK 1,600." in said
    assert "Total: NOK 4,200 Paid: NOK 4,600 Goes back to you: NOK 400" in said
    assert attached(letter) == ["FL-2031-00002.pdf"]


@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_payment_that_is_taken_back_is_written_of_with_its_correction(
    desk: PostOffice, part: str
) -> None:
    order = order_by(desk, AT_DOOR)
    record(desk, order, 100_000)
    desk.post()
    assert undo_payment(desk.sessions, payment_uid="form-1", by=KIM, **desk.around)
    (letter,) = desk.post()
    assert letter.message["Subject"] == "What you owe has changed: First aid"
    said = flat(letter.part(part))
    assert "NOK 4,200 is left to pay" in said
    assert "Why: a payment was written down by mistake." in said
    assert attached(letter) == ["FL-2031-00002.pdf"]
    assert not undo_payment(desk.sessions, payment_uid="form-1", by=KIM, **desk.around)
    assert desk.post() == []


@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_is_let_go_is_written_of_with_its_credit_note(desk: PostOffice, part: str) -> None:
    order = order_by(desk, BY_INVOICE)
    confirm_on_credit(desk.sessions, order_reference=order, **desk.around)
    desk.post()
    owed = Money(PRICE, "NOK")
    assert waive_rest(
        desk.sessions,
        order_reference=order,
        agreed=owed,
        reason="A friend",
        by="kim",
        **desk.around,
    )
    (letter,) = desk.post()
    said = flat(letter.part(part))
    assert "nothing is left to pay" in said
    assert "Why: NOK 4,200 need not be paid any more." in said
    assert "A friend" not in said
    assert attached(letter) == ["FL-2031-00002.pdf"]


def test_a_payment_that_brought_less_is_written_of_with_its_correction(desk: PostOffice) -> None:
    paid_online(desk)
    desk.post()
    desk.gateway.change(0, payer=Money(410_000, "NOK"))
    desk.later(minutes=15)
    prove_settlement(desk.sessions, account=desk.gateway, name="stripe", now=desk.now)
    with reading(desk.sessions) as session:
        difference = session.scalars(select(MoneyDifferenceRow.id)).first()
    repair_money(
        desk.sessions,
        difference_id=difference or 0,
        mend=Mend.TAKE_THEIRS,
        reason="",
        by=KIM,
        gateways=desk.gateways,
        **desk.around,
    )
    (letter,) = desk.post()
    said = flat(letter.part("plain"))
    assert "NOK 100 is left to pay" in said
    assert "Why: what a payment brought was not what we had written down." in said
    assert attached(letter) == ["FL-2031-00002.pdf"]


def test_nobody_is_written_to_of_what_an_order_that_ended_owes(desk: PostOffice) -> None:
    order = order_by(desk, BY_INVOICE)
    desk.release(order, RegistrationState.CANCELLED)
    record(desk, order, 100_000)
    desk.post()
    assert undo_payment(desk.sessions, payment_uid="form-1", by=KIM, **desk.around)
    assert desk.post() == []
