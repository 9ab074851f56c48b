"""What pages say of papers, and a PDF as an answer. Not here: who may have one."""

from flask import make_response
from werkzeug.wrappers import Response

from app.domain.paper import PaperKind
from app.domain.said import sentence

KINDS = {
    PaperKind.RECEIPT: sentence("Receipt"),
    PaperKind.INVOICE: sentence("Invoice"),
    PaperKind.CREDIT_NOTE: sentence("Credit note"),
    PaperKind.CORRECTION: sentence("Correction"),
}


def pdf_answer(content: bytes, *, name: str) -> Response:
    """Return a PDF under its name, to be looked at or kept."""
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
