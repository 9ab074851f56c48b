"""Letters that come back, and addresses that take no mail any more. Pure.

An address is kept under a key that says nothing of it. Not here: rows, letters.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.event import EventKind
from app.domain.tries import digest_of
from app.domain.voucher_code import person_key
from app.domain.wording import say_short_day

# So many letters that a server did not take for an address, without saying that it is not there.
MOST_REFUSED = 3
# Replies of mail servers (RFC 3463, 5321 and 7505): no such mailbox, no such domain, an address
# that is none, moved without saying where, a domain that takes no mail, a mailbox that is closed.
_NOT_THERE = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


# Of which replies the subject is the mailbox or its address, or nothing in particular.
_OF_THEM = ("0", "1", "2")
_WITHIN = re.compile(r"5\.(\d{1,3})\.\d{1,3}(?![\d.])", re.ASCII)


class BounceKind(StrEnum):
    """What is known of an address by one letter."""

    PERMANENT = "permanent"  # there is no such mailbox
    REFUSED = "refused"  # its server did not take the letter; why may be another matter
    TEMPORARY = "temporary"  # it may take the next one
    COMPLAINT = "complaint"  # whoever reads it said that it is not wanted


# What a mail service may report; that a server refused a letter we hear from the server itself.
REPORTED = (BounceKind.PERMANENT, BounceKind.TEMPORARY, BounceKind.COMPLAINT)


@dataclass(frozen=True, slots=True)
class Bounced:
    """A letter that an address did not take, or did not want."""

    address: str
    kind: BounceKind


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What a mail service reports: when it was (UTC), the letter's id, and somebody's words."""

    bounced: Bounced
    at: datetime
    message: str
    words: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing more is sent to an address: since when (UTC), and who said so in what words."""

    kind: BounceKind
    since: datetime
    words: str

    @property
    def whole(self) -> bool:
        """Whether no letter at all is sent there, and not reminders alone."""
        return self.kind is BounceKind.PERMANENT


def kind_of_reply(code: int, said: str) -> BounceKind | None:
    """Return what a mail server's reply says of the one it was to take a letter for, if anything.

    A code within its words says so (``550 5.1.1 No such user``); one without such a code counts as
    a refusal. What is about us (5.7: it lets in nobody who comes from here) says nothing of them.
    """
    if code < 500:
        return None
    found = _WITHIN.match(said)
    if found is None:
        return BounceKind.REFUSED
    if found[0] in _NOT_THERE:
        return BounceKind.PERMANENT
    return BounceKind.REFUSED if found[1] in _OF_THEM else None


def stopping(kind: BounceKind, *, refused: int) -> BounceKind | None:
    """Return as what an address goes on the list by this, None where it does not.

    ``refused`` is how many letters its server did not take, this one among them.
    """
    if kind is BounceKind.REFUSED:
        return BounceKind.PERMANENT if refused >= MOST_REFUSED else None
    return kind if kind in (BounceKind.PERMANENT, BounceKind.COMPLAINT) else None


# How the words begin with which a letter was not sent to somebody who gets none.
NO_MAIL = "this address takes no mail"
NO_REMINDERS = "this address wants no reminders"
_NEAR = frozenset({EventKind.ORDER_CLASS_NEAR, EventKind.PARTICIPANT_CLASS_NEAR})


def is_reminder(kind: EventKind, facts: Mapping[str, object]) -> bool:
    """Say whether its letter repeats what an earlier one said: who complained is spared it.

    A letter about money is one where it comes so many days before or after that is due; the one
    with which a difference is charged is not.
    """
    return kind in _NEAR or (kind is EventKind.ORDER_PAYMENT_DUE and "days" in facts)


def holds_back(stop: Stop, kind: EventKind, facts: Mapping[str, object]) -> bool:
    """Say whether the letter of an event is not sent to such an address."""
    return stop.whole or is_reminder(kind, facts)


def say_stop(stop: Stop) -> str:
    """Return why a letter was not sent, for staff."""
    since = say_short_day(stop.since.date())
    if stop.whole:
        return f"{NO_MAIL} since {since}: {stop.words}"
    return f"{NO_REMINDERS} since {since}: {stop.words}"


@dataclass(frozen=True, slots=True)
class AddressKeys:
    """What addresses are kept under, so that who reads the database cannot confirm a guess.

    ``secrets``: the secret key, then older ones, under which something may stand yet.
    """

    secrets: tuple[str, ...]

    def of(self, address: str) -> str:
        """Return what an address is kept under from now on."""
        return self.every(address)[0]

    def every(self, address: str) -> tuple[str, ...]:
        """Return all that it may stand under, the newest first."""
        digest = _digest(address)
        return tuple(digest_of(secret, _PURPOSE, digest) for secret in self.secrets)


# As the migration that keyed the digests of before has it too.
_PURPOSE = "takes no mail"


def _digest(address: str) -> str:
    """Return the digest of an address; the same however its domain is written (IDNA)."""
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        pass  # mail servers have no other way of writing it either
    return person_key(f"{local}{at}{domain}")


def mask_address(address: str) -> str:
    """Return an address as it may stand in a list: its first letter and its domain."""
    local, _, domain = address.strip().rpartition("@")
    return f"{local[:1]}…@{domain}"


def without_addresses(words: str) -> str:
    """Return somebody's words, 300 signs at most, with nothing in them that may be an address.

    Nor is there a sign that no database takes, or that turns around what stands beside it.
    """
    shown = "".join(sign for sign in words if sign.isprintable() or sign.isspace())
    return " ".join("…" if "@" in each else each for each in shown.split())[:300]
