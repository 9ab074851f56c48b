"""How money that is owed back comes, and the sentence that letters and pages say it with. Pure.

Not here: what was sent (money_sent.py), deciding what goes back (refund_rule.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.money import Money
from app.domain.money_of_end import ComesBack, Way
from app.domain.naming import is_partner
from app.domain.payment import SENDABLE, RefundState
from app.domain.payment_plan import is_by_hand
from app.domain.reason import OwnReason
from app.domain.said import Said, marked, sentence
from app.domain.wording import say_money

# Nobody said how much of these goes back: the whole of what was paid waits to be decided about.
_TO_BE_DECIDED = frozenset(
    {OwnReason.CANCELLED_PAID, OwnReason.CANCELLED_AT, OwnReason.EXTRAS_GIVEN_UP}
)
_SAYS: Mapping[Way, str] = {
    Way.SENT: marked(
        "{amount} goes back the way you paid. A mail says so once it is sent; your bank may then "
        "take some days to show it."
    ),
    Way.BY_HAND: marked(
        "{amount} goes back, but not by itself, because of how you paid: we see to it, and a mail "
        "says so once it is done."
    ),
    Way.THEIRS: marked(
        "{amount} goes back from where you paid it, and a mail says so once it is done."
    ),
    Way.BANK: marked(
        "{amount} goes back once your bank has decided: it claims your payment back at the moment. "
        "A mail says so then."
    ),
    Way.LOOKED_AT: marked("{amount} goes back once we have looked at it, and a mail says so then."),
    Way.UNDECIDED: marked(
        "{amount} may go back, or a part of it: we decide that and write to you."
    ),
    Way.VOUCHER: marked("{amount} comes back as a voucher. A mail of its own brings its code."),
}


@dataclass(frozen=True, slots=True)
class OwedBack:
    """What is known of money that is owed back, or went.

    ``by_staff``: staff said that so much goes. ``undecided``: no rule said how much. ``claimed``:
    the buyer's bank claims the payment that it is of.
    """

    state: RefundState
    gateway: str
    own: OwnReason | None
    by_staff: bool
    undecided: bool
    claimed: bool


def way_of(owed: OwedBack) -> Way:
    """Return how it comes back, or what is missing until it does."""
    open_ = owed.undecided or owed.own in _TO_BE_DECIDED
    if open_ and owed.state is RefundState.ASKED and not owed.by_staff:
        return Way.UNDECIDED
    if is_by_hand(owed.gateway):
        return Way.BY_HAND
    if is_partner(owed.gateway):
        return Way.THEIRS
    if owed.state in SENDABLE:
        return Way.BANK if owed.claimed else Way.LOOKED_AT
    return Way.SENT


def waits_for_staff(gateway: str) -> bool:
    """Say whether somebody has to see to money that came by a gateway, where that goes back.

    What a partner took only it can send, and cash no machine.
    """
    return is_partner(gateway) or is_by_hand(gateway)


def ways_of(left: Sequence[tuple[str, int]], minor: int, *, currency: str) -> tuple[ComesBack, ...]:
    """Return how so much would come back: ``left`` is what there is by gateway, first to go first.

    In minor units of a currency.
    """
    comes = Counter[Way]()
    for gateway, there in left:
        back = min(minor, there)
        minor -= back
        if back:
            comes[_way_from(gateway)] += back
    return tuple(ComesBack(Money(back, currency), way) for way, back in comes.items())


def _way_from(gateway: str) -> Way:
    return way_of(
        OwedBack(RefundState.DUE, gateway, None, by_staff=False, undecided=False, claimed=False)
    )


def say_unless_sent(ways: Sequence[ComesBack]) -> tuple[Said, ...]:
    """Return a sentence for each way; none where all of it goes back by itself, as it came."""
    if all(each.way is Way.SENT for each in ways):
        return ()
    return tuple(say_coming(each.amount, each.way) for each in ways)


def say_coming(amount: Money, way: Way) -> Said:
    """Return the sentence for so much."""
    return sentence(_SAYS[way], amount=say_money(amount))
