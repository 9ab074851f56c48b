"""An integrator's program: gets a token, calls the API, and has every answer checked.

Here: what every test of the API needs. Not here: any claim.
"""

from typing import Any

from app.domain.client import Credentials
from app.usecases.add_client import add_client
from tests.api.described import check
from tests.watching import WatchedResponse, WatchingClient
from tests.worlds import CLASS, Desk

ALL = ("programs.read", "registrations.read", "registrations.write")
NOOR = {"name": "Noor Haddad", "email": "noor@example.org", "phone": "+351910000000"}
MAKE = "/api/v1/registrations"
PROGRAMS = "/api/v1/programs"


def asking(**changes: object) -> dict[str, Any]:
    """Return the body that registers Noor."""
    return {"programId": CLASS, "participant": dict(NOOR), "formData": {}, **changes}


def named(email: str) -> dict[str, Any]:
    """Return the body that registers somebody of that address."""
    return asking(participant={**NOOR, "email": email})


class Caller:
    """A client of the desk; it has a token once it signed in."""

    def __init__(self, http: WatchingClient, desk: Desk, *scopes: str, name: str = "iso") -> None:
        self.http = http
        self.desk = desk
        self.credentials: Credentials = add_client(
            desk.sessions, name=name, scopes=scopes or ALL, now=desk.now
        )
        self.headers: dict[str, str] = {}
        http.private = (*NOOR.values(), self.credentials.secret)

    def sign_in(self, **form: str) -> WatchedResponse:
        """Get a token by HTTP Basic, and keep it for the calls that follow."""
        given = (self.credentials.client_id, self.credentials.secret)
        answer = self.token(auth=given, data={"grant_type": "client_credentials", **form})
        token = answer.get_json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.http.private = (*self.http.private, token)
        return answer

    def token(self, **given: Any) -> WatchedResponse:
        """Ask for a token in any way."""
        return self._checked(self.http.post("/oauth/token", **given))

    def call(self, method: str, address: str, **given: Any) -> WatchedResponse:
        """Make a call in any way, with the token."""
        headers = {**self.headers, **given.pop("headers", {})}
        return self._checked(self.http.open(address, method=method, headers=headers, **given))

    def get(self, address: str, **query: str) -> WatchedResponse:
        """Read something."""
        return self.call("GET", address, query_string=query)

    def make(self, body: object, *, key: str = "") -> WatchedResponse:
        """Register somebody."""
        return self.call("POST", MAKE, json=body, headers={"Idempotency-Key": key} if key else {})

    def made(self, body: object | None = None) -> dict[str, Any]:
        """Register somebody and return what was made."""
        answer = self.make(asking() if body is None else body)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()
        return found

    def read(self, reference: str) -> dict[str, Any]:
        """Read a registration back."""
        answer = self.get(f"{MAKE}/{reference}")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.get_json()
        return found

    def change(self, reference: str, status: object, **more: object) -> WatchedResponse:
        """Change a registration's status."""
        return self.call("PUT", f"{MAKE}/{reference}/status", json={"status": status, **more})

    @staticmethod
    def _checked(answer: WatchedResponse) -> WatchedResponse:
        check(answer)
        return answer


def details(answer: WatchedResponse) -> dict[str, Any]:
    """Return the details of an answer that says what is wrong."""
    found: dict[str, Any] = answer.get_json()["error"]["details"]
    return found


def fields(answer: WatchedResponse) -> list[str]:
    """Return every field that an answer says is wrong."""
    found = details(answer)
    return [each["field"] for each in found.get("problems", [found])]
