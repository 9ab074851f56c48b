"""Documents attached to Trainingportal's bookings (6.7): read as its neighbouring API names them.

Here: what may be attached, checked. Not here: the booking it belongs to.
"""

import base64
import binascii
from collections.abc import Mapping
from hashlib import sha256

from app.sandbox.shelf import Document
from app.sandbox.trainingportal.told import Told

KINDS = ("COMPETENCE_CERTIFICATE", "OTHER")
TYPES = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}
LARGEST = 2_000_000


def read_document(form: Mapping[str, str]) -> Document:
    """Return what was attached, without its content; Told says what is wrong with it."""
    kind, mimetype = form.get("attachmentType", ""), form.get("mimetype", "")
    if kind not in KINDS:
        raise Told(f"attachmentType must be one of {', '.join(KINDS)}")
    if mimetype not in TYPES:
        raise Told(f"mimetype must be one of {', '.join(TYPES)}")
    try:
        content = base64.b64decode(form.get("attachmentByteArray", ""), validate=True)
    except binascii.Error as error:
        raise Told("attachmentByteArray must be base64") from error
    if not content:
        raise Told("Missing parameter attachmentByteArray")
    if len(content) > LARGEST:
        raise Told(f"The document is larger than {LARGEST} bytes")
    if not content.startswith(TYPES[mimetype]):
        raise Told(f"The document is no {mimetype}")
    return {
        "fileName": form.get("fileName", ""),
        "attachmentType": kind,
        "mimetype": mimetype,
        "bytes": len(content),
        "sha256": sha256(content).hexdigest(),
    }
