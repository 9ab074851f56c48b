"""Take person: somebody another system sends becomes one of our people, or changes one, once."""

from datetime import datetime
from functools import partial
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.domain.contract import Sessions
from app.domain.person import IncomingPerson, TakenPerson
from app.store.database import transaction
from app.store.inbound import Inbound, keep_inbound
from app.store.incoming import find_person, take


class PersonUnknown(LookupError):
    """The record id that was named is nobody's here."""


def take_person(
    sessions: Sessions,
    incoming: IncomingPerson,
    *,
    origin: str,
    body: bytes,
    now: datetime,
) -> TakenPerson:
    """Keep the call and its effect in one transaction, and return our record of the person.

    The same call again has the same record for its answer and changes nothing. Two at once: the
    later one waits, and then finds what the earlier one made.

    Raises:
        PersonUnknown: it was sent to a record id of ours that nobody has.
    """
    attempt = partial(_attempt, sessions, incoming, origin=origin, body=body, now=now)
    try:
        return attempt()
    except IntegrityError:
        return attempt()


def _attempt(
    sessions: Sessions, incoming: IncomingPerson, *, origin: str, body: bytes, now: datetime
) -> TakenPerson:
    call = str(uuid4())
    with transaction(sessions) as session:
        if incoming.code and find_person(session, incoming.code) is None:
            raise PersonUnknown(incoming.code)
        keep_inbound(
            session,
            source=origin,
            external_id=call,
            kind="person",
            gateway_id=None,
            body=body,
            now=now,
        )
        taken = take(session, incoming, origin=origin, now=now)
        session.execute(
            update(Inbound)
            .where(Inbound.source == origin, Inbound.external_id == call)
            .values(handled_at=now, gateway_id=taken.code)
        )
        return taken
