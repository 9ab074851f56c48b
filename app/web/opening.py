"""Whether whoever asks has the order's token, and in which language a page is that shows no order.

Not here: pages that read the order, which knows its language (orders.py and its like).
"""

from flask import request

from app.domain.link import order_token, order_token_fits
from app.parts import Parts
from app.queries.order.link import link_turn, opening_of
from app.web.reader import read_by
from app.web.site import Site


def token_of(parts: Parts, site: Site, reference: str) -> str:
    """Return the token that opens the order now."""
    return order_token(site.secret, reference, turn=link_turn(parts.sessions, reference))


def fits(parts: Parts, site: Site, reference: str, token: str) -> bool:
    """Say whether a token opens the order now."""
    turn = link_turn(parts.sessions, reference)
    return order_token_fits(site.secret, reference, token, turn=turn)


def has_token(parts: Parts, site: Site, reference: str) -> bool:
    """Say whether the order's token came along: in a form that was sent, else in the address."""
    return fits(parts, site, reference, _sent())


def opened(parts: Parts, site: Site, reference: str) -> bool:
    """Say whether the order's token came along; if so, the page is in the order's language."""
    opening = opening_of(parts.sessions, reference)
    if not order_token_fits(site.secret, reference, _sent(), turn=opening.turn):
        return False
    read_by(opening.language)
    return True


def _sent() -> str:
    sent = request.form if request.method == "POST" else request.args
    return sent.get("token", "")
