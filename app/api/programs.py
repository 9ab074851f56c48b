"""Programs: the list and one of them (iso.md 4, 5.1, 5.2). Not here: how one is written."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request

from app.api.body import parse
from app.api.door import Door
from app.api.program_body import program_body
from app.api.refused import invalid, not_found
from app.api.request_body import can_be_a_code
from app.api.terms import Terms
from app.domain.client import Scope
from app.domain.course_class import ClassStatus
from app.domain.envelope import Problem
from app.domain.guard import guarded
from app.parts import Parts
from app.queries.api.programs import Wanted, shown_class, shown_classes

# iso.md S6.
A_PAGE = 20
MOST = 100
_FURTHEST = 1_000_000
_LONGEST = 200
_FILTERS = ("status", "type", "location")


class Programs:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, terms: Terms, door: Door) -> None:
        self._parts = parts
        self._terms = terms
        self._door = door

    @guarded("client")
    def page(self) -> Response:
        """List what is looked for, a page at a time."""
        self._door.admit(Scope.READ_PROGRAMS)
        wanted, now = read_wanted(), self._parts.clock()
        found = shown_classes(self._parts.sessions, wanted, now=now)
        data = [program_body(each, base_url=self._terms.base_url, now=now) for each in found.items]
        pagination = {"limit": wanted.limit, "offset": wanted.offset, "total": found.total}
        return _unless_known(jsonify(data=data, pagination=pagination))

    @guarded("client")
    def show(self, program_id: str) -> Response:
        """Show one."""
        self._door.admit(Scope.READ_PROGRAMS)
        now = self._parts.clock()
        found = None
        if can_be_a_code(program_id):
            found = shown_class(self._parts.sessions, program_id, now=now)
        if found is None:
            raise not_found("programId", "program")
        return _unless_known(jsonify(program_body(found, base_url=self._terms.base_url, now=now)))


def read_wanted() -> Wanted:
    """Return what the address asks for: plain, as ``filters[…]``, or as JSON in ``filters`` (I1).

    More than the most is the most. What is unknown is passed over.

    Raises:
        CallRefused: 400 with every mistake.
    """
    given, problems = _filters(), list[Problem]()
    status = given.get("status", "")
    if status and status not in set(ClassStatus):
        words = ", ".join(ClassStatus)
        problems.append(Problem("status", f"status must be one of {words}"))
    numbers = {}
    for name, otherwise, least in (("limit", A_PAGE, 1), ("offset", 0, 0)):
        text = request.args.get(name, "")
        numbers[name] = _whole(text) if text else otherwise
        if not least <= numbers[name] <= _FURTHEST:
            problems.append(Problem(name, f"{name} must be a whole number from {least}"))
    if problems:
        raise invalid(*problems)
    return Wanted(
        limit=min(numbers["limit"], MOST),
        offset=numbers["offset"],
        status=ClassStatus(status) if status else None,
        type=given.get("type", ""),
        location=given.get("location", ""),
    )


def _filters() -> dict[str, str]:
    packed: Any = {}
    if text := request.args.get("filters"):
        packed = parse(text, field="filters")
    if not isinstance(packed, Mapping):
        raise invalid(Problem("filters", "filters must be a JSON object"))
    found = {}
    for name in _FILTERS:
        given = request.args.get(name) or request.args.get(f"filters[{name}]") or packed.get(name)
        if given is None:
            continue
        if not isinstance(given, str) or len(given) > _LONGEST or not given.isprintable():
            raise invalid(Problem(name, f"{name} must be a text of {_LONGEST} characters or fewer"))
        found[name] = given.strip()
    return found


def _whole(text: str) -> int:
    """Return the number, or -1 where it is none; a very long one is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _unless_known(response: Response) -> Response:
    """Answer 304 where the caller has it already."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
