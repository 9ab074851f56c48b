"""Repair difference: a person decides what becomes of one that reconciling found."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.delivery import DeliveryState
from app.domain.reconcile import Held, Ours, Readable, Repair
from app.store.database import reading, transaction
from app.store.delivery import Delivery
from app.store.held import ours_at
from app.store.reconciliation import DifferenceRow
from app.store.registration import Registration


@dataclass(eq=False)
class NotRepaired(Exception):
    """It cannot be repaired so; ``why`` is a sentence for staff."""

    why: str

    def __str__(self) -> str:
        return self.why


def repair_difference(
    sessions: Sessions,
    *,
    difference_id: int,
    repair: Repair,
    partner: Readable,
    reason: str = "",
    now: datetime,
) -> str | None:
    """Do it and return the partner to be woken; None where there is no such difference (any more).

    Telling again queues the newest event of its stream once more, under a new key. Taking theirs
    reads the partner anew, with no transaction open, and takes the one field over.

    Raises:
        NotRepaired: not so, or not without a reason, or it could not be read now.
    """
    with reading(sessions) as session:
        row = session.get(DifferenceRow, difference_id)
        if row is None:
            return None
        difference, name = row.value(), row.partner
        held = ours_at(session, name, {difference.thing})
    if repair not in difference.repairs:
        raise NotRepaired("That cannot be done about such a difference")
    if repair is Repair.IGNORE and not reason.strip():
        raise NotRepaired("Ignoring it needs a reason")
    mine = next((each for each in held if each.code == difference.code), None)
    if repair is not Repair.IGNORE and mine is None:
        raise NotRepaired("We do not hold it any more: reconcile again")
    theirs = _read(partner, mine, difference.field) if repair is Repair.TAKE_THEIRS else ""
    with transaction(sessions) as session:
        kept = session.get_one(DifferenceRow, difference_id)
        kept.state, kept.reason = repair.value, " ".join(reason.split())[:200]
        if mine is not None and repair is Repair.TELL_AGAIN:
            _tell_again(session, name, mine, now=now)
        if mine is not None and repair is Repair.TAKE_THEIRS:
            _take(session, mine, difference.field, theirs)
    return name


def _read(partner: Readable, mine: Ours | None, field: str) -> str:
    for read in partner.read_back([mine] if mine else []):
        if isinstance(read, Held) and read.fields.get(field):
            return read.fields[field]
    raise NotRepaired("The partner could not be read just now: try again later")


def _tell_again(session: Session, destination: str, mine: Ours, *, now: datetime) -> None:
    newest = session.scalars(
        select(Delivery)
        .where(Delivery.destination == destination, Delivery.stream == mine.stream)
        .order_by(Delivery.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        raise NotRepaired("It is told together with who names it: tell that one again")
    session.add(
        Delivery(
            event_id=newest.event_id,
            destination=destination,
            stream=newest.stream,
            state=DeliveryState.DUE,
            key=str(uuid4()),
            due_at=now,
            created_at=now,
        )
    )


def _take(session: Session, mine: Ours, field: str, theirs: str) -> None:
    """Take a field of a booking over: what else is theirs to say."""
    place = session.scalars(select(Registration).where(Registration.reference == mine.code)).one()
    setattr(place, field, theirs)
