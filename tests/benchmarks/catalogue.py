"""The catalogues that are measured: twelve programs with fifty classes, and others beside it.

Not here: loading them.
"""

from datetime import date, timedelta
from typing import Any

from tests.large_form import large_form

FREE = "BENCH-FREE"
ASKING = "BENCH-ASKING"
SEATS = 100
_CITIES = ("Bergen", "Oslo", "Stavanger", "Bristol", "Lisbon")
_TYPES = ("safety", "leadership", "digital", "language")
_WORDS = "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth".split()
_PROGRAMS = len(_WORDS)
_CLASSES = 50
_MANY_CLASSES, _MANY_PROGRAMS = 5_000, 250


def rush_code(number: int) -> str:
    """Return the code of a free class with a hundred seats."""
    return f"BENCH-RUSH-{number}"


def program_code(number: int) -> str:
    """Return the code of a program."""
    return f"BENCH-PROGRAM-{number}"


def paid_codes(*, rushes: int) -> tuple[str, ...]:
    """Return the codes of the classes that nobody registers for here."""
    return tuple(f"BENCH-{number}" for number in range(_CLASSES - 1 - rushes))


def searches(*, today: date) -> tuple[str, ...]:
    """Return addresses of the list with words and filters, each of which finds something."""
    month = today + timedelta(days=60)
    return (
        "/programs?q=people",
        "/programs?q=bergen&kind=course",
        "/programs?type=safety",
        "/programs?place=Oslo&free=1",
        f"/programs?month={month:%Y-%m}",
        "/programs?status=upcoming&type=digital",
        "/programs?kind=course&place=Bergen&status=upcoming",
        "/programs?free=1&q=programme+afternoon",
    )


def new_searches() -> tuple[str, ...]:
    """Return addresses that find every program, each in words that nobody has used before.

    Only capitals differ, so that every answer is as long as any other.
    """
    letters = "peoplemachines"
    written = (
        "".join(c.upper() if number >> n & 1 else c for n, c in enumerate(letters))
        for number in range(1 << len(letters))
    )
    return tuple(f"/programs?q={each[:6]}+{each[6:]}" for each in written)


def document(*, today: date, rushes: int) -> dict[str, Any]:
    """Return a catalogue file: paid classes, one free class with room for all, and the rushes."""
    paid = [_class(code, n, today=today) for n, code in enumerate(paid_codes(rushes=rushes))]
    free = [_free(FREE, 100_000, today=today)]
    free += [_free(rush_code(n), SEATS, today=today) for n in range(rushes)]
    classes = [*free, *paid]
    return {
        "venues": [_venue(city) for city in _CITIES],
        "programs": [_program(number, classes[number::_PROGRAMS]) for number in range(_PROGRAMS)],
    }


def many(*, today: date) -> dict[str, Any]:
    """Return a catalogue file of 5,000 classes in 250 programs, each like those of the other."""
    numbers = range(_MANY_CLASSES)
    classes = [_class(f"MANY-{each}", each % 300, today=today) for each in numbers]
    programs = [
        _program(number, classes[number::_MANY_PROGRAMS]) for number in range(_MANY_PROGRAMS)
    ]
    return {"venues": [_venue(city) for city in _CITIES], "programs": programs}


def asking(*, today: date) -> dict[str, Any]:
    """Return a catalogue file with one free class, whose form is as large as they come."""
    program = _program(0, [_free(ASKING, 100_000, today=today)])
    return {"venues": [_venue(_CITIES[0])], "programs": [{**program, "questions": large_form()}]}


def _venue(city: str) -> dict[str, Any]:
    place = {"line1": "Quay 4", "city": city, "postal_code": "5003", "country": "NO"}
    return {"code": city.lower(), "name": f"{city} Hall", "address": place}


def _program(number: int, classes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": program_code(number),
        "kind": "course" if number % 2 else "program",
        "title": f"{_WORDS[number % _PROGRAMS]} steps with people and machines",
        "type": _TYPES[number % len(_TYPES)],
        "summary": "One day, hands on, with everything you need to begin on the next morning.",
        "description": "A **programme** that begins in the morning.\n\n- Tools\n- People\n\n" * 4
        + "It ends in the afternoon.",
        "classes": classes,
    }


def _class(code: str, number: int, *, today: date) -> dict[str, Any]:
    first = today + timedelta(days=30 + 3 * number)
    days = [first + timedelta(days=n) for n in range(1 + number % 3)]
    return {
        "code": code,
        "venue": _CITIES[number % len(_CITIES)].lower(),
        "timezone": "Europe/Oslo",
        "capacity": (3, 12, 24)[number % 3],
        "sessions": [{"starts": f"{day}T09:00", "ends": f"{day}T16:00"} for day in days],
        "enrollment_deadline": str(first - timedelta(days=5)),
        "cancellation_deadline": str(first - timedelta(days=10)),
        "prices": [
            {"label": "Standard", "amount": "4200.00", "currency": "NOK"},
            {
                "label": "Early bird",
                "amount": "3600.00",
                "currency": "NOK",
                "ends": str(first - timedelta(days=20)),
            },
            {"label": "Standard", "amount": "360.00", "currency": "EUR"},
        ],
    }


def _free(code: str, capacity: int, *, today: date) -> dict[str, Any]:
    whole = _class(code, 0, today=today)
    return {**whole, "capacity": capacity, "prices": []}
