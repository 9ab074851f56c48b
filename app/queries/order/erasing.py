"""What a buyer is shown before the data of their order is erased. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.domain.contract import Sessions
from app.domain.erasing import Bar, bar_to_erasing
from app.domain.registration import Channel
from app.store.database import reading
from app.store.erasing import erasing_facts
from app.store.order import find_order
from app.store.paper import PaperRow
from app.store.registration import newest_of, registrations_of


@dataclass(frozen=True, slots=True)
class ErasingPage:
    """Whose data it is, what the law has us keep (``papers``), and why it cannot be erased now.

    ``elsewhere`` is the channel that it came by where others keep it too, and are not told.
    """

    names: tuple[str, ...]
    papers: int
    certificates: int
    elsewhere: bool
    bar: Bar | None
    erased_at: datetime | None
    timezone: str


def erasing_page(sessions: Sessions, reference: str, *, now: datetime) -> ErasingPage | None:
    """Return it, or None where there is no such order."""
    with reading(sessions) as session:
        order = find_order(session, reference)
        if order is None:
            return None
        places = newest_of(registrations_of(session, order.id))
        papers = select(func.count()).where(PaperRow.order_id == order.id)
        return ErasingPage(
            names=tuple(dict.fromkeys((order.name, *(each.name for each in places)))),
            papers=session.scalar(papers) or 0,
            certificates=sum(1 for each in places if each.certificate),
            elsewhere=order.channel in (Channel.TRAININGPORTAL, Channel.API),
            bar=bar_to_erasing(erasing_facts(session, order), now=now),
            erased_at=order.erased_at,
            timezone=places[0].course_class.timezone,
        )
