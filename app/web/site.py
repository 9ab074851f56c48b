"""What every page knows of the site it belongs to. Not here: reading settings."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.form.challenge import NO_CHALLENGE, Challenge


@dataclass(frozen=True, slots=True)
class Site:
    """One site: its name, its address without a slash at the end, its secret, its hold's length.

    ``pay_hosts`` are origins a form may lead to when paying (for the Content-Security-Policy),
    ``country`` (two letters) is how a telephone number without + is read. ``trials`` are partners
    that are only tried out: nothing real may reach them (iso.md I15). ``language`` is what the
    organiser writes in, and whoever reads none of ours is shown. ``challenge`` is put to whoever
    sends a form in less time than people need.
    """

    name: str
    base_url: str
    secret: str
    hold: timedelta
    pay_hosts: tuple[str, ...] = ()
    country: str = "NO"
    trials: tuple[str, ...] = ()
    trusted_proxies: int = 0
    language: str = "en"
    challenge: Challenge = NO_CHALLENGE

    @property
    def webcal_url(self) -> str:
        """The site's address in the scheme that has a telephone follow a calendar."""
        return f"webcal://{self.base_url.partition('://')[2]}"
