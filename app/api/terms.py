"""What every call here knows of the site, and how much one client may ask. Not here: settings."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a client may call: in a minute, at once, and a second after that.

    The PRS figures by default (iso.md 3, S16).
    """

    a_minute: int = 1000
    burst: int = 100
    a_second: int = 50


@dataclass(frozen=True, slots=True)
class Terms:
    """The site's address without a slash at the end, its secret, and how long a place is held.

    ``country`` (two letters) is how a telephone number without + is read.
    """

    base_url: str
    secret: str
    hold: timedelta
    country: str
    allowance: Allowance = Allowance()
