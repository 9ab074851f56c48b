"""Roles of staff. Not here: passwords."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do; an admin may do everything."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    BOOKKEEPER = "bookkeeper"
