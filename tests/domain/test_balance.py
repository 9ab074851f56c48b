"""Whatever became of an order, what a page says of its money adds up."""

import pytest

from app.domain.balance import balance_of
from app.domain.money import Money


@pytest.mark.parametrize(
    ("total", "paid", "left", "went", "says"),
    [
        (420, 0, 420, 0, (0, 0, 0)),
        (420, 420, 0, 0, (0, 0, 0)),
        # One of two was cancelled and its money sent back, or was never paid.
        (420, 210, 0, 210, (210, 0, 0)),
        (420, 0, 210, 0, (0, 210, 0)),
        (420, 100, 110, 50, (50, 160, 0)),
        # A cheaper class, before the rest went back; paid twice, and the second time sent back.
        (290, 360, 0, 0, (0, 0, 70)),
        (420, 420, 0, 420, (0, 0, 0)),
    ],
)
def test_what_an_order_says_of_its_money_adds_up(
    total: int, paid: int, left: int, went: int, says: tuple[int, int, int]
) -> None:
    money = [Money(each, "GBP") for each in (total, paid, left, went)]
    balance = balance_of(money[0], paid=money[1], left=money[2], went=money[3])
    said = (balance.sent_back.minor, balance.let_off.minor, balance.too_much.minor)
    assert said == says
    less, more = balance.less.minor, balance.too_much.minor
    assert balance.besides.minor == went - balance.sent_back.minor
    assert total - less + more == paid + left
    assert balance.changed is bool(less or more)
