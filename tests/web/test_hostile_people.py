"""What people write of themselves is shown as text, whole, wherever it goes; or refused in words.

The same people go through the form, the order's pages, staff's, letters, papers, exports, the
partners' documents and their own data. Not here: what one of these does with it besides.
"""

import csv
import io
import json
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as Xml

import pytest
from icalendar import Calendar
from lxml import etree
from sqlalchemy import select

from app.domain.event import EventKind
from app.mail.calendar_file import class_file
from app.paper.certificate import certificate_pdf
from app.paper.paper_pdf import paper_pdf
from app.partners.connector.payload import Identity, person_of
from app.partners.iso.payload import registration_body
from app.sandbox.server import Sandbox
from app.store.database import Database, reading
from app.store.order import Order
from app.store.registration import Registration
from tests.fakes.events import CLASS as CLASS_FACTS
from tests.fakes.events import event
from tests.mail.letters import Came
from tests.mail.post_office import PostOffice
from tests.paper.reading import words_in
from tests.paper.test_certificate import CERTIFICATE
from tests.usecases.later import EVERY_WAY
from tests.usecases.papers import papers
from tests.usecases.shop import Shop
from tests.web.ordering import address
from tests.web.staffroom import BOOKKEEPER, add_members, sign_in
from tests.web.visitor import Visitor, open_site, problems
from tests.worlds import CLASS, NOW, add_class

# What is made of a name depends on no database.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = f"/classes/{CLASS}/register"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "wish", "kind": "text", "label": "Wish"},
    {"key": "story", "kind": "long_text", "label": "Story"},
    {"key": "home", "kind": "address", "label": "Home"},
    {"key": "about", "kind": "text", "label": "About", "scope": "order"},
)
NAMES = {
    "markup": '<script>alert("1")</script> &amp; <b>O\'Å</b> ]]> <!--',
    "emoji": "Ana \N{WOMAN}\u200d\N{PERSONAL COMPUTER} Lind \N{CAT FACE}",
    "from the right": "أحمد Lind بن علي",
    # Letters that are joined, or kept from it, by what is not seen.
    "joined": "\u0645\u06cc\u200c\u062e\u0648 \u0930\u093e\u092e\u200d\u0928",
    "stacked": "A" + "\u0301" * 60 + " Lind",
    "as long as may be": "Ånga Wolfeschlegelsteinhausen " * 6 + "Ødegård Lind",
    "pattern": "{title} {0} %(name)s %s {{ 7*7 }} {% raw %} $1 \\1 ${x}",
    "quoted": "O''Brien \"Bobby\"); DROP TABLE orders; --",
    "header": "=?utf-8?q?x?= <a@example.org>, Bcc: b@example.org",
    "equals": '=HYPERLINK("http://x.example","y")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1,2)",
}
# What a name may not have, and what is said of it.
REFUSED = {
    "x" * 10_000: "The name must be 200 characters or fewer",
    "\N{CAT FACE}" * 10_000: "The name must be 200 characters or fewer",
    "Ana\0Lind": "The name has characters that cannot be shown",
    "Ana\x1b[31mLind": "The name has characters that cannot be shown",
    "Ana\u202eLind": "The name has characters that cannot be shown",
    "\u200f \u2066\u2069": "Enter a full name",
}
EVERYBODY = [" ".join(each.split()) for each in NAMES.values()]
BUYERS = ("markup", "pattern", "equals")
EMAIL = "ana@example.org"


