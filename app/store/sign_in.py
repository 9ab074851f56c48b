"""Tries to sign in, counted so that nobody can guess for long. Not here: passwords.

A row says only that somebody tried, under a digest of who and from where; it is deleted when the
try was right, or a quarter of an hour later.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.database import Base, UtcDateTime

WINDOW = timedelta(minutes=15)


class SignInAttempt(Base):
    """One try; ``subject`` is a digest of what is counted (an account, an address, both)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def note_attempt(session: Session, limits: Mapping[str, int], *, now: datetime) -> timedelta | None:
    """Note one more try of each subject, or return how long to wait first.

    ``limits`` says how many tries each subject has within ``WINDOW``. Two at once may both pass the
    last one: it is the many that are to be stopped.
    """
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - WINDOW))
    rows = session.execute(
        select(SignInAttempt.subject, SignInAttempt.at)
        .where(SignInAttempt.subject.in_(limits))
        .order_by(SignInAttempt.at.desc())
    ).all()
    waits = []
    for subject, most in limits.items():
        tries = [at for tried, at in rows if tried == subject]
        if len(tries) >= most:
            waits.append(tries[most - 1] + WINDOW - now)
    if waits:
        return max(waits)
    session.add_all(SignInAttempt(subject=subject, at=now) for subject in limits)
    return None


def forget_attempts(session: Session, subjects: Collection[str]) -> None:
    """Forget every try of the subjects: the last one was right."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject.in_(subjects)))
