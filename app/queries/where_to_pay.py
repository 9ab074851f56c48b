"""Where an order's invoice is paid to, as its page and its letters say. Reads only."""

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.paper import Seller
from app.domain.where_to_pay import WhereToPay, pay_to
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.legal_entity import LegalEntity
from app.store.order import Order
from app.store.program import Program
from app.store.registration import Registration


def where_to_pay(sessions: Sessions, reference: str, *, seller: Seller) -> WhereToPay:
    """Return the account of who sells the order, and what to write with the payment.

    That is who its papers are of (store/ordered.py); ``seller`` sells what names no entity. One
    statement.
    """
    query = (
        select(LegalEntity)
        .select_from(Order)
        .join(Registration, Registration.order_id == Order.id)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .join(Program, Program.id == CourseClass.program_id)
        .outerjoin(LegalEntity, LegalEntity.id == Program.entity_id)
        .where(Order.reference == reference)
        .order_by(Registration.position, Registration.id.desc())
        .limit(1)
    )
    with reading(sessions) as session:
        entity = session.scalars(query).first()
    return pay_to(entity.seller() if entity else seller, order=reference)
