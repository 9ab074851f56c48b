"""Whether a proxy stands before the site that nobody told it of. Not here: believing one (factory).

Where a proxy of this machine is not counted in TRUSTED_PROXIES, everybody looks like this machine.
"""

from flask import request

from app.web.machine import is_this_machine

# What proxies add; nobody else on this machine says any of it.
_SIGNS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
WORDS = (
    "a proxy on this machine stands before the site and TRUSTED_PROXIES is 0: everybody looks "
    "like this machine, so nobody is held to a limit, and allowed addresses are never seen"
)


def is_unnamed_proxy(trusted: int) -> bool:
    """Say whether this request came through a proxy of this machine although none is trusted."""
    forwarded = any(name in request.headers for name in _SIGNS)
    return not trusted and forwarded and is_this_machine(request.remote_addr)
