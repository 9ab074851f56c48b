"""Answers that were added to a registration later: by staff for everybody, or asked for by link.

Append only. The answer itself stands among the registration's own; here is who added it, when, and
under which version of the form it was asked.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Base, Json, UtcDateTime


class GivenAnswer(Base):
    """One answer, as it was written down; ``by`` is an e-mail address."""

    __tablename__ = "given_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    key: Mapped[str] = mapped_column(String(64))
    answer: Mapped[Any] = mapped_column(Json)
    by: Mapped[str] = mapped_column(String(320))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
