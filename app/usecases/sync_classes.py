"""Sync classes: bring the classes that came from a partner to what its list says now.

The list is read with no transaction open; one transaction keeps it, alone. What is new is added,
what changed is changed, what is listed no longer is closed, and nothing is deleted: registrations
stay. Not here: the partner's dialect, saying what was done (commands/sync.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import (
    Partner,
    Refused,
    Sessions,
    Unreachable,
)
from app.domain.course_class import ClassState
from app.domain.listing import (
    Change,
    ClassesListed,
    LeftOut,
    ListedClass,
    ListingDesk,
    NotListed,
)
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.listing_read import lock_listing
from app.store.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Synced:
    """What was done; ``unsure`` are classes that the list lacks and nobody could say why."""

    listed: int
    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    closed: tuple[Change, ...]
    unchanged: int
    over: int
    left_out: tuple[LeftOut, ...]
    unsure: tuple[LeftOut, ...]
    destinations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody kept a newer list meanwhile: there was nothing left to do."""


def sync_classes(
    sessions: Sessions,
    *,
    partner: str,
    desk: ListingDesk,
    partners: Mapping[str, Partner],
    clock: Callable[[], datetime],
    request_id: str = "",
) -> Synced | Overtaken | Refused | Unreachable:
    """Import the partner's classes; the same list again changes nothing.

    Run twice at once, the list that was read later counts. Where the partner cannot be read,
    nothing changes.
    """
    started = clock()
    answer = desk.listed_classes()
    if not isinstance(answer, ClassesListed):
        return answer
    gone, unsure, listed = _look_for_missing(sessions, partner, desk, answer, now=started)
    now = clock()
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        read = lock_listing(session, partner)
        if read.read_at is not None and read.read_at > started:
            return Overtaken()
        read.read_at = started
        shelf = Shelf(session, partner, now=now)
        kept = _keep(shelf, announcer, listed, gone)
    return Synced(
        listed=len(answer.classes) + len(answer.left_out),
        new=tuple(kept.new),
        changed=tuple(kept.changed),
        closed=tuple(kept.closed),
        unchanged=kept.unchanged,
        over=kept.over,
        left_out=(*answer.left_out, *kept.left_out),
        unsure=tuple(unsure),
        destinations=frozenset(announcer.destinations),
    )


def _look_for_missing(
    sessions: Sessions, partner: str, desk: ListingDesk, answer: ClassesListed, *, now: datetime
) -> tuple[list[str], list[LeftOut], list[ListedClass]]:
    """Ask for each class that the list lacks: a list read page by page may skip one."""
    named = {each.partner_id for each in answer.classes}
    named |= {each.partner_id for each in answer.left_out}
    with reading(sessions) as session:
        missing = [each for each in _open_ones(session, partner, now=now) if each not in named]
    gone: list[str] = []
    unsure: list[LeftOut] = []
    listed = list(answer.classes)
    for partner_id in missing:
        found = desk.listed_class(partner_id)
        if isinstance(found, NotListed):
            gone.append(partner_id)
        elif isinstance(found, ListedClass):
            listed.append(found)
        elif isinstance(found, LeftOut):
            unsure.append(found)
        else:
            unsure.append(LeftOut(partner_id, found.words))
    return gone, unsure, listed


def _open_ones(session: Session, partner: str, *, now: datetime) -> Sequence[str]:
    return [
        origin_id or ""
        for origin_id in session.scalars(
            select(CourseClass.origin_id)
            .where(
                CourseClass.origin == partner,
                CourseClass.state == ClassState.PUBLISHED,
                CourseClass.ends_at > now,
            )
            .order_by(CourseClass.id)
        )
    ]


def _keep(
    shelf: Shelf, announcer: Announcer, listed: Sequence[ListedClass], gone: Sequence[str]
) -> Shelf:
    shelf.put(listed)
    shelf.close(gone)
    shelf.announce(announcer)
    return shelf
