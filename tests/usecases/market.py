"""A desk where a partner books, and a booking as that partner holds it."""

from datetime import date

from app.domain.booking import (
    Cancelled,
    NotCancelled,
    NotReserved,
    Reserved,
    ReserveRequest,
)
from app.domain.contract import BookingDetails
from app.domain.event import EventKind
from app.queries.outbox import find_due_deliveries
from app.store.database import Database
from app.usecases.cancel_booking import cancel_booking
from app.usecases.confirm_booking import confirm_booking
from app.usecases.reserve_booking import reserve_booking
from tests.fakes.partner import CLASSES, REGISTRATIONS, FakePartner
from tests.worlds import CLASS, Desk

INGRID = ReserveRequest(class_code=CLASS, name="Ingrid Solheim", email="ingrid@example.org")


class Market(Desk):
    """A desk where a partner books."""

    def __init__(self, sessions: Database) -> None:
        kinds = CLASSES | _BOOKINGS
        self.portal = FakePartner("trainingportal", kinds, per="registration")
        self.iso = FakePartner(kinds=REGISTRATIONS)
        super().__init__(sessions, partners={"trainingportal": self.portal, "iso": self.iso})

    def reserve(self, request: ReserveRequest = INGRID) -> Reserved | NotReserved:
        """Ask for a seat."""
        return reserve_booking(
            self.sessions, request, partners=self.partners, wake=self.wake, now=self.now
        )

    def reference(self, request: ReserveRequest = INGRID) -> str:
        """Ask for a seat that there is."""
        reserved = self.reserve(request)
        assert isinstance(reserved, Reserved)
        return reserved.reference

    def cancel(self, reference: str) -> Cancelled | NotCancelled:
        """Give a seat back."""
        return cancel_booking(
            self.sessions,
            reference=reference,
            partners=self.partners,
            wake=self.wake,
            now=self.now,
        )

    def ask(self) -> object:
        """Ask the partner about the oldest booking that is due."""
        due = find_due_deliveries(self.sessions, "trainingportal", now=self.now)
        asking = next((each.id for each in due if each.booking), None)
        if asking is None:
            return None
        return self.ask_for(asking)

    def ask_for(self, delivery_id: int) -> object:
        """Ask the partner about one booking, if it is due."""
        return confirm_booking(
            self.sessions,
            delivery_id=delivery_id,
            desk=self.portal,
            time_out=self.portal.time_out,
            partners=self.partners,
            wake=self.wake,
            clock=self.clock,
            jitter=0,
        )


_BOOKINGS = frozenset({EventKind.BOOKING_RESERVED})


def details(**given: str) -> BookingDetails:
    """Return a booking as the partner holds it."""
    text = {
        "partner_reference": "0f3a77c1_5d2e",
        "class_code": CLASS,
        "name": "Ingrid Solheim",
        "email": "ingrid@example.org",
        "phone": "+4790000001",
        "enroller_name": "Per Vik",
        "enroller_email": "per@example.org",
        "enroller_phone": "+4790000002",
        "employer": "Fjordlift AS",
        "comment": "Needs step-free access",
        "purchase_order": "PO-5581",
    } | given
    return BookingDetails(birth_date=date(1990, 5, 17), **text)
