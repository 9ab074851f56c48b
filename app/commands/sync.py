"""The sync command: bring what came from a partner in step with it, and say what was done.

Here: which partners can be synced, one line each, and the lines that a person reads. Not here: the
command line.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from app.domain.contract import PeopleDesk, Refused, Unreachable
from app.domain.listing import Change, LeftOut, ListingDesk
from app.domain.naming import name_destination
from app.domain.reconcile import Readable, Repair, Thing
from app.parts import Parts
from app.queries.staff.reconciling import open_lines
from app.usecases.pull_people import pull_people
from app.usecases.reconcile import reconcile
from app.usecases.repair_difference import NotRepaired, repair_difference
from app.usecases.sync_classes import Overtaken, Synced, sync_classes

FAILED = 1
OFF = 2


def sync(parts: Parts, name: str) -> int:
    """Sync one partner and return the exit code: 0 done, 1 it could not be read, 2 it is off."""
    if name not in SYNCS:
        print(f"There is nothing to sync of {name}: {', '.join(SYNCS)}", file=sys.stderr)
        return OFF
    return SYNCS[name](parts, name)


def sync_listing(parts: Parts, name: str) -> int:
    """Import the classes that the partner lists, and print what became of them."""
    called = name_destination(name)
    desk = parts.partners.get(name)
    if desk is None or not isinstance(desk, ListingDesk):
        print(f"{called} is off: set its address to sync it.", file=sys.stderr)
        return OFF
    done = sync_classes(
        parts.sessions, partner=name, desk=desk, partners=parts.partners, clock=parts.clock
    )
    if isinstance(done, Refused | Unreachable):
        print(f"Nothing was changed: {done.words}", file=sys.stderr)
        return FAILED
    if isinstance(done, Overtaken):
        print("Nothing to do: another run kept a newer list meanwhile.")
        return 0
    parts.wake(done.destinations)
    for line in _lines(called, done):
        print(line)
    return 0


def sync_people(parts: Parts, name: str) -> int:
    """Drain the people who wait at the partner, and print what came."""
    called = name_destination(name)
    desk: object = parts.partners.get(name)
    if not isinstance(desk, PeopleDesk):
        print(f"{called} is off, or its people are not pulled.", file=sys.stderr)
        return OFF
    pulled = pull_people(parts.sessions, desk, clock=parts.clock)
    print(
        f"Took {pulled.taken} people: {pulled.added} new, {pulled.changed} changed, "
        f"{pulled.same} as they were."
    )
    if pulled.unusable:
        print(f"{pulled.unusable} had no name or no id and were left there.", file=sys.stderr)
    if pulled.trouble:
        print(f"It ended early: {pulled.trouble}", file=sys.stderr)
    return FAILED if pulled.trouble or pulled.unusable else 0


def sync_market(parts: Parts, name: str) -> int:
    """Read back what the partner shows, tell it again of each class that differs, and say so."""
    called = name_destination(name)
    market: object = parts.partners.get(name)
    if not isinstance(market, Readable):
        print(f"{called} is off: set its address to sync it.", file=sys.stderr)
        return OFF
    report = reconcile(parts.sessions, partner=market, name=name, now=parts.clock())
    told = left = 0
    for line in open_lines(parts.sessions, name):
        if line.difference.thing is not Thing.CLASS:
            continue
        if Repair.TELL_AGAIN in line.difference.repairs and _tell_again(parts, line.id):
            told += 1
        else:
            left += 1
    parts.wake([name])
    print(f"{called}: {report.compared} compared, {told} to be told again.")
    if left:
        print(f"{_many(left, 'difference')} somebody has to look at: /staff/reconcile")
    if report.not_read:
        print(f"Not read: {report.not_read}")
    return FAILED if left else 0


def _tell_again(parts: Parts, difference_id: int) -> bool:
    try:
        repaired = repair_difference(
            parts.sessions,
            difference_id=difference_id,
            repair=Repair.TELL_AGAIN,
            partners=parts.partners,
            now=parts.clock(),
        )
    except NotRepaired:
        return False
    return repaired is not None


# What can be synced: a further partner is one more line.
SYNCS: Mapping[str, Callable[[Parts, str], int]] = {
    "iso": sync_listing,
    "connector": sync_people,
    "trainingportal": sync_market,
}


def _lines(partner: str, done: Synced) -> Iterator[str]:
    yield (
        f"{partner} lists {_many(done.listed, 'class', 'es')}: {len(done.new)} new, "
        f"{len(done.changed)} changed, {done.unchanged} as before, {len(done.closed)} closed here."
    )
    yield from (f"  new      {each.code}  {each.title}" for each in done.new)
    for each in done.changed:
        yield f"  changed  {each.code}  {each.title}: {', '.join(each.what)}{_concerned(each)}"
    for each in done.closed:
        yield f"  closed   {each.code}  {each.title}: not listed any more{_concerned(each)}"
    if done.over:
        yield f"  {_many(done.over, 'class', 'es')} that had ended already not imported."
    yield from _notes("left out", done.left_out)
    yield from _notes("not sure", done.unsure)


def _concerned(change: Change) -> str:
    if not change.registrations:
        return ""
    return f" ({_many(change.registrations, 'registration')} kept)"


def _notes(word: str, entries: Sequence[LeftOut]) -> Iterator[str]:
    yield from (f"  {word} {each.partner_id}: {each.reason}" for each in entries)


def _many(count: int, word: str, ending: str = "s") -> str:
    return f"{count} {word}{'' if count == 1 else ending}"
