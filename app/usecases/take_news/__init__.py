"""Take news: act once on what a partner sent and was kept, in whatever order it comes (iso.md I11).

News is about a registration that the partner holds. One that is not known here yet may be known
soon, so it waits; a final state is never stepped back from. What cannot be decided by a rule is
left to a person, in words. Not here: reading a partner's dialect, money that Stripe takes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.delivery import next_delay
from app.domain.news import NewsDesk, NewsKind, PartnerNews
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.delivery import Knowledge
from app.store.inbound import Inbound
from app.store.order import lock_order
from app.store.registration import Registration, registrations_of
from app.usecases.take_news.money import take_payment, take_refund
from app.usecases.take_news.places import take_cancellation, take_confirmation
from app.usecases.take_news.verdict import About, Verdict

_NOT_YET = "It is about a registration that is not known here yet"
_NEVER = "It is about no registration that is known here"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. ``release`` is the order whose unpaid places must be given back first."""

    done: bool
    words: str
    release: str = ""


def take_news(
    sessions: Sessions,
    *,
    news_id: int,
    partner: str,
    desk: NewsDesk,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    jitter: float,
    request_id: str = "",
) -> Taken | None:
    """Act on one kept notice, if it still waits, and return what came of it; None if it does not.

    A repeat finds it done. Where ``release`` names an order, that is released with the gateway
    asked first (promise 2), and the notice is taken again afterwards.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        row = session.scalars(
            select(Inbound)
            .where(Inbound.id == news_id, Inbound.handled_at.is_(None), Inbound.due_at <= now)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if row is None:
            return None
        news = desk.news(row.kind, row.body)
        verdict = _judge(session, announcer, row, news, partner=partner, now=now)
        _write_down(row, verdict, now=now, jitter=jitter)
        taken = Taken(row.handled_at is not None, row.words, release=verdict.release)
    wake([*announcer.destinations, HOUSE] if announcer.destinations else ())
    return taken


def _judge(
    session: Session,
    announcer: Announcer,
    row: Inbound,
    news: PartnerNews,
    *,
    partner: str,
    now: datetime,
) -> Verdict:
    if news.kind is NewsKind.NOTED:
        return Verdict(news.words)
    reference = _find(session, partner, news.registration_id)
    if reference is None:
        if news.registration_id:
            return Verdict(_NOT_YET, wait=True)
        return Verdict(_NEVER, look=news.kind in (NewsKind.PAID, NewsKind.REFUNDED))
    order_id = session.scalars(
        select(Registration.order_id).where(Registration.reference == reference)
    ).one()
    order = lock_order(session, order_id)
    registrations = registrations_of(session, order_id)
    registration = next(each for each in registrations if each.reference == reference)
    about = About(session, announcer, partner, row.external_id, order, registrations, registration)
    if news.kind is NewsKind.CONFIRMED:
        return take_confirmation(about)
    if news.kind is NewsKind.CANCELLED:
        return take_cancellation(about, now=now)
    take = take_payment if news.kind is NewsKind.PAID else take_refund
    return take(about, news, now=now)


def _find(session: Session, partner: str, registration_id: str) -> str | None:
    """Return our reference of what the partner calls so: its own id, or the reference itself."""
    if not registration_id:
        return None
    stream = session.scalar(
        select(Knowledge.stream)
        .where(
            Knowledge.destination == partner,
            Knowledge.name == "registration",
            Knowledge.value == registration_id,
        )
        # One that was adopted later took the place of one that ended (iso.md S7).
        .order_by(Knowledge.stream.desc())
        .limit(1)
    )
    known = stream.partition(":")[2] if stream else registration_id
    return session.scalar(select(Registration.reference).where(Registration.reference == known))


def _write_down(row: Inbound, verdict: Verdict, *, now: datetime, jitter: float) -> None:
    row.attempt += 1
    row.words = verdict.words[:1000]
    row.look = verdict.look
    delay = next_delay(row.attempt, jitter=jitter) if verdict.wait else None
    if delay is not None:
        row.due_at = now + delay
        return
    row.handled_at, row.due_at = now, None
    if verdict.wait:
        row.words, row.look = _NEVER, True
