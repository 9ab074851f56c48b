"""Clients of the API, their secrets, tokens and the keys they sent. Secrets are kept as digests."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from app.domain.client import ClientRefused
from app.store.database import Base, Json, UtcDateTime


class Client(Base):
    """An integrator. ``client_id`` is public; ``last_used_at`` is when it last got a token."""

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    scopes: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    secrets: Mapped[list["ClientSecret"]] = relationship(
        lazy="raise", order_by="ClientSecret.id", cascade="all, delete-orphan"
    )


class ClientSecret(Base):
    """A secret's digest; ``ends_at`` is set once another has taken its place."""

    __tablename__ = "client_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_number: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccessToken(Base):
    """A token's digest, its scopes with spaces between them, and when it ends."""

    __tablename__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    client_number: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    scope: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClientKey(Base):
    """An idempotency key that a client sent, as a digest, and the draft it stands for (iso.md S7).

    ``fingerprint`` is that of the body it came with. The draft's token is unguessable and is the
    order's too: so the row also says which client an order is from.
    """

    __tablename__ = "client_key"
    __table_args__ = (UniqueConstraint("client_number", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_number: Mapped[int] = mapped_column(ForeignKey("client.id"))
    digest: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    draft_token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


def find_client_called(session: Session, name: str) -> Client:
    """Return the client of that id or name with its secrets, locked; revoked ones are no more.

    Raises:
        ClientRefused: there is none.
    """
    client = session.scalar(
        select(Client)
        .where(or_(Client.client_id == name, Client.name == name), Client.revoked_at.is_(None))
        .order_by(Client.id)
        .limit(1)
        .options(selectinload(Client.secrets))
        .with_for_update()
    )
    if client is None:
        raise ClientRefused(f"there is no client {name}")
    return client
