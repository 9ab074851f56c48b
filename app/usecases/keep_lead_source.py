"""Keep lead source: staff add one, rename it, or stop and resume using it; partners are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.lead_source import LeadSourceRefused
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.lead_source import add_source, rename_source, source_by_code

_AT_ONCE = "Somebody else gave a lead source this name just now"


@dataclass(frozen=True, slots=True)
class Kept:
    """The lead source's code, and the destinations that now have news."""

    code: str
    destinations: frozenset[str]


def add_lead_source(
    sessions: Sessions,
    *,
    name: str,
    partners: Mapping[str, Partner],
    now: datetime,
    request_id: str = "",
) -> Kept:
    """Add a lead source under a code made of its name.

    Raises:
        LeadSourceRefused: not a name, or another source has it but for case (C9).
    """
    try:
        with (
            transaction(sessions) as session,
            announcing(session, partners, now=now, request_id=request_id) as announcer,
        ):
            source = add_source(session, name)
            announcer.announce_lead(EventKind.LEAD_SOURCE_CHANGED, lead_source=source)
    except IntegrityError as error:
        raise LeadSourceRefused(_AT_ONCE, taken=True) from error
    return Kept(source.code, frozenset(announcer.destinations))


def change_lead_source(
    sessions: Sessions,
    *,
    code: str,
    partners: Mapping[str, Partner],
    now: datetime,
    name: str | None = None,
    active: bool | None = None,
    request_id: str = "",
) -> Kept | None:
    """Rename a lead source, or (``active``) stop or resume using it; None where there is none.

    Where nothing changes nobody is told anything.

    Raises:
        LeadSourceRefused: not a name, or another source has it but for case (C9).
    """
    try:
        with (
            transaction(sessions) as session,
            announcing(session, partners, now=now, request_id=request_id) as announcer,
        ):
            source = source_by_code(session, code)
            if source is None:
                return None
            before = source.facts()
            if name is not None:
                rename_source(session, source, name)
            if active is not None:
                source.active = active
            if source.facts() != before:
                announcer.announce_lead(EventKind.LEAD_SOURCE_CHANGED, lead_source=source)
    except IntegrityError as error:
        raise LeadSourceRefused(_AT_ONCE, taken=True) from error
    return Kept(code, frozenset(announcer.destinations))
