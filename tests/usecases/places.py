"""Places as staff change them: what their rows say, and how they come to be paid for."""

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.contact import Contact
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.registration import Registration
from tests.usecases.shop import Shop
from tests.worlds import ANA, register_once

KIM = "kim@example.org"


@dataclass(frozen=True, slots=True)
class Place:
    """A registration as its row has it."""

    reference: str
    state: str
    name: str
    price_minor: int
    class_code: str


def places(shop: Shop) -> list[Place]:
    """Return every registration, oldest first."""
    with reading(shop.sessions) as session:
        rows = session.execute(
            select(
                Registration.reference,
                Registration.state,
                Registration.name,
                Registration.price_minor,
                CourseClass.code,
            )
            .join(CourseClass)
            .order_by(Registration.id)
        )
        return [Place(*row) for row in rows]


def paid(shop: Shop, *people: Contact) -> list[str]:
    """Register people, pay for them, and return their references."""
    page = shop.page_of(register_once(shop, participants=people or (ANA,)).reference)
    shop.gateway.pay(page)
    shop.news(page)
    return [each.reference for each in places(shop)]
