"""The languages that pages and letters are in, and which of them somebody reads.

Not here: their words (``app/languages``), which of them papers are in (paper_language.py).
"""

from collections.abc import Iterable

LANGUAGES = ("en", "nb", "de", "hi", "ar")
# Whoever reads Norwegian of either kind reads Bokmål.
_READ_AS = {"no": "nb", "nn": "nb"}


def language_read(accepted: Iterable[tuple[str, float]]) -> str:
    """Return the language of ours that somebody reads best, or "" where they read none.

    ``accepted`` are what an ``Accept-Language`` says (RFC 9110 12.5.4): tags with their weights,
    best first. Its ``*`` says nothing of who reads.
    """
    for tag, weight in accepted:
        plain = tag.lower().partition("-")[0]
        language = _READ_AS.get(plain, plain)
        if weight > 0 and language in LANGUAGES:
            return language
    return ""
