"""What visitors do, at our site and at the bare one. Not here: how it is sent and timed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.benchmarks.client import Answer, Request, Visit
from tests.large_form import answers

Fields = dict[str, str | Sequence[str]]

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Reading:
    """One page a visit, each of them in turn."""

    paths: tuple[str, ...]

    def visit(self, number: int) -> Visit:
        """Read one page."""
        yield Request("GET", self.paths[number % len(self.paths)], 200)


@dataclass(slots=True)
class Browser:
    """Cookies and the token of the last form, as a browser has them."""

    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str, *, expects: int = 200) -> Request:
        """Return the request for a page; ``expects`` 0 is any answer."""
        return Request("GET", path, expects, headers=self._headers())

    def post(self, path: str, fields: Fields, *, expects: int = 303) -> Request:
        """Return the request that sends a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrf_token": self.token, **fields}, doseq=True).encode()
        return Request("POST", path, expects, body=body, headers={**self._headers(), **kind})

    def see(self, answer: Answer) -> str:
        """Keep what the answer says to keep; return where it leads, if anywhere."""
        for cookie in answer.headers("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = _TOKEN.search(answer.text) if answer.status == 200 else None
        if found:
            self.token = found[1]
        return next(iter(answer.headers("Location")), "")

    def _headers(self) -> dict[str, str]:
        if not self.cookies:
            return {}
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


def form(number: int) -> Fields:
    """Return what somebody writes into the form; everybody is another person."""
    return {
        "places": "1",
        "source": "",
        "name": f"Kim Visitor {number}",
        "email": f"kim.visitor.{number}@example.org",
        "phone": "+47 22 12 34 56",
        "company": "",
        "leave_this": "",
        "taking_part": "yes",
        "action": "continue",
    }


@dataclass(frozen=True, slots=True)
class Registering:
    """A whole free registration: form, sent, checked, sent, the order's page."""

    code: str

    def visit(self, number: int) -> Visit:
        """Register one person."""
        browser = Browser()
        address = f"/classes/{self.code}/register"
        browser.see((yield browser.get(address)))
        check = browser.see((yield browser.post(address, form(number))))
        browser.see((yield browser.get(check)))
        order = browser.see((yield browser.post(check, {})))
        answer = yield browser.get(order)
        if "confirmed" not in answer.text:
            raise ValueError("a free registration was not confirmed")


@dataclass(frozen=True, slots=True)
class Asked:
    """A registration of several by a large form, each with answers of their own."""

    code: str
    participants: int

    def visit(self, number: int) -> Visit:
        """Register them."""
        browser = Browser()
        address = f"/classes/{self.code}/register"
        browser.see((yield browser.get(address)))
        check = browser.see((yield browser.post(address, self._fields(number))))
        browser.see((yield browser.get(check)))
        browser.see((yield browser.post(check, {})))

    def _fields(self, number: int) -> Fields:
        fields: Fields = {**form(number), "places": str(self.participants)}
        for each in range(1, self.participants + 1):
            prefix = f"participant-{each}-"
            fields |= answers(prefix=prefix)
            if each > 1:
                fields |= {
                    f"{prefix}name": f"Kim Guest {each}",
                    f"{prefix}email": f"kim.guest.{number}.{each}@example.org",
                    f"{prefix}phone": "+47 22 12 34 56",
                }
        return fields


@dataclass(frozen=True, slots=True)
class BareJourney:
    """The same five requests at the bare site: four pages and one transaction."""

    code: str

    def visit(self, number: int) -> Visit:
        """Make the five requests."""
        browser = Browser()
        fields = form(number)
        browser.see((yield browser.get(f"/form/{self.code}")))
        browser.see((yield browser.post(f"/form/{self.code}", fields, expects=200)))
        browser.see((yield browser.get(f"/check/{self.code}")))
        order = browser.see((yield browser.post(f"/send/{self.code}", fields)))
        yield browser.get(order)


@dataclass(frozen=True, slots=True)
class Sending:
    """One try for a seat a visit: a form that was checked is sent, by somebody who has a cookie."""

    paths: tuple[str, ...]
    cookies: Mapping[str, str] = field(default_factory=dict)
    token: str = ""

    def visit(self, number: int) -> Visit:
        """Send one; whether there was a seat shows in the status."""
        browser = Browser(dict(self.cookies), self.token)
        yield browser.post(self.paths[number % len(self.paths)], form(number), expects=0)
