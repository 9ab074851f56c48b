"""Orders that came by an embedded form: of which form, on which site, and where back to.

A form's key is claimed before its order is made, so that one embedded form makes one order however
often it is sent. Not here: the order itself.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, String, and_, delete, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.course_class import CourseClass
from app.store.database import (
    Base,
    UtcDateTime,
    dialect_of,
    insert_into,
    rows_changed,
    table_of,
)
from app.store.order import Order
from app.store.program_site import ProgramSite
from app.store.registration import Registration


class EmbeddedOrder(Base):
    """A form by its key, the draft that is sent with it, its site and the address to go back to.

    ``site`` is empty where the page stood in no frame that it knew of, ``back`` where none was
    named. Nothing personal is in it.
    """

    __tablename__ = "embedded_order"

    form_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_token: Mapped[str] = mapped_column(String(64), index=True)
    site: Mapped[str] = mapped_column(String(255))
    back: Mapped[str] = mapped_column(String(500))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


# So that forgetting, every few seconds, does not look at every form that was ever sent.
_LOOKED_BACK = timedelta(days=1)
_EMBEDDED, _ORDERS = table_of(EmbeddedOrder), table_of(Order)
_SITES, _CLASSES = table_of(ProgramSite), table_of(CourseClass)
_PLACES = table_of(Registration)
_HAS_ORDER = exists().where(_ORDERS.c.draft_token == _EMBEDDED.c.draft_token)

_STILL_ALLOWED = exists().where(
    _SITES.c.program_id == _CLASSES.c.program_id, _SITES.c.origin == _EMBEDDED.c.site
)
# Needs orders and course_class: where the order's buyer goes back to, while that site is allowed.
BACK_TO_SITE = (
    select(_EMBEDDED.c.back)
    .where(_EMBEDDED.c.draft_token == _ORDERS.c.draft_token, _EMBEDDED.c.back != "", _STILL_ALLOWED)
    .limit(1)
    .correlate(_ORDERS, _CLASSES)
    .scalar_subquery()
)
# Needs registration: the site whose page its order's form stood on; None where it came otherwise.
CAME_FROM_SITE = (
    select(_EMBEDDED.c.site)
    .join(_ORDERS, _ORDERS.c.draft_token == _EMBEDDED.c.draft_token)
    .where(_ORDERS.c.id == _PLACES.c.order_id, _EMBEDDED.c.site != "")
    .limit(1)
    .correlate(_PLACES)
    .scalar_subquery()
)


def claim(connection: Connection, *, stale: datetime, **columns: object) -> bool:
    """Have the form make the order of that draft; False where it makes another one's.

    ``columns`` are all of its columns. A claim from before ``stale`` of which no order came is
    nobody's any more.
    """
    row = insert_into(dialect_of(connection), EmbeddedOrder).values(columns)
    left = and_(_EMBEDDED.c.claimed_at < stale, ~_HAS_ORDER)
    free = or_(_EMBEDDED.c.draft_token == row.excluded.draft_token, left)
    anew = {name: row.excluded[name] for name in ("draft_token", "site", "back", "claimed_at")}
    claimed = row.on_conflict_do_update(index_elements=["form_key"], set_=anew, where=free)
    return connection.execute(claimed.returning(_EMBEDDED.c.form_key)).first() is not None


def release(connection: Connection, *, form_key: str, draft_token: str) -> None:
    """Give the form free again, if no order came of that draft."""
    own = (_EMBEDDED.c.form_key == form_key, _EMBEDDED.c.draft_token == draft_token)
    connection.execute(delete(_EMBEDDED).where(*own, ~_HAS_ORDER))


def made_an_order(connection: Connection, form_key: str) -> bool:
    """Say whether an order came of the form."""
    own = select(_EMBEDDED.c.form_key).where(_EMBEDDED.c.form_key == form_key, _HAS_ORDER)
    return connection.scalar(own) is not None


def forget_claims(session: Session, *, before: datetime) -> int:
    """Delete claims from before then of which no order came; return how many.

    Those of the day before it are looked at: what is older has an order, or harms nobody.
    """
    lately = _EMBEDDED.c.claimed_at.between(before - _LOOKED_BACK, before)
    old = delete(_EMBEDDED).where(lately, ~_HAS_ORDER)
    return rows_changed(session.execute(old))
