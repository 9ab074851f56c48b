"""Every destination, and one telling of each kind: what the contract is claimed of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.contract import Outcome, Partner, Told
from app.domain.event import Event, EventKind
from app.domain.registration import RegistrationState
from app.mail.partner import Mail
from app.mail.smtp import MailServer
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.partners.built import built

REFERENCE = "R-23456-789AB"
CONFIRMED = {"state": RegistrationState.CONFIRMED}


@dataclass(frozen=True)
class Case:
    """One telling: to whom, of what, and where in the sandbox its effect can be seen."""

    destination: str
    kind: EventKind
    effect: tuple[str, str]
    known: Mapping[str, str] = field(default_factory=dict)
    registration: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def event(self, **changed: Any) -> Event:
        """Return what is told."""
        return event(
            self.kind,
            known=self.known,
            registration=self.registration,
            facts=self.facts,
            **changed,
        )


CASES = {
    "iso creates": Case("iso", EventKind.REGISTRATION_HELD, ("iso", "registrations")),
    "iso creates, then confirms": Case(
        "iso", EventKind.REGISTRATION_CONFIRMED, ("iso", "registrations")
    ),
    "connector saves": Case("connector", EventKind.REGISTRATION_HELD, ("connector", "users")),
    "trainingportal adds": Case(
        "trainingportal", EventKind.CLASS_PUBLISHED, ("trainingportal", "classes")
    ),
    "trainingportal updates": Case(
        "trainingportal",
        EventKind.CLASS_SEATS_CHANGED,
        ("trainingportal", "classes"),
        known={"class": "as it was"},
    ),
    "trainingportal hears a result": Case(
        "trainingportal",
        EventKind.BOOKING_RESULT,
        ("trainingportal", "bookings"),
        facts={"result": "completed", "on": "2031-03-11"},
    ),
    "mail writes": Case("mail", EventKind.ORDER_HELD, ("mail", "")),
    "mail writes to a participant": Case(
        "mail", EventKind.REGISTRATION_CONFIRMED, ("mail", ""), registration=CONFIRMED
    ),
}
HTTP_CASES = {name: case for name, case in CASES.items() if case.destination != "mail"}


def destinations(url: str, mail_port: int, *, seconds: float = 20) -> dict[str, Partner]:
    """Return every destination for a world at these addresses; mypy checks that each is one."""
    names = ("ISO", "CONNECTOR", "TRAININGPORTAL")
    partners = built(url, **{f"{name}_TIMEOUT": str(seconds) for name in names})
    server = MailServer("smtp", "127.0.0.1", mail_port, time_out=seconds)
    mail = Mail(
        server,
        "desk@coursedesk.example",
        link=lambda r: f"/{r}",
        site_name="Coursedesk",
        base_url="https://desk.example",
        paper=lambda each: b"%PDF",
    )
    return {
        "iso": partners.iso,
        "connector": partners.connector,
        "trainingportal": partners.trainingportal,
        "mail": mail,
    }


def teller(sandbox: Sandbox, case: Case) -> Callable[[], Outcome]:
    """Return a way to tell the sandbox; what it is to know before, it is told first."""
    partner = destinations(sandbox.url, sandbox.mail_port)[case.destination]
    if case.known:
        earlier = event(EventKind.CLASS_PUBLISHED, course_class={"free": 1})
        assert isinstance(partner.tell(earlier, key="key-0"), Told)
    if case.kind is EventKind.BOOKING_RESULT:
        sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    return lambda: partner.tell(case.event(), key="key-1")


def effects(sandbox: Sandbox, case: Case) -> list[Any]:
    """Return what the sandbox holds of this telling."""
    place, kind = case.effect
    held = sandbox.world.holdings()[place]
    seats = event(case.kind).course_class.free
    return [
        each
        for each in (held[kind] if kind else held)
        if each.get("availableSeats", seats) == seats and each.get("result") != "NEW"
    ]


def repeats_safely(case: Case) -> bool:
    """Say what the destination says of repeats."""
    return destinations("http://127.0.0.1:9", 9)[case.destination].repeats_safely(case.kind)
