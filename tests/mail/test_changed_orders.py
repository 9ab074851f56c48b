"""Claims about what the people of an order are written as it changes, with every use case real."""

from functools import partial
from threading import Event as Stop

import pytest

from app.domain.contact import Contact
from app.factory.letters import papers_for
from app.jobs.deliver import drain_destination
from app.sandbox.server import Sandbox
from app.store.database import Database
from app.usecases.move_registration import Dearer, move_registration
from tests.mail.letters import Came, inbox, mail_to
from tests.mail.telling import flat
from tests.usecases.later import BY_INVOICE, EVERY_WAY, PRICE, order_by, record
from tests.usecases.papers import SELLER
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, CLASS, add_class

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER = "FW-2031-09"
CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")


class PostOffice(Shop):
    """A desk whose letters lie in the sandbox's inbox, with their papers."""

    def __init__(self, sessions: Database, sandbox: Sandbox) -> None:
        super().__init__(sessions)
        self._sandbox = sandbox
        issuing = partial(papers_for, sessions=sessions, seller=SELLER, clock=self.clock)
        self.partners["mail"] = mail_to(sandbox.mail_port, papers=issuing)
        self._read = 0

    def post(self, to: str = "ana@example.org") -> list[Came]:
        """Send what waits, a minute later, and return what somebody got since the last time."""
        self.later(minutes=1)
        drain_destination(self.parts, "mail", stop=Stop(), together=1)
        every = inbox(self._sandbox)
        new, self._read = every[self._read :], len(every)
        return [each for each in new if each.to == [to]]


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    add_class(sessions, ways=EVERY_WAY)
    add_class(sessions, OTHER, ways=EVERY_WAY, prices=(("NOK", PRICE),))
    return PostOffice(sessions, sandbox)


def attached(came: Came) -> list[str]:
    return [each.get_filename() or "" for each in came.message.iter_attachments()]


def around(desk: PostOffice) -> dict[str, object]:
    return {"partners": desk.partners, "wake": desk.wake, "now": desk.now}


def move(desk: PostOffice, number: int = 1) -> None:
    move_registration(
        desk.sessions,
        reference=places(desk)[number].reference,
        class_code=OTHER,
        asked_by=KIM,
        dearer=Dearer.CHARGED,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def in_two_classes(desk: PostOffice) -> str:
    """Leave a held order on invoice with Ana in one class and Bo in the other."""
    order = order_by(desk, BY_INVOICE, participants=(ANA, BO))
    desk.post()
    move(desk)
    return order


def test_an_order_in_two_classes_is_confirmed_with_a_letter_for_each(desk: PostOffice) -> None:
    order = in_two_classes(desk)
    desk.post()
    record(desk, order, 2 * PRICE)
    first, second = desk.post()
    assert f"{CLASS}.ics" in attached(first)
    assert "Who: - Ana Lind" in flat(first.part("plain"))
    assert attached(second) == [f"{OTHER}.ics"]
    assert "Who: - Bo Berg" in flat(second.part("plain"))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_letter_of_a_whole_order_names_the_places_in_its_other_class(
    desk: PostOffice, part: str
) -> None:
    order = in_two_classes(desk)
    held = desk.post()[-1]
    said = flat(held.part(part)).partition("Who")[2].replace("-", " ").split()
    assert "Bo Berg" in " ".join(said).partition("In other classes")[0]
    assert "Ana Lind: First aid (FA 2031 03)" in " ".join(said)
    record(desk, order, PRICE)
    (came,) = desk.post()
    assert "Bo Berg: First aid (FW-2031-09)" in flat(came.part(part))
