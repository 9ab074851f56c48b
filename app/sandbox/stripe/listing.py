"""Lists: newest first, a page at a time, with cursors and ``created`` ranges."""

from typing import Any

from app.sandbox.stripe.errors import invalid, missing
from app.sandbox.stripe.world import Document

Params = dict[str, Any]
USUAL = 10
MOST = 100
COMMON = frozenset(["created", "ending_before", "expand", "limit", "starting_after"])


def page(found: list[Document], params: Params, *, url: str, noun: str = "object") -> Document:
    """Return one page of what was found (given oldest first) as Stripe's list object.

    Raises StripeError for a limit outside 1…100, both cursors, or a cursor that is not there.
    """
    limit: int = params.get("limit", USUAL)
    if not 1 <= limit <= MOST:
        raise invalid(
            "This value must be between 1 and 100.", param="limit", code="parameter_invalid_integer"
        )
    if "starting_after" in params and "ending_before" in params:
        raise invalid("You can only pass one of starting_after and ending_before.")
    rows = [row for row in reversed(found) if _within(row, params.get("created"))]
    if "starting_after" in params:
        rows = rows[_place(rows, params["starting_after"], "starting_after", noun) + 1 :]
        return _list(rows[:limit], url, has_more=len(rows) > limit)
    if "ending_before" in params:
        rows = rows[: _place(rows, params["ending_before"], "ending_before", noun)]
        return _list(rows[-limit:], url, has_more=len(rows) > limit)
    return _list(rows[:limit], url, has_more=len(rows) > limit)


def whole(rows: list[Document], *, url: str, limit: int = USUAL) -> Document:
    """Return rows in their own order as a list object, for lists inside objects."""
    return _list(rows[:limit], url, has_more=len(rows) > limit)


def _list(rows: list[Document], url: str, *, has_more: bool) -> Document:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def _place(rows: list[Document], cursor: str, param: str, noun: str) -> int:
    for place, row in enumerate(rows):
        if row["id"] == cursor:
            return place
    raise missing(noun, cursor, param=param, status=400)


def _within(row: Document, wanted: Any) -> bool:
    if wanted is None:
        return True
    created = row["created"]
    if isinstance(wanted, int):
        return bool(created == wanted)
    return bool(
        created > wanted.get("gt", -1)
        and created >= wanted.get("gte", 0)
        and created < wanted.get("lt", created + 1)
        and created <= wanted.get("lte", created)
    )
