"""Legal entities: who sells, and whose papers are numbered on their own. Not here: papers."""

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.paper import Seller
from app.store.database import Base, dialect_of, insert_into


class LegalEntity(Base):
    """One seller; ``address`` has its lines. What it is changed to is on no paper issued before."""

    __tablename__ = "legal_entity"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(600), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    registration_number: Mapped[str] = mapped_column(String(64), default="")
    vat_number: Mapped[str] = mapped_column(String(64), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    language: Mapped[str] = mapped_column(String(8), default="en")
    bank: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    prefix: Mapped[str] = mapped_column(String(12), default="")

    def seller(self) -> Seller:
        """Return it as papers freeze it."""
        return Seller(
            code=self.code,
            name=self.name,
            address=tuple(self.address.split("\n")) if self.address else (),
            country=self.country,
            registration_number=self.registration_number,
            vat_number=self.vat_number,
            timezone=self.timezone,
            language=self.language,
            bank=self.bank,
            note=self.note,
            prefix=self.prefix,
        )


def put_entity(session: Session, seller: Seller) -> LegalEntity:
    """Return the entity of that code, added or changed to be what is said of it."""
    row = find_entity(session, seller.code)
    if row is None:
        # Somebody else may be adding it just now.
        session.execute(
            insert_into(dialect_of(session), LegalEntity)
            .values(**_columns(seller))
            .on_conflict_do_nothing(index_elements=["code"])
        )
        row = session.scalars(select(LegalEntity).where(LegalEntity.code == seller.code)).one()
    if row.seller() != seller:
        session.execute(
            update(LegalEntity).where(LegalEntity.id == row.id).values(**_columns(seller))
        )
        session.refresh(row)
    return row


def _columns(seller: Seller) -> dict[str, str]:
    named = {name: getattr(seller, name) for name in seller.__slots__}
    return named | {"address": "\n".join(seller.address)}


def find_entity(session: Session, code: str) -> LegalEntity | None:
    """Return the entity by its code."""
    return session.scalar(select(LegalEntity).where(LegalEntity.code == code))
