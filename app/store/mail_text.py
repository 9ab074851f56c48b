"""What staff wrote into letters: a row for each change, never changed itself; the newest counts.

So the rows say who wrote what and when. A letter that has none, or whose newest is empty, is ours.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.event import EventKind
from app.domain.mail_text import EVERY_PROGRAM, OURS, About, MailText, Part
from app.store.database import Base, UtcDateTime, dialect_of, insert_into, table_of, word


class MailTextRow(Base):
    """One change: ``number`` counts those of one letter, in one language, of one program.

    ``program_code`` is empty for the text that every program has which has none of its own.
    """

    __tablename__ = "mail_text"
    __table_args__ = (UniqueConstraint("kind", "language", "program_code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(word(EventKind))
    language: Mapped[str] = mapped_column(String(8))
    program_code: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(150))
    heading: Mapped[str] = mapped_column(String(150))
    opening: Mapped[str] = mapped_column(Text)
    closing: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def text(self) -> MailText:
        """What the letter says from then on."""
        return MailText(self.subject, self.heading, self.opening, self.closing)


_LETTER = (MailTextRow.kind, MailTextRow.language, MailTextRow.program_code)


def add_mail_text(
    session: Session, about: About, text: MailText, *, seen: int, by: str, now: datetime
) -> bool:
    """Write what the letter says from now on; False where another change came in between.

    ``seen`` is the number of the change that counted when it was looked at, 0 where none was.
    """
    row = insert_into(dialect_of(session), MailTextRow).values(
        kind=about.kind,
        language=about.language,
        program_code=about.program,
        number=seen + 1,
        **{part.value: text.of(part) for part in Part},
        changed_by=by,
        changed_at=now,
    )
    first = row.on_conflict_do_nothing(
        index_elements=["kind", "language", "program_code", "number"]
    )
    return session.scalar(first.returning(table_of(MailTextRow).c.id)) is not None


def changes_of(session: Session, about: About, *, most: int) -> Sequence[MailTextRow]:
    """Return the changes of just that program, or of what all have, the newest first."""
    return session.scalars(
        select(MailTextRow)
        .where(
            MailTextRow.kind == about.kind,
            MailTextRow.language == about.language,
            MailTextRow.program_code == about.program,
        )
        .order_by(MailTextRow.number.desc())
        .limit(most)
    ).all()


def newest_of(session: Session, about: About) -> MailTextRow | None:
    """Return the change that counts there, None where nobody ever made one."""
    return next(iter(changes_of(session, about, most=1)), None)


def texts_that_count(session: Session, *programs: str) -> Sequence[MailTextRow]:
    """Return every text that is not ours, of these programs."""
    newest = (
        select(func.max(MailTextRow.number).label("number"), *_LETTER)
        .where(MailTextRow.program_code.in_(programs))
        .group_by(*_LETTER)
        .subquery()
    )
    same = (column == newest.c[column.key] for column in (*_LETTER, MailTextRow.number))
    rows = session.scalars(select(MailTextRow).join(newest, and_(*same)))
    return [row for row in rows if not row.text.is_ours]


def mail_text_told(session: Session, about: About) -> MailText:
    """Return what a letter says: part by part the program's, or what all have, or nothing."""
    own = newest_of(session, about)
    of_all = newest_of(session, replace(about, program=EVERY_PROGRAM))
    return (own.text if own else OURS).over(of_all.text if of_all else OURS)
