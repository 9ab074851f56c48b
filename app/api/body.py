"""Reading a JSON body as strictly as it has to be: size, encoding, depth, doubled names.

Not here: what a body means.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from flask import abort, request

from app.api.refused import CallRefused, invalid
from app.domain.envelope import Problem

# 64 kB of answers (iso.md S12), and room for the rest.
MOST_BYTES = 96 * 1024
DEEPEST = 16
_BODY = "body"


class _Doubled(ValueError):
    """A name is there twice in one object: two readers would read two things."""


def read_body() -> dict[str, Any]:
    """Return the JSON object that was sent.

    Raises:
        CallRefused: 400 it is none, or too deep; HTTPException: 413 or 415.
    """
    request.max_content_length = MOST_BYTES
    if not request.is_json:
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json")
    sent = request.get_data(cache=False)
    if len(sent) >= MOST_BYTES:
        # One that did not say how long it is has been cut off there.
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = parse(sent, field=_BODY)
    if not isinstance(body, dict):
        raise invalid(Problem(_BODY, "The body must be a JSON object"))
    return body


def parse(text: bytes | str, *, field: str) -> Any:
    """Return what JSON says; ``field`` is what a mistake in it is told of.

    Raises:
        CallRefused: 400 with the reason.
    """
    try:
        found = json.loads(
            text if isinstance(text, str) else text.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
        )
    except _Doubled as error:
        raise invalid(Problem(field, "A name is there twice in one object")) from error
    except RecursionError as error:
        raise _too_deep(field) from error
    except UnicodeDecodeError as error:
        raise invalid(Problem(field, f"The {field} is not UTF-8")) from error
    except ValueError as error:
        raise invalid(Problem(field, f"The {field} is not JSON")) from error
    if depth_of(found) > DEEPEST:
        raise _too_deep(field)
    return found


def depth_of(value: Any) -> int:
    """Return how deep it is: a number or text is 0, ``{}`` is 1, ``{"a": []}`` is 2."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        each, depth = waiting.pop()
        if isinstance(each, dict | list):
            deepest = max(deepest, depth)
            inner = each.values() if isinstance(each, dict) else each
            waiting.extend((one, depth + 1) for one in inner)
    return deepest


def size_of(value: Any) -> int:
    """Return how many bytes it is as JSON without spaces."""
    return len(_compact(value))


def fingerprint(body: Mapping[str, Any]) -> str:
    """Return what is equal for bodies that say the same, however they are written."""
    return sha256(_compact(body)).hexdigest()


def text_at(body: Mapping[str, Any], path: Sequence[str]) -> str | Problem:
    """Return the text at a path of names, or what is wrong with it; an empty one is missing."""
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    field = ".".join(path)
    if found is None or found == "":
        return Problem(field, f"{field} is missing")
    if not isinstance(found, str):
        return Problem(field, f"{field} must be a text")
    return found


def _compact(value: Any) -> bytes:
    # Escaped, so that what is no text in UTF-8 (half of a surrogate pair) has a size as well.
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Doubled
    return found


def _no_number(_word: str) -> None:
    raise ValueError("JSON has no such number")


def _too_deep(field: str) -> CallRefused:
    return invalid(Problem(field, f"The {field} is more than {DEEPEST} deep"))