@dataclass
class Group:
    """An order of everybody of those names, whose buyer has one of them; and who looks at it."""

    name: str
    desk: PostOffice
    visitor: Visitor
    staff: Visitor
    bookkeeper: Visitor

    @property
    def order(self) -> str:
        """The reference of their order."""
        with reading(self.desk.sessions) as session:
            return session.scalars(select(Order.reference)).one()

    @property
    def places(self) -> list[str]:
        """The references of their places."""
        with reading(self.desk.sessions) as session:
            return list(session.scalars(select(Registration.reference).order_by(Registration.id)))

    def fill_in(self) -> None:
        """Write names into every field that takes words, and go to the check."""
        fields: dict[str, str | list[str]] = {
            "name": self.name,
            "email": EMAIL,
            "phone": "22 12 34 56",
            "company": self.name,
            "order-q-about": self.name,
            "places": str(len(EVERYBODY)),
            "taking_part": [],
        }
        for number, name in enumerate(EVERYBODY, start=1):
            one = f"participant-{number}"
            fields |= {
                f"{one}-name": name,
                f"{one}-email": f"p{number}@example.org",
                f"{one}-phone": "22 12 34 56",
                f"{one}-q-wish": name,
                f"{one}-q-story": f"{name}\n{name}",
                f"{one}-q-home": [name, name, "5003", name, "NO"],
            }
        self.visitor.open(FORM)
        self.visitor.press("Continue", fields)

    def order_and_pay(self) -> list[Came]:
        """Send the order by invoice, then pay it; return the buyer's letters."""
        to = {"invoice_company": self.name, "invoice_number": self.name[:40]}
        to |= {"invoice_address": f"{self.name}\n{self.name}", "invoice_reference": self.name[:100]}
        self.visitor.press("Send the order", {"plan": "invoice", **to})
        kept = self.desk.post(EMAIL)
        page = self.desk.page_of(self.order)
        self.desk.gateway.pay(page)
        self.desk.news(page)
        return [*kept, *self.desk.post(EMAIL)]


@pytest.fixture(params=BUYERS)
def group(
    request: pytest.FixtureRequest, sessions: Database, sandbox: Sandbox, tmp_path: Path
) -> Group:
    """Return a group that has filled in the form and looks at the check."""
    desk = PostOffice(sessions, sandbox)
    add_class(sessions, capacity=20, ways=EVERY_WAY, questions=QUESTIONS)
    add_members(desk)
    visitor, staff, bookkeeper = (Visitor(open_site(desk, tmp_path)) for _ in range(3))
    made = Group(
        NAMES[request.param], desk, visitor, sign_in(staff), sign_in(bookkeeper, BOOKKEEPER)
    )
    made.fill_in()
    return made


def shows(visitor: Visitor, *names: str) -> None:
    """Assert that a page says the names as text; that it is sound its client saw."""
    page = visitor.here
    assert page.status_code == 200
    assert [each for each in names if each not in page.words] == []
    assert not page.all("b")
    assert not [each for each in page.all("script") if "alert" in (each.text or "")]


def as_printed(name: str, said: str) -> bool:
    """Say whether a paper has every word of the name, as letters stand from the left there."""
    printed = "".join(said.split())
    return all(word in printed or word[::-1] in printed for word in name.split())


def are_cells(table: bytes, *names: str) -> None:
    """Assert that a CSV has the names whole but for its guards, and nothing that is worked out."""
    rows = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    cells = {cell for row in rows for cell in row}
    assert not [each for each in cells if each[:1] and each[0] in "=+-@"]
    without_guards = {each.replace("'", "") for each in cells}
    assert [each for each in names if each.replace("'", "") not in without_guards] == []


@ON_SQLITE
def test_pages_show_it_to_who_wrote_it_and_to_staff(group: Group) -> None:
    shows(group.visitor, *EVERYBODY)
    group.visitor.open(group.visitor.here.one("a", class_="back").attrib["href"])
    assert group.visitor.here.one("input", id="name").attrib["value"] == group.name
    for number, name in enumerate(EVERYBODY, start=1):
        field = group.visitor.here.one("textarea", id=f"participant-{number}-q-story")
        assert (field.text or "").split("\n")[-2:] == [name, name]
    group.visitor.press("Continue")
    group.order_and_pay()
    for page in ("", "/answers"):
        group.visitor.open(address(group.order, page=page))
        shows(group.visitor, group.name, *EVERYBODY)
    group.staff.open(f"/staff/classes/{CLASS}")
    shows(group.staff, *EVERYBODY)
    group.staff.open(f"/staff/orders/{group.order}/money")
    shows(group.staff, group.name)
    for name, place in zip(EVERYBODY, group.places, strict=True):
        group.staff.open(f"/staff/registrations/{place}")
        shows(group.staff, name, group.name)
        if name == group.name:
            group.staff.open(f"/staff/registrations?q={quote(name[:100])}")
            shows(group.staff, name)
            group.visitor.open(address(group.order, page=f"/places/{place}/name"))
            shows(group.visitor, name)


