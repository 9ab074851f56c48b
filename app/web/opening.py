"""Whether whoever asks has the order's token, and in which language a page is that shows no order.

Not here: pages that read the order, which knows its language (orders.py and its like).
"""

from flask import request

from app.domain.link import order_token, order_token_fits
from app.parts import Parts
from app.queries.order.language import order_language
from app.queries.order.link import link_turn
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
    sent = request.form if request.method == "POST" else request.args
    return fits(parts, site, reference, sent.get("token", ""))


def opened(parts: Parts, site: Site, reference: str) -> bool:
    """Say whether the order's token came along; if so, the page is in the order's language."""
    if not has_token(parts, site, reference):
        return False
    read_by(order_language(parts.sessions, reference))
    return True
