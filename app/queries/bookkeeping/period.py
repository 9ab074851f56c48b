"""Which rows an export is about: days, one legal entity or all, one currency or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.contract import Sessions
from app.domain.paper import DESK, Seller
from app.domain.payment import LEFT_US
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.legal_entity import LegalEntity
from app.store.paper import PaperCause, PaperRow
from app.store.payment import Refund
from app.store.program import Program
from app.store.registration import Registration

Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both in it, as ``timezone`` counts them.

    ``entity`` is the code of a legal entity and ``currency`` a currency's; empty asks for all.
    """

    first: date
    last: date
    timezone: str
    entity: str = ""
    currency: str = ""

    @property
    def starts_at(self) -> datetime:
        """The first moment in it (UTC)."""
        return self._midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it (UTC)."""
        return self._midnight(self.last + timedelta(days=1))

    def day_of(self, moment: datetime) -> date:
        """Return the day on which a moment is."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def has(
        self, moment: ColumnElement[Any] | InstrumentedAttribute[Any]
    ) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions that a moment is in it."""
        return moment >= self.starts_at, moment < self.ends_at

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=ZoneInfo(self.timezone)).astimezone(UTC)


def sellers_of(sessions: Sessions, *, own: Seller) -> Sequence[Seller]:
    """Return the legal entities, the desk's own first."""
    with reading(sessions) as session:
        rows = session.scalars(
            select(LegalEntity).where(LegalEntity.code != DESK).order_by(LegalEntity.name)
        )
        return [own, *(row.seller() for row in rows)]


def find_period(
    sellers: Sequence[Seller], *, first: date, last: date, entity: str, currency: str
) -> Period | None:
    """Return the period, in the zone of its entity; None where there is no such entity.

    For all entities together the days are those of the desk's own.
    """
    chosen = next((each for each in sellers if each.code == (entity or DESK)), None)
    if chosen is None:
        return None
    return Period(first, last, chosen.timezone, entity, currency)


def entity_of(order_id: InstrumentedAttribute[int]) -> ScalarSelect[Any]:
    """Return the code of who sells an order, as its first place says; None is the desk."""
    return (
        select(LegalEntity.code)
        .select_from(Registration)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .join(Program, Program.id == CourseClass.program_id)
        .outerjoin(LegalEntity, LegalEntity.id == Program.entity_id)
        .where(Registration.order_id == order_id)
        .order_by(Registration.position, Registration.id)
        .limit(1)
        .scalar_subquery()
    )


def without_paper() -> ColumnElement[bool]:
    """Return the condition that a refund is money that went, and no paper of ours says so.

    So it is where a partner sent it, where it is owed still on an invoice, and where it was of
    money in another currency than its payment's receipt says.
    """
    written = exists().where(PaperCause.refund_id == Refund.id, PaperRow.cause_id == PaperCause.id)
    return and_(Refund.state.in_(LEFT_US), ~written)
