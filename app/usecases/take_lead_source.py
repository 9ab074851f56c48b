"""Take lead source: another system lists one of its own with us, or changes it (connector.md 8)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.domain.contract import Sessions
from app.domain.event import LeadSourceFacts
from app.store.database import transaction
from app.store.inbound import Inbound, keep_inbound
from app.store.lead_source import add_source, rename_source, source_by_code, source_by_name


@dataclass(frozen=True, slots=True)
class TakenSource:
    """The lead source as it is now; ``added`` when it was not there before."""

    source: LeadSourceFacts
    added: bool


def take_lead_source(
    sessions: Sessions,
    *,
    name: str | None,
    active: bool | None,
    origin: str,
    body: bytes,
    now: datetime,
    code: str = "",
) -> TakenSource | None:
    """Keep the call and its effect in one transaction; None where no source has the ``code``.

    Without a code a source of that name, compared without regard to case, is the one meant (C9), so
    that the same call again changes nothing. The sender need not be told of its own change (C18).

    Raises:
        LeadSourceRefused: not a name, or another source has it.
    """
    attempt = partial(
        _attempt, sessions, name=name, active=active, origin=origin, body=body, now=now, code=code
    )
    try:
        return attempt()
    except IntegrityError:
        return attempt()


def _attempt(
    sessions: Sessions,
    *,
    name: str | None,
    active: bool | None,
    origin: str,
    body: bytes,
    now: datetime,
    code: str,
) -> TakenSource | None:
    call = str(uuid4())
    with transaction(sessions) as session:
        keep_inbound(
            session,
            source=origin,
            external_id=call,
            kind="lead source",
            gateway_id=None,
            body=body,
            now=now,
        )
        added = False
        if code:
            source = source_by_code(session, code)
            if source is None:
                return None
            if name is not None:
                rename_source(session, source, name)
        else:
            source = source_by_name(session, name or "")
            added = source is None
            source = source or add_source(session, name or "")
        if active is not None:
            source.active = active
        session.execute(
            update(Inbound)
            .where(Inbound.source == origin, Inbound.external_id == call)
            .values(handled_at=now, gateway_id=source.code)
        )
        return TakenSource(source.facts(), added)
