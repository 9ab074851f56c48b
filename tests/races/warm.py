"""What the server of a crowd's processes loads once, so that each of them starts in no time."""

from sqlalchemy.orm import configure_mappers

from tests.races import (
    api_calls,
    deeds,
    due_money,
    limited_deeds,
    line_deeds,
    numbering,
    refunding,
)

__all__ = [
    "api_calls",
    "deeds",
    "due_money",
    "limited_deeds",
    "line_deeds",
    "numbering",
    "refunding",
]

configure_mappers()
