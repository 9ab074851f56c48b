"""A place in a parsed JSON document, read strictly: every mistake names its path.

Not here: what a catalogue has where.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.domain.catalogue.entries import CatalogueMistake

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)
# Times outside cannot be meant, and the ends of the calendar cannot be turned into UTC.
_YEARS = range(2000, 2200)

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the document and the path to it; None (JSON's null too) where there is none."""

    path: str
    value: object

    def mistake(self, reason: str) -> CatalogueMistake:
        """Return the mistake of this place, to be raised."""
        return CatalogueMistake(self.path or "catalogue", reason)

    @property
    def given(self) -> bool:
        """Whether the document says anything here."""
        return self.value is not None

    def fields(self, known: Collection[str]) -> "Fields":
        """Read an object; a field that is not among the known is a mistake."""
        value = self._present()
        if not isinstance(value, dict):
            raise self.mistake("must be an object")
        for name in value:
            if name not in known:
                raise self._child(str(name)).mistake("is not a field that is known here")
        return Fields(self, value)

    def items(self) -> Iterator["Node"]:
        """Read a list; one that is missing is empty."""
        if not self.given:
            return
        if not isinstance(self.value, list):
            raise self.mistake("must be a list")
        for number, item in enumerate(self.value):
            yield Node(f"{self.path}[{number}]", item)

    def text(self, *, limit: int, default: str | None = None, lines: bool = False) -> str:
        """Read text, trimmed; without a default it must be there and not empty.

        ``lines`` lets it have several.
        """
        if not self.given and default is not None:
            return default
        value = self._present()
        if not isinstance(value, str):
            raise self.mistake("must be text")
        text = value.strip()
        if not text and default is None:
            raise self.mistake("must not be empty")
        if len(text) > limit:
            raise self.mistake(f"must be {limit} characters or fewer")
        allowed = "\n\t" if lines else ""
        # Control characters and lone surrogates: neither database keeps all of them.
        if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in allowed for sign in text):
            raise self.mistake("has characters that cannot be shown")
        return text

    def code(self) -> str:
        """Read one of our codes: letters, digits, - and _ (trainingportal.md S23)."""
        text = self.text(limit=10_000)
        if not _CODE.fullmatch(text):
            raise self.mistake("must be 1 to 64 letters, digits, - or _")
        return text

    def slug(self) -> str:
        """Read the last part of a page's address."""
        text = self.text(limit=80)
        if not _SLUG.fullmatch(text):
            raise self.mistake("must be small letters, digits and single - between them")
        return text

    def whole(self, *, least: int, most: int) -> int:
        """Read a whole number between two others."""
        value = self._present()
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.mistake("must be a whole number")
        if value < least:
            raise self.mistake(f"must be {least} or more")
        if value > most:
            raise self.mistake(f"must be {most} or less")
        return value

    def flag(self, *, default: bool) -> bool:
        """Read true or false."""
        if not self.given:
            return default
        if not isinstance(self.value, bool):
            raise self.mistake("must be true or false")
        return self.value

    def word(self, kind: Iterable[Word]) -> Word:
        """Read one word of a closed set: an enumeration, or some of it."""
        value = self._present()
        members = tuple(kind)
        for member in members:
            if value == member.value:
                return member
        raise self.mistake(f"must be {_one_of([member.value for member in members])}")

    def day(self) -> date | None:
        """Read a date like 2031-03-01; None when missing."""
        if not self.given:
            return None
        return self._moment(_DATE, "must be a date like 2031-03-01").date()

    def local_time(self, zone: ZoneInfo) -> datetime:
        """Read a local time like 2031-03-10T09:00 as one of the zone, and return it in UTC.

        The hour that is skipped when clocks go forward is a mistake; of the hour that comes twice
        the first is meant.
        """
        time = self._moment(_LOCAL, "must be a local time like 2031-03-10T09:00")
        moment = time.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != time:
            raise self.mistake(f"is skipped by the clocks in {zone.key} that day")
        return moment

    def day_or_local_time(self, zone: ZoneInfo) -> date | datetime:
        """Read a date, or a local time of the zone (returned in UTC)."""
        if isinstance(self.value, str) and _LOCAL.fullmatch(self.value):
            return self.local_time(zone)
        reason = "must be a date like 2031-03-01 or a local time like 2031-03-01T12:00"
        return self._moment(_DATE, reason).date()

    def _moment(self, shape: re.Pattern[str], reason: str) -> datetime:
        value = self._present()
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise self.mistake(reason)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise self.mistake(reason) from error
        if moment.year not in _YEARS:
            raise self.mistake(f"must be between {_YEARS[0]} and {_YEARS[-1]}")
        return moment

    def _present(self) -> object:
        if self.value is None:
            raise self.mistake("is missing")
        return self.value

    def _child(self, name: str) -> "Node":
        return Node(f"{self.path}.{name}" if self.path else name, None)


class Fields:
    """An object's fields by name."""

    def __init__(self, node: Node, values: dict[str, object]) -> None:
        self.node = node
        self._values = values

    def __getitem__(self, name: str) -> Node:
        path = f"{self.node.path}.{name}" if self.node.path else name
        return Node(path, self._values.get(name))


def _one_of(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
