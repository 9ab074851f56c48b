"""Hearing of money that goes without us. Not here: any claim."""

from sqlalchemy import select

from app.domain.news import GatewayNews
from app.queries.staff.overview import overview
from app.store.database import reading
from app.store.inbound import Inbound
from app.usecases.hear_of_dispute import DisputeHeard, hear_of_dispute
from app.usecases.hear_of_return import ReturnHeard, hear_of_return
from tests.usecases.accounting import Books


def hear(books: Books, intent: str, event: str = "evt_r") -> ReturnHeard:
    """Hear that some of that money went back there."""
    news = GatewayNews("stripe", event, "charge.refunded", None, b"{}", intent_id=intent)
    return hear_of_return(
        books.sessions,
        news=news,
        gateways=books.gateways,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )


def hear_dispute(books: Books, event: str, dispute: str = "du_1") -> DisputeHeard:
    """Hear that a dispute moved."""
    news = GatewayNews("stripe", event, "charge.dispute", None, b"{}", dispute_id=dispute)
    return hear_of_dispute(
        books.sessions,
        news=news,
        gateways=books.gateways,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )


def looks(books: Books) -> list[str]:
    """Return what staff are asked to look at, the newest first."""
    return [each.words for each in overview(books.sessions, now=books.now).news]


def handled(books: Books, event: str) -> bool:
    with reading(books.sessions) as session:
        rows = select(Inbound.handled_at).where(Inbound.external_id == event)
        return session.scalars(rows).one() is not None
