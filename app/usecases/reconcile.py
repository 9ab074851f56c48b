"""Reconcile: read a partner back, compare with what we hold, and keep what differs."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.reconcile import (
    ALL,
    Kind,
    Named,
    Ours,
    Readable,
    ReadBack,
    Thing,
    Unread,
    find_differences,
)
from app.store.database import reading, transaction
from app.store.delivery import streams_on_the_way
from app.store.held import ours_at
from app.store.reconciliation import keep_report

# After so many questions in a row that nobody answered, the rest is not asked any more.
MOST_AWAY = 5


@dataclass(frozen=True, slots=True)
class Report:
    """How many things were compared, and how many differ, by kind; ``not_read`` is for staff."""

    compared: int
    differences: Mapping[Kind, int]
    not_read: str


class Stopped(Exception):
    """The reading was given up before its end."""


def reconcile(
    sessions: Sessions,
    *,
    partner: Readable,
    name: str,
    now: datetime,
    going: Callable[[], bool] = lambda: True,
) -> Report:
    """Compare all that can be read of the partner, no transaction open meanwhile.

    Raises:
        Stopped: ``going``, which is asked after each thing, said no; nothing was kept.
    """
    with reading(sessions) as session:
        held = ours_at(session, name, partner.reads, now=now)
        # Asked after what is held: a change seen there is then still on its way, or has landed.
        moving = streams_on_the_way(session, name)
    reads = _read(partner, held, going)
    with reading(sessions) as session:
        after = ours_at(session, name, partner.reads, now=now)
        moving |= streams_on_the_way(session, name)
    findings = find_differences(
        reads, before=_by_name(held), after=_by_name(after), moving=moving, now=now
    )
    with transaction(sessions) as session:
        keep_report(session, name, findings, not_read=partner.not_read, at=now)
    kinds = Counter(each.kind for each in findings.differences)
    return Report(findings.compared, kinds, partner.not_read)


def _read(partner: Readable, held: Sequence[Ours], going: Callable[[], bool]) -> list[ReadBack]:
    reads: list[ReadBack] = []
    in_a_row = 0
    for read in partner.read_back(held):
        if not going():
            raise Stopped
        reads.append(read)
        if not isinstance(read, Unread) or not read.away:
            in_a_row = 0
            continue
        in_a_row += 1
        if in_a_row == MOST_AWAY:
            answered, away = reads[:-MOST_AWAY], reads[-MOST_AWAY:]
            return answered + _rest(held, answered, away, words=read.words)
    return reads


def _rest(
    held: Sequence[Ours], answered: Sequence[ReadBack], away: Sequence[ReadBack], *, words: str
) -> list[ReadBack]:
    """Return one line a kind of thing for all that was not read any more, be it of ours or not."""
    done = {(read.thing, read.code) for read in answered}
    lists = [read.lists for read in away if isinstance(read, Unread) and read.lists]
    left: dict[Thing, list[str]] = {thing: [] for thing in lists}
    for each in held:
        if (each.thing, each.code) not in done:
            left.setdefault(each.thing, []).append(each.code)
    return [Unread(thing, ALL, words, tuple(codes), lists=thing) for thing, codes in left.items()]


def _by_name(held: Sequence[Ours]) -> dict[Named, Ours]:
    return {(each.thing, each.code): each for each in held}
