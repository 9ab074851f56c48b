"""Reconcile: read a partner back, compare with what we hold, and keep what differs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.reconcile import Difference, Kind, Readable, compare
from app.store.database import reading, transaction
from app.store.held import ours_at
from app.store.reconciliation import keep_report


@dataclass(frozen=True, slots=True)
class Report:
    """How many things were compared, and how many differ, by kind."""

    compared: int
    differences: Mapping[Kind, int]


def reconcile(sessions: Sessions, *, partner: Readable, name: str, now: datetime) -> Report:
    """Compare all that can be read of the partner, no transaction open meanwhile."""
    with reading(sessions) as session:
        held = ours_at(session, name, partner.reads)
    ours = {(each.thing, each.code): each for each in held}
    found: list[Difference] = []
    compared = 0
    for read in partner.read_back(held):
        compared += 1
        found += compare(ours, read)
    with transaction(sessions) as session:
        keep_report(session, name, found, compared=compared, at=now)
    return Report(compared, Counter(each.kind for each in found))
