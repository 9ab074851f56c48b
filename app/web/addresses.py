"""Addresses of registering's own pages: on this site, or of the same pages in another's frame.

Not here: which those are in a frame (embed/).
"""

from collections.abc import Callable
from typing import Any

from flask import g, url_for

_LEADS = "leads"


def address_of(endpoint: str, **values: Any) -> str:
    """Return the address of a page, as ``url_for`` does, where this request's pages are."""
    leads: Callable[..., str] = g.get(_LEADS, url_for)
    return leads(endpoint, **values)


def lead_by(leads: Callable[..., str]) -> None:
    """Have this request's pages lead to addresses of that function."""
    setattr(g, _LEADS, leads)
