"""The public pages as a visitor without scripts has them, from the real application."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from app.domain.course_class import ClassState, ClassStatus, ProgramKind
from app.domain.tax import TaxMode
from app.queries.catalogue import Search
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.extra import ExtraRow
from app.web.catalogue import read_search
from tests.catalogue_world import NOW, Option, add_class, add_program
from tests.vouchers import add_extra
from tests.watching import WatchingClient, words_of
from tests.web.visitor import open_site
from tests.worlds import Desk

PAGES = ("/", "/programs", "/programs/first-aid", "/classes/FA-1", "/classes/FA-FULL")
DAY = timedelta(days=1)


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> WatchingClient:
    return open_site(desk, tmp_path)


@pytest.fixture
def catalogue(desk: Desk) -> Desk:
    add_program(desk.sessions)
    add_class(desk.sessions, "FA-1", taken=9, deadline=date(2031, 3, 1))
    add_class(desk.sessions, "FA-FULL", capacity=2, taken=2, city="Oslo")
    add_class(desk.sessions, "FA-WEB", city="", prices=[])
    add_class(desk.sessions, "FA-OLD", starts_at=NOW - 30 * DAY)
    return desk


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_four_statements_at_most_and_sets_no_cookie(
    catalogue: Desk, client: WatchingClient, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert len(response.statements) <= 4
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-cache"


def test_a_class_lists_its_extras_with_their_tax_and_says_what_is_sold_out(
    catalogue: Desk, client: WatchingClient
) -> None:
    assert "Extras" not in client.get("/classes/FA-1").words
    add_extra(catalogue.sessions, class_code="FA-1")
    add_extra(catalogue.sessions, "book", class_code="FA-1", amounts={}, stock=0)
    with transaction(catalogue.sessions) as session:
        taxed = {"tax_mode": TaxMode.INCLUSIVE, "tax_rate": 1_500, "tax_name": "MVA"}
        session.execute(update(ExtraRow).where(ExtraRow.code == "lunch").values(taxed))
    page = client.get("/classes/FA-1")
    assert "Extras Lunch NOK 150 incl. 15 % MVA Book Free sold out" in page.words
    assert len(page.statements) <= 4


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_is_not_drawn_again_while_nothing_is_written(
    catalogue: Desk, client: WatchingClient, address: str
) -> None:
    first = client.get(address)
    again = client.get(address)
    assert len(again.statements) <= 1
    assert again.get_data() == first.get_data()
    tag = first.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_taken_seat_is_seen_at_once(catalogue: Desk, client: WatchingClient) -> None:
    assert "3 places left" in client.get("/classes/FA-1").words
    assert "3 places left" in client.get("/programs").words
    with transaction(catalogue.sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == "FA-1").values(taken=11))
    assert "1 place left" in client.get("/classes/FA-1").words
    assert "1 place left" in client.get("/programs").words


def test_a_deadline_that_passes_is_seen_at_once(catalogue: Desk, client: WatchingClient) -> None:
    assert client.get("/classes/FA-1").link("Register") == "/classes/FA-1/register"
    catalogue.later(days=51)
    page = client.get("/classes/FA-1")
    assert "The deadline for registering has passed" in page.words
    assert all(words_of(link) != "Register" for link in page.all("a"))


def test_an_open_class_leads_to_its_form(catalogue: Desk, client: WatchingClient) -> None:
    page = client.get("/classes/FA-1")
    assert words_of(page.one("h1")) == "First aid"
    assert page.link("Register") == "/classes/FA-1/register"
    for said in (
        "Tuesday 11 March 2031 13:00–20:00 CET",
        "All times are in Central European Time (Oslo).",
        "Bergen Hall",
        "NOK 4,200",
        "Register by the end of Saturday 1 March 2031 (CET).",
    ):
        assert said in page.words


def test_a_full_class_says_so_and_what_else_there_is(
    catalogue: Desk, client: WatchingClient
) -> None:
    page = client.get("/classes/FA-FULL")
    assert "This class is full" in page.words
    assert page.link("Other classes with free places") == "#others"
    leads = [link.attrib["href"] for link in page.all("a", class_="line")]
    assert leads == ["/classes/FA-1", "/classes/FA-WEB"]


def test_a_cancelled_class_with_nothing_else_leads_to_its_program(
    desk: Desk, client: WatchingClient
) -> None:
    add_program(desk.sessions)
    add_class(desk.sessions, "FA-1", state=ClassState.CANCELLED)
    page = client.get("/classes/FA-1")
    assert "This class has been cancelled" in page.words
    assert page.link("All dates of this course") == "/programs/first-aid"


def test_an_online_class_never_shows_its_link(catalogue: Desk, client: WatchingClient) -> None:
    page = client.get("/classes/FA-WEB")
    assert "Online. You get the link with your confirmation." in page.words
    assert b"rooms.example.org" not in page.get_data()


def test_a_program_folds_what_is_over(catalogue: Desk, client: WatchingClient) -> None:
    page = client.get("/programs/first-aid")
    folded = page.one("details")
    assert "Over" in words_of(folded)
    assert "open" not in folded.attrib
    assert page.one("em").text == "to help"


def test_the_form_of_the_list_needs_no_script_and_keeps_what_was_asked(
    catalogue: Desk, client: WatchingClient
) -> None:
    page = client.get(
        "/programs?q=aid&type=safety&place=Bergen&month=2031-03&status=upcoming&free=1"
    )
    form = page.one("form")
    assert (form.attrib["method"], form.attrib["action"]) == ("get", "/programs")
    assert page.one("input", name="q").attrib["value"] == "aid"
    chosen = {each.attrib["value"] for each in page.all("option") if "selected" in each.attrib}
    assert chosen == {"safety", "Bergen", "2031-03", "upcoming"}
    assert "checked" in page.one("input", name="free").attrib
    assert [line.attrib["href"] for line in page.all("a", class_="line")] == ["/classes/FA-1"]


def test_when_nothing_matches_the_list_says_what_to_do_without(
    catalogue: Desk, client: WatchingClient
) -> None:
    page = client.get("/programs?q=zebra&place=Oslo")
    assert "Nothing found" in page.words
    assert page.link("Do without “zebra”") == "/programs?place=Oslo"
    assert page.link("Do without Oslo") == "/programs?q=zebra"
    assert page.link("See everything") == "/programs"


def test_behind_the_last_page_of_the_list_is_the_way_back(
    catalogue: Desk, client: WatchingClient
) -> None:
    assert client.get("/programs?place=Oslo&page=7").link("Go to its first page") == (
        "/programs?place=Oslo"
    )


@pytest.mark.parametrize("address", ["/", "/programs"])
def test_an_empty_catalogue_says_so(client: WatchingClient, address: str) -> None:
    assert "There are no programs yet" in client.get(address).words


@pytest.mark.parametrize(
    "address", ["/programs/nope", "/classes/NOPE", "/classes/%00", "/nowhere", "/classes/%F0%9F%A6"]
)
def test_what_is_not_there_is_told_with_a_search(client: WatchingClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert words_of(page.one("h1")) == "We cannot find that page"
    assert page.one("form").attrib["action"] == "/programs"


def test_what_people_wrote_cannot_become_code(desk: Desk, client: WatchingClient) -> None:
    nasty = '<script>alert("x")</script>'
    add_program(
        desk.sessions, title=nasty, summary=nasty, description=f"{nasty}\n\n[x](javascript:y)"
    )
    add_class(desk.sessions, "FA-1", prices=[Option(100, label=nasty)])
    for address in (
        "/",
        "/programs",
        "/programs/first-aid",
        "/classes/FA-1",
        f"/programs?q={nasty}",
    ):
        page = client.get(address)
        scripts = [script for script in page.all("script") if "src" not in script.attrib]
        assert {script.attrib["type"] for script in scripts} <= {"application/ld+json"}
        assert [text for script in scripts if "<" in (text := script.text or "")] == []
        assert all("javascript" not in link.attrib["href"] for link in page.all("a"))


def test_asking_for_the_head_alone_gives_the_head_alone(
    catalogue: Desk, client: WatchingClient
) -> None:
    response = client.head("/classes/FA-1")
    assert response.status_code == 200
    assert response.get_data() == b""


@pytest.mark.parametrize(
    ("given", "search"),
    [
        ({}, Search()),
        ({"q": "  first  aid "}, Search(text="first aid")),
        ({"kind": "course", "type": "safety"}, Search(kind=ProgramKind.COURSE, type="safety")),
        ({"kind": "whatever", "status": "x"}, Search()),
        ({"status": "active"}, Search(status=ClassStatus.ACTIVE)),
        ({"month": "2031-02"}, Search(month=date(2031, 2, 1))),
        ({"month": "2031-13"}, Search()),
        ({"month": "0001-01"}, Search()),
        ({"month": "9999-12"}, Search()),
        ({"free": "0"}, Search()),
        ({"free": "on"}, Search(free_seats=True)),
        ({"page": "3"}, Search(page=3)),
        ({"page": "-1"}, Search()),
        ({"page": "٣"}, Search()),
        ({"page": "9" * 400}, Search()),
        ({"page": "99999"}, Search(page=10_000)),
    ],
)
def test_an_address_asks_for_what_makes_sense_in_it(given: dict[str, str], search: Search) -> None:
    assert read_search(MultiDict(given)) == search
