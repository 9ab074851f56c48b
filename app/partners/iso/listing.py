"""Reading ISO's list of programs to its end, and one program by itself. Not here: keeping them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.domain.contract import Refused, Unreachable
from app.domain.listing import (
    ClassAnswer,
    ClassesListed,
    LeftOut,
    ListAnswer,
    ListedClass,
    NotListed,
)
from app.partners.http import Answer, deadline, read_json
from app.partners.iso.client import IsoClient, Reading
from app.partners.iso.programs import read_exactly, read_program
from app.partners.iso.reply import answered, failure_of

# S6: what one page holds at most.
PAGE = 100
# Nobody has so many; a list that goes on and on must end somewhere.
MOST_PAGES = 200
_PLACES = ("data", "programs", "items")


def read_list(client: IsoClient, *, time_out: timedelta) -> ListAnswer:
    """Read page after page until the list is at its end; any page that fails fails the whole."""
    found: dict[str, ListedClass] = {}
    left_out: dict[str, LeftOut] = {}
    offset, key = 0, f"sync-{uuid4()}"
    for _ in range(MOST_PAGES):
        reply = client.list_programs(limit=PAGE, offset=offset, key=key, until=deadline(time_out))
        page = _page(reply)
        if not isinstance(page, list):
            return page
        before = len(found) + len(left_out)
        for item in page:
            entry = read_program(item)
            if isinstance(entry, LeftOut):
                left_out[entry.partner_id] = entry
            else:
                found[entry.partner_id] = entry
        offset += len(page)
        # A server with a smaller maximum of its own gives shorter pages: only the total, or a
        # page with nothing new where none is said, ends the list.
        total = _total(reply)
        nothing_new = len(found) + len(left_out) == before
        if nothing_new or (total is not None and offset >= total):
            return ClassesListed(tuple(found.values()), tuple(left_out.values()))
    return Refused(f"ISO's list does not end after {offset} programs")


def read_one(client: IsoClient, program_id: str, *, time_out: timedelta) -> ClassAnswer:
    """Read one program; one that ISO does not know (any more) is not listed (I10)."""
    until = deadline(time_out)
    reply = client.read_program(program_id, key=f"sync-{uuid4()}", until=until)
    if isinstance(reply, Answer) and reply.status in (404, 410):
        return NotListed(f"ISO answered {reply.status}")
    found = _document(reply)
    if isinstance(found, Refused):
        # I10: "not found" may come with any status of refusal; then the words say so.
        return NotListed(found.words) if "not found" in found.words.lower() else found
    if isinstance(found, Unreachable):
        return found
    data = found.get("data") if isinstance(found, dict) else None
    entry = read_program(data if isinstance(data, dict) else found)
    if isinstance(entry, ListedClass) and entry.partner_id != program_id:
        return Unreachable(f"ISO was asked for {program_id} and answered with another program")
    return entry


def _page(reply: Reading) -> list[Any] | Refused | Unreachable:
    found = _document(reply)
    if isinstance(found, Refused | Unreachable | list):
        return found
    for place in _PLACES:
        if isinstance(found, dict) and isinstance(found.get(place), list):
            page: list[Any] = found[place]
            return page
    return Unreachable("ISO answered without a list of programs")


def _document(reply: Reading) -> Any | Refused | Unreachable:
    """Return what ISO said, or why it is of no use: an error is one whatever its status."""
    answer = answered(reply)
    if isinstance(answer, Unreachable):
        return answer
    if failure := failure_of(answer, read_json(answer.body)):
        return failure
    found = read_exactly(answer.body)
    if found is None:
        return Unreachable(f"ISO answered {answer.status} with something that is not JSON")
    return found


def _total(reply: Reading) -> int | None:
    found = read_json(reply.body) if isinstance(reply, Answer) else None
    paging = found.get("pagination") if isinstance(found, dict) else None
    total = paging.get("total") if isinstance(paging, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else None
