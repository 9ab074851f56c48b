"""Repair money: a person decides what becomes of a difference that proving the settlement found.

Here: whether it may be done, and that it is done once and who did it is kept. Not here: what the
gateway is asked first (asking.py), what is written down then (writing.py), vouchers (covering.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.gateway import Gateway
from app.domain.proof import Mend
from app.store.announcer import announcing
from app.store.database import reading, transaction
from app.store.proof import OPEN, MoneyDifferenceRow, claim_difference
from app.usecases.repair_money.asking import ask
from app.usecases.repair_money.covering import see_to_vouchers
from app.usecases.repair_money.refusal import NotMended
from app.usecases.repair_money.writing import write

__all__ = ["Mended", "NotMended", "repair_money"]


@dataclass(frozen=True, slots=True)
class Mended:
    """It was done; ``again``: somebody had decided about it before, and nothing was done now.

    ``words``: what became of vouchers that were given for the money, empty where nothing did.
    """

    gateway: str
    again: bool
    words: str = ""


def repair_money(
    sessions: Sessions,
    *,
    difference_id: int,
    mend: Mend,
    reason: str,
    by: str,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> Mended | None:
    """Do it; None where there is no such difference.

    The gateway is asked first, with no transaction open. Then one transaction takes the difference,
    if nobody has, and writes down all that follows: pressed twice, or by two at once, it is done
    once. ``by`` is who decides, kept with their ``reason`` for good.

    Raises:
        NotMended: it cannot be mended so, or not now, or not without a reason; nothing was done.
    """
    with reading(sessions) as session:
        row = session.get(MoneyDifferenceRow, difference_id)
        if row is None:
            return None
        if row.state != OPEN:
            return Mended(row.gateway, again=True)
        difference, name = row.value(), row.gateway
    reason = " ".join(reason.split())
    if mend not in difference.mends:
        raise NotMended("That cannot be done about such a difference")
    if mend is Mend.ACCEPT and not reason:
        raise NotMended("Accepting it needs a reason")
    answer = ask(sessions, gateways.get(name), name, difference, mend)
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        if not claim_difference(session, difference_id, mend=mend, reason=reason, by=by, now=now):
            return Mended(name, again=True)
        write(session, announcer, name, difference, mend, answer, by=by, now=now)
        words = see_to_vouchers(session, difference, mend, now=now)
    wake([*announcer.destinations, HOUSE])
    return Mended(name, again=False, words=words)