@ON_SQLITE
def test_a_letter_says_it_in_both_its_parts_and_in_no_header(group: Group) -> None:
    letters = group.order_and_pay()
    assert letters
    for came in letters:
        root = etree.fromstring(came.part("html"), etree.HTMLParser())
        read = " ".join("".join(map(str, root.itertext())).split())
        for name in (group.name, *EVERYBODY):
            assert name in came.part("plain").replace("\n", " ")
            assert name in read
        assert not root.findall(".//script")
        assert came.to == [EMAIL]
        assert came.message["To"] == EMAIL
        assert came.message["Bcc"] is None


@ON_SQLITE
def test_a_paper_says_it_or_where_it_stands(group: Group) -> None:
    group.order_and_pay()
    found = papers(group.desk.sessions)
    assert found
    for paper in found:
        said = words_in(paper_pdf(paper))
        assert as_printed(group.name, said) or f"as on order {group.order}" in said


@ON_SQLITE
def test_what_is_handed_out_has_it_whole_and_no_formula(group: Group) -> None:
    group.order_and_pay()
    table = group.staff.client.get(f"/staff/classes/{CLASS}/registrations.csv").get_data()
    are_cells(table, *EVERYBODY)
    period = "from=2031-01-01&to=2031-12-31"
    client = group.bookkeeper.client
    are_cells(client.get(f"/staff/bookkeeping/papers.csv?{period}").get_data(), group.name)
    with zipfile.ZipFile(
        io.BytesIO(client.get(f"/staff/bookkeeping.xlsx?{period}").get_data())
    ) as book:
        sheets = [book.read(each) for each in book.namelist() if "worksheets/" in each]
    cells = [cell for each in sheets for cell in Xml.fromstring(each).iter(f"{SHEET}c")]
    assert group.name in ["".join(each.itertext()) for each in cells]
    assert not [each for each in cells if each.find(f"{SHEET}f") is not None]
    group.visitor.open(address(group.order, page="/data"))
    own = json.loads(group.visitor.press("Download your data").get_data())
    assert own["buyer"]["name"] == group.name
    assert [each["name"] for each in own["participants"]] == EVERYBODY


@pytest.mark.parametrize("name", EVERYBODY, ids=NAMES)
class TestAlone:
    def test_a_certificate_says_it_or_where_it_stands(self, name: str) -> None:
        certificate = replace(CERTIFICATE, name=name)
        base = "https://desk.example"
        said = words_in(certificate_pdf(certificate, site="Fjordlight", base_url=base))
        assert as_printed(name, said) or "the person named at the address below" in said

    def test_partners_are_told_it_whole(self, name: str) -> None:
        told = event(EventKind.REGISTRATION_CONFIRMED, registration={"name": name})
        assert told.registration is not None
        identity = Identity("provider", "client", "club")
        document = person_of(told.registration, kind=told.kind, identity=identity).document()
        user = etree.fromstring(document)
        parts = [user.findtext(f".//{each}") or "" for each in ("firstname", "lastname")]
        assert " ".join(dict.fromkeys(parts)) == name
        body = json.loads(json.dumps(registration_body(told.registration, program_id="1")))
        assert body["participant"]["name"] == name

    def test_a_calendar_has_it_whole_where_a_class_is_called_so(self, name: str) -> None:
        facts = replace(CLASS_FACTS, title=name)
        file = class_file(facts, site=name, host="desk.example", at=NOW)
        entries = Calendar.from_ical(file).walk("VEVENT")
        assert {str(each["SUMMARY"]) for each in entries} == {name}


@ON_SQLITE
@pytest.mark.parametrize(("name", "why"), REFUSED.items(), ids=range(len(REFUSED)))
def test_a_name_that_is_none_is_refused_in_words_and_breaks_no_page(
    sessions: Database, tmp_path: Path, name: str, why: str
) -> None:
    desk = Shop(sessions)
    add_class(sessions)
    visitor = Visitor(open_site(desk, tmp_path))
    visitor.open(FORM)
    page = visitor.press("Continue", {"name": name, "email": EMAIL, "phone": "22 12 34 56"})
    assert page.status_code == 422
    assert problems(page) == [why]
