"""Every destination, and one telling of each kind: what the contract is claimed of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.contract import Outcome, Partner, Told
from app.domain.event import Event, EventKind, StaffFacts
from app.domain.registration import RegistrationState
from app.mail.partner import Mail
from app.mail.smtp import MailServer
from app.partners.registry import build_partners
from app.sandbox.server import Sandbox
from app.settings import Settings
from tests.fakes.events import OPEN_DAY, event
from tests.partners.built import environment

K = EventKind
REFERENCE = "R-23456-789AB"
CONFIRMED = {"state": RegistrationState.CONFIRMED}
COMPLETED = {
    "state": RegistrationState.COMPLETED,
    "result_on": date(2031, 3, 11),
    "certificate": "C-22222-33333-44444-55555",
}
KIM = StaffFacts(code="staff-12", name="Kim Sol", email="kim@example.org", active=True)
PUBLISHED = event(K.CLASS_PUBLISHED, course_class={"free": 1})
CANCELLED = event(K.CLASS_CANCELLED, course_class={"cancelled": True})

Held = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One telling: to whom, of what, after what, and where in the sandbox its effect can be seen.

    ``known`` is what its destination is taken to have taught us where nothing was told it before;
    ``counts`` says how often one of the sandbox's holdings shows the effect; ``call`` is in the
    address of the call that has it; ``enough`` are the answers of the contract's table that say
    little and still are an acknowledgement.
    """

    destination: str
    what: Event
    effect: tuple[str, str]
    known: Mapping[str, str] = field(default_factory=dict)
    before: tuple[Event, ...] = ()
    counts: Callable[[Held], int] = lambda _: 1
    call: str = ""
    enough: frozenset[str] = frozenset()

    @property
    def kind(self) -> EventKind:
        """Of which kind it is."""
        return self.what.kind

    @property
    def dial(self) -> str:
        """Whose dial breaks it: it is ISO's stand-in that listens to our own events."""
        return "iso" if self.destination == "webhook" else self.destination

    def event(self, *, known: Mapping[str, str] | None = None) -> Event:
        """Return what is told, to a destination that taught us this."""
        return replace(self.what, known=self.known if known is None else known)


def _moves_to(status: str) -> Callable[[Held], int]:
    return lambda held: [each["status"] for each in held["statusHistory"]].count(status)


CASES = {
    "iso creates": Case(
        "iso", event(K.REGISTRATION_HELD), ("iso", "registrations"), call="/registrations"
    ),
    "iso changes a status": Case(
        "iso",
        event(K.REGISTRATION_CONFIRMED),
        ("iso", "registrations"),
        known={"registration": "reg-1"},
        before=(event(K.REGISTRATION_HELD),),
        counts=_moves_to("confirmed"),
        call="/status",
        # No answer to it is documented, so any success will do that is no page of somebody else.
        enough=frozenset({"empty", "wrong JSON"}),
    ),
    "iso creates, then confirms": Case(
        "iso",
        event(K.REGISTRATION_CONFIRMED),
        ("iso", "registrations"),
        counts=_moves_to("confirmed"),
        call="/status",
    ),
    "connector saves": Case("connector", event(K.REGISTRATION_HELD), ("connector", "users")),
    "connector saves what a lead names before it": Case(
        "connector",
        event(K.REGISTRATION_HELD, registration={"lead_source": OPEN_DAY, "owner": KIM}),
        ("connector", "users"),
        counts=lambda held: (held["leadSource"], held["ownerID"]) == ("open-day", "staff-12"),
        call="/user",
    ),
    "connector saves a lead source": Case(
        "connector",
        replace(event(K.LEAD_SOURCE_CHANGED), about_class=None, lead_source=OPEN_DAY),
        ("connector", "lead_sources"),
    ),
    "connector saves staff": Case(
        "connector",
        replace(event(K.STAFF_CHANGED), about_class=None, staff=KIM),
        ("connector", "staff"),
    ),
    "trainingportal adds": Case(
        "trainingportal", event(K.CLASS_PUBLISHED), ("trainingportal", "classes")
    ),
    "trainingportal updates": Case(
        "trainingportal",
        event(K.CLASS_SEATS_CHANGED),
        ("trainingportal", "classes"),
        known={"class": "as it was"},
        before=(PUBLISHED,),
        counts=lambda held: held["availableSeats"] == 11,
    ),
    "trainingportal cancels": Case(
        "trainingportal",
        CANCELLED,
        ("trainingportal", "classes"),
        known={"class": "as it was"},
        before=(PUBLISHED,),
        counts=lambda held: held["cancelled"],
    ),
    "trainingportal restores": Case(
        "trainingportal",
        event(K.CLASS_RESTORED),
        ("trainingportal", "classes"),
        known={"class": "as it was", "cancelled": "yes"},
        before=(PUBLISHED, CANCELLED),
        counts=lambda held: not held["cancelled"],
    ),
    "trainingportal hears a result": Case(
        "trainingportal",
        event(K.BOOKING_RESULT, facts={"result": "completed", "on": "2031-03-11"}),
        ("trainingportal", "bookings"),
        counts=lambda held: held["result"] == "COMPLETED",
    ),
    "trainingportal is sent a certificate": Case(
        "trainingportal",
        event(K.BOOKING_CERTIFICATE, registration=COMPLETED),
        ("trainingportal", "bookings"),
        counts=lambda held: len(held["documents"]),
    ),
    "webhook hears a registration": Case(
        "webhook",
        event(K.REGISTRATION_HELD),
        ("iso", "events"),
        call="/events",
        # Any success is an acknowledgement, whatever is said with it (iso.md S4).
        enough=frozenset({"empty", "a page", "broken JSON", "deep JSON", "wrong JSON"})
        | {"broken XML", "a bomb", "not UTF-8"},
    ),
    "webhook hears a consent": Case(
        "webhook",
        event(K.REGISTRATION_CONSENT_CHANGED, facts={"state": "confirmed"}),
        ("iso", "events"),
        call="/events",
        enough=frozenset({"empty", "a page", "broken JSON", "deep JSON", "wrong JSON"})
        | {"broken XML", "a bomb", "not UTF-8"},
    ),
    "mail writes": Case("mail", event(K.ORDER_HELD), ("mail", "")),
    "mail writes to a participant": Case(
        "mail", event(K.REGISTRATION_CONFIRMED, registration=CONFIRMED), ("mail", "")
    ),
}
# A certificate takes its time to be drawn: test_trainingportal_results.py has what may be answered.
HTTP_CASES = {
    name: case
    for name, case in CASES.items()
    if case.destination != "mail" and case.kind is not K.BOOKING_CERTIFICATE
}


