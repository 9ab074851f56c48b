"""How money went back, as the news of it says: facts of an event. Pure. Not here: sending it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.domain.money import Money
from app.domain.payment_plan import ByHand

# With news of money: how it went, what it is in parts, which refund it was, that it came back once.
_HOW, _PARTS, _REFUND, _AGAIN, _NOTE = "how", "parts_minor", "refund", "again", "how_in_words"


class How(StrEnum):
    """How it went: by itself the way it came, by hand, or otherwise than it came."""

    SAME_WAY = "same_way"
    TRANSFER = "transfer"
    CASH = "cash"
    TERMINAL = "terminal"
    OTHERWISE = "otherwise"


_BY_HAND: Mapping[str, How] = {
    ByHand.TRANSFER: How.TRANSFER,
    ByHand.CASH: How.CASH,
    ByHand.TERMINAL: How.TERMINAL,
}


def how_it_went(gateway: str) -> How:
    """Return how money of a payment goes back; ``gateway`` is what took it."""
    return _BY_HAND.get(gateway, How.SAME_WAY)


def facts_of_sent(
    parts: Sequence[int], *, how: How, again: bool, note: str = ""
) -> dict[str, str | int]:
    """Return as facts of an event how money went, in so many parts (minor units).

    ``again``: it had come back to us before. ``note`` is how, in words, where it went otherwise.
    """
    facts: dict[str, str | int] = {_HOW: how.value}
    if len(parts) > 1:
        facts[_PARTS] = " ".join(map(str, parts))
    if again:
        facts[_AGAIN] = 1
    return facts | ({_NOTE: note} if note else {})


def fact_of_returned(refund_id: int) -> dict[str, int]:
    """Return as a fact of an event which refund came back to us."""
    return {_REFUND: refund_id}


def returned_of(facts: Mapping[str, object]) -> object:
    """Read back what ``fact_of_returned`` gave; None where there is none."""
    return facts.get(_REFUND)


def parts_of(facts: Mapping[str, object], currency: str) -> tuple[Money, ...]:
    """Read back the parts; none where it is one sum."""
    return tuple(Money(int(each), currency) for each in str(facts.get(_PARTS) or "").split())


def how_of(facts: Mapping[str, object]) -> How:
    """Read back how it went; of what events did not say, by itself."""
    return How(str(facts.get(_HOW) or How.SAME_WAY))


def note_of(facts: Mapping[str, object]) -> str:
    """Read back how it went in words."""
    return str(facts.get(_NOTE) or "")


def is_again(facts: Mapping[str, object]) -> bool:
    """Say whether it had come back to us before."""
    return bool(facts.get(_AGAIN))
