"""The token that opens an order's page: made from its reference, so that nothing need be kept."""

import hmac
from hashlib import sha256


def order_token(secret: str, reference: str) -> str:
    """Return 32 hexadecimal characters that only we can make for this reference."""
    return hmac.new(secret.encode(), f"order:{reference}".encode(), sha256).hexdigest()[:32]


def order_token_fits(secret: str, reference: str, token: str) -> bool:
    """Say, in constant time, whether the token is the reference's."""
    return hmac.compare_digest(order_token(secret, reference).encode(), token.encode())


def order_address(base_url: str, secret: str, reference: str) -> str:
    """Return the absolute address of an order's page, with its token."""
    return f"{base_url}/orders/{reference}?token={order_token(secret, reference)}"


def way_back(base_url: str, secret: str, reference: str) -> str:
    """Return where a gateway sends the buyer back to; ``base_url`` has no slash at its end.

    The token goes by another name there: PayPal adds a ``token`` of its own.
    """
    return f"{base_url}/orders/{reference}/back?key={order_token(secret, reference)}"
