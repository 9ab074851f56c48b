"""Changing a form while it is built, entry by entry. Not here: what is wrong with it (mistakes.py).

Everything is pure: a form goes in, another one comes out.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.form.condition import AllOf, AnyOf, Condition
from app.domain.form.question import Question

KEY_LIMIT = 64
_PROPOSED = 40
KEY = re.compile(rf"[A-Za-z0-9_-]{{1,{KEY_LIMIT}}}")

_SEEN = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")

Entries = tuple[Question, ...]
Edit = Callable[[Entries], Entries]


@dataclass(eq=False)
class EntryGone(Exception):
    """There is no entry with this key (any more)."""

    key: str

    def __str__(self) -> str:
        return f"There is no entry {self.key} any more"


class ForLacking(StrEnum):
    """What is done about registrations that lack what a new version requires."""

    LEAVE = "leave"
    FILL_IN = "default"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody looked at: the version asked now, and the number of the working copy."""

    version: int
    number: int

    def __str__(self) -> str:
        return f"{self.version}.{self.number}"


@dataclass(eq=False)
class FormMovedOn(Exception):
    """The form is not what was seen any more: ``by`` changed it, ``at`` then, if known."""

    by: str
    at: datetime | None

    def __str__(self) -> str:
        return f"{self.by or 'Somebody'} changed this form after you opened it"


def read_seen(text: str) -> Seen:
    """Read what ``str`` made of it; whatever else it is was seen by nobody."""
    found = _SEEN.fullmatch(text)
    return Seen(int(found[1]), int(found[2])) if found else Seen(-1, -1)


def put(entries: Entries, question: Question, *, was: str = "") -> Entries:
    """Put an entry in the place of the one whose key was ``was``, or at the end.

    Conditions that look at it go on doing so under its new key.

    Raises:
        EntryGone: there is none to be replaced.
    """
    if not was:
        return (*entries, question)
    place = _place(entries, was)
    changed = (*entries[:place], question, *entries[place + 1 :])
    if question.key == was:
        return changed
    return tuple(
        replace(each, condition=_renamed(each.condition, was, question.key)) for each in changed
    )


def without(entries: Entries, key: str) -> Entries:
    """Return the form without the entry; conditions that look at it are left to be mended.

    Raises:
        EntryGone: it is not there.
    """
    place = _place(entries, key)
    return (*entries[:place], *entries[place + 1 :])


def moved(entries: Entries, key: str, by: int) -> Entries:
    """Return the form with the entry so many places further down; at an end it stays.

    Raises:
        EntryGone: it is not there.
    """
    place = _place(entries, key)
    rest = without(entries, key)
    to = max(0, min(place + by, len(rest)))
    return (*rest[:to], entries[place], *rest[to:])


def doubled(entries: Entries, key: str, *, taken: Collection[str]) -> Entries:
    """Return the form with a copy behind the entry, under a key that is not taken.

    Raises:
        EntryGone: it is not there.
    """
    place = _place(entries, key)
    own = {each.key for each in entries} | set(taken)
    copy = replace(entries[place], key=_free(key[:_PROPOSED], own))
    return (*entries[: place + 1], copy, *entries[place + 1 :])


def joined(entries: Entries, others: Sequence[Question]) -> Entries:
    """Return the form with the others behind it, without those whose keys it has already."""
    own = {each.key for each in entries}
    return (*entries, *(each for each in others if each.key not in own))


def propose_key(label: str, *, taken: Collection[str]) -> str:
    """Return a key made of a label: ``date_of_birth``; never one that is taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    key = "_".join(re.findall("[a-z0-9]+", plain))[:_PROPOSED].strip("_")
    key = key or "question"
    return key if key not in taken else _free(key, taken)


def _free(key: str, taken: Collection[str]) -> str:
    number = 2
    while f"{key}_{number}" in taken:
        number += 1
    return f"{key}_{number}"


def _place(entries: Sequence[Question], key: str) -> int:
    for place, each in enumerate(entries):
        if each.key == key:
            return place
    raise EntryGone(key)


def _renamed(condition: Condition | None, was: str, now: str) -> Condition | None:
    return None if condition is None else _with_key(condition, was, now)


def _with_key(condition: Condition, was: str, now: str) -> Condition:
    match condition:
        case AllOf(parts):
            return AllOf(tuple(_with_key(part, was, now) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_with_key(part, was, now) for part in parts))
        case _:
            return replace(condition, key=now) if condition.key == was else condition
