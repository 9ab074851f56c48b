"""Staff who sign in and own leads. Not here: how a password is hashed."""

from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.event import StaffFacts
from app.domain.staff import code_of_staff, number_of_staff
from app.store.database import Base, UtcDateTime


class Staff(Base):
    """A member of staff; ``sign_in_version`` rises with every password change and ends sessions."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(32))
    password_hash: Mapped[str] = mapped_column(String(255))
    sign_in_version: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def code(self) -> str:
        """Our record id at the Connector."""
        return code_of_staff(self.id)

    @property
    def shown_name(self) -> str:
        """The name, or what stands before the @ of the address where none was given."""
        return self.name or self.email.partition("@")[0]

    def facts(self) -> StaffFacts:
        """Return the member as partners are told them."""
        return StaffFacts(
            code=self.code, name=self.shown_name, email=self.email, active=self.active
        )


def find_staff(session: Session, named: str) -> Staff | None:
    """Return who is meant by our record id or, without regard to case, by an e-mail address (C8).

    Somebody unknown, or no longer on the staff, is None.
    """
    number = number_of_staff(named)
    by = Staff.id == number if number else func.lower(Staff.email) == named.strip().lower()
    return session.scalar(select(Staff).where(by, Staff.active))
