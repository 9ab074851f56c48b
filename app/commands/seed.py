"""The seed command: load a catalogue file, or the demo organisation. Not here: the command line."""

import json
import sys
from datetime import UTC
from pathlib import Path

from app.commands.demo.catalogue import class_codes, demo_catalogue
from app.commands.demo.guests import GUESTS
from app.domain.catalogue import CatalogueMistake, read_catalogue, require_payable
from app.parts import Parts
from app.queries.known_classes import known_classes
from app.usecases.line_up_guests import line_up_guests
from app.usecases.load_catalogue import Loaded, load_catalogue
from app.usecases.seat_guests import seat_guests

WRONG = 1
# So many guests, the last of them, are kept for waiting lists.
LINED_UP = 20


def seed(parts: Parts, file: Path | None) -> int:
    """Load the file, or the demo catalogue without one, and return the exit code.

    Prints one line: what was loaded, or on standard error what is wrong with the file, in which
    case nothing was.
    """
    try:
        loaded = _load_demo(parts) if file is None else _load(parts, _document(file))
    except (CatalogueMistake, Unreadable) as mistake:
        print(mistake, file=sys.stderr)
        return WRONG
    classes = loaded.classes
    print(
        f"Loaded {_many(loaded.programs, 'program')}, {_many(classes.all, 'class', 'es')} and "
        f"{_many(loaded.venues, 'venue')}: {_many(classes.new, 'class', 'es')} new, "
        f"{classes.changed} changed."
    )
    return 0


class Unreadable(ValueError):
    """A file that cannot be read, or is not JSON; the text is for who named it."""


def _document(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror or 'cannot be read'}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{file}: is not text in UTF-8") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"{file}: is not JSON: {error.msg} ({place})") from error
    except (RecursionError, ValueError) as error:
        # Lists in lists without end, or a number of more digits than Python reads.
        raise Unreadable(f"{file}: is not JSON that can be read") from error


def _load(parts: Parts, document: object) -> Loaded:
    catalogue = read_catalogue(document)
    require_payable(catalogue.classes(), parts.gateways)
    loaded = load_catalogue(
        parts.sessions,
        catalogue=catalogue,
        partners=parts.partners,
        now=parts.clock(),
    )
    parts.wake(loaded.destinations)
    return loaded


def _load_demo(parts: Parts) -> Loaded:
    demo = demo_catalogue(
        today=parts.clock().astimezone(UTC).date(),
        without=known_classes(parts.sessions, class_codes()),
    )
    loaded = _load(parts, demo.document)
    news = seat_guests(
        parts.sessions,
        taken=demo.taken,
        guests=GUESTS,
        partners=parts.partners,
        now=parts.clock(),
    )
    parts.wake(news)
    line_up_guests(
        parts.sessions, waiting=demo.waiting, guests=GUESTS[-LINED_UP:], now=parts.clock()
    )
    return loaded


def _many(count: int, word: str, ending: str = "s") -> str:
    return f"{count} {word}{'' if count == 1 else ending}"
