"""Claims about what a letter of an end says of money: what was paid, comes back, and is kept."""

import pytest

from app.domain.refund_rule import BackAs, RefundStep
from app.domain.registration import Channel
from app.sandbox.server import Sandbox
from app.store.database import Database
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.end_unpaid import Ended
from tests.mail.post_office import PostOffice, open_office, paid_online
from tests.mail.telling import says, says_not
from tests.usecases.later import AT_DOOR, DEPOSIT, PRICE, deposited, order_by, record, rest_is_due
from tests.usecases.places import KIM, paid, places
from tests.usecases.test_cancel_by_rule import cancel, rule, shown
from tests.usecases.test_failing_payments import end
from tests.worlds import ANA, BO, CLASS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


def call_off(desk: PostOffice, order: str) -> None:
    cancel_class(desk.sessions, code=CLASS, reason="snow", **desk.around)
    cancel_places(desk.sessions, order_reference=order, **desk.around)


def test_who_paid_for_a_cancelled_class_reads_so_although_the_money_went_before_the_letter(
    desk: PostOffice,
) -> None:
    order = paid_online(desk)
    desk.post()
    call_off(desk, order)
    desk.refund_all()
    ended, returned = desk.post()
    says(ended, "You had paid NOK 4,200 for your registration.")
    says(ended, "NOK 4,200 goes back the way you paid. A mail says so once it is sent")
    says_not(ended, "Nothing")
    says(returned, "NOK 4,200 is on its way back")


def test_what_came_by_hand_goes_back_by_hand_and_the_letter_says_so(desk: PostOffice) -> None:
    order = order_by(desk, AT_DOOR)
    record(desk, order, PRICE)
    desk.post()
    call_off(desk, order)
    (ended,) = desk.post()
    says(ended, "NOK 4,200 goes back, but not by itself, because of how you paid")


def test_who_paid_nothing_owes_nothing(desk: PostOffice) -> None:
    order = order_by(desk, AT_DOOR)
    desk.post()
    call_off(desk, order)
    (ended,) = desk.post()
    says(ended, "Nothing is owed.")
    says_not(ended, "had paid")


def test_what_a_rule_keeps_is_said_with_the_price_and_the_rule(desk: PostOffice) -> None:
    rule(desk, RefundStep(0, 50))
    first, _ = paid(desk, ANA, BO)
    desk.post()
    cancel(desk, first, shown(desk, first))
    (one,) = desk.post()
    says(one, "You had paid NOK 8,400 for your registration.")
    says(one, "NOK 2,100 goes back the way you paid.")
    says(one, "Of the price of NOK 4,200, NOK 2,100 is kept. The rule of the class for cancelling")
    says(one, "was: You get back 50 % until the day the class starts; after that nothing.")


def test_what_a_last_day_to_cancel_keeps_is_said_with_that_day(desk: PostOffice) -> None:
    rule(desk, cancellation_deadline=desk.now.date().replace(day=1))
    (place,) = paid(desk)
    desk.post()
    cancel(desk, place, shown(desk, place))
    (ended,) = desk.post()
    says(ended, "Nothing of it comes back. Of the price of NOK 4,200, NOK 4,200 is kept.")
    says(ended, "You get back everything until Wednesday 1 January 2031; after that nothing.")


def test_a_rule_that_gives_a_voucher_says_that_one_comes(desk: PostOffice) -> None:
    rule(desk, RefundStep(0, 100, BackAs.VOUCHER))
    (place,) = paid(desk)
    desk.post()
    cancel(desk, place, shown(desk, place))
    ended, voucher = desk.post()
    says(ended, "NOK 4,200 comes back as a voucher. A mail of its own brings its code.")
    says(voucher, "You have a voucher worth NOK 4,200")


def test_where_no_rule_says_so_the_letter_promises_nothing(desk: PostOffice) -> None:
    rule(desk, cancellation_deadline=None)
    (place,) = paid(desk)
    desk.post()
    cancel(desk, place, shown(desk, place))
    (ended,) = desk.post()
    says(ended, "NOK 4,200 may go back, or a part of it: we decide that and write to you.")
    says_not(ended, "kept")


@pytest.mark.parametrize(("back", "kept"), [(PRICE, ""), (PRICE - 100_000, "NOK 1,000 is kept.")])
def test_what_staff_keep_of_what_was_paid_is_said(desk: PostOffice, back: int, kept: str) -> None:
    first, _ = paid(desk, ANA, BO)
    desk.post()
    cancel_registration(
        desk.sessions,
        reference=first,
        reason="ill",
        channel=Channel.STAFF,
        decided=Decided(back, KIM),
        **desk.around,
    )
    (one,) = desk.post()
    says(one, kept or "NOK 4,200 goes back the way you paid.")
    if not kept:
        says_not(one, "is kept")


def test_places_that_end_together_for_their_unpaid_rest_are_one_letter(desk: PostOffice) -> None:
    order = deposited(desk, participants=(ANA, BO))
    desk.post()
    rest_is_due(desk)
    assert end(desk, order, DEPOSIT) is Ended.ENDED
    (ended,) = [each for each in desk.post() if "ancelled" in str(each.message["Subject"])]
    says(ended, "Your registration is cancelled", "Ana Lind", "Bo Berg")
    # All of the deposit is kept, so no further letter is promised.
    says(ended, "You had paid NOK 1,680 for your registration. Nothing of it comes back.")
    says(ended, "Of the price of NOK 8,400, NOK 1,680 is kept.")
    says_not(ended, "mail of its own", "A mail says")
    assert [place.state for place in places(desk)] == ["cancelled", "cancelled"]
