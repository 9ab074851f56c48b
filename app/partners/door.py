"""The door for calls in: who may knock, how, and what is kept of it (trainingportal.md 7).

Here: the guards shared by addresses that change something by GET, and the hook that keeps every
call, whichever the address. Not here: what an address does.
"""

import hmac
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, request
from werkzeug.exceptions import MethodNotAllowed, RequestEntityTooLarge

from app import logs
from app.domain.exchange import Direction, Exchange

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
        g.let_in = True

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


def keep_calls(blueprint: Blueprint, *, partner: str, keep: Callable[[Exchange], None]) -> None:
    """Have every call to the blueprint's addresses kept, with its answer.

    Of a call that was not let in, nothing of its body: anybody may send anything; of many, the
    archive keeps few. The blueprint's own guard says who is, by ``g.let_in``.
    """

    def begin() -> None:
        g.kept_from = datetime.now(UTC), time.perf_counter()

    def end(response: Response) -> Response:
        at, began = g.get("kept_from") or (datetime.now(UTC), time.perf_counter())
        let_in = g.get("let_in", False)
        keep(
            Exchange(
                at=at,
                partner=partner,
                direction=Direction.IN,
                method=request.method,
                address=request.url_rule.rule if request.url_rule else "",
                status=response.status_code,
                ending="",
                milliseconds=round((time.perf_counter() - began) * 1000),
                key=logs.request_id() or "",
                delivery=None,
                sent=_sent() if let_in else b"",
                received=response.get_data() if let_in and response.is_sequence else b"",
                let_in=let_in,
            )
        )
        return response

    # Before the blueprint's own guards, so that what they refuse is kept as well.
    blueprint.before_request_funcs.setdefault(None, []).insert(0, begin)
    blueprint.after_request(end)


def _sent() -> bytes:
    """Return what was sent: the query of a GET, else the body; nothing of one that is too large."""
    if request.method == "GET":
        return request.query_string
    try:
        if request.form:
            return urlencode(list(request.form.items(multi=True))).encode()
        return request.get_data() if request.content_length else b""
    except RequestEntityTooLarge:
        return b""
