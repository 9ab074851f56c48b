"""What a place that goes on in another class leaves behind: its extras, what a voucher took off.

Pure. Not here: moving it (``usecases.move_registration``), what of its money goes back.
"""

from collections.abc import Mapping, Sequence

from app.domain.bill import Line, LineKind
from app.domain.class_wording import say_times
from app.domain.extra_changes import standing
from app.domain.money import Money
from app.domain.price_there import is_own_discount
from app.domain.said import sentence
from app.domain.wording import say_money

# An event's facts are plain texts: an extra is a line each.
_EXTRAS, _VOUCHER = "left_behind", "left_of_voucher"
_BREAK = "\n"


def fact_of_left_behind(lines: Sequence[Line], *, charged: Money, whole: Money) -> dict[str, str]:
    """Return as facts of an event what does not go along; none where everything does.

    ``lines`` are those it had, ``whole`` is what a place costs there: what it is ``charged`` less
    is what its voucher still gives it.
    """
    none = Money(0, whole.currency)
    still = whole - charged
    off = none - sum((each.total for each in lines if is_own_discount(each)), none)
    # With an extra what was taken off it is gone as well.
    besides = none - sum((each.total for each in lines if _is_off_extra(each)), none)
    gone = Money(max(off.minor - still.minor, 0), whole.currency) + besides
    extras = [say_times(each.label, each.quantity) for each in standing(lines) if _is_extra(each)]
    off_there = f"{gone.minor} {gone.currency}" if gone.minor else ""
    facts = {_EXTRAS: _BREAK.join(extras), _VOUCHER: off_there}
    return {name: said for name, said in facts.items() if said}


def _is_extra(line: Line) -> bool:
    return line.kind is LineKind.EXTRA


def _is_off_extra(line: Line) -> bool:
    return line.kind is LineKind.DISCOUNT and bool(line.extra_id)


def extras_left_behind(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Read back which extras did not go along, as whoever takes part is told."""
    return tuple(str(facts.get(_EXTRAS) or "").splitlines())


def left_behind(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Read back all that did not go along, as whoever ordered and staff are told."""
    extras, off = extras_left_behind(facts), str(facts.get(_VOUCHER) or "")
    if not off:
        return extras
    return (*extras, sentence("{amount} that a voucher took off", amount=_amount(off)))


def _amount(said: str) -> str:
    minor, _, currency = said.partition(" ")
    # Events of before say it in words.
    return say_money(Money(int(minor), currency)) if minor.isdecimal() else said
