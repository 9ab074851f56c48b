"""Acting on what partners sent: every kept notice that is due, one after the other."""

from threading import Event

from app import logs
from app.domain.news import NewsDesk
from app.domain.registration import RegistrationState
from app.jobs.deliver import jitter
from app.parts import Parts
from app.queries.outbox import DueNews, find_due_news
from app.usecases.release_hold import release_hold
from app.usecases.take_news import Taken, take_news

CANCELLED = "cancelled at the partner"


def drain_inbound(parts: Parts, *, stop: Event) -> int:
    """Act on what is due, and return how many notices were tried.

    A fault in one is logged, and leaves it to be tried at the next sweep; the others go on.
    """
    tried = 0
    for due in find_due_news(parts.sessions, list(parts.partners), now=parts.clock()):
        if stop.is_set():
            break
        tried += 1
        try:
            _take(parts, due)
        except Exception:  # noqa: BLE001 -- an edge: a fault in one must not stop the others
            logs.log().error("news fault", news=due.id, exc_info=True)
    return tried


def _take(parts: Parts, due: DueNews) -> None:
    partner = parts.partners[due.partner]
    if not isinstance(partner, NewsDesk):
        return
    taken = _try(parts, due, partner)
    if taken is not None and taken.release:
        release_hold(
            parts.sessions,
            reference=taken.release,
            state=RegistrationState.CANCELLED,
            reason=CANCELLED,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )
    if taken is not None:
        logs.log().info("news", news=due.id, partner=due.partner, done=taken.done)


def _try(parts: Parts, due: DueNews, desk: NewsDesk) -> Taken | None:
    return take_news(
        parts.sessions,
        news_id=due.id,
        partner=due.partner,
        desk=desk,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        jitter=jitter(),
    )
