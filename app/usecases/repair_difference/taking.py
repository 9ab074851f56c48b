"""Taking over what a partner has: read it with no transaction open, then keep it here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Partner
from app.domain.course_class import ClassState
from app.domain.listing import ClassesListed, ListedClass, ListingDesk, NotListed
from app.domain.reconcile import Difference, Held, Ours, Readable, Thing
from app.store.announcer import Announcer
from app.store.course_class import CourseClass
from app.store.listing_read import lock_listing
from app.store.registration import Registration
from app.store.shelf import Shelf
from app.usecases.repair_difference.refusal import NotRepaired

_LATER = "The partner could not be read just now: try again later"


class Taking(Protocol):
    """Something that was read and is to be kept."""

    def keep(self, session: Session, announcer: Announcer, partner: str, *, now: datetime) -> None:
        """Keep it, in the transaction of the repair."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing was read."""

    def keep(self, session: Session, announcer: Announcer, partner: str, *, now: datetime) -> None:
        """Leave all as it is."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a booking: what else is theirs to say."""

    reference: str
    name: str
    theirs: str

    def keep(self, session: Session, announcer: Announcer, partner: str, *, now: datetime) -> None:
        """Put it into the registration."""
        places = select(Registration).where(Registration.reference == self.reference)
        setattr(session.scalars(places).one(), self.name, self.theirs)


@dataclass(frozen=True, slots=True)
class Listed:
    """One class as the partner lists it; None where it does not any more."""

    partner_id: str
    listed: ListedClass | None

    def keep(self, session: Session, announcer: Announcer, partner: str, *, now: datetime) -> None:
        """Do what syncing the whole list would do to this class.

        Raises:
            NotRepaired: a class of our own has its code, or staff cancelled it here.
        """
        lock_listing(session, partner)
        shelf = Shelf(session, partner, now=now)
        if self.listed is None:
            shelf.close([self.partner_id])
        else:
            shelf.put([self.listed])
        shelf.announce(announcer)
        if shelf.left_out:
            raise NotRepaired(shelf.left_out[0].reason)
        states = select(CourseClass.state).where(
            CourseClass.origin == partner, CourseClass.origin_id == self.partner_id
        )
        if session.scalar(states) is ClassState.CANCELLED:
            raise NotRepaired("It was cancelled here: restore it on its own page first")


def read_theirs(partner: Partner | None, difference: Difference, mine: Ours | None) -> Taking:
    """Read what is to be taken over, anew: it may have changed since it was compared.

    Raises:
        NotRepaired: it could not be read, or is as little there as here.
    """
    desk: object = partner
    if difference.thing is Thing.PROGRAM and isinstance(desk, ListingDesk):
        return _listed(desk, mine.known["program"]) if mine else _new(desk, difference.code)
    if mine is not None and isinstance(desk, Readable):
        return _field(desk, mine, difference.field)
    raise NotRepaired(_LATER)


def _field(partner: Readable, mine: Ours, name: str) -> Field:
    for read in partner.read_back([mine]):
        if isinstance(read, Held) and read.fields.get(name):
            return Field(mine.code, name, read.fields[name])
    raise NotRepaired(_LATER)


def _listed(desk: ListingDesk, partner_id: str) -> Listed:
    answer = desk.listed_class(partner_id)
    if isinstance(answer, ListedClass):
        return Listed(partner_id, answer)
    if isinstance(answer, NotListed):
        return Listed(partner_id, None)
    raise NotRepaired(_LATER)


def _new(desk: ListingDesk, code: str) -> Listed:
    """Find the class in the whole list: by our code its own number is not known."""
    answer = desk.listed_classes()
    if not isinstance(answer, ClassesListed):
        raise NotRepaired(_LATER)
    for each in answer.classes:
        if each.code == code:
            return Listed(each.partner_id, each)
    raise NotRepaired("The partner does not list it any more: reconcile again")
