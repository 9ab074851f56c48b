"""Which programs and classes a search finds: ids. Not here: what is shown of them."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import NamedTuple

from app.domain.course_class import ClassStatus
from app.queries.catalogue.directory import Directory, ListedClass, ListedProgram
from app.queries.catalogue.search import ONLINE, Search

PROGRAMS_A_PAGE = 10
CLASSES_A_PROGRAM = 3
_STARTS_AT = attrgetter("starts_at")


@dataclass(frozen=True, slots=True)
class Hit:
    """A program and the first of its classes that match; ``more`` is how many further ones do."""

    program_id: int
    class_ids: tuple[int, ...]
    more: int


class Match(NamedTuple):
    """A program and all its classes that match, in the order they are shown; ``turn`` is its own.

    A tuple, since there is one for every program that matches, and making it counts.
    """

    turn: tuple[int, datetime, str, int]
    program: ListedProgram
    classes: Sequence[ListedClass]


def find(directory: Directory, search: Search, *, now: datetime) -> tuple[list[Hit], int]:
    """Return one page of what is found, and how many programs in all.

    Programs stand in the order of the first class that one can still come to; then come those that
    are under way, and those without a class last. Of what is over the latest comes first.
    """
    found = sorted(_Looking(directory, search, now).matches(), key=itemgetter(0))
    if search.status is ClassStatus.COMPLETED:
        found.sort(key=lambda each: each.classes[0].starts_at, reverse=True)
    skipped = (search.page - 1) * PROGRAMS_A_PAGE
    return [_hit(each) for each in found[skipped : skipped + PROGRAMS_A_PAGE]], len(found)


def _hit(match: Match) -> Hit:
    first = tuple(each.id for each in match.classes[:CLASSES_A_PROGRAM])
    return Hit(program_id=match.program.id, class_ids=first, more=len(match.classes) - len(first))


class _Looking:
    """One search through the directory, at one moment."""

    def __init__(self, directory: Directory, search: Search, now: datetime) -> None:
        self._directory = directory
        self._search = search
        self._now = now
        self._words = search.words
        self._places = {word: self._said_at(word) for word in self._words}
        self._asked_at = self._asked_for()
        self._narrows = bool(search.place or search.month or search.free_seats)

    def matches(self) -> list[Match]:
        """Return the programs that match, in no order."""
        search, found = self._search, []
        for program in self._directory.programs.values():
            if search.kind and program.kind is not search.kind:
                continue
            if search.type and program.type != search.type:
                continue
            match = self._match(program)
            if match is not None:
                found.append(match)
        return found

    def _match(self, program: ListedProgram) -> Match | None:
        """Return the program with the classes in which every word is, or in the program's own."""
        missing = [word for word in self._words if word not in program.words]
        in_time = self._in_time(self._directory.runs.get(program.id, ()))
        classes = self._narrowed(in_time, missing) if missing or self._narrows else in_time
        if classes:
            starts_at = classes[0].starts_at
            order = 0 if starts_at > self._now else 1
            return Match((order, starts_at, program.title, program.id), program, classes)
        if in_time or missing or self._search.narrows_classes:
            return None
        # A program without dates is there unless something of a class is asked for.
        return Match((2, self._now, program.title, program.id), program, ())

    def _in_time(self, runs: Sequence[ListedClass]) -> Sequence[ListedClass]:
        """Return those of the status asked for, in the order they are shown; none over if none."""
        status, now = self._search.status, self._now
        begun = bisect_right(runs, now, key=_STARTS_AT)
        if status is ClassStatus.COMPLETED:
            over = [each for each in runs[:begun] if each.ends_at <= now]
            return sorted(over, key=_STARTS_AT, reverse=True)
        if status is ClassStatus.UPCOMING:
            return runs[begun:]
        under_way = [each for each in runs[:begun] if each.ends_at > now] if begun else []
        if status is ClassStatus.ACTIVE:
            return under_way
        return (*runs[begun:], *under_way) if under_way else runs[begun:]

    def _narrowed(
        self, classes: Sequence[ListedClass], words: Sequence[str]
    ) -> Sequence[ListedClass]:
        search, now, asked_at = self._search, self._now, self._asked_at
        if asked_at is not None:
            classes = [each for each in classes if each.venue_id in asked_at]
        if search.month:
            classes = [each for each in classes if each.month == search.month]
        if search.free_seats:
            classes = [each for each in classes if each.takes and each.is_open(now)]
        for word in words:
            said_at = self._places[word]
            classes = [c for c in classes if word in c.words or c.venue_id in said_at]
        return classes

    def _said_at(self, word: str) -> Collection[int | None]:
        """Return the venues that have the word in their city or name; None is online."""
        venues = self._directory.venues
        said: set[int | None] = {key for key, each in venues.items() if word in each.words}
        return said | {None} if word in ONLINE else said

    def _asked_for(self) -> Collection[int | None] | None:
        """Return the venues that are asked for; None online, and nothing where any will do."""
        place, venues = self._search.place, self._directory.venues
        if not place:
            return None
        if place == ONLINE:
            return {None}
        return {key for key, each in venues.items() if each.city == place}
