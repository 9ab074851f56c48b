"""Who an endpoint is for: a mark on the view that the architecture tests read.

Not here: the guarding itself, which each room does in its own way; no framework either.
"""

from collections.abc import Callable
from typing import Any, Literal, TypeVar, get_args

Guard = Literal[
    "public",  # anybody
    "embed_token",  # whoever has a signed token of an embedded form, for an allowed site
    "draft_token",  # whoever has a draft's unguessable token
    "order_token",  # whoever has an order's token
    "staff",  # anybody signed in
    "admin",  # signed in, and an admin
    "client",  # a bearer token of ours
    "signature",  # a sender whose signature was checked
    "partner",  # a partner's key, address or token
    "operator",  # whoever runs the machine: health and metrics
]
GUARDS: tuple[Guard, ...] = get_args(Guard)

_View = TypeVar("_View", bound=Callable[..., Any])


def guarded(kind: Guard) -> Callable[[_View], _View]:
    """Mark a view with its guard; `functools.wraps` carries the mark along.

    Raises:
        ValueError: there is no such guard.
    """
    if kind not in GUARDS:
        raise ValueError(f"no guard is called {kind!r}")

    def mark(view: _View) -> _View:
        vars(view)["guard"] = kind
        return view

    return mark


def guard_of(view: Callable[..., Any]) -> Guard | None:
    """Return the view's guard, or None where nobody thought of one."""
    found: Guard | None = getattr(view, "guard", None)
    return found
