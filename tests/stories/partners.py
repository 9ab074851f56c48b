"""What Trainingportal does in a story: it reserves seats here, and gives them back."""

from app.domain.booking import Reserved, ReserveRequest
from app.parts import Parts
from app.sandbox.server import Sandbox
from app.usecases.cancel_booking import cancel_booking
from app.usecases.reserve_booking import reserve_booking


def reserve(parts: Parts, sandbox: Sandbox, request: ReserveRequest, *, booked: bool) -> None:
    """Reserve a seat; it is booked there only where somebody goes through with it."""
    answer = reserve_booking(
        parts.sessions, request, partners=parts.partners, wake=parts.wake, now=parts.clock()
    )
    if booked and isinstance(answer, Reserved):
        first, _, last = request.name.partition(" ")
        who = {"studentFirstName": first, "studentLastName": last, "studentEmail": request.email}
        fields = who | {"class": request.class_code, "studentPhone": "22123456"}
        sandbox.world.trainingportal.bookings.store(answer.reference, fields)


def cancel(parts: Parts, reference: str) -> None:
    """Give a seat back."""
    cancel_booking(
        parts.sessions,
        reference=reference,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
