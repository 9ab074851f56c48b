"""How money that is owed back comes, and what is said of it."""

import pytest

from app.domain.coming_back import (
    OwedBack,
    say_coming,
    say_unless_sent,
    waits_for_staff,
    way_of,
    ways_of,
)
from app.domain.money import Money
from app.domain.money_of_end import Way
from app.domain.payment import RefundState
from app.domain.reason import OwnReason


def owed(
    state: RefundState = RefundState.DUE,
    gateway: str = "stripe",
    own: OwnReason | None = None,
    *,
    by_staff: bool = False,
    undecided: bool = False,
    claimed: bool = False,
) -> OwedBack:
    return OwedBack(state, gateway, own, by_staff=by_staff, undecided=undecided, claimed=claimed)


@pytest.mark.parametrize(
    ("money", "way"),
    [
        (owed(), Way.SENT),
        (owed(RefundState.PENDING, "paypal"), Way.SENT),
        (owed(gateway="transfer"), Way.BY_HAND),
        (owed(gateway="iso"), Way.THEIRS),
        (owed(RefundState.ASKED), Way.LOOKED_AT),
        (owed(RefundState.ASKED, claimed=True), Way.BANK),
        (owed(RefundState.ASKED, undecided=True), Way.UNDECIDED),
        (owed(RefundState.ASKED, own=OwnReason.CANCELLED_PAID), Way.UNDECIDED),
        (owed(RefundState.ASKED, undecided=True, by_staff=True), Way.LOOKED_AT),
        (owed(RefundState.ASKED, "cash", undecided=True, by_staff=True), Way.BY_HAND),
        (owed(undecided=True), Way.SENT),
    ],
)
def test_money_comes_back_the_way_it_came_or_waits_for_somebody(money: OwedBack, way: Way) -> None:
    assert way_of(money) is way


@pytest.mark.parametrize("way", Way)
def test_every_way_has_its_own_sentence_with_the_amount(way: Way) -> None:
    said = say_coming(Money(10000, "NOK"), way)
    assert said.startswith("NOK\N{NO-BREAK SPACE}100 ")
    assert said not in {say_coming(Money(10000, "NOK"), each) for each in Way if each is not way}


@pytest.mark.parametrize(
    ("left", "minor", "ways"),
    [
        ([], 0, []),
        ([("stripe", 500)], 300, [(Way.SENT, 300)]),
        ([("transfer", 500), ("stripe", 500)], 500, [(Way.BY_HAND, 500)]),
        (
            [("transfer", 200), ("stripe", 0), ("paypal", 100), ("cash", 300)],
            600,
            [(Way.BY_HAND, 500), (Way.SENT, 100)],
        ),
        ([("iso", 100), ("stripe", 500)], 400, [(Way.THEIRS, 100), (Way.SENT, 300)]),
        # No more than there is.
        ([("stripe", 100)], 400, [(Way.SENT, 100)]),
    ],
)
def test_money_would_come_back_of_each_payment_as_that_was_paid(
    left: list[tuple[str, int]], minor: int, ways: list[tuple[Way, int]]
) -> None:
    found = ways_of(left, minor, currency="NOK")
    assert [(each.way, each.amount.minor) for each in found] == ways
    said = say_unless_sent(found)
    assert len(said) == (len(ways) if {way for way, _ in ways} - {Way.SENT} else 0)


@pytest.mark.parametrize(
    ("gateway", "waits"), [("stripe", False), ("paypal", False), ("cash", True), ("iso", True)]
)
def test_what_no_machine_of_ours_can_send_waits_for_staff(gateway: str, waits: bool) -> None:
    assert waits_for_staff(gateway) is waits
