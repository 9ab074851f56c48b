"""What staff write into letters themselves: plain text, with words in braces that are filled in.

Around the facts of a letter, never instead of them: what is paid, when, where and why is said in
any case, so that a letter cannot say anything else than the database. Not here: the letters (mail).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from unicodedata import category

from app.domain.contract import Outcome
from app.domain.event import EventKind

_K = EventKind
# Every letter there is to buyers, and to participants, as staff speak of it.
TO_BUYERS: Mapping[EventKind, str] = {
    _K.ORDER_HELD: "Places are held until they are paid",
    _K.ORDER_CONFIRMED: "The registration is confirmed",
    _K.ORDER_CANCELLED: "The registration is cancelled",
    _K.ORDER_EXPIRED: "It was not paid in time",
    _K.ORDER_WAITLISTED: "On the waiting list",
    _K.ORDER_OFFERED: "Places are offered",
    _K.ORDER_OFFER_LAPSED: "The offer has lapsed",
    _K.ORDER_LEFT_LINE: "No longer on the waiting list",
    _K.ORDER_PLACE_LEFT_LINE: "One less on the waiting list",
    _K.ORDER_MONEY_RETURNED: "Money goes back",
    _K.ORDER_MONEY_CAME_BACK: "Money that was sent back came back to us",
    _K.ORDER_PAYMENT_RECEIVED: "A payment was received",
    _K.ORDER_PAYMENT_DUE: "Something is to be paid, or overdue",
    _K.ORDER_OWED_CHANGED: "What is owed has changed",
    _K.ORDER_ANSWERS_ASKED: "Answers are lacking",
    _K.ORDER_ANSWERS_CHANGED: "Answers were changed",
    _K.ORDER_ADDRESS_CHANGED: "Their e-mail address was corrected",
    _K.ORDER_VOUCHER_GIVEN: "A voucher instead of money",
    _K.ORDER_CODE_ASKED: "The code to see an order",
    _K.ORDER_PLACE_CANCELLED: "One place is cancelled, moved or handed over",
    _K.ORDER_CLASS_CHANGED: "The class has changed",
    _K.ORDER_CLASS_NEAR: "The class begins soon",
}
TO_PARTICIPANTS: Mapping[EventKind, str] = {
    _K.REGISTRATION_CONFIRMED: "They have a place",
    _K.PARTICIPANT_ADDRESS_CHANGED: "Their e-mail address was corrected",
    _K.PARTICIPANT_CLASS_CHANGED: "Their class has changed",
    _K.PARTICIPANT_CLASS_NEAR: "Their class begins soon",
    _K.PARTICIPANT_CLASS_CANCELLED: "Their class is cancelled",
    _K.PARTICIPANT_PLACE_CANCELLED: "Their place is cancelled, moved or handed over",
    _K.REGISTRATION_COMPLETED: "The certificate",
}
LETTERS: Mapping[EventKind, str] = {**TO_BUYERS, **TO_PARTICIPANTS}

EVERY_PROGRAM = ""
_IN_BRACES = re.compile(r"\{([^{}]*)\}")
# As much of a word that we do not know as bears repeating.
_SHOWN = 40


class Part(StrEnum):
    """The parts of a letter that staff may write: opening and closing stand around the facts."""

    SUBJECT = "subject"
    HEADING = "heading"
    OPENING = "opening"
    CLOSING = "closing"


# In signs.
LIMITS: Mapping[Part, int] = {
    Part.SUBJECT: 150,
    Part.HEADING: 150,
    Part.OPENING: 3000,
    Part.CLOSING: 3000,
}
_ONE_LINE = frozenset({Part.SUBJECT, Part.HEADING})


class Placeholder(StrEnum):
    """What can be filled in, each by its word."""

    NAME = "name"
    PROGRAM = "program"
    CLASS = "class"
    WHEN = "when"
    REFERENCE = "reference"
    CERTIFICATE = "certificate"
    SITE = "site"


# What each stands for, as staff's page says it.
MEANINGS: Mapping[Placeholder, str] = {
    Placeholder.NAME: "who the letter is to",
    Placeholder.PROGRAM: "the title of the program",
    Placeholder.CLASS: "the code of the class",
    Placeholder.WHEN: "when the class first meets",
    Placeholder.REFERENCE: "the reference of the order",
    Placeholder.CERTIFICATE: "the number of the certificate",
    Placeholder.SITE: "what this site is called",
}
# A subject is seen on locked screens and in logs of mail servers: nothing personal.
_IN_A_SUBJECT = (Placeholder.PROGRAM, Placeholder.CLASS, Placeholder.WHEN, Placeholder.SITE)


@dataclass(frozen=True, slots=True)
class MailText:
    """What staff wrote into one letter, by its parts; what is empty is ours."""

    subject: str = ""
    heading: str = ""
    opening: str = ""
    closing: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether nothing was written."""
        return self == OURS

    def of(self, part: Part) -> str:
        """Return what was written of a part."""
        written: str = getattr(self, part)
        return written

    def over(self, other: "MailText") -> "MailText":
        """Return it with the other's part wherever it has none itself."""
        return MailText(**{each: self.of(each) or other.of(each) for each in Part})

    def differs(self, other: "MailText") -> tuple[Part, ...]:
        """Return the parts that are not the other's."""
        return tuple(each for each in Part if self.of(each) != other.of(each))


