"""The languages that papers are in, and which of them somebody reads. Not here: their words."""

from collections.abc import Iterable

LANGUAGES = ("en", "nb", "de")
# Whoever reads Norwegian of either kind reads Bokmål.
_READ_AS = {"no": "nb", "nn": "nb"}


def language_read(accepted: Iterable[tuple[str, float]]) -> str:
    """Return the language that somebody reads best of those papers are in, or "" where none is.

    ``accepted`` are what an ``Accept-Language`` says (RFC 9110 12.5.4): tags with their weights,
    best first. Its ``*`` says nothing of who reads.
    """
    for tag, weight in accepted:
        plain = tag.lower().partition("-")[0]
        language = _READ_AS.get(plain, plain)
        if weight > 0 and language in LANGUAGES:
            return language
    return ""


def language_among(*wanted: str) -> str:
    """Return the first of these languages that papers are in, else the first of all."""
    return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])
