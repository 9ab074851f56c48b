"""Which sellers sell without the tax to companies abroad and have no VAT number of their own."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.domain.contract import Sessions
from app.domain.paper import DESK, Seller
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.legal_entity import LegalEntity
from app.store.price_option import PriceOption
from app.store.program import Program


def sellers_without_vat_number(sessions: Sessions, *, own: Seller) -> Sequence[str]:
    """Return their names; the desk's ``own`` is as the settings say it.

    A receipt that says who owes the tax has to bear the number of its seller.
    """
    entity = func.coalesce(LegalEntity.code, DESK)
    query = (
        select(entity, LegalEntity.name, LegalEntity.vat_number)
        .select_from(PriceOption)
        .join(CourseClass, CourseClass.id == PriceOption.class_id)
        .join(Program, Program.id == CourseClass.program_id)
        .outerjoin(LegalEntity, LegalEntity.id == Program.entity_id)
        .where(PriceOption.exemptable, ~PriceOption.withdrawn)
        .distinct()
    )
    with reading(sessions) as session:
        sold = session.execute(query).all()
    found = [
        (own.name, own.vat_number) if code == DESK else (name, number)
        for code, name, number in sold
    ]
    return sorted(name for name, number in found if not number)
