"""Telling what became of Trainingportal's own bookings: result, then certificate (C1, C2).

Not here: asking for a booking (partner.py), classes.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.certificate import Certificate, certificate_of
from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.domain.event import Event
from app.partners.http import Answer, Lost, Reply
from app.partners.trainingportal.client import TrainingportalClient
from app.partners.trainingportal.reply import Done, Said, read_status

# Its own reference, as this destination's ``known`` names it (T4).
KNOWN_BOOKING = "partner_reference"
_STATUS = {"completed": "COMPLETED", "no_show": "NO_SHOW", "failed": "FAILED", "new": "NEW"}
# What a neighbouring API of Mintra's calls them (6.7).
KIND, TYPE, CONTENT, NAME = "attachmentType", "mimetype", "attachmentByteArray", "fileName"
CERTIFICATE = "COMPETENCE_CERTIFICATE"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class BookingTelling:
    """One telling about a booking."""

    client: TrainingportalClient
    event: Event
    key: str
    until: float

    def tell_result(self) -> Outcome:
        """Tell the result as it was when it was recorded; each is told, in order (S24)."""
        status = _STATUS.get(str(self.event.facts.get("result")))
        if status is None:
            return Refused("nothing was sent: this event has no result")
        form = {"newStatus": status}
        if status == "COMPLETED":
            day = self.event.facts.get("on")
            if not day:
                return Refused("nothing was sent: COMPLETED needs its date")
            form["completionDate"] = str(day)
        answer, _ = self._either(
            lambda reference: self.client.update_booking(
                reference, form, key=self.key, until=self.until
            )
        )
        return _outcome(answer, f"Trainingportal has the booking as {status}")

    def upload(self, paper: Callable[[Certificate], bytes]) -> Outcome:
        """Attach the certificate; whether a repeat would attach it twice, nobody says."""
        certificate = certificate_of(self.event)
        if certificate is None:
            return Told("the certificate was withdrawn meanwhile")
        form = upload_form(certificate, paper(certificate))
        answer, reply = self._either(
            lambda reference: self.client.upload_documentation(
                reference, form, key=self.key, until=self.until
            )
        )
        if isinstance(answer, Unreachable) and _may_be_there(reply, answer):
            return Unknown(answer.words)
        return _outcome(answer, "Trainingportal has the certificate")

    def _either(self, send: Callable[[str], Reply]) -> tuple[Done | Said | Unreachable, Reply]:
        """Send it under our reference, and under theirs where they do not know ours (T4)."""
        registration = self.event.registration
        reply = send(registration.reference if registration else "")
        answer = read_status(reply)
        theirs = self.event.known.get(KNOWN_BOOKING)
        if theirs and isinstance(answer, Said) and answer.absent:
            reply = send(theirs)
            answer = read_status(reply)
        return answer, reply


def upload_form(certificate: Certificate, content: bytes) -> Mapping[str, str]:
    """Return the form of a document."""
    return {
        KIND: CERTIFICATE,
        TYPE: PDF,
        NAME: f"{certificate.number}.pdf",
        CONTENT: b64encode(content).decode(),
    }


def _may_be_there(reply: Reply, answer: Unreachable) -> bool:
    """Say whether it may have taken effect: a success, or silence, that cannot be read."""
    unread = isinstance(reply, Answer) and reply.ok and answer.retry_after is None
    return isinstance(reply, Lost) or unread


def _outcome(answer: Done | Said | Unreachable, words: str) -> Outcome:
    match answer:
        case Done():
            return Told(words)
        case Said():
            return answer.refused()
    return answer
