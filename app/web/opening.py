"""An order's pages that show no order: whether a token opens them, and in which language they are.

Not here: the pages that read the order, which knows its language (orders.py and its like).
"""

from app.domain.link import order_token_fits
from app.parts import Parts
from app.queries.order.language import order_language
from app.web.reader import read_by
from app.web.site import Site


def opened(parts: Parts, site: Site, reference: str, token: str) -> bool:
    """Say whether the token is the order's; if it is, the page is in the order's language."""
    if not order_token_fits(site.secret, reference, token):
        return False
    read_by(order_language(parts.sessions, reference))
    return True
