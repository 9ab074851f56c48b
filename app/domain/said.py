"""Texts that are English and know how they are said in another language. Not here: any other one.

A ``Said`` is its English wherever it is used as a text: on staff's pages, at partners, in tests.
Whoever shows it to a reader asks it for their language, which is a ``Tongue`` (``app.languages``).
An English sentence is thus its own code: what it says is kept as facts, each said in its turn.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Literal, Protocol, Self

Facts = Mapping[str, object]


class Tongue(Protocol):
    """A language: how its numbers and days are written, and what our sentences are in it."""

    @property
    def locale(self) -> str:
        """Babel's name for how numbers and days are written."""

    def look_up(self, pattern: str) -> str:
        """Return the sentence in this language."""

    def look_up_plural(self, one: str, many: str, number: int) -> str:
        """Return the form of the sentence that this language has for so many."""

    def __hash__(self) -> int:
        """Languages are few, and what is written in one is remembered."""

    def isolate(self, fact: str) -> str:
        """Return what goes into a sentence, kept from turning it around."""


class Said(str):
    """A text in English; ``again`` says it in another language."""

    __slots__ = ("_again",)
    _again: Callable[[Tongue], str]

    def __new__(cls, english: str, again: Callable[[Tongue], str]) -> Self:
        """Make the text."""
        said = super().__new__(cls, english)
        said._again = again
        return said

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Return what is left of it where it goes elsewhere: its English."""
        return str, (str(self),)

    def __deepcopy__(self, memo: object) -> Self:
        """Return itself, as any text does."""
        return self

    def in_tongue(self, tongue: Tongue) -> str:
        """Return the text in a language."""
        return self._again(tongue)


def say_in(tongue: Tongue, text: object) -> object:
    """Return it in the language, where it is a text that knows how; else as it is."""
    return text.in_tongue(tongue) if isinstance(text, Said) else text


def marked(pattern: str) -> str:
    """Return a sentence's pattern as it is: marked, to be made one with ``sentence`` elsewhere."""
    return pattern


def sentence(pattern: str, /, **facts: object) -> Said:
    """Return a sentence; ``{name}`` in it stands for the fact of that name."""

    def again(tongue: Tongue) -> str:
        return _filled(tongue.look_up(pattern), facts, tongue)

    return Said(pattern.format_map(facts) if facts else pattern, again)


def sentences(one: str, many: str, /, *, number: int, **facts: object) -> Said:
    """Return the sentence for so many: English has two forms, others have more. ``{number}``."""
    known: Facts = {"number": counted(number), **facts}

    def again(tongue: Tongue) -> str:
        return _filled(tongue.look_up_plural(one, many, number), known, tongue)

    return Said((one if number == 1 else many).format_map(known), again)


def plain_day(day: date) -> Said:
    """Return a day without its weekday: ``4 March 2031``."""
    return Said(f"{day.day} {day:%B %Y}", lambda tongue: _long_day(day, tongue))


def _long_day(day: date, tongue: Tongue) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=tongue.locale)


def counted(number: int) -> Said:
    """Return a whole number as it is written in running text: ``1,200``."""
    return Said(f"{number:,}", lambda tongue: _decimal(number, tongue))


def tenths(number: float) -> Said:
    """Return a number to one decimal, if it has any: ``3.4``, ``5``."""
    rounded = round(number, 1)
    return Said(f"{rounded:,g}", lambda tongue: _decimal(rounded, tongue))


def _decimal(number: float, tongue: Tongue) -> str:
    from babel.numbers import format_decimal

    return format_decimal(number, locale=tongue.locale)


def one_of(texts: Iterable[str]) -> Said:
    """Return ``a, b or c``."""
    return _listed(tuple(texts), "or", "or")


def all_of(texts: Iterable[str]) -> Said:
    """Return ``a, b and c``."""
    return _listed(tuple(texts), "and", "standard")


def together(texts: Iterable[str], between: str = " ") -> Said:
    """Return texts one behind the other; in each language, the same order."""
    parts = tuple(texts)

    def again(tongue: Tongue) -> str:
        return between.join(str(say_in(tongue, each)) for each in parts)

    return Said(between.join(parts), again)


def capitalised(text: str) -> Said:
    """Return the text with a capital letter first, in languages that have any."""
    return Said(text[:1].upper() + text[1:], lambda tongue: _capitalised(say_in(tongue, text)))


def _capitalised(text: object) -> str:
    said = str(text)
    return said[:1].upper() + said[1:]


def _listed(texts: tuple[str, ...], last: str, style: Literal["or", "standard"]) -> Said:
    from babel.lists import format_list

    def again(tongue: Tongue) -> str:
        said = [str(say_in(tongue, each)) for each in texts]
        return format_list(said, style=style, locale=tongue.locale)

    english = f" {last} ".join(each for each in (", ".join(texts[:-1]), *texts[-1:]) if each)
    return Said(english, again)


def _filled(pattern: str, facts: Facts, tongue: Tongue) -> str:
    if not facts:
        return pattern
    return pattern.format_map({name: _fact(tongue, fact) for name, fact in facts.items()})


def _fact(tongue: Tongue, fact: object) -> object:
    if isinstance(fact, Said):
        return fact.in_tongue(tongue)
    return tongue.isolate(fact) if isinstance(fact, str) else fact
