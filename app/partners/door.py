"""The door for calls in by GET that change something: who may knock, and how (trainingportal.md 7).

Here: the guards shared by such addresses. Not here: what an address does.
"""

import hmac
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import MethodNotAllowed

IPNetwork = IPv4Network | IPv6Network


def keep_door(blueprint: Blueprint, *, key: str, allowed: Sequence[IPNetwork]) -> None:
    """Let in only calls whose address holds the key, from allowed networks (none named: from all).

    The addresses of the blueprint carry ``<key>``, which the views are not handed. A wrong key is
    answered as an address that is not there (404), a stranger with 403. HEAD, which Flask would
    run as GET, gets 405, a browser's prefetch 403 (T8). No answer may be stored.
    """

    def check() -> None:
        given = (request.view_args or {}).pop("key", "")
        if not hmac.compare_digest(given.encode(), key.encode()):
            abort(404)
        if allowed and not _is_in(request.remote_addr or "", allowed):
            abort(403)
        if request.method != "GET":
            raise MethodNotAllowed(valid_methods=["GET"])
        if _is_prefetch():
            abort(403)

    def seal(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    blueprint.before_request(check)
    blueprint.after_request(seal)


def _is_in(address: str, allowed: Sequence[IPNetwork]) -> bool:
    """Say whether the caller is in one of the networks; behind proxies, ProxyFix has named them."""
    try:
        caller: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    # An IPv4 caller of a socket that takes both comes as ::ffff:192.0.2.1.
    mapped = getattr(caller, "ipv4_mapped", None)
    return any((mapped or caller) in network for network in allowed)


def _is_prefetch() -> bool:
    said = (request.headers.get(name, "") for name in ("Purpose", "Sec-Purpose", "X-Moz"))
    return any("prefetch" in each.lower() or "preview" in each.lower() for each in said)
