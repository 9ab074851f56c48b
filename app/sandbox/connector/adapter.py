"""Acting as the Connector: its adapter calls the product's own addresses (``connector.md`` 8).

Here: documents out, in XML or JSON, and what was answered. Not here: who presses the button.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.sandbox.connector.document import write
from app.sandbox.connector.records import MANDATORY, OPTIONAL
from app.sandbox.shelf import Document, Shelf

SECONDS = 10.0
LONGEST = 2000
PUSHED = "connector/pushed"
LEAD = ("leadSource", "ownerID")
RECORD = ("identifier", "clientID", "clubID", "recordID")
BLOCKS = {
    "providerInfo": RECORD,
    "userInfo": (*MANDATORY, *OPTIONAL, "address2", "connectorUUID", "modifiedBy", "modifiedDate"),
    "leadInfo": LEAD,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product said: the HTTP status (0: no answer) and its words as they came."""

    status: int
    text: str


class Adapter:
    """Calls the three addresses the product gave to InTouch, and remembers what it answered."""

    def __init__(self, shelf: Shelf, product_url: str, token: str) -> None:
        self._shelf = shelf
        self._base = f"{product_url}/partners/connector"
        self._token = token

    def push(self, wanted: Mapping[str, str], *, as_json: str = "") -> Answer:
        """Save a prospect or member there; ``id`` is the product's own id of one it knows."""
        fields = {"userStatus": "ACTIVE", "userType": "PROSPECT"} | dict(wanted)
        blocks = {
            name: {each: fields[each] for each in names if fields.get(each)}
            for name, names in BLOCKS.items()
        }
        record = fields.get("id", "")
        path = f"people/{record}" if record else "people"
        return self._save(path, "user", blocks, known=record, as_json=as_json)

    def save_source(self, wanted: Mapping[str, str], *, as_json: str = "") -> Answer:
        """Create a lead source there, or change the one of the product's ``id``."""
        names = ("name", "active")
        details = {name: wanted[name] for name in names if wanted.get(name)}
        record = wanted.get("id", "")
        path = f"lead-sources/{record}" if record else "lead-sources"
        return self._save(path, "leadSource", {"leadInfo": details}, known=record, as_json=as_json)

    def read(self, what: str) -> Answer:
        """List the product's ``staff`` or ``lead-sources``."""
        return self._call("GET", what, headers={"Accept": "application/xml"})

    def pushed(self, count: int) -> list[Document]:
        """Return the newest answers, newest first."""
        return self._shelf.latest(PUSHED, count)

    def _save(
        self,
        path: str,
        root: str,
        blocks: Mapping[str, Mapping[str, str]],
        *,
        known: str,
        as_json: str,
    ) -> Answer:
        filled = {name: dict(texts) for name, texts in blocks.items() if texts}
        method = "PUT" if known else "POST"
        if as_json:
            return self._call(method, path, json=filled, headers={"Accept": "application/json"})
        body = write(root, filled).encode()
        return self._call(
            method,
            path,
            content=body,
            headers={"Content-Type": "application/xml; charset=UTF-8", "Accept": "application/xml"},
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        json: object = None,
        content: bytes | None = None,
    ) -> Answer:
        try:
            response = httpx.request(
                method,
                f"{self._base}/{path}",
                headers={**headers, "Authorization": f"Bearer {self._token}"},
                json=json,
                content=content,
                timeout=SECONDS,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            answer = Answer(0, f"no answer: {type(error).__name__}")
        else:
            answer = Answer(response.status_code, response.text[:LONGEST])
        about = f"{method} /{path}"
        self._shelf.append(PUSHED, {"about": about, "status": answer.status, "text": answer.text})
        return answer
