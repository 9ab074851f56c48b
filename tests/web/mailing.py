"""A desk whose letters lie in the sandbox's inbox, and what staff write into them. No claims."""

from dataclasses import dataclass, replace
from functools import partial
from threading import Event as Stop

from app.domain.mail_text import MailTrial
from app.jobs.deliver import drain_destination
from app.mail.smtp import MailServer
from app.mail.trial import Trial
from app.parts import Parts
from app.queries.mail_text import mail_text_of
from app.sandbox.server import Sandbox
from tests.mail.letters import SENDER, Came, inbox, mail_to
from tests.web.staffroom import add_members
from tests.web.visitor import Visitor
from tests.worlds import Desk, add_class, register_once

PAGE = "/staff/mails/order.confirmed/en"
HELLO = {"subject": "Welcome to {program}", "heading": "Hello again", "closing": "Bring a pen."}


@dataclass
class MailDesk(Desk):
    """A desk that tries letters."""

    trial: MailTrial | None = None

    @property
    def parts(self) -> Parts:
        """Return the parts as the outer ring has them."""
        return replace(super().parts, trial=self.trial)


def mail_desk(desk: Desk, port: int) -> MailDesk:
    """Return the desk with a mail that hands over to this port, and reads what staff wrote."""
    trial = Trial(
        MailServer("smtp", "127.0.0.1", port, time_out=5),
        SENDER,
        site_name="Coursedesk",
        base_url="http://desk.example.test",
        zone="Europe/Oslo",
        clock=desk.clock,
    )
    mail = mail_to(port, texts=partial(mail_text_of, desk.sessions))
    made = MailDesk(desk.sessions, partners={"mail": mail}, trial=trial)
    add_class(made.sessions, prices=())
    add_members(made)
    return made


def framed(visitor: Visitor) -> str:
    """Return the letter in the page's frame, as HTML."""
    frame = visitor.here.one("iframe")
    assert "sandbox" in frame.attrib
    assert not frame.attrib["sandbox"].replace("sandbox", "")
    return frame.attrib["srcdoc"]


def letters(desk: MailDesk, sandbox: Sandbox, **draft: str) -> list[Came]:
    """Register somebody, and return the letters that came of it."""
    register_once(desk, currency="", **draft)
    drain_destination(desk.parts, "mail", stop=Stop(), together=1)
    return inbox(sandbox)