def destinations(url: str, mail_port: int, *, seconds: float = 20) -> dict[str, Partner]:
    """Return every destination for a world at these addresses; mypy checks that each is one."""
    names = ("ISO", "CONNECTOR", "TRAININGPORTAL", "WEBHOOK")
    settings = environment(
        url,
        TRAININGPORTAL_CONFIRMED="cancel,upload",
        WEBHOOK_URL=f"{url}/iso/events",
        WEBHOOK_SECRET="webhook-sandbox",
        **{f"{name}_TIMEOUT": str(seconds) for name in names},
    )
    server = MailServer("smtp", "127.0.0.1", mail_port, time_out=seconds)
    mail = Mail(
        server,
        "desk@coursedesk.example",
        link=lambda reference, *, turn: f"/{reference}/{turn}",
        site_name="Coursedesk",
        base_url="https://desk.example",
        paper=lambda each: b"%PDF",
    )
    return {**build_partners(Settings.from_environment(settings)), "mail": mail}


class Teller:
    """Tells the sandbox, always under the same key, and remembers what that teaches.

    What the sandbox is to know before, it is told first.
    """

    def __init__(self, sandbox: Sandbox, case: Case) -> None:
        self._case = case
        self._partner = destinations(sandbox.url, sandbox.mail_port)[case.destination]
        self.known: dict[str, str] = {}
        if case.destination == "trainingportal":
            wanted = {"class": case.what.course_class.code}
            sandbox.world.trainingportal.bookings.store(REFERENCE, wanted)
        for earlier in case.before:
            assert isinstance(self._tell(earlier, key="key-0"), Told)

    def __call__(self) -> Outcome:
        """Tell it."""
        return self._tell(self._case.what, key="key-1")

    @property
    def repeats_safely(self) -> bool:
        """What the destination says of telling it again, going by what it taught us."""
        return self._partner.repeats_safely(self._case.kind, known=self.known)

    def _tell(self, what: Event, *, key: str) -> Outcome:
        outcome = self._partner.tell(replace(what, known=dict(self.known)), key=key)
        self.known |= outcome.learned
        return outcome


def effects(sandbox: Sandbox, case: Case) -> int:
    """Count in the sandbox how often this telling had its effect."""
    place, kind = case.effect
    held = sandbox.world.holdings()[place]
    return sum(case.counts(each) for each in (held[kind] if kind else held))


def repeats_safely(case: Case) -> bool:
    """Say what the destination says of repeats."""
    partner = destinations("http://127.0.0.1:9", 9)[case.destination]
    return partner.repeats_safely(case.kind, known=case.known)
