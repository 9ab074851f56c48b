"""The token that opens an order's page: made from its reference, so that nothing need be kept.

An order knows its ``turn``: how often its link was renewed. Tokens of turns before open nothing.
"""

import hmac
from hashlib import sha256


def order_token(secret: str, reference: str, *, turn: int = 0) -> str:
    """Return 32 hexadecimal characters that only we can make for this reference and turn."""
    renewed = f":{turn}" if turn else ""
    message = f"order:{reference}{renewed}".encode()
    return hmac.new(secret.encode(), message, sha256).hexdigest()[:32]


def order_token_fits(secret: str, reference: str, token: str, *, turn: int = 0) -> bool:
    """Say, in constant time, whether the token is the reference's in this turn."""
    return hmac.compare_digest(order_token(secret, reference, turn=turn).encode(), token.encode())


def order_address(base_url: str, secret: str, reference: str, *, turn: int = 0) -> str:
    """Return the absolute address of an order's page, with its token."""
    return f"{base_url}/orders/{reference}?token={order_token(secret, reference, turn=turn)}"


def way_back(base_url: str, secret: str, reference: str, *, turn: int = 0) -> str:
    """Return where a gateway sends the buyer back to; ``base_url`` has no slash at its end.

    The token goes by another name there: PayPal adds a ``token`` of its own.
    """
    return f"{base_url}/orders/{reference}/back?key={order_token(secret, reference, turn=turn)}"
