"""What a search's statement depends on, and what it is handed as it is run. Not here: its SQL.

What is looked for are parameters, so that a statement is built, and planned, once for all searches
of a shape: only what has to be counted is in the statement itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.domain.course_class import ClassStatus
from app.queries.catalogue.search import ONLINE, Search

ESCAPE = "/"
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shape:
    """How many words, letters to fold and time zones there are, rounded up to powers of two.

    ``latest_first`` is the order of what is over.
    """

    words: int
    letters: int
    zones: int
    latest_first: bool


def shape_of(search: Search, *, zones: Sequence[str]) -> Shape:
    """Return the shape of a search; ``zones`` are the time zones that classes have."""
    return Shape(
        words=_rounded(len(search.words)),
        letters=_rounded(len(_letters(search))),
        zones=_rounded(len(zones)) if search.month else 0,
        latest_first=search.status is ClassStatus.COMPLETED,
    )


def asked_by(search: Search, *, zones: Sequence[str], now: datetime) -> dict[str, object]:
    """Return what is looked for, by the names that the conditions of its shape have for it."""
    shape = shape_of(search, zones=zones)
    letters = _letters(search)
    months = _months(search.month, zones) if search.month else []
    return {
        "now": now,
        "kind": search.kind or "",
        "type": search.type,
        "city": "" if search.place == ONLINE else search.place,
        "online": search.place == ONLINE,
        "free": search.free_seats,
        "dated": search.narrows_classes,
        **_times(search.status, now),
        # What is too many asks for nothing: any word will do, no letter is folded, no zone is "".
        **_numbered("word", [*map(_pattern, search.words)], shape.words, "%"),
        **_numbered("small", letters, shape.letters, ""),
        **_numbered("capital", [each.upper() for each in letters], shape.letters, ""),
        **_numbered("zone", [zone for zone, _, _ in months], shape.zones, ""),
        **_numbered("from", [begins for _, begins, _ in months], shape.zones, _LAST),
        **_numbered("until", [ends for _, _, ends in months], shape.zones, _FIRST),
    }


def _times(status: ClassStatus | None, now: datetime) -> dict[str, object]:
    """Return after when and until when a class starts, and ends; it is not over unless asked."""
    starts_after, starts_by, ends_after, ends_by = _FIRST, _LAST, now, _LAST
    if status is ClassStatus.UPCOMING:
        starts_after = now
    elif status is ClassStatus.ACTIVE:
        starts_by = now
    elif status is ClassStatus.COMPLETED:
        ends_after, ends_by = _FIRST, now
    return {
        "starts_after": starts_after,
        "starts_by": starts_by,
        "ends_after": ends_after,
        "ends_by": ends_by,
    }


def _months(month: date, zones: Sequence[str]) -> list[tuple[str, datetime, datetime]]:
    """Return the zones, and when the month begins and ends in each."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return [(zone, _midnight(month, zone), _midnight(following, zone)) for zone in zones]


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _letters(search: Search) -> list[str]:
    """Return the letters of the words that a database's `lower` may not know."""
    if search.text.isascii():
        return []
    return [
        letter
        for letter in sorted(set("".join(search.words)))
        if not letter.isascii() and len(letter.upper()) == 1 and letter.upper() != letter
    ]


def _pattern(word: str) -> str:
    for sign in (ESCAPE, "%", "_"):
        word = word.replace(sign, ESCAPE + sign)
    return f"%{word}%"


def _numbered(name: str, values: Sequence[object], many: int, rest: object) -> dict[str, object]:
    """Return that many parameters, ``name_0`` and so on; the rest where values are too few."""
    padded = (*values, *(many - len(values)) * (rest,))
    return {f"{name}_{number}": value for number, value in enumerate(padded)}


def _rounded(many: int) -> int:
    """Return the power of two that is as many or more; 0 stays 0."""
    return 1 << (many - 1).bit_length() if many else 0
