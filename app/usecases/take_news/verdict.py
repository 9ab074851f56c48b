"""What a notice is about, and what was decided of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.store.announcer import Announcer
from app.store.order import Order
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a notice, in words for staff.

    ``wait``: not yet, it is taken again later. ``look``: a person must decide what follows.
    ``release``: the order whose unpaid places are to be given back before it is taken again.
    """

    words: str
    wait: bool = False
    look: bool = False
    release: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The registration that a partner's notice is about, with its order locked."""

    session: Session
    announcer: Announcer
    partner: str
    event_id: str
    order: Order
    registrations: Sequence[Registration]
    registration: Registration
