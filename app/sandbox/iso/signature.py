"""The signature of events, as iso.md S2 reads: HMAC-SHA256 over ``timestamp.body``."""

import hashlib
import hmac

WINDOW = 300


def sign(body: bytes, secret: str, timestamp: int) -> str:
    """Return the header's value."""
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def is_signed(body: bytes, secret: str, *, signature: str, timestamp: str, now: float) -> bool:
    """Say whether one of the signatures is right and of the last five minutes."""
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > WINDOW:
        return False
    expected = sign(body, secret, int(timestamp)).encode()
    return any(hmac.compare_digest(each.encode(), expected) for each in signature.split())
