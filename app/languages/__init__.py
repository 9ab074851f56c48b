"""The languages that people read here, and what our sentences are in them.

``<code>.po`` is a language's catalogue. It is read as it is: what is compiled could be older.
Not here: how a reader's language is chosen, papers, which have words of their own.
"""

from app.languages.catalogue import ENGLISH, LANGUAGES, Language, language_of
from app.languages.reader import reader, say, speak, speaking, teach

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Language",
    "language_of",
    "reader",
    "say",
    "speak",
    "speaking",
    "teach",
]
