"""Steps of correcting an address, and what stands in the rows. Not here: any claim."""

from typing import Any

from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.staff_act import StaffAct
from app.store.database import reading
from app.store.person import Person
from app.usecases.correct_address import Corrected, correct_address
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.usecases.classroom import LETTERS
from tests.worlds import ANA, Desk, add_class, deliveries

NEW = "ana.lind@example.org"
ANA_THERE = Contact(ANA.name, NEW, "+4722999999")
KIM = StaffAct(by="kim@desk.example", reason="misspelled, told by telephone")


def open_desk(sessions: Sessions) -> Desk:
    """Have a class that costs nothing, and all who hear of its people."""
    add_class(sessions, prices=())
    partners: dict[str, Partner] = {
        "iso": FakePartner(),
        "connector": FakePartner("connector", REGISTRATIONS, listing=False),
        "mail": FakePartner("mail", LETTERS, listing=False, per="order"),
    }
    return Desk(sessions, partners=partners)


def correct(
    desk: Desk, order: str, old: str = ANA.email, new: str = NEW, staff: StaffAct = KIM
) -> Corrected | None:
    return correct_address(
        desk.sessions,
        order_reference=order,
        old=old,
        new=new,
        staff=staff,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.later(minutes=1),
    )


def rows(desk: Desk, *columns: Any) -> list[tuple[Any, ...]]:
    with reading(desk.sessions) as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(columns[0]))]


def people(desk: Desk) -> list[tuple[str, str, str]]:
    return rows(desk, Person.id, Person.email, Person.match_email)


def told(desk: Desk, destination: str, since: int) -> list[str]:
    """Return what a destination is to hear besides so many deliveries."""
    return [kind for kind, _ in deliveries(desk.sessions, destination)][since:]
