"""What an order's page says of money that goes back. Not here: sending it."""

from dataclasses import dataclass

from app.domain.coming_back import say_coming
from app.domain.money_of_end import Way
from app.domain.payment import LOST_IN_DISPUTE, SENDABLE, RefundState
from app.domain.said import Said, marked, sentence, together
from app.domain.wording import say_money
from app.queries.order.shown import MoneyBack

# The reasons of domain/payment.py, and of settlement.py and late_money.py in store, for buyers.
_WHY = {
    "paid too late, and no place was left": sentence(
        "Your payment came too late and there was no place left."
    ),
    "paid too late, and the price had ended": sentence(
        "Your payment came too late and the price had ended."
    ),
    "paid too late, and the voucher could not be used any more": sentence(
        "Your payment came too late and your voucher could not be used any more."
    ),
    "paid twice": sentence("You paid twice."),
    "wrong amount": sentence("The amount we received was not what this order costs."),
    "cancelled after it was paid": sentence("Your registration was cancelled."),
    "cancelled before it was paid": sentence("You paid after this registration was cancelled."),
}
_HOW = {
    RefundState.DUE: marked("We are sending {amount} back."),
    RefundState.PENDING: marked("We have sent {amount} back; it is on its way."),
    RefundState.MADE: marked("We have sent {amount} back."),
    RefundState.REFUSED: marked(
        "We tried to send {amount} back and could not. We know about it and will write to you."
    ),
    RefundState.RETURNED: marked("{amount} came back to us: your payment stands."),
}
_TAKEN = marked("Your bank took {amount} of your payment back.")


@dataclass(frozen=True, slots=True)
class Told:
    """The news in two sentences, and whether it went well (a word for the colour).

    ``names`` are whose place it is about, where that is known.
    """

    text: str
    tone: str
    names: tuple[str, ...]


def told(money_back: MoneyBack) -> Told:
    """Return why the money goes back and how far it has come."""
    why = _WHY.get(money_back.reason, "")
    how = _how(money_back)
    refused = money_back.state is RefundState.REFUSED and money_back.way is not Way.BANK
    tone = "bad" if refused else "info"
    return Told(together([why, how]) if why else how, tone, money_back.names)


def _how(money_back: MoneyBack) -> Said:
    """Return how far it has come; while it waits, as the letter of the end says it."""
    waits = money_back.state in SENDABLE and money_back.way is Way.BANK
    if waits or money_back.state is RefundState.ASKED:
        return say_coming(money_back.amount, money_back.way)
    taken = money_back.reason == LOST_IN_DISPUTE and money_back.state is RefundState.MADE
    pattern = _TAKEN if taken else _HOW[money_back.state]
    return sentence(pattern, amount=say_money(money_back.amount))
