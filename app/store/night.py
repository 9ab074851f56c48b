"""Whose turn it is to read a partner back tonight. Not here: reading, or when a night begins."""

from datetime import date, datetime

from sqlalchemy import String, and_, or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.database import Base, UtcDateTime, dialect_of, insert_into, rows_changed, table_of


class Night(Base):
    """One partner: the ``night`` for which it was read last, or is being read.

    ``lease_until`` (UTC) is set while it is: who reads renews it, and where it lapsed they died.
    ``turn`` tells one who reads from the next.
    """

    __tablename__ = "night"

    partner: Mapped[str] = mapped_column(String(32), primary_key=True)
    night: Mapped[date]
    turn: Mapped[int]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


_NIGHT = table_of(Night)


def take_turn(
    session: Session, partner: str, *, night: date, now: datetime, until: datetime
) -> int | None:
    """Take the turn of the night, or None: it was taken. One conditional UPDATE decides.

    A partner that was never seen before has missed no night: its first one is the next.
    """
    session.execute(
        insert_into(dialect_of(session), Night)
        .values(partner=partner, night=night, turn=0, lease_until=None)
        .on_conflict_do_nothing(index_elements=["partner"])
    )
    missed = and_(_NIGHT.c.lease_until.is_(None), _NIGHT.c.night < night)
    return session.execute(
        update(_NIGHT)
        .where(_NIGHT.c.partner == partner, or_(missed, _NIGHT.c.lease_until <= now))
        .values(night=night, turn=_NIGHT.c.turn + 1, lease_until=until)
        .returning(_NIGHT.c.turn)
    ).scalar_one_or_none()


def lengthen_turn(session: Session, partner: str, turn: int, *, until: datetime | None) -> bool:
    """Have the lease last until then, or be over for good (None); no where the turn was lost."""
    return bool(
        rows_changed(
            session.execute(
                update(_NIGHT)
                .where(
                    _NIGHT.c.partner == partner,
                    _NIGHT.c.turn == turn,
                    _NIGHT.c.lease_until.is_not(None),
                )
                .values(lease_until=until)
            )
        )
    )


def ask_for_turn(session: Session, partner: str) -> bool:
    """Have the next look take a turn although the night is done; no while one is being taken."""
    insert = insert_into(dialect_of(session), Night).values(
        partner=partner, night=date.min, turn=0, lease_until=None
    )
    asked = session.execute(
        insert.on_conflict_do_update(
            index_elements=["partner"],
            set_={"night": date.min},
            where=_NIGHT.c.lease_until.is_(None),
        ).returning(_NIGHT.c.partner)
    )
    return asked.scalar_one_or_none() is not None
