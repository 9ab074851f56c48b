"""What is left out of an offer because it is gone: a voucher, so many of an extra. Pure.

Not here: finding out what is gone (store/offer_price.py).
"""

from collections.abc import Mapping

from app.domain.class_wording import say_times
from app.domain.discount import masked_label, say_label
from app.domain.draft import Filled
from app.domain.extra import wanted

# An event's facts are plain texts: what was left out is a line each.
_BREAK = "\n"


def left_out_of(chosen: Filled, had: Filled, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return what was chosen and is not had, each in words; ``labels`` are extras' by code.

    Of a voucher only the end of its code is said.
    """
    voucher = [masked_label(chosen.voucher)] if chosen.voucher and not had.voucher else []
    left, kept = wanted(chosen), wanted(had)
    missing = {code: quantity - kept.get(code, 0) for code, quantity in left.items()}
    extras = [
        say_times(" ".join(labels.get(code, code).split()), quantity)
        for code, quantity in missing.items()
        if quantity > 0
    ]
    return (*voucher, *extras)


def fact_of(left_out: tuple[str, ...]) -> dict[str, str]:
    """Return it as facts of an event; none where nothing was left out."""
    return {"left_out": _BREAK.join(left_out)} if left_out else {}


def from_facts(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Read back what ``fact_of`` gave."""
    lines = str(facts.get("left_out") or "").splitlines()
    return tuple(say_label(line) if line.startswith(masked_label("")) else line for line in lines)
