"""Correct address: staff found out that somebody's e-mail address was wrong, and write it anew.

Wherever an order has it. A buyer's takes the order's link along: the one that was mailed may be a
stranger's, so it opens nothing any more. Not here: giving the place to somebody else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.erasing import refuse_names
from app.domain.event import EventKind
from app.domain.readdressing import AddressStays, Stays, is_address, with_address
from app.domain.registration import RegistrationState
from app.domain.staff_act import StaffAct
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.mailed_code import end_codes
from app.store.order import Order, find_order, lock_order
from app.store.readdressing import readdress
from app.store.registration import Registration, newest_of, registrations_of, speaker_of
from app.store.waiting import find_entry

_GONE = (RegistrationState.CANCELLED, RegistrationState.EXPIRED)
_COMES = (RegistrationState.HELD, RegistrationState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was corrected: the buyer's address, and those of so many places."""

    buyer: bool
    places: int


def correct_address(
    sessions: Sessions,
    *,
    order_reference: str,
    old: str,
    new: str,
    staff: StaffAct,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Corrected | None:
    """Write ``new`` (clean) wherever the order has ``old``; None where there is no such order.

    Partners that know people by address are told, and whoever has the new one is written to. Sent
    again it finds the old one nowhere.

    Raises:
        AddressStays: nobody of the order has the old one, it is the new one, or all was erased.
        NamesSomebody: the reason would say who it was once they are erased.
    """
    told: dict[str, Any] = {"now": now, "request_id": request_id}
    with (
        transaction(sessions) as session,
        announcing(session, partners, **told) as announcer,
        announcing(session, {}, **told) as silent,
    ):
        order = find_order(session, order_reference)
        if order is None:
            return None
        order = lock_order(session, order.id)
        places = registrations_of(session, order.id)
        buys, theirs = _whose(order, places, old, new)
        refuse_names(staff.reason, _known(order, places) | {old, new})
        _move_people(session, order, theirs, buys=buys, new=new, now=now)
        _write(session, order, theirs, buys=buys, old=old, new=new, now=now)
        current = [each for each in newest_of(places) if each in theirs]
        _tell_partners(announcer, silent, order, current, staff, now=now)
        if buys:
            speaker = speaker_of(newest_of(places)).course_class
            announcer.announce(
                EventKind.ORDER_ADDRESS_CHANGED, speaker, order=order, facts=staff.facts
            )
    wake(announcer.destinations)
    return Corrected(buyer=buys, places=len(current))


def _known(order: Order, places: Sequence[Registration]) -> set[str]:
    """Return the names and numbers of the order's people."""
    of_places = {text for each in places for text in (each.name, each.phone)}
    return {order.name, order.phone} | of_places


def _whose(
    order: Order, places: Sequence[Registration], old: str, new: str
) -> tuple[bool, list[Registration]]:
    """Return whether the address is the buyer's, and the places that have it."""
    if order.erased_at is not None:
        raise AddressStays(Stays.ERASED)
    buys, theirs = is_address(order.email, old), [p for p in places if is_address(p.email, old)]
    if not buys and not theirs:
        raise AddressStays(Stays.NOBODYS)
    if is_address(old, new):
        raise AddressStays(Stays.SAME)
    return buys, theirs


def _move_people(
    session: Session,
    order: Order,
    theirs: Sequence[Registration],
    *,
    buys: bool,
    new: str,
    now: datetime,
) -> None:
    """Have the order and the places be of whoever these people are under the new address."""
    numbers = {each.person_id for each in theirs} | ({order.buyer_id} if buys else set())
    ids = {number for number in numbers if number is not None}
    people = readdress(session, ids, email=new, now=now)
    if buys and order.buyer_id is not None:
        order.buyer_id = people[order.buyer_id].id
    for place in theirs:
        if place.person_id is not None:
            place.person = people[place.person_id]


def _write(
    session: Session,
    order: Order,
    theirs: Sequence[Registration],
    *,
    buys: bool,
    old: str,
    new: str,
    now: datetime,
) -> None:
    for place in theirs:
        place.email = new
    if buys:
        order.email = new
        # What was mailed to the address before opens nothing from now on.
        order.link_turn += 1
        end_codes(session, order.id, now=now)
    entry = find_entry(session, order.id)
    if entry is not None:
        entry.filled = with_address(entry.filled, old, new)


def _tell_partners(
    announcer: Announcer,
    silent: Announcer,
    order: Order,
    theirs: Sequence[Registration],
    staff: StaffAct,
    *,
    now: datetime,
) -> None:
    """Have partners told of each place, and who is to come where that is not the buyer."""
    for place in theirs:
        gone = place.state in _GONE
        # Of what is over, or nobody's yet, only staff are to know who did it and why.
        teller = silent if gone or place.person is None else announcer
        about: dict[str, Any] = {"order": order, "registration": place}
        teller.announce(
            EventKind.REGISTRATION_ADDRESS_CHANGED,
            place.course_class,
            facts={**staff.facts, "state": place.state},
            **about,
        )
        comes = place.state in _COMES and place.course_class.ends_at > now
        if comes and not is_address(place.email, order.email):
            announcer.announce(EventKind.PARTICIPANT_ADDRESS_CHANGED, place.course_class, **about)
