"""The two addresses Trainingportal calls: reserve a seat, cancel a booking (trainingportal.md 7).

Here: parameters in, flags out, as JSON or XML. Not here: who is let in (``partners.door``), seats.
No call goes out while one of these is being answered (section 8).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, Response, jsonify, request
from lxml import etree

from app import logs
from app.domain.booking import Cancelled, NotCancelled, NotReserved, Reserved, ReserveRequest
from app.domain.guard import guarded
from app.partners.door import IPNetwork, keep_door
from app.parts import Parts
from app.usecases.cancel_booking import cancel_booking
from app.usecases.reserve_booking import HOLD, reserve_booking

# S8: the name is not published; which of them we told Mintra is a setting.
CLASS_NAMES = ("courseClassExternalId", "externalCourseClassId", "courseClassId", "externalId")
# T5: the example and the prose differ.
REFERENCE_NAMES = ("bookingReference", "enrollmentReference")
LONGEST = 200
_XML = frozenset({"application/xml", "text/xml"})


def trainingportal_blueprint(
    parts: Parts,
    *,
    key: str,
    allowed: Sequence[IPNetwork] = (),
    class_name: str = CLASS_NAMES[0],
    hold: timedelta = HOLD,
) -> Blueprint:
    """Return the addresses given to Mintra's support; ``key`` is their unguessable part (S18).

    ``class_name`` is how it was agreed to name the class, ``hold`` how long a seat is kept for a
    booking that is not known yet (S11).
    """
    blueprint = Blueprint("trainingportal", __name__, url_prefix="/partners/trainingportal/<key>")
    keep_door(blueprint, key=key, allowed=allowed)

    @guarded("partner")
    def reserve() -> Response:
        return _reservation_answer(_reserve(parts, class_name, hold))

    @guarded("partner")
    def cancel(reference: str = "") -> Response:
        return _cancellation_answer(_cancel(parts, reference))

    for path, view in (("/reserve", reserve), ("/cancel", cancel), ("/cancel/<reference>", cancel)):
        blueprint.add_url_rule(
            path, view_func=view, methods=["GET"], provide_automatic_options=False
        )
    return blueprint


def _reserve(parts: Parts, class_name: str, hold: timedelta) -> Reserved | NotReserved:
    given = _given(request.args)
    class_code = _first(given, (class_name, *CLASS_NAMES))
    if not class_code:
        return NotReserved(reason=f"{class_name} is missing")
    for name, text in given.items():
        if len(text) > LONGEST:
            return NotReserved(reason=f"{name[:40]} is longer than {LONGEST} characters")
    return reserve_booking(
        parts.sessions,
        _request(given, class_code),
        hold=hold,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        request_id=logs.request_id() or "",
    )


def _request(given: Mapping[str, str], class_code: str) -> ReserveRequest:
    """Return what was asked for; everything but the class may be missing (7.1)."""
    return ReserveRequest(
        class_code=class_code,
        name=_joined(given, "studentFirstName", "studentLastName"),
        email=given.get("studentEmailAddress", ""),
        phone=given.get("studentPhoneNumber", ""),
        birth_date=given.get("studentBirthDate", ""),
        enroller_name=_joined(given, "enrollerFirstName", "enrollerLastName"),
        enroller_email=given.get("enrollerEmailAddress", ""),
        enroller_phone=given.get("enrollerPhoneNumber", ""),
        company=given.get("company", ""),
    )


def _cancel(parts: Parts, in_path: str) -> Cancelled | NotCancelled:
    reference = _clean(in_path) or _first(_given(request.args), REFERENCE_NAMES)
    if not 0 < len(reference) <= LONGEST:
        return NotCancelled(reason=f"{REFERENCE_NAMES[0]} is missing or too long")
    return cancel_booking(
        parts.sessions,
        reference=reference,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        request_id=logs.request_id() or "",
    )


def _given(arguments: Mapping[str, str]) -> dict[str, str]:
    return {name: _clean(arguments[name]) for name in arguments}


def _clean(text: str) -> str:
    """Return the text trimmed, without what no database keeps and no XML may hold."""
    return "".join(sign for sign in text if _is_kept(sign)).strip()


def _is_kept(sign: str) -> bool:
    """Say no to control characters, surrogates, and what is no character at all (U+FFFE, ...)."""
    return unicodedata.category(sign) not in ("Cc", "Cs") and ord(sign) & 0xFFFE != 0xFFFE


def _first(given: Mapping[str, str], names: Sequence[str]) -> str:
    return next((given[name] for name in names if given.get(name)), "")


def _joined(given: Mapping[str, str], first: str, last: str) -> str:
    return f"{given.get(first, '')} {given.get(last, '')}".strip()


def _reservation_answer(outcome: Reserved | NotReserved) -> Response:
    """Answer 200 either way (S9), the flag as text (T3)."""
    if isinstance(outcome, Reserved):
        fields = {"successful": "true", "bookingReference": outcome.reference, "errorMessage": ""}
    else:
        fields = {"successful": "false", "bookingReference": "", "errorMessage": outcome.reason}
    return _answer("reservation", fields)


def _cancellation_answer(outcome: Cancelled | NotCancelled) -> Response:
    """Answer 200 either way (S9); a late cancellation is one all the same (S15)."""
    if isinstance(outcome, Cancelled):
        return _answer("cancellation", {"cancelled": "true", "errorMessage": ""})
    return _answer("cancellation", {"cancelled": "false", "errorMessage": outcome.reason})


def _answer(root: str, fields: Mapping[str, str]) -> Response:
    """Return XML where the caller prefers it, else JSON; the root's name is ours (S10)."""
    wanted = request.accept_mimetypes.best_match(["application/json", *sorted(_XML)])
    if wanted not in _XML:
        return jsonify(dict(fields))
    top = etree.Element(root)
    for name, text in fields.items():
        etree.SubElement(top, name).text = text
    body = etree.tostring(top, encoding="UTF-8", xml_declaration=True)
    return Response(body, content_type=f"{wanted}; charset=UTF-8")
