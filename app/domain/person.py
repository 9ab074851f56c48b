"""People as another system sends them, and what we keep of a person beside how to reach them.

Here: values and matching keys. Not here: who is who (store/incoming.py), any partner's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Detail(StrEnum):
    """What may be known of a person beside name, e-mail address and mobile number."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    BIRTH_DATE = "birth_date"
    GENDER = "gender"
    LINE1 = "line1"
    LINE2 = "line2"
    CITY = "city"
    POSTAL_CODE = "postal_code"
    REGION = "region"
    COUNTRY = "country"
    HOME_PHONE = "home_phone"
    WORK_PHONE = "work_phone"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class IncomingPerson:
    """A person as another system says they are.

    None, and a detail that is not there, was not said and stays as it is; empty text clears.
    ``code`` is our record id where it was sent to one, ``hint`` one that may be ours; ``links`` are
    names the sender has for the record. ``source`` and ``owner`` are our record ids, or a source's
    name and an e-mail address. ``ours``: the sender says that we made the change; ``changed_at`` is
    when it was made (UTC).
    """

    name: str
    email: str | None = None
    phone: str | None = None
    member: bool = False
    active: bool = True
    details: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    owner: str = ""
    code: str = ""
    hint: str = ""
    links: tuple[str, ...] = ()
    ours: bool = False
    changed_at: datetime | None = None


class Effect(StrEnum):
    """What became of a person that was sent."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    ECHO = "echo"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class TakenPerson:
    """Our record of a person that was sent.

    ``warnings`` say what could not be taken, ``overwritten`` names the fields that held something
    else before (S11); neither holds anything personal.
    """

    code: str
    effect: Effect
    warnings: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()


def digits_of(phone: str) -> str:
    """Return the digits of a telephone number, for matching (connector.md S9)."""
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())[:32]
