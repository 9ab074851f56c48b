"""How money that is owed back comes, and what is said of it."""

import pytest

from app.domain.coming_back import OwedBack, say_coming, way_of
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
