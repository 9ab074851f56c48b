"""Claims about how each letter of an end says that money comes back."""

import pytest

from app.domain.ending import ENDS
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.money_of_end import ComesBack, MoneyOfEnd, Way, fact_of_kept
from app.sandbox.server import Sandbox
from tests.mail.telling import CANCELLED, PLACE_GONE, letter, says, says_not


@pytest.mark.parametrize("kind", sorted(ENDS))
@pytest.mark.parametrize(
    ("way", "said"),
    [
        (Way.SENT, "goes back the way you paid"),
        (Way.BY_HAND, "but not by itself"),
        (Way.THEIRS, "goes back from where you paid it"),
        (Way.BANK, "goes back once your bank has decided"),
        (Way.LOOKED_AT, "goes back once we have looked at it"),
        (Way.UNDECIDED, "we decide that and write to you"),
        (Way.VOUCHER, "comes back as a voucher"),
    ],
)
def test_every_letter_of_an_end_says_how_money_comes_back(
    sandbox: Sandbox, kind: EventKind, way: Way, said: str
) -> None:
    amount = Money(420_000, "NOK")
    money = MoneyOfEnd(amount, Money(0, "NOK"), (ComesBack(amount, way),))
    came = letter(sandbox, kind, order={"money": money})
    says(came, "You had paid NOK 4,200", said)
    says_not(came, "Nothing is owed", "You have not been charged")


def test_what_had_come_back_before_is_said(sandbox: Sandbox) -> None:
    amount = Money(420_000, "NOK")
    came = letter(sandbox, CANCELLED, order={"money": MoneyOfEnd(amount, amount, ())})
    says(came, "and all of it had been sent back to you before.")
    says_not(came, "Nothing of it")


def test_a_part_that_had_come_back_before_is_said(sandbox: Sandbox) -> None:
    money = MoneyOfEnd(Money(420_000, "NOK"), Money(20_000, "NOK"), ())
    facts = fact_of_kept(400_000, price_minor=420_000)
    came = letter(sandbox, PLACE_GONE, order={"money": money}, facts=facts)
    says(came, "and NOK 200 of it had been sent back to you before.", "NOK 4,000 is kept.")
