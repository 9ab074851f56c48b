"""Whether whoever asks has the order's token, and in which language a page is that shows no order.

Not here: pages that read the order, which knows its language (orders.py and its like).
"""

from flask import request

from app.domain.link import order_token_fits
from app.parts import Parts
from app.queries.order.language import order_language
from app.web.reader import read_by
from app.web.site import Site


def has_token(site: Site, reference: str) -> bool:
    """Say whether the order's token came along: in a form that was sent, else in the address."""
    sent = request.form if request.method == "POST" else request.args
    return order_token_fits(site.secret, reference, sent.get("token", ""))


def opened(parts: Parts, site: Site, reference: str) -> bool:
    """Say whether the order's token came along; if so, the page is in the order's language."""
    if not has_token(site, reference):
        return False
    read_by(order_language(parts.sessions, reference))
    return True
