"""A desk whose letters a test reads, with every use case and its papers real."""

from functools import partial
from threading import Event as Stop

from app.domain.replacing import Dearer
from app.factory.letters import papers_for
from app.jobs.deliver import drain_destination
from app.sandbox.server import Sandbox
from app.store.database import Database
from app.usecases.move_registration import move_registration
from tests.fakes.account import FakeAccount
from tests.mail.letters import Came, inbox, mail_to
from tests.usecases.later import (
    EVERY_WAY,
    PRICE,
)
from tests.usecases.papers import SELLER
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once

OTHER = "FW-2031-09"


class PostOffice(Shop):
    """A desk whose letters lie in the sandbox's inbox, with their papers."""

    gateway: FakeAccount

    def __init__(self, sessions: Database, sandbox: Sandbox) -> None:
        super().__init__(sessions)
        self._sandbox = sandbox
        self.gateway = FakeAccount(clock=self.clock)
        self.gateways["stripe"] = self.gateway
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


def open_office(sessions: Database, sandbox: Sandbox) -> PostOffice:
    """Give one with two classes that may be paid for in every way."""
    add_class(sessions, ways=EVERY_WAY)
    add_class(sessions, OTHER, ways=EVERY_WAY, prices=(("NOK", PRICE),))
    return PostOffice(sessions, sandbox)


def attached(came: Came) -> list[str]:
    """Return the names of the files with a letter."""
    return [each.get_filename() or "" for each in came.message.iter_attachments()]


def move(desk: PostOffice, number: int = 1, class_code: str = OTHER) -> None:
    """Have staff move a place to the other class, or to one that is named."""
    move_registration(
        desk.sessions,
        reference=places(desk)[number].reference,
        class_code=class_code,
        asked_by=KIM,
        dearer=Dearer.CHARGED,
        **desk.around,
    )


def paid_online(desk: PostOffice) -> str:
    """Register Ana and pay; return the order."""
    order = register_once(desk).reference
    desk.post()
    page = desk.page_of(order)
    desk.gateway.pay(page)
    desk.news(page)
    return order
