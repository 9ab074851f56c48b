"""Claims about letters where money is owed back already: none is left out, and the sums agree."""

import pytest

from app.domain.refund_rule import RefundStep
from app.sandbox.server import Sandbox
from app.store.database import Database
from tests.mail.letters import Came
from tests.mail.post_office import PostOffice, open_office
from tests.mail.telling import says, says_not
from tests.mail.test_money_of_end import call_off
from tests.usecases.later import BY_INVOICE, PRICE, order_by, record
from tests.usecases.places import paid
from tests.usecases.test_cancel_by_rule import cancel, rule, shown
from tests.web.test_cancelling import claim, give
from tests.worlds import ANA, BO

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


def test_what_was_too_much_before_is_in_the_letter_of_a_cancelled_class(desk: PostOffice) -> None:
    order = order_by(desk, BY_INVOICE)
    record(desk, order, 1_000_000)
    record(desk, order, 1_250, key="form-2")
    desk.post()
    call_off(desk, order)
    (ended,) = desk.post()
    by_hand = "goes back, but not by itself, because of how you paid"
    says(ended, "You had paid NOK 10,012.50 for your registration.", f"NOK 4,200 {by_hand}")
    says(ended, f"This was to go back before already: NOK 5,812.50 {by_hand}")


def test_a_payment_by_hand_of_which_nothing_was_owed_is_written_of(desk: PostOffice) -> None:
    order = order_by(desk, BY_INVOICE)
    record(desk, order, PRICE)
    desk.post()
    record(desk, order, 1_250, key="form-2")
    (received,) = desk.post()
    says(received, "We received NOK 12.50", "Nothing of it was owed. Why: paid twice.")
    says(received, "NOK 12.50 goes back, but not by itself, because of how you paid")
    says_not(received, "left to pay", "Total", "of NOK 4,200")


def test_a_payment_by_hand_for_what_was_cancelled_is_written_of(desk: PostOffice) -> None:
    order = order_by(desk, BY_INVOICE)
    call_off(desk, order)
    desk.post()
    record(desk, order, PRICE)
    (received,) = desk.post()
    says(received, "We received NOK 4,200", "Why: cancelled before it was paid.")
    says(received, "NOK 4,200 goes back, but not by itself")


def two_letters(desk: PostOffice, *, early: bool) -> list[Came]:
    """Cancel two of three places an hour apart; the letters go at once, or after all the money."""
    rule(desk, RefundStep(0, 100))
    first, second, _ = paid(desk, ANA, BO, ANA)
    desk.post()
    letters: list[Came] = []
    for place in (first, second):
        cancel(desk, place, shown(desk, place))
        desk.later(minutes=60)
        letters += desk.post() if early else []
    desk.refund_all()
    letters += desk.post()
    return [each for each in letters if "cancelled" in str(each.message["Subject"]).lower()]


@pytest.mark.parametrize("early", [True, False])
def test_the_sums_of_a_place_that_was_cancelled_do_not_depend_on_when_its_money_goes(
    desk: PostOffice, early: bool
) -> None:
    first, second = two_letters(desk, early=early)
    says(first, "Total: NOK 12,600 Went back, or goes back: −NOK 4,200 Paid: NOK 8,400")
    says(second, "Total: NOK 12,600 Went back, or goes back: −NOK 8,400 Paid: NOK 4,200")
    says(second, "You had paid NOK 12,600 for your registration", "NOK 4,200 goes back the way")
    before = "NOK 4,200 of it had been sent back to you before"
    waits = "This was to go back before already: NOK 4,200 goes back the way you paid."
    says(second, waits if early else before)
    says_not(second, before if early else waits)


def test_what_a_bank_claims_goes_back_once_it_has_decided(desk: PostOffice) -> None:
    rule(desk, RefundStep(0, 100))
    (place,) = paid(desk)
    claim(desk)
    desk.post()
    cancel(desk, place, shown(desk, place))
    (ended,) = desk.post()
    says(ended, "NOK 4,200 goes back once your bank has decided: it claims your payment back")
    says_not(ended, "looked at it")


def test_what_nobody_decided_about_an_earlier_place_is_said_as_undecided(desk: PostOffice) -> None:
    rule(desk, cancellation_deadline=None)
    first, second = paid(desk, ANA, BO)
    cancel(desk, first, shown(desk, first))
    desk.later(minutes=60)
    rule(desk, RefundStep(0, 100))
    desk.post()
    cancel(desk, second, shown(desk, second))
    (ended,) = desk.post()
    says(ended, "This was to go back before already: NOK 4,200 may go back, or a part of it")


def test_what_was_shown_as_open_is_open_in_the_letter(desk: PostOffice) -> None:
    rule(desk, RefundStep(0, 100))
    first, _ = paid(desk, ANA, BO)
    give(desk)
    desk.refund_all()
    desk.post()
    desk.later(minutes=60)
    cancel(desk, first, shown(desk, first))
    (ended,) = desk.post()
    says(ended, "NOK 1 of it had been sent back to you before.")
    says(ended, "NOK 4,200 may go back, or a part of it: we decide that and write to you.")
    says_not(ended, "goes back once", "Went back, or goes back: −NOK 4,2")


def test_where_the_end_gives_nothing_what_was_to_go_back_before_is_not_denied(
    desk: PostOffice,
) -> None:
    rule(desk, RefundStep(100, 100))
    (place,) = paid(desk)
    give(desk)
    desk.post()
    cancel(desk, place, shown(desk, place))
    (ended,) = desk.post()
    says(ended, "This was to go back before already: NOK 1 goes back")
    says_not(ended, "Nothing of it comes back")
