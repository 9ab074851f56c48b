"""When an order is paid: what a class offers, and what is agreed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import read_one_class
from app.domain.money import Money
from app.domain.naming import name_plan, name_way
from app.domain.payment_plan import (
    GRACE,
    ONLINE,
    ONLY_ONLINE,
    Agreement,
    ByHand,
    Confirms,
    DepositTerms,
    InvoiceTerms,
    Plan,
    Unpaid,
    Ways,
    When,
    agree,
    charged_until,
    is_by_hand,
    offered,
    ways_from,
)

# 10 March 2031, 9:00 in Oslo; it is 10 January there.
STARTS = datetime(2031, 3, 10, 8, tzinfo=UTC)
NOW = datetime(2031, 1, 10, 12, tzinfo=UTC)
WHEN = When(STARTS, "Europe/Oslo", NOW)
TOTAL = Money(420_000, "NOK")
EVERY = Ways(
    online=True, door=True, invoice=InvoiceTerms(days=14), deposit=DepositTerms(20, rest_by_days=14)
)
HOLD = timedelta(minutes=30)


def test_an_invoice_is_due_at_the_end_of_its_day_where_the_class_is() -> None:
    agreement = agree(Plan.INVOICE, EVERY, total=TOTAL, when=WHEN)
    assert agreement is not None
    assert agreement.due_at == datetime(2031, 1, 24, 23, tzinfo=UTC)
    assert agreement.ends_at == agreement.due_at + GRACE
    assert not agreement.confirms(TOTAL)
    assert agreement.hold_until(TOTAL, now=NOW, hold=HOLD) == agreement.ends_at


def test_an_unpaid_invoice_holds_no_seat_beyond_the_start() -> None:
    ways = Ways(invoice=InvoiceTerms(days=90))
    agreement = agree(Plan.INVOICE, ways, total=TOTAL, when=WHEN)
    assert agreement is not None
    assert agreement.due_at == agreement.ends_at == STARTS


def test_an_invoice_that_confirms_at_once_may_be_due_after_the_start() -> None:
    ways = Ways(invoice=InvoiceTerms(days=90, confirms=Confirms.AT_ONCE))
    agreement = agree(Plan.INVOICE, ways, total=TOTAL, when=WHEN)
    assert agreement is not None
    assert agreement.due_at is not None
    assert agreement.due_at > STARTS
    assert agreement.confirms(TOTAL)
    assert agreement.hold_until(TOTAL, now=NOW, hold=HOLD) is None


@pytest.mark.parametrize("unpaid", [Unpaid.KEEP, Unpaid.STAFF])
def test_what_does_not_end_unpaid_is_held_until_somebody_decides(unpaid: Unpaid) -> None:
    ways = Ways(invoice=InvoiceTerms(days=14, unpaid=unpaid))
    agreement = agree(Plan.INVOICE, ways, total=TOTAL, when=WHEN)
    assert agreement is not None
    assert agreement.hold_until(TOTAL, now=NOW, hold=HOLD) is None
    assert not agreement.confirms(TOTAL)


def test_a_deposit_is_a_share_now_and_the_rest_so_many_days_before_it_starts() -> None:
    agreement = agree(Plan.DEPOSIT, EVERY, total=TOTAL, when=WHEN)
    assert agreement is not None
    assert agreement.later_minor == 336_000
    assert agreement.kept_minor == 84_000
    assert agreement.due_at == datetime(2031, 2, 24, 23, tzinfo=UTC)
    assert agreement.hold_until(TOTAL, now=NOW, hold=HOLD) == NOW + HOLD


def test_a_deposit_need_not_be_kept() -> None:
    ways = Ways(deposit=DepositTerms(20, rest_by_days=14, kept=False))
    agreement = agree(Plan.DEPOSIT, ways, total=TOTAL, when=WHEN)
    assert agreement is not None
    assert agreement.kept_minor == 0


def test_who_pays_at_the_door_has_a_place_at_once() -> None:
    agreement = agree(Plan.DOOR, EVERY, total=TOTAL, when=WHEN)
    assert agreement is not None
    assert agreement.confirms(TOTAL)
    assert (agreement.due_at, agreement.ends_at) == (STARTS, None)


@pytest.mark.parametrize(
    ("plan", "now"),
    [(Plan.DEPOSIT, datetime(2031, 2, 25, tzinfo=UTC)), (Plan.INVOICE, STARTS)],
)
def test_what_would_be_due_already_is_not_offered(plan: Plan, now: datetime) -> None:
    assert agree(plan, EVERY, total=TOTAL, when=When(STARTS, "Europe/Oslo", now)) is None


@pytest.mark.parametrize("plan", [Plan.INVOICE, Plan.DOOR, Plan.DEPOSIT])
def test_what_a_class_does_not_offer_is_not_agreed(plan: Plan) -> None:
    assert agree(plan, ONLY_ONLINE, total=TOTAL, when=WHEN) is None
    assert agree(plan, EVERY, total=Money(0, "NOK"), when=WHEN) is None


def test_a_deposit_of_the_smallest_sum_is_no_deposit() -> None:
    assert agree(Plan.DEPOSIT, EVERY, total=Money(1, "JPY"), when=WHEN) is None
    agreement = agree(Plan.DEPOSIT, EVERY, total=Money(2, "JPY"), when=WHEN)
    assert agreement is not None
    assert agreement.later_minor == 1


def test_every_way_that_is_open_is_offered_and_one_always_is() -> None:
    assert [each.plan for each in offered(EVERY, total=TOTAL, when=WHEN)] == list(Plan)
    only = Ways(online=False, deposit=DepositTerms(20, rest_by_days=14))
    late = When(STARTS, "Europe/Oslo", STARTS - timedelta(days=1))
    assert offered(only, total=TOTAL, when=late) == (ONLINE,)


@given(total=st.integers(2, 10**11), percent=st.integers(1, 99))
def test_a_deposit_and_the_rest_are_the_whole(total: int, percent: int) -> None:
    ways = Ways(deposit=DepositTerms(percent, rest_by_days=1))
    agreement = agree(Plan.DEPOSIT, ways, total=Money(total, "KWD"), when=WHEN)
    if agreement is not None:
        assert 0 < agreement.later_minor < total
        assert agreement.kept_minor + agreement.later_minor == total


@pytest.mark.parametrize(
    "ways",
    [
        ONLY_ONLINE,
        EVERY,
        Ways(online=False, invoice=InvoiceTerms(30, Unpaid.STAFF, Confirms.AT_ONCE)),
        Ways(deposit=DepositTerms(50, 0, Unpaid.KEEP, kept=False)),
    ],
)
def test_ways_are_kept_as_they_are(ways: Ways) -> None:
    assert ways_from(ways.document()) == ways


def test_a_class_of_before_is_paid_online() -> None:
    assert ways_from({}) == ONLY_ONLINE


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (NOW, datetime(2031, 1, 24, 23, tzinfo=UTC)),
        (datetime(2031, 3, 1, 12, tzinfo=UTC), STARTS),
        (datetime(2031, 3, 11, 12, tzinfo=UTC), datetime(2031, 3, 11, 23, tzinfo=UTC)),
    ],
)
def test_what_staff_charge_is_due_in_some_days_or_when_it_starts(
    now: datetime, until: datetime
) -> None:
    assert charged_until(When(STARTS, "Europe/Oslo", now)) == until


def test_money_of_staff_is_none_of_a_gateway() -> None:
    assert all(is_by_hand(each) for each in ByHand)
    assert not is_by_hand("stripe")
    assert Agreement() == ONLINE


def test_an_invoice_that_says_nothing_more_is_due_in_two_weeks() -> None:
    entry = {
        "code": "FA-1",
        "online_url": "https://meet.example.org/room",
        "timezone": "Europe/Oslo",
        "capacity": 12,
        "sessions": [{"starts": "2031-03-10T09:00", "ends": "2031-03-10T16:00"}],
        "pay": ["invoice"],
    }
    assert read_one_class(entry).ways == Ways(online=False, invoice=InvoiceTerms(days=14))


def test_ways_and_plans_have_names() -> None:
    names = [name_way(each) for each in (*ByHand, "stripe", "iso")]
    assert names == ["Bank transfer", "Cash at the door", "Card at the door", "Stripe", "ISO"]
    assert [name_plan(each) for each in Plan][1:3] == ["invoice", "at the door"]
