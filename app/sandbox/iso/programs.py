"""The programs ISO has of its own: a few to begin with, more by the control API."""

from collections.abc import Mapping
from http import HTTPStatus

from app.sandbox.iso.refused import Refused, invalid
from app.sandbox.shelf import Document, Shelf

COLLECTION = "iso/programs"
STATUSES = ("active", "upcoming", "completed")
DEFAULT_LIMIT, LARGEST_LIMIT = 20, 100  # S6
REQUIRED = ("id", "name", "type", "status", "schedule", "venue", "pricing", "availability")


def _program(
    number: str,
    name: str,
    kind: str,
    dates: tuple[str, str, str],
    venue: tuple[str, str, str],
    price: tuple[str, float],
    places: tuple[int, int],
) -> Document:
    return {
        "id": number,
        "name": name,
        "type": kind,
        "description": f"{name}.",
        "status": "upcoming",
        "schedule": {"startDate": dates[0], "endDate": dates[1], "timezone": dates[2]},
        "venue": {
            "id": venue[0],
            "name": venue[1],
            "address": venue[2],
            "capacity": places[0],
        },
        "pricing": {"currency": price[0], "amount": price[1]},
        "availability": {
            "capacity": places[0],
            "available": places[1],
            "waitlistOpen": False,
        },
        "updatedAt": "2031-01-02T09:00:00Z",
    }


STOCK = (
    _program(
        "prg-310",
        "Weekend Intensive",
        "workshop",
        ("2031-06-06", "2031-06-08", "Europe/Lisbon"),
        ("lis-1", "Riverside Hall", "Cais 2, Lisbon"),
        ("EUR", 180.0),
        (80, 13),
    ),
    _program(
        "prg-311",
        "Morning Practice",
        "course",
        ("2031-07-01", "2031-07-05", "Asia/Kolkata"),
        ("cbe-1", "Foothills Hall", "Siruvani Road, Coimbatore"),
        ("INR", 5000.0),
        (200, 64),
    ),
    _program(
        "prg-312",
        "Introduction Evening",
        "talk",
        ("2031-05-20", "2031-05-20", "Europe/Oslo"),
        ("osl-1", "Harbour House", "Kaigata 1, Oslo"),
        ("NOK", 0.0),
        (40, 0),
    ),
)


class Programs:
    """ISO's programs, listed by start date and then id."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def restock(self) -> None:
        """Put the first few programs back if there are none."""
        if not self._shelf.count(COLLECTION):
            for program in STOCK:
                self._shelf.put(COLLECTION, program["id"], program)

    def all(self) -> list[Document]:
        """Return every program."""
        return self._shelf.all(COLLECTION)

    def known(self, number: str) -> Document | None:
        """Return the program, or None."""
        return self._shelf.get(COLLECTION, number)

    def keep(self, program: Document) -> None:
        """Add or replace a program as ISO's own staff would; Refused if a part is missing."""
        for name in REQUIRED:
            if not program.get(name):
                raise invalid(name, "is required")
        self._shelf.put(COLLECTION, str(program["id"]), program)

    def drop(self, number: str) -> None:
        """Take a program off ISO's site."""
        self._shelf.delete(COLLECTION, number)

    def read(self, number: str) -> Document:
        """Return the program; Refused as the seed shows it, code INVALID_REQUEST (I10)."""
        program = self.known(number)
        if program is None:
            raise Refused(
                HTTPStatus.NOT_FOUND,
                "Invalid program ID provided",
                code="INVALID_REQUEST",
                field="programId",
                reason="Program not found",
            )
        return program

    def page(self, query: Mapping[str, str]) -> Document:
        """Return one page of the list; Refused for a limit, offset or status that cannot be."""
        limit = min(_whole(query, "limit", DEFAULT_LIMIT, least=1), LARGEST_LIMIT)
        offset = _whole(query, "offset", 0, least=0)
        status = query.get("status")
        if status is not None and status not in STATUSES:
            raise invalid("status", f"must be one of {', '.join(STATUSES)}")
        found = [program for program in self.all() if _matches(program, query)]
        found.sort(key=lambda each: (each["schedule"].get("startDate", ""), each["id"]))
        return {
            "data": found[offset : offset + limit],
            "pagination": {"limit": limit, "offset": offset, "total": len(found)},
        }


def _matches(program: Document, query: Mapping[str, str]) -> bool:
    venue = program["venue"]
    place = f"{venue.get('name', '')} {venue.get('address', '')}".lower()
    return (
        query.get("status", program["status"]) == program["status"]
        and query.get("type", program["type"]) == program["type"]
        and query.get("location", "").lower() in place
    )


def _whole(query: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise invalid(name, f"must be a whole number of {least} or more")
    return int(text)
