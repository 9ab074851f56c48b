"""Sealing what is kept encrypted: keys from the secret key, older ones still readable.

The only module that knows how. Not here: what is sealed, for how long it is kept.
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"coursedesk: kept bodies"


class Seal:
    """Seals with the newest secret key, and opens what was sealed with any of them.

    Args:
        secrets: the secret key, then older ones (rotation: the old key stays named until all that
            was sealed with it is forgotten, thirty days; sensitive answers last as long as
            their questions say).
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def close(self, body: bytes) -> bytes:
        """Return the body sealed; an empty one stays empty."""
        return self._fernet.encrypt(body) if body else b""

    def open(self, sealed: bytes) -> bytes | None:
        """Return the body, or None where no key fits or it was tampered with."""
        if not sealed:
            return b""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            return None


def _key(secret: str) -> bytes:
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
