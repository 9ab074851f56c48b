"""Where reports of letters that came back come in: ``POST /webhooks/mail``.

Not here: what they lead to.
"""

from collections.abc import Sequence

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.guard import guarded
from app.domain.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, is_signed
from app.mail.bounce_report import ReportRefused, read_report
from app.parts import Parts
from app.usecases.take_bounce import take_bounce

LARGEST_BODY = 16 * 1024


def bounce_blueprint(parts: Parts, *, secrets: Sequence[str]) -> Blueprint:
    """Return the address; it needs no CSRF token, its callers sign instead.

    A report is signed within five minutes by one of ``secrets``; without any nobody is let in.
    Answers 401 to what is not, 413 to what is too large, 415 to what does not say that it is JSON
    and 400 to what is no report, and keeps nothing of any. What was taken before is answered as
    what is new: 200, with what it led to.
    """
    blueprint = Blueprint("mail", __name__)

    @blueprint.post("/webhooks/mail", provide_automatic_options=False)
    @guarded("signature")
    def take_report() -> ResponseReturnValue:
        request.max_content_length = LARGEST_BODY
        try:
            body = request.get_data()
        except RequestEntityTooLarge:
            return _refusal("too_large", "the body is too large"), 413
        signed = is_signed(
            body,
            signature=request.headers.get(SIGNATURE_HEADER, ""),
            timestamp=request.headers.get(TIMESTAMP_HEADER, ""),
            secrets=secrets,
            now=parts.clock(),
        )
        if not signed:
            return _refusal("unauthenticated", "the report is not signed as agreed"), 401
        g.let_in = True
        if request.mimetype != "application/json":
            return _refusal("invalid_report", "Content-Type: must be application/json"), 415
        try:
            report = read_report(body)
        except ReportRefused as refused:
            return _refusal("invalid_report", str(refused)), 400
        taken = take_bounce(parts.sessions, report, now=parts.clock())
        return jsonify(result=taken.value)

    return blueprint


def _refusal(code: str, message: str) -> Response:
    return jsonify(error={"code": code, "message": message})
