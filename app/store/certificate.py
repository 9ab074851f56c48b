"""Certificates: what was issued, and whether it still holds. Not here: what one looks like."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.domain.certificate import GROUPS, PREFIX
from app.domain.reference import new_reference
from app.store.database import Base, UtcDateTime
from app.store.registration import Registration


class CertificateRow(Base):
    """One certificate. Each completion has a new one; ``withdrawn_at`` ends it, and it stays."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    completed_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    registration: Mapped[Registration] = relationship(lazy="raise")


def issue_certificate(
    session: Session, registration: Registration, *, on: date, now: datetime
) -> None:
    """Give the registration a certificate of its own."""
    registration.certificate = new_reference(PREFIX, groups=GROUPS)
    session.add(
        CertificateRow(
            number=registration.certificate,
            registration=registration,
            completed_on=on,
            issued_at=now,
        )
    )


def withdraw_certificate(session: Session, registration: Registration, *, now: datetime) -> None:
    """End the registration's certificate, if it has one."""
    session.execute(
        update(CertificateRow)
        .where(CertificateRow.number == registration.certificate)
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    registration.certificate = ""
