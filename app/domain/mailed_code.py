"""The code that is mailed to whoever asks for their order: six digits that open it, once.

It is made of a secret and the asking it is for, so that nothing of it need be kept. Not here: who
is sent one, and counting how often it is tried.
"""

import hmac
from datetime import timedelta
from hashlib import sha256

LASTS = timedelta(minutes=15)
MOST_TRIES = 5
# For one order: as many codes as a day brings, all their tries guess one code in ten thousand.
MOST_A_DAY = 20
_DIGITS = 6
# With the news that a code was asked for: the asking that it is made of.
ASKING = "asking"


def code_of(secret: str, asking: str) -> str:
    """Return the six digits that only we can make for this asking."""
    made = hmac.new(secret.encode(), f"mailed code:{asking}".encode(), sha256).digest()
    return f"{int.from_bytes(made) % 10**_DIGITS:0{_DIGITS}}"


def code_fits(secret: str, asking: str, typed: str) -> bool:
    """Say, in constant time, whether these are the asking's digits; spaces and dashes are none."""
    digits = "".join(sign for sign in typed if not sign.isspace() and sign != "-")
    return hmac.compare_digest(code_of(secret, asking).encode(), digits.encode())
