"""A desk whose classes change, are cancelled and end; with everybody who hears of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from threading import Event as Stop
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import read_one_class
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.domain.result import Result
from app.jobs.sweep import do_money
from app.queries.staff.course_class import class_document
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.registration import Registration
from app.usecases.cancel_class import cancel_class
from app.usecases.change_class import change_class
from app.usecases.publish_class import publish_class
from app.usecases.record_results import record_results
from app.usecases.restore_class import restore_class
from app.usecases.retract_result import retract_result
from tests.fakes.partner import CLASSES, ORDERS, REGISTRATIONS, FakePartner
from tests.usecases.shop import Shop
from tests.worlds import CLASS

BOOKINGS = frozenset(kind for kind in EventKind if kind.startswith("booking."))
LETTERS = ORDERS | {
    EventKind.PARTICIPANT_ADDRESS_CHANGED,
    EventKind.PARTICIPANT_CLASS_CHANGED,
    EventKind.PARTICIPANT_CLASS_NEAR,
    EventKind.PARTICIPANT_CLASS_CANCELLED,
    EventKind.REGISTRATION_COMPLETED,
}
DAY = date(2031, 3, 10)
AFTER = datetime(2031, 3, 11, 12, 0, tzinfo=UTC)


class Classroom(Shop):
    """The steps of a class's life as their callers take them."""

    def __init__(self, sessions: Database) -> None:
        super().__init__(sessions)
        self.partners = {
            "iso": FakePartner("iso", REGISTRATIONS),
            "trainingportal": FakePartner("trainingportal", CLASSES | BOOKINGS),
            "mail": FakePartner("mail", LETTERS, listing=False, per="order"),
        }

    def cancel(self, reason: str = "the teacher is ill", code: str = CLASS) -> bool:
        """Cancel the class."""
        return cancel_class(self.sessions, code=code, reason=reason, **self.around)

    def restore(self, code: str = CLASS) -> bool:
        """Undo it."""
        return restore_class(self.sessions, code=code, **self.around)

    def change(self, **fields: Any) -> bool:
        """Change fields of the class, as its form would."""
        document = class_document(self.sessions, CLASS)
        assert document
        entry = read_one_class({**document, **fields})
        return change_class(self.sessions, entry=entry, **self.around)

    def publish(self, program: str = "FIRST-AID", **fields: Any) -> None:
        """Publish another class like the one there is."""
        document = class_document(self.sessions, CLASS)
        assert document
        entry = read_one_class({**document, "code": "FA-NEW", **fields})
        publish_class(self.sessions, program=program, entry=entry, **self.around)

    def sweep(self) -> None:
        """Do the chores of the house once."""
        do_money(self.parts, stop=Stop())

    def finish(
        self, results: Mapping[str, Result], on: date | None = DAY, code: str = CLASS
    ) -> int:
        """Record results."""
        return record_results(self.sessions, class_code=code, results=results, on=on, **self.around)

    def retract(self, reference: str) -> bool:
        """Take a result back."""
        return retract_result(self.sessions, reference=reference, **self.around)

    def cancel_one(self, reference: str) -> None:
        """Have one registration cancelled, however that came about."""
        with transaction(self.sessions) as session:
            row = session.scalars(
                select(Registration).where(Registration.reference == reference)
            ).one()
            row.move(RegistrationState.CANCELLED)

    def references(self) -> list[str]:
        """Return every registration's reference, oldest first."""
        return [each.reference for each in self.all(lambda each: True)]

    def all(self, wanted: Callable[[Registration], bool]) -> list[Registration]:
        """Return the registrations wanted, oldest first."""
        with reading(self.sessions) as session:
            rows = session.scalars(select(Registration).order_by(Registration.id)).all()
        return [row for row in rows if wanted(row)]

    def happened(self, kind: EventKind) -> list[dict[str, Any]]:
        """Return the facts of every event of the kind, oldest first."""
        with reading(self.sessions) as session:
            rows = session.scalars(
                select(EventRow.facts).where(EventRow.kind == kind).order_by(EventRow.id)
            )
            return list(rows)
