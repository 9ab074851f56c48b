"""What ISO's answers mean: both error shapes (I8), status first and text second (I10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.partners.http import Answer, Lost, NotSent, Reply, not_now, one_line, read_json

_ID_NAMES = ("registrationId", "existingId", "existingRegistrationId", "id")
_LONGEST_ID = 200
# The envelope of an error has room for words only, so a conflict may name the id in its reason.
_IN_WORDS = re.compile(r"\bregistration ([\w-]*[0-9][\w-]*) exists\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Created:
    """ISO holds the registration under ``registration_id``; ``before``: it did already (S7)."""

    registration_id: str
    words: str
    before: bool = False


def read_created(reply: Reply | Unreachable) -> Created | Outcome:
    """Return what became of a creation; without a usable answer it is unknown, never repeated."""
    match reply:
        case Unreachable():
            return reply
        case NotSent(words):
            return Unreachable(f"ISO: {words}")
        case Lost(words):
            return Unknown(f"ISO: {words}")
    found = read_json(reply.body)
    if failure := failure_of(reply, found):
        held = _existing_id(found, failure.words) if reply.status == 409 else None
        return Created(held, f"ISO had it already as {held}", before=True) if held else failure
    registration_id = _registration_id(found)
    if registration_id is None:
        return Unknown(f"ISO answered {reply.status} without an id")
    return Created(registration_id, f"ISO has it as {registration_id}")


def read_changed(reply: Reply | Unreachable, *, wanted: str) -> Outcome:
    """Return what became of a change of status; a repeat is harmless, so nothing is unknown."""
    match reply:
        case Unreachable():
            return reply
        case NotSent(words) | Lost(words):
            return Unreachable(f"ISO: {words}")
    found = read_json(reply.body)
    if failure := failure_of(reply, found):
        return failure
    if reply.body.strip() and found is None:
        return Unreachable(f"ISO answered {reply.status} with something that is not JSON")
    said = found.get("status") if isinstance(found, dict) else None
    if isinstance(said, str) and said != wanted:
        return Told(one_line(f"warning: ISO was told {wanted} and answers {said}"))
    return Told(f"ISO has it as {wanted}")


def answered(reply: Reply | Unreachable) -> Answer | Unreachable:
    """Return the answer to a reading, or that it is worth another try: reading harms nobody."""
    match reply:
        case Unreachable():
            return reply
        case NotSent(words) | Lost(words):
            return Unreachable(f"ISO: {words}")
    later = not_now(reply, partner="ISO", words=_error_words(read_json(reply.body)))
    return later or reply


def read_asked(answer: Answer) -> Told | Refused | Unreachable:
    """Return whether ISO answered a question about itself."""
    found = read_json(answer.body)
    if found is None:
        return Unreachable(f"ISO answered {answer.status} with something that is not JSON")
    return failure_of(answer, found) or Told("ISO knows us and shows its programs")


def failure_of(answer: Answer, found: Any) -> Unreachable | Refused | None:
    """Return the outcome of an answer that says no in either error shape, whatever its status."""
    words = _error_words(found)
    if later := not_now(answer, partner="ISO", words=words):
        return later
    if not answer.ok or words:
        return Refused(f"ISO answered {answer.status} {words}".strip())
    return None


def _error_words(found: Any) -> str:
    """Return the words of ISO's or PRS's error shape (I8), or nothing."""
    if not isinstance(found, dict):
        return ""
    error = found.get("error")
    if isinstance(error, dict):
        details = error.get("details")
        parts = [error.get("code"), error.get("message")]
        if isinstance(details, dict):
            parts += [details.get("field"), details.get("reason")]
        return one_line(" · ".join(str(part) for part in parts if part)) or "an error without words"
    return one_line(error or found.get("detail") or "")


def _registration_id(found: Any) -> str | None:
    """Return the first usable id, wherever the answer keeps it (S5, S7 leave that open)."""
    for place in _places(found):
        for name in _ID_NAMES:
            value = place.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                value = str(value)
            if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable():
                return value
    return None


def _existing_id(found: Any, words: str) -> str | None:
    """Return the id of the registration that a conflict says is there already (S7)."""
    in_words = _IN_WORDS.search(words)
    return _registration_id(found) or (in_words.group(1) if in_words else None)


def _places(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield found
        for name in ("data", "registration", "error", "details", "extra"):
            yield from _places(found.get(name))
