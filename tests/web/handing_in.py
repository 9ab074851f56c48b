"""Files as a browser sends them with a form. No claims."""

import io
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.watching import WatchedResponse
from tests.web.visitor import Visitor, fields_of


def hand_in_at(ada: Visitor, button: str, files: Mapping[str, bytes]) -> WatchedResponse:
    """Press a button with these files, by field; each is called cv.pdf."""
    form = ada.form_with(button)
    assert form.attrib["enctype"] == "multipart/form-data"
    sent: dict[str, Any] = dict(fields_of(form))
    for field, body in files.items():
        sent[field] = [*sent.get(field, ()), FileStorage(io.BytesIO(body), filename="cv.pdf")]
    boundary, data = encode_multipart(MultiDict(sent))
    kind = f"multipart/form-data; boundary={boundary}"
    ada.here = ada.client.post(form.attrib["action"], data=data, content_type=kind)
    return ada.here
