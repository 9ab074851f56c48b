"""The pages: sound HTML, nothing inline, nothing from elsewhere, and every button works."""

import re
import smtplib
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import html5lib
import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox.callers import Connector, Iso, Trainingportal, person
from tests.sandbox.test_mail import letter

ATTACK = "<script>alert(1)</script>"


class Tags(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag."""
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such tag."""
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def full(sandbox: Sandbox, http: httpx.Client) -> httpx.Client:
    """Give a client of a sandbox in which every partner holds something, some of it hostile."""
    participant = {"name": ATTACK, "email": "noor@example.org", "phone": "+47"}
    Iso(http).register("key-1", participant=participant, extra=1)
    Connector(http).save("/user", person("p-1", firstname=ATTACK, country="Canada"))
    Trainingportal(http).add(location=ATTACK)
    http.post(
        "/control/trainingportal/bookings",
        json={"reference": "WR-1", "class": "FA-1", "studentFirstName": ATTACK},
    )
    http.post("/control/dials/connector", json={"mode": "lost", "times": 2, "call": "staff"})
    with smtplib.SMTP("127.0.0.1", sandbox.mail_port, timeout=5) as server:
        server.send_message(letter())
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@x.org", "b@x.org", ATTACK
        message.set_content("Go to https://example.org/orders/1?token=2.")
        page = f"<style>p {{ color: red }}</style><p style='x'>{ATTACK}</p>"
        message.add_alternative(page, subtype="html")
        server.send_message(message)
    return http


PAGES = ["/", "/mail/1", "/mail/2", "/calls/iso", "/calls/stripe", "/calls/mail"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound_html_with_nothing_inline_or_from_elsewhere(
    full: httpx.Client, path: str
) -> None:
    answer = full.get(path)
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    tags = Tags(answer.text)
    assert tags.of("script") == []
    assert tags.of("style") == []
    for tag, attributes in tags.found:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag
    loaded = [each["src"] for each in tags.of("iframe")] + [e["href"] for e in tags.of("link")]
    assert all(str(address).startswith("/") for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label_and_no_id_is_used_twice(full: httpx.Client, path: str) -> None:
    tags = Tags(full.get(path).text)
    ids = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {each["for"] for each in tags.of("label")}
    fields = [each for each in tags.of("input") if each.get("type") != "hidden"]
    assert {each["id"] for each in fields + tags.of("select")} == labels


def test_a_strict_policy_goes_with_every_page(full: httpx.Client) -> None:
    policy = full.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_everything_a_partner_holds_is_on_the_page(full: httpx.Client) -> None:
    text = full.get("/").text
    for expected in (
        "reg-88101",
        "unknown field extra ignored",
        "Weekend Intensive",
        "country looks wrong",
        "12 free",
        "WR-1",
        "not known for 2 more look-ups",
        "Bekreftet: Førstehjelp",
        "Answers lost, 2 more times, only staff",
    ):
        assert expected in text


def test_every_form_posts_to_an_address_that_exists(full: httpx.Client) -> None:
    for form in Tags(full.get("/").text).of("form"):
        path = str(form["action"])
        assert form["method"] == "post"
        assert urlsplit(path).path.startswith("/control/")
        assert full.get(path).status_code in {200, 405}, path


def test_the_mend_button_mends(full: httpx.Client) -> None:
    assert "Mend" in full.get("/").text
    full.post("/control/dials/connector", data={"mode": "ok", "panel": "connector"})
    assert "Mend<" not in full.get("/").text


def test_habits_are_set_by_a_form(full: httpx.Client) -> None:
    habits = {
        "booking_unknown_times": "0",
        "error_status": "400",
        "strict_courses": "true",
        "dotted_fields": "false",
    }
    full.post("/control/dials/trainingportal", data=habits | {"panel": "trainingportal"})
    shown: dict[str, Any] = full.get("/control/dials").json()["trainingportal"]
    assert {name: shown[name] for name in habits} == {
        "booking_unknown_times": 0,
        "error_status": 400,
        "strict_courses": True,
        "dotted_fields": False,
    }


def test_the_clock_is_wound_on_by_a_button(full: httpx.Client) -> None:
    before = full.get("/control/clock").json()["ahead"]
    full.post("/control/clock", data={"advance": "3600"})
    assert f"{before + 3600} s ahead" in full.get("/").text


def test_what_the_product_answered_is_shown(full: httpx.Client) -> None:
    full.post("/control/trainingportal/reserve", data={"class": "FA-1", "panel": "trainingportal"})
    text = full.get("/").text
    assert "What the product answered" in text
    assert "no answer" in text


def test_a_message_is_shown_with_its_html_in_a_sandboxed_frame(full: httpx.Client) -> None:
    answer = full.get("/mail/2")
    assert ATTACK not in answer.text
    assert 'href="https://example.org/orders/1?token=2"' in answer.text
    (frame,) = Tags(answer.text).of("iframe")
    assert "sandbox" in frame
    policy = full.get(str(frame["src"])).headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)
    assert "unsafe" not in policy


def test_a_calendar_file_is_shown(full: httpx.Client) -> None:
    assert "BEGIN:VCALENDAR" in full.get("/mail/1").text


def test_calls_are_shown_with_their_verdict(full: httpx.Client) -> None:
    text = full.get("/calls/connector").text
    assert "WARNING saved" in text


@pytest.mark.parametrize("path", ["/mail/99", "/mail/99/html", "/calls/saypro", "/nowhere"])
def test_what_is_not_there_is_404(full: httpx.Client, path: str) -> None:
    assert full.get(path).status_code == 404
