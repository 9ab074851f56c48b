"""Signing what is sent to an address, and knowing whether what came was signed (iso.md S2).

HMAC-SHA256 over ``timestamp.body``, as hex behind ``v1=``. Not here: addresses, what is sent.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

SIGNATURE_HEADER = "X-Webhook-Signature"
TIMESTAMP_HEADER = "X-Webhook-Timestamp"
ID_HEADER = "X-Webhook-Id"
WINDOW = timedelta(minutes=5)
_VERSION = "v1="
# Two while one secret replaces another; more are nobody's.
_MOST_SIGNATURES = 5


def sign(body: bytes, *, secrets: Iterable[str], timestamp: int) -> str:
    """Return the header's value: one signature for each secret, parted by spaces."""
    return " ".join(_VERSION + _digest(body, secret, timestamp) for secret in secrets)


def is_signed(
    body: bytes, *, signature: str, timestamp: str, secrets: Iterable[str], now: datetime
) -> bool:
    """Say whether one of the secrets signed it within five minutes; compares in constant time."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        return False
    shown = signature.replace(",", " ").split()[:_MOST_SIGNATURES]
    digests = [each.removeprefix(_VERSION) for each in shown if each.startswith(_VERSION)]
    wanted = [_digest(body, secret, int(timestamp)) for secret in secrets]
    return any(is_same(given, right) for given in digests for right in wanted)


def is_same(shown: str, expected: str) -> bool:
    """Say whether a secret that was shown is the expected one, in constant time."""
    return hmac.compare_digest(shown.encode(errors="replace"), expected.encode())


def _digest(body: bytes, secret: str, timestamp: int) -> str:
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
