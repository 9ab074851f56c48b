"""Trainingportal's classes beside ours (A2): which it shows, and how. Not here: how it is asked.

Which courses there are (A1) is a call of its own: without it only those of our own programs are
asked for, so that a class of a course that we do not have goes unseen.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from app.domain.contract import Refused, Unreachable
from app.domain.course_class import end_of_day
from app.domain.reconcile import ALL, Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.partners.trainingportal.holdings import HeldClass
from app.partners.trainingportal.payload import Dialect

KNOWN_PROGRAM = "program"
# S3: where no zone is said, it is this one.
ZONE = "Europe/Oslo"

Courses = tuple[str, ...] | Refused | Unreachable
Classes = tuple[HeldClass, ...] | Refused | Unreachable


def read_classes_back(
    ours: Sequence[Ours],
    *,
    courses: Callable[[], Courses],
    classes: Callable[[str], Classes],
    dialect: Dialect,
) -> Iterator[ReadBack]:
    """Read course after course; what is ours and in none of them is not there.

    A class that we do not have and that is cancelled there is on its way out (T11).
    """
    wanted: dict[str, list[Ours]] = {}
    for mine in ours:
        if mine.expected:
            wanted.setdefault(mine.known[KNOWN_PROGRAM], []).append(mine)
    listed = courses()
    if isinstance(listed, Refused | Unreachable):
        away = isinstance(listed, Unreachable)
        # What goes unseen without it are classes.
        yield Unread(Thing.PROGRAM, ALL, listed.words, away=away, lists=Thing.CLASS)
        listed = ()
    codes = {mine.code for mine in ours}
    found: set[str] = set()
    missing: list[Ours] = []
    for course in dict.fromkeys([*wanted, *listed]):
        its_own = wanted.get(course, [])
        answer = classes(course)
        if isinstance(answer, Refused | Unreachable):
            of_ours = tuple(mine.code for mine in its_own)
            away = isinstance(answer, Unreachable)
            code = f"(all of {course})"
            yield Unread(Thing.CLASS, code, answer.words, of_ours, away=away, lists=Thing.CLASS)
            continue
        missing += its_own
        found.update(each.code for each in answer)
        for each in answer:
            if each.code in codes or not each.cancelled:
                yield _held(each, dialect)
    yield from (NotHeld(Thing.CLASS, mine.code) for mine in missing if mine.code not in found)


def _held(each: HeldClass, dialect: Dialect) -> Held:
    last = dialect.read_day(each.last_day)
    said = {
        "program": each.course,
        "cancelled": "yes" if each.cancelled else "no",
        "first day": _say(dialect.read_day(each.first_day)),
        "last day": _say(last),
        "deadline": _say(dialect.read_day(each.enrollment_deadline)),
        "free seats": _say(each.free),
    }
    return Held(
        Thing.CLASS,
        each.code,
        {name: text for name, text in said.items() if text},
        words=f"{each.course}, {_say(last)}".removesuffix(", "),
        over_at=end_of_day(last, ZONE) if last else None,
    )


def _say(value: date | int | None) -> str:
    """Return what is said as we write it; what is not, or cannot be read, is not compared."""
    return "" if value is None else str(value)
