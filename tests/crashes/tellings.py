"""A desk that has one telling of every wire path to do, all at once; and what each leads to.

Here: how each comes about, through the use cases. Not here: what is killed where.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select

from app.domain.booking import Reserved, ReserveRequest
from app.domain.catalogue import read_one_class
from app.domain.contact import Contact
from app.domain.event import EventKind
from app.domain.result import Result
from app.queries.staff.course_class import class_document
from app.store.database import reading, transaction
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.lead_source import add_source
from app.store.registration import Registration
from app.usecases.add_staff import add_staff
from app.usecases.assign_lead import assign_lead
from app.usecases.cancel_class import cancel_class
from app.usecases.change_class import change_class
from app.usecases.keep_lead_source import add_lead_source
from app.usecases.record_results import record_results
from app.usecases.reserve_booking import reserve_booking
from app.usecases.restore_class import restore_class
from app.usecases.skip_delivery import skip_delivery
from tests.crashes.deeds import ask, deliver_one, hold
from tests.jobs.live import LiveDesk
from tests.worlds import ANA, BO, CLASS, add_class, add_draft

K = EventKind
NEW, OFF, BACK, BOOKED = "FA-NEW", "FA-OFF", "FA-BACK", "FA-BOOKED"
# How many calls each takes, ISO's token among them.
CALLS = {
    "iso changes a status": 2,
    "iso creates, then changes the status": 3,
    "connector saves a member": 1,
    "connector saves source, owner and lead": 3,
    "connector saves a source": 1,
    "connector saves staff": 1,
    "trainingportal adds": 1,
    "trainingportal updates": 1,
    "trainingportal cancels": 1,
    "trainingportal restores": 2,
    "trainingportal hears a result": 1,
    "trainingportal is sent a certificate": 1,
    "webhook hears": 1,
}
# What nobody there could tell from a second one.
BLIND = {"iso creates, then changes the status", "trainingportal is sent a certificate"}


@dataclass
class Workload:
    """The desk, and the delivery of each telling by its name."""

    desk: LiveDesk
    about: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code in (CLASS, NEW, OFF, BACK):
            add_class(self.desk.database, code, prices=())
        self._soon = self._now.replace(hour=8, minute=0) + timedelta(days=1)
        add_class(self.desk.database, BOOKED, prices=(), starts_at=self._soon, deadline=None)
        self._register()
        self._name_leads()
        self._change_classes()
        self._end_bookings()

    def states(self) -> dict[str, str]:
        """Return the state of each telling."""
        with reading(self.desk.database) as session:
            rows = session.execute(select(Delivery.id, Delivery.state))
            found = {number: state.value for number, state in rows}
        return {name: found[int(about.split()[1])] for name, about in self.about.items()}

    def _register(self) -> None:
        """Have Ana known everywhere; Bo not at ISO, because staff skipped that telling."""
        self._hold(ANA)
        self._tell("iso", K.REGISTRATION_HELD)
        self._tell("connector", K.REGISTRATION_HELD, K.REGISTRATION_CONFIRMED)
        self._tell("trainingportal", K.CLASS_SEATS_CHANGED)
        self._tell("webhook", K.REGISTRATION_HELD)
        self._note("iso changes a status", "iso", K.REGISTRATION_CONFIRMED)
        self._note("webhook hears", "webhook", K.REGISTRATION_CONFIRMED)
        self._hold(BO)
        skip_delivery(
            self.desk.database,
            delivery_id=self._newest("iso", K.REGISTRATION_HELD),
            reason="Told by telephone",
            by="staff@desk.example",
            now=self._now,
        )
        self._tell("connector", K.REGISTRATION_HELD)
        self._note("iso creates, then changes the status", "iso", K.REGISTRATION_CONFIRMED)
        self._note("connector saves a member", "connector", K.REGISTRATION_CONFIRMED)
        self._note("trainingportal updates", "trainingportal", K.CLASS_SEATS_CHANGED)

    def _name_leads(self) -> None:
        """Say of Ana where she came from: a source and an owner the Connector has not heard of."""
        database, partners = self.desk.database, self.desk.parts.partners
        with transaction(database) as session:
            add_source(session, "Radio")
        staff: Mapping[str, Any] = {"role": "coordinator", "password": "a long enough password"}
        add_staff(database, email="kim@desk.example", name="Kim Sol", now=self._now, **staff)
        assign_lead(
            database,
            reference=self._reference(ANA.email),
            source="radio",
            owner="staff-1",
            partners=partners,
            now=self._now,
        )
        self._note(
            "connector saves source, owner and lead", "connector", K.REGISTRATION_LEAD_CHANGED
        )
        add_lead_source(database, name="Fair", partners=partners, now=self._now)
        self._note("connector saves a source", "connector", K.LEAD_SOURCE_CHANGED)
        add_staff(
            database,
            email="ole@desk.example",
            name="Ole Vik",
            partners=partners,
            now=self._now,
            **staff,
        )
        self._note("connector saves staff", "connector", K.STAFF_CHANGED)

    def _change_classes(self) -> None:
        """Change three classes, cancel two of them, and restore one."""
        around = self._around
        for code in (OFF, BACK, NEW):
            document = class_document(self.desk.database, code)
            assert document is not None
            entry = read_one_class({**document, "capacity": 20})
            change_class(self.desk.database, entry=entry, **around)
            if code == NEW:
                continue
            self._tell("trainingportal", K.CLASS_CHANGED)
            # With somebody in it, it is not gone at once when it is cancelled (T11).
            self.desk.sandbox.world.trainingportal.bookings.store(code, {"class": code})
        self._note("trainingportal adds", "trainingportal", K.CLASS_CHANGED)
        for code in (BACK, OFF):
            cancel_class(self.desk.database, code=code, reason="Nobody can teach it", **around)
            if code == BACK:
                self._tell("trainingportal", K.CLASS_CANCELLED)
        self._note("trainingportal cancels", "trainingportal", K.CLASS_CANCELLED)
        restore_class(self.desk.database, code=BACK, **around)
        self._note("trainingportal restores", "trainingportal", K.CLASS_RESTORED)

    def _end_bookings(self) -> None:
        """Have Trainingportal book for two, and record that both completed the class."""
        self.desk.sandbox.world.dials.turn("trainingportal", {"booking_unknown_times": 0})
        first, second = (self._book(name) for name in ("Ida", "Ulf"))
        ask(self.desk.parts, "")
        self.desk.ahead = timedelta(days=2)
        self._complete(first)
        self._tell("trainingportal", K.BOOKING_RESULT)
        self._note("trainingportal is sent a certificate", "trainingportal", K.BOOKING_CERTIFICATE)
        self._complete(second)
        self._note("trainingportal hears a result", "trainingportal", K.BOOKING_RESULT)

    @property
    def _now(self) -> datetime:
        return self.desk.parts.clock()

    @property
    def _around(self) -> dict[str, Any]:
        parts = self.desk.parts
        return {"partners": parts.partners, "wake": parts.wake, "now": self._now}

    def _hold(self, who: Contact) -> None:
        token = add_draft(
            self.desk.database,
            token=who.email,
            participants=(who,),
            buyer=who,
            currency="",
            now=self._now,
        )
        hold(self.desk.parts, token)

    def _book(self, name: str) -> str:
        email = f"{name}@example.org".lower()
        answer = reserve_booking(
            self.desk.database,
            ReserveRequest(class_code=BOOKED, name=f"{name} Berg", email=email),
            **self._around,
        )
        assert isinstance(answer, Reserved)
        wanted = {"class": BOOKED, "studentFirstName": name, "studentLastName": "Berg"}
        known = wanted | {"studentEmail": email, "studentPhone": "004722123456"}
        self.desk.sandbox.world.trainingportal.bookings.store(answer.reference, known)
        return answer.reference

    def _complete(self, reference: str) -> None:
        results = {reference: Result.COMPLETED}
        record_results(
            self.desk.database,
            class_code=BOOKED,
            results=results,
            on=self._soon.date(),
            **self._around,
        )

    def _tell(self, destination: str, *kinds: EventKind) -> None:
        for kind in kinds:
            deliver_one(self.desk.parts, f"{destination} {self._newest(destination, kind)}")

    def _note(self, name: str, destination: str, kind: EventKind) -> None:
        self.about[name] = f"{destination} {self._newest(destination, kind)}"

    def _newest(self, destination: str, kind: EventKind) -> int:
        with reading(self.desk.database) as session:
            return session.scalars(
                select(Delivery.id)
                .join(Delivery.event)
                .where(Delivery.destination == destination, EventRow.kind == kind)
                .order_by(Delivery.id.desc())
                .limit(1)
            ).one()

    def _reference(self, email: str) -> str:
        with reading(self.desk.database) as session:
            return session.scalars(
                select(Registration.reference).where(Registration.email == email)
            ).one()


# Each once: nobody is there twice, no status reached twice, no document attached twice.
DONE = {
    "iso": [
        (ANA.email, ["pending", "confirmed"]),
        (BO.email, ["pending", "confirmed"]),
        ("ida@example.org", ["pending", "confirmed", "completed"]),
        ("ulf@example.org", ["pending", "confirmed", "completed"]),
    ],
    "users": [
        (ANA.email, "radio", "staff-1", ["MEMBER"]),
        (BO.email, "", "", ["MEMBER"]),
        ("ida@example.org", "", "", ["MEMBER"]),
        ("ulf@example.org", "", "", ["MEMBER"]),
    ],
    "sources": ["fair", "radio"],
    "staff": ["staff-1", "staff-2"],
    "classes": [
        (CLASS, 10, False),
        (BACK, 20, False),
        (BOOKED, 0, False),
        (NEW, 20, False),
        (OFF, 20, True),
    ],
    "bookings": [("Ida", "COMPLETED", 1), ("Ulf", "COMPLETED", 1)],
    "heard": {1},
}


def done(work: Workload) -> dict[str, Any]:
    """Return what the outside holds of it all, as ``DONE`` has it."""
    held = work.desk.sandbox.world.holdings()
    hub, portal, events = held["connector"], held["trainingportal"], held["iso"]["events"]
    heard = Counter((each["event"], each["data"]["registrationId"]) for each in events)
    return {
        "iso": sorted(
            (each["participant"]["email"], [step["status"] for step in each["statusHistory"]])
            for each in held["iso"]["registrations"]
        ),
        "users": sorted(
            (
                each["email"],
                each["leadSource"],
                each["ownerID"],
                # A save that changes nothing has no effect.
                [kind for kind, _ in groupby(was["userType"] for was in each["types"])],
            )
            for each in hub["users"]
        ),
        "sources": sorted(each["recordID"] for each in hub["lead_sources"]),
        "staff": sorted(each["recordID"] for each in hub["staff"]),
        "classes": sorted(
            (each["externalId"], each["availableSeats"], each["cancelled"])
            for each in portal["classes"]
        ),
        "bookings": sorted(
            (each["student"]["firstName"], each["result"], len(each["documents"]))
            for each in portal["bookings"]
            if each["externalCourseClassId"] == BOOKED
        ),
        "heard": set(heard.values()),
    }
