"""Repair difference: a person decides what becomes of one that reconciling found.

Here: what may be done, and writing down that it was. Not here: how it is told again (telling.py),
how what the partner has is taken over (taking.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.reconcile import Difference, Ours, Repair, Thing
from app.store.announcer import announcing
from app.store.database import reading, transaction
from app.store.held import ours_at
from app.store.reconciliation import DifferenceRow
from app.usecases.repair_difference.refusal import NotRepaired
from app.usecases.repair_difference.taking import Nothing, Taking, read_theirs
from app.usecases.repair_difference.telling import tell_again

__all__ = ["NotRepaired", "Repaired", "repair_difference"]


@dataclass(frozen=True, slots=True)
class Repaired:
    """It was done; ``destinations`` have something to be told because of it."""

    partner: str
    destinations: frozenset[str]


def repair_difference(
    sessions: Sessions,
    *,
    difference_id: int,
    repair: Repair,
    partners: Mapping[str, Partner],
    reason: str = "",
    now: datetime,
) -> Repaired | None:
    """Do it, and say who is to be woken; None where there is no such difference (any more).

    Telling again queues the newest event of its stream once more, under a new key, or the first one
    where it was never told by itself. Taking theirs reads the partner anew, with no transaction
    open, and takes over a field of a booking, or a whole class as it is listed there.

    Raises:
        NotRepaired: not so, or not without a reason, or it could not be read now.
    """
    with reading(sessions) as session:
        row = session.get(DifferenceRow, difference_id)
        if row is None:
            return None
        difference, name = row.value(), row.partner
        held = ours_at(session, name, {difference.thing}, now=now)
    if repair not in difference.repairs:
        raise NotRepaired("That cannot be done about such a difference")
    if repair is Repair.IGNORE and not reason.strip():
        raise NotRepaired("Ignoring it needs a reason")
    mine = next((each for each in held if each.code == difference.code), None)
    if mine is None and not _concerns_nothing_of_ours(difference, repair):
        raise NotRepaired("We do not hold it any more: reconcile again")
    taking = _taking(partners, name, difference, mine, repair)
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        kept = session.get(DifferenceRow, difference_id)
        if kept is None:
            return None
        kept.state, kept.reason = repair.value, " ".join(reason.split())[:200]
        taking.keep(session, announcer, name, now=now)
        if mine is not None and repair is Repair.TELL_AGAIN:
            tell_again(session, name, partners, mine, now=now)
    return Repaired(name, frozenset({name, *announcer.destinations}))


def _concerns_nothing_of_ours(difference: Difference, repair: Repair) -> bool:
    return repair is Repair.IGNORE or difference.thing is Thing.PROGRAM


def _taking(
    partners: Mapping[str, Partner],
    name: str,
    difference: Difference,
    mine: Ours | None,
    repair: Repair,
) -> Taking:
    if repair is not Repair.TAKE_THEIRS:
        return Nothing()
    return read_theirs(partners.get(name), difference, mine)
