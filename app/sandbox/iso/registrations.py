"""ISO's registrations: creating one, changing its status, and what it refuses.

Decisions of ``iso.md``: S7 (idempotency, one open registration per program and e-mail), S8 (moves),
S9 (a reason for cancelling), S12 (form data), S20 (the seat is decided at creation).
"""

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from app.sandbox.calls import instant
from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.iso.programs import COLLECTION as PROGRAMS
from app.sandbox.iso.programs import Programs
from app.sandbox.iso.refused import Refused, invalid
from app.sandbox.shelf import Document, Shelf

COLLECTION, OPEN, KEYS = "iso/registrations", "iso/open", "iso/idempotency"
WANTED = ("confirmed", "cancelled", "completed")  # I6: pending and waitlisted are never sent
MOVES = {
    "pending": {"confirmed", "cancelled"},
    "waitlisted": {"confirmed", "cancelled"},
    "confirmed": {"completed", "cancelled"},
    "cancelled": set[str](),
    "completed": set[str](),
}
FIELDS = {"programId", "participant", "formData"}
LARGEST_FORM, DEEPEST_FORM = 64 * 1024, 5


class Registrations:
    """What ISO was told about people on its programs."""

    def __init__(self, shelf: Shelf, clock: Clock, dials: Dials, programs: Programs) -> None:
        self._shelf = shelf
        self._clock = clock
        self._dials = dials
        self._programs = programs

    def all(self) -> list[Document]:
        """Return every registration with its history."""
        return self._shelf.all(COLLECTION)

    def create(self, body: Any, key: str) -> tuple[Document, bool]:
        """Return the registration and whether it is a replay; Refused says what is wrong."""
        fingerprint = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        with self._shelf.together():
            earlier = self._shelf.get(KEYS, key) if key else None
            if earlier is not None:
                return self._replay(earlier, fingerprint), True
            _check(body)
            registration = self._enter(body, key)
            if key:
                self._shelf.put(KEYS, key, {"id": registration["id"], "fingerprint": fingerprint})
        return registration, False

    def change(self, number: str, body: Any) -> tuple[Document, bool]:
        """Return the registration and whether it moved; the same status again is no error."""
        if not isinstance(body, dict) or body.get("status") not in WANTED:
            raise invalid("status", f"must be one of {', '.join(WANTED)}")
        status, reason = body["status"], body.get("reason")
        if reason is not None and not isinstance(reason, str):
            raise invalid("reason", "must be text")
        if status == "cancelled" and not reason:
            raise invalid("reason", "is required for cancelled")
        with self._shelf.together():
            registration = self._shelf.get(COLLECTION, number)
            if registration is None:
                raise Refused(
                    HTTPStatus.NOT_FOUND,
                    "Unknown registration",
                    field="registrationId",
                    reason="Registration not found",
                )
            if registration["status"] == status:
                return registration, False
            return self._move(registration, status, reason), True

    def _replay(self, earlier: Document, fingerprint: str) -> Document:
        if earlier["fingerprint"] != fingerprint:
            raise Refused(
                HTTPStatus.CONFLICT,
                "Idempotency-Key was used before",
                field="Idempotency-Key",
                reason="The same key came with another body",
            )
        registration = self._shelf.get(COLLECTION, earlier["id"])
        if registration is None:
            raise KeyError(earlier["id"])
        return registration

    def _enter(self, body: Document, key: str) -> Document:
        place = f"{body['programId']}|{body['participant']['email'].strip().lower()}"
        taken = self._shelf.get(OPEN, place)
        if taken is not None:
            raise Refused(
                HTTPStatus.CONFLICT,
                "Already registered",
                field="participant.email",
                reason=f"Open registration {taken['id']} exists",
            )
        status = self._seat(body["programId"])
        number = f"reg-{88101 + self._shelf.count(COLLECTION)}"
        now = instant(self._clock.now())
        registration = {
            "id": number,
            "programId": body["programId"],
            "status": status,
            "createdAt": now,
            "updatedAt": now,
            "participant": body["participant"],
            "formData": body.get("formData", {}),
            "idempotencyKey": key,
            "statusHistory": [{"status": status, "reason": None, "at": now}],
            "warnings": [f"unknown field {name} ignored" for name in sorted(set(body) - FIELDS)],
        }
        self._shelf.put(COLLECTION, number, registration)
        self._shelf.put(OPEN, place, {"id": number})
        return registration

    def _seat(self, number: str) -> str:
        """Take a place on a program ISO knows; any other program is taken on trust by default."""
        program = self._programs.known(number)
        if program is None:
            if self._dials.habit("iso", "strict_programs"):
                raise Refused(
                    HTTPStatus.BAD_REQUEST,
                    "Invalid program ID provided",
                    field="programId",
                    reason="Program not found",
                )
            return "pending"
        places = program["availability"]
        if places["available"] > 0:
            places["available"] -= 1
            self._shelf.put(PROGRAMS, number, program)
            return "pending"
        if places.get("waitlistOpen"):
            return "waitlisted"
        raise Refused(
            HTTPStatus.CONFLICT, "Program is full", field="programId", reason="No places left"
        )

    def _move(self, registration: Document, status: str, reason: str | None) -> Document:
        current = registration["status"]
        if status not in MOVES[current]:
            raise Refused(
                HTTPStatus.CONFLICT,
                "Illegal change of status",
                field="status",
                reason=f"{current} cannot become {status}",
            )
        now = instant(self._clock.now())
        registration |= {"status": status, "updatedAt": now}
        registration["statusHistory"].append({"status": status, "reason": reason, "at": now})
        self._shelf.put(COLLECTION, registration["id"], registration)
        if not MOVES[status]:
            email = registration["participant"]["email"].strip().lower()
            self._shelf.delete(OPEN, f"{registration['programId']}|{email}")
        if status == "cancelled" and current != "waitlisted":
            self._free(registration["programId"])
        return registration

    def _free(self, number: str) -> None:
        program = self._programs.known(number)
        if program is not None:
            program["availability"]["available"] += 1
            self._shelf.put(PROGRAMS, number, program)


def _check(body: Any) -> None:
    """Refuse a body that lacks what section 5.3 asks for."""
    if not isinstance(body, dict):
        raise invalid("", "the body must be a JSON object")
    if not _filled(body, "programId"):
        raise invalid("programId", "is required")
    participant = body.get("participant")
    if not isinstance(participant, dict):
        raise invalid("participant", "is required")
    for name in ("name", "email", "phone"):
        if not _filled(participant, name):
            raise invalid(f"participant.{name}", "is required")
    if "@" not in participant["email"]:
        raise invalid("participant.email", "is no e-mail address")
    form = body.get("formData", {})
    if not isinstance(form, dict):
        raise invalid("formData", "must be an object")
    if len(json.dumps(form)) > LARGEST_FORM or _depth(form) > DEEPEST_FORM:
        raise invalid("formData", "is larger than 64 kB or deeper than 5")


def _filled(part: Mapping[str, Any], name: str) -> bool:
    value = part.get(name)
    return isinstance(value, str) and bool(value.strip())


def _depth(value: Any) -> int:
    match value:
        case dict():
            return 1 + max(map(_depth, value.values()), default=0)
        case list():
            return 1 + max(map(_depth, value), default=0)
        case _:
            return 0
