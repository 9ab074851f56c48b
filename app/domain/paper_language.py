"""Which of our languages papers are in. Not here: their words; who reads what (language.py)."""

LANGUAGES = ("en", "nb", "de")


def language_among(*wanted: str) -> str:
    """Return the first of these languages that papers are in, else the first of all."""
    return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])
