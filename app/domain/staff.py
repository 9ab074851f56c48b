"""Roles of staff and their record ids. Not here: passwords."""

import re
from enum import StrEnum

_CODE = re.compile(r"(?:staff-)?([0-9]{1,9})")


class Role(StrEnum):
    """What a member of staff may do; an admin may do everything."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    BOOKKEEPER = "bookkeeper"


def code_of_staff(number: int) -> str:
    """Return our record id of a member of staff at the Connector: ``staff-12``."""
    return f"staff-{number}"


def number_of_staff(code: str) -> int | None:
    """Return the number behind a record id (``staff-12``, or ``12``); None where it is none."""
    found = _CODE.fullmatch(code.strip())
    return int(found[1]) if found else None
