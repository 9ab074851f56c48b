"""Somebody at the site with a browser that runs no script: reads pages, fills in forms, sends them.

Here: what every test of the pages for people needs. Not here: any claim.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType
from xml.etree.ElementTree import Element

from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import select

from app.factory.web import create_app
from app.languages import language_of
from app.settings import Settings
from app.store.database import reading
from app.store.draft import Draft
from tests.watching import WatchedResponse, WatchingClient, label_of, words_of
from tests.worlds import Desk

SECRET = "a secret of the tests, long enough"
BASE_URL = "http://desk.example.test"
Fields = dict[str, list[str]]
ADA = {"name": "Ada Lovelace", "email": "ada@example.org", "phone": "22 12 34 56"}
# What a company abroad writes to buy without the tax.
BERG: dict[str, str | Sequence[str]] = {
    "vat_number": "SE556703748501",
    "company": "Berg AB",
    "address": ["Storgatan 1", "", "111 22", "Stockholm", "SE"],
}


class Compiled(BytecodeCache):
    """The templates as Jinja compiled them, for every application of this process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what the same text was compiled to before."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


_compiled = Compiled()


def open_site(desk: Desk, instance: Path, **others: str) -> WatchingClient:
    """Return a watching client of the real application around the desk's parts.

    ``others`` are further settings; with any of ISO's ISO is on.
    """
    iso = {
        "ISO_BASE_URL": "http://127.0.0.1:9",
        "ISO_CLIENT_ID": "us",
        "ISO_CLIENT_SECRET": "iso-secret",
    }
    settings = Settings.from_environment(
        {
            "SECRET_KEY": SECRET,
            "BASE_URL": BASE_URL,
            "INSTANCE_PATH": str(instance),
            # Only so that a form may lead to where the fake gateway says that one pays.
            "STRIPE_SECRET_KEY": "sk_test_web",
            "STRIPE_WEBHOOK_SECRET": "whsec_web",
            "STRIPE_API_BASE": "https://pay.example.test",
            **(iso if any(name.startswith("ISO_") for name in others) else {}),
            **others,
        }
    )
    app = create_app(settings, desk.parts)
    app.jinja_env.bytecode_cache = _compiled
    app.test_client_class = WatchingClient
    client = app.test_client()
    assert isinstance(client, WatchingClient)
    return client


def participant(number: int, name: str) -> dict[str, str]:
    """Return the fields of one more participant, who has a British number."""
    prefix = f"participant-{number}"
    return {
        f"{prefix}-name": name,
        f"{prefix}-email": f"{name.split()[0].lower()}@example.org",
        f"{prefix}-phone": "+44 20 7946 0958",
    }


def fields_of(form: Element) -> Fields:
    """Return what a browser would send of a form as it stands, without any button."""
    fields: Fields = {}
    off = {
        control
        for each in form.iter("fieldset")
        if "disabled" in each.attrib
        for control in each.iter()
    }
    for control in form.iter():
        name = control.attrib.get("name")
        kind = control.attrib.get("type", "text")
        if (
            control in off
            or not name
            or control.tag not in ("input", "textarea", "select")
            or kind == "submit"
        ):
            continue
        if kind in ("checkbox", "radio") and "checked" not in control.attrib:
            continue
        fields.setdefault(name, []).append(_value(control))
    return fields


def _value(control: Element) -> str:
    if control.tag == "textarea":
        # A browser drops the line break that follows the tag.
        return (control.text or "").removeprefix("\n")
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options
        return chosen[0].attrib.get("value", words_of(chosen[0]))
    return control.attrib.get("value", "")


def problems(page: WatchedResponse) -> list[str]:
    """Return the lines of the error summary, which must be where the page says it is."""
    summary = page.one("div", class_="error-summary")
    links = list(summary.iter("a"))
    for link in links:
        target = link.attrib["href"].removeprefix("#")
        assert any(each.attrib.get("id") == target for each in page.page.iter()), target
    return [words_of(link) for link in links]


def drafts(desk: Desk) -> int:
    """Count the drafts that were kept."""
    with reading(desk.sessions) as session:
        return len(session.scalars(select(Draft)).all())


class Visitor:
    """A browser without scripts: ``here`` is the page it shows, redirects within the site followed.

    ``statements`` counts what the database was asked since the last time it was set to 0.
    """

    def __init__(self, client: WatchingClient) -> None:
        self.client = client
        self.here: WatchedResponse
        self.left_for = ""
        self.statements = 0

    def open(self, address: str) -> WatchedResponse:
        """Go to an address."""
        return self._arrive(self.client.get(address))

    def press(
        self, words: str, changes: Mapping[str, str | Sequence[str]] | None = None
    ) -> WatchedResponse:
        """Fill in the form that has the button with these words, or a translation, and press it."""
        form, button = self._button(words)
        fields: dict[str, str | Sequence[str]] = {**fields_of(form), **(changes or {})}
        if name := button.attrib.get("name"):
            fields[name] = button.attrib["value"]
        return self.send(form.attrib["action"], fields)

    def send(self, address: str, fields: Mapping[str, str | Sequence[str]]) -> WatchedResponse:
        """Send fields to an address, whatever the page says."""
        return self._arrive(self.client.post(address, data=fields))

    def form_with(self, words: str) -> Element:
        """Return the form that has the button with these words."""
        return self._button(words)[0]

    def _button(self, words: str) -> tuple[Element, Element]:
        there = language_of(self.here.one("html").attrib["lang"]).look_up(words)
        for form in self.here.all("form"):
            for button in form.iter("button"):
                if label_of(button) in (words, there) and "aria-hidden" not in button.attrib:
                    return form, button
        raise AssertionError(f"no button says {words!r}")

    def _arrive(self, response: WatchedResponse) -> WatchedResponse:
        self.statements += len(response.statements)
        self.left_for = ""
        while response.status_code == 303:
            address = response.headers["Location"]
            if not address.startswith("/"):
                self.left_for = address
                return response
            response = self.client.get(address)
            self.statements += len(response.statements)
        self.here = response
        return response
