"""What the server of processes to be killed loads once, so that each of them starts in no time."""

from sqlalchemy.orm import configure_mappers

from app.partners.http import _tls
from tests.crashes import deeds, due_money, dying, mending

__all__ = ["deeds", "due_money", "dying", "mending"]

configure_mappers()
_tls()