OURS = MailText()


@dataclass(eq=False)
class MailTextMistaken(ValueError):
    """A text that is not kept; ``mistakes`` says of each part what is wrong with it."""

    mistakes: Mapping[Part, str]

    def __str__(self) -> str:
        return ". ".join(self.mistakes.values())


@dataclass(eq=False)
class MailTextMovedOn(Exception):
    """The text is not what was seen any more: ``by`` changed it, ``at`` then."""

    by: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.by} changed this letter after you opened it"


class NothingFits(LookupError):
    """A text has a word in braces for which there is nothing to fill in."""


@dataclass(frozen=True, slots=True)
class About:
    """Which letter is meant: of what, in which language, of which program or of all of them.

    ``program`` is the program's code, ``title`` what it is called, both empty for all.
    """

    kind: EventKind
    language: str
    program: str = EVERY_PROGRAM
    title: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A letter as somebody gets it, with facts that were made up."""

    subject: str
    html: str
    text: str


class MailTrial(Protocol):
    """Whoever writes a letter about an order that there never was."""

    def show(self, about: About, text: MailText) -> Example:
        """Return the letter with such a text."""

    def send(self, about: About, text: MailText, *, to: str) -> Outcome:
        """Hand it over to the mail server, marked as a test."""


def placeholders_of(kind: EventKind, part: Part) -> tuple[Placeholder, ...]:
    """Return what can be filled in there. Who takes part is not told of the order, the buyer's."""
    if part is Part.SUBJECT:
        return _IN_A_SUBJECT
    if kind in TO_BUYERS:
        return tuple(each for each in Placeholder if each is not Placeholder.CERTIFICATE)
    of_others = {Placeholder.REFERENCE}
    if kind is not EventKind.REGISTRATION_COMPLETED:
        of_others.add(Placeholder.CERTIFICATE)
    return tuple(each for each in Placeholder if each not in of_others)


def read_mail_text(given: Mapping[str, str]) -> MailText:
    """Return what somebody wrote, each part by its word; control characters are left out.

    Line breaks of every kind are one kind. What is wrong with it ``check_mail_text`` says.
    """
    return MailText(**{part: _cleaned(given.get(part, "")) for part in Part})


def _cleaned(text: str) -> str:
    lines = "\n".join(text.replace("\t", " ").splitlines())
    # Not what merely shapes letters: Hindi and Arabic need joiners and marks of direction.
    return "".join(
        sign for sign in lines if sign == "\n" or category(sign) not in ("Cc", "Cs")
    ).strip()


def check_mail_text(kind: EventKind, text: MailText) -> None:
    """See that a text fits its letter.

    Raises:
        MailTextMistaken: a part is too long, breaks a line where it is one line, or has a brace
            that is not around a word that can be filled in there.
    """
    found = {part: _mistake(kind, part, text.of(part)) for part in Part}
    mistakes = {part: mistake for part, mistake in found.items() if mistake}
    if mistakes:
        raise MailTextMistaken(mistakes)


def _mistake(kind: EventKind, part: Part, text: str) -> str:
    name = f"The {part.value}"
    if part in _ONE_LINE and "\n" in text:
        return f"{name} must be one line"
    if len(text) > LIMITS[part]:
        return f"{name} must be {LIMITS[part]} signs or less. It has {len(text)}"
    fit = [each.value for each in placeholders_of(kind, part)]
    unknown = [each for each in _IN_BRACES.findall(text) if each not in fit]
    if unknown:
        may = ", ".join(f"{{{each}}}" for each in fit)
        word = " ".join(unknown[0].split())[:_SHOWN]
        return f"{name} has {{{word}}}, which is not filled in there. These are: {may}"
    if "{" in (rest := _IN_BRACES.sub("", text)) or "}" in rest:
        return f"{name} has a brace alone. Braces only stand around a word that is filled in"
    return ""


def filled_in(text: MailText, facts: Mapping[str, str]) -> MailText:
    """Return it with the facts in place of their words; a fact's own braces are left alone.

    Raises:
        NothingFits: a word in braces is none of the facts.
    """
    return MailText(**{part: _filled(text.of(part), facts) for part in Part})


def _filled(text: str, facts: Mapping[str, str]) -> str:
    def fact(found: re.Match[str]) -> str:
        word = found[1]
        if word not in facts:
            raise NothingFits(word)
        return facts[word]

    return _IN_BRACES.sub(fact, text)


def paragraphs_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the paragraphs of a text, each with its lines; an empty line parts two of them."""
    found = (
        tuple(line.strip() for line in each.split("\n")) for each in re.split(r"\n[^\S\n]*\n", text)
    )
    shown = (tuple(line for line in lines if line) for lines in found)
    return tuple(lines for lines in shown if lines)
