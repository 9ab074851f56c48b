"""ISO's programs beside the classes that came from them (iso.md 5.2). Not here: importing them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.domain.contract import Unreachable
from app.domain.listing import ClassesListed, LeftOut, ListedClass, NotListed
from app.domain.reconcile import ALL, Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.partners.iso.client import IsoClient
from app.partners.iso.listing import read_list, read_one
from app.partners.iso.programs import class_code

READS = frozenset({Thing.PROGRAM})
KNOWN_PROGRAM = "program"


def read_back(
    client: IsoClient, ours: Iterable[Ours], *, time_out: timedelta
) -> Iterator[ReadBack]:
    """Read the list to its end, then ask for each of ours that it lacks, as importing does.

    A program that has ended, and is no class here, is nothing that we miss (I5).
    """
    mine = {each.known[KNOWN_PROGRAM]: each for each in ours}
    answer = read_list(client, time_out=time_out)
    if not isinstance(answer, ClassesListed):
        codes = tuple(each.code for each in mine.values())
        away = isinstance(answer, Unreachable)
        yield Unread(Thing.PROGRAM, ALL, answer.words, codes, away=away, lists=Thing.PROGRAM)
        return
    for left in answer.left_out:
        known = mine.pop(left.partner_id, None)
        code = known.code if known else class_code(left.partner_id)
        yield Unread(Thing.PROGRAM, code, left.reason)
    for listed in answer.classes:
        known = mine.pop(listed.partner_id, None)
        if known is not None or not listed.ended:
            yield _held(listed, known.code if known else listed.code)
    for program_id, known in mine.items():
        if known.expected:
            yield _one(client, program_id, known.code, time_out=time_out)


def _one(client: IsoClient, program_id: str, code: str, *, time_out: timedelta) -> ReadBack:
    found = read_one(client, program_id, time_out=time_out)
    match found:
        case ListedClass():
            return _held(found, code)
        case NotListed():
            return NotHeld(Thing.PROGRAM, code)
        case LeftOut(reason=reason):
            return Unread(Thing.PROGRAM, code, reason)
    return Unread(Thing.PROGRAM, code, found.words, away=isinstance(found, Unreachable))


def _held(listed: ListedClass, code: str) -> Held:
    first = listed.starts_at.astimezone(ZoneInfo(listed.timezone)).date()
    words = f"{listed.title}, {first.isoformat()}"
    return Held(Thing.PROGRAM, code, listed.said(), words=words, over_at=listed.ends_at)
