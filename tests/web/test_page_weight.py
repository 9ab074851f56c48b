"""How little comes over the wire with a page: less than 60 KB without its pictures.

And how it gets so small: pages come squeezed to whoever can unpack them.
"""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.web.squeezing import LARGE
from tests.catalogue_world import NOW, Option, add_class, add_program
from tests.large_form import CONDITIONS, FIELDS, large_form
from tests.watching import WatchingClient
from tests.web.embedding import FRAME, SITE, allow
from tests.web.ordering import address as order_address
from tests.web.staffroom import add_members, sign_in
from tests.web.visitor import ADA, Visitor, open_site
from tests.weight import ACCEPTED, Sent, said, weigh
from tests.worlds import ANA, CLASS, Desk, register_once
from tests.worlds import add_class as add_asking_class

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MOST = 60_000
FORM = f"/classes/{CLASS}/register"
# A list's page has ten programs with three classes each, and a program's page a hundred classes.
PROGRAMS, CLASSES = 12, 110


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> WatchingClient:
    return open_site(desk, tmp_path)


@pytest.fixture
def fetch(client: WatchingClient) -> Callable[[str], Sent]:
    """Fetch as a browser does."""

    def fetched(address: str) -> Sent:
        answer = client.get(address, headers=ACCEPTED)
        return Sent(answer.get_data(), answer.headers.get("Content-Encoding", ""))

    return fetched


def fill_the_catalogue(desk: Desk) -> None:
    """Have as much as a page of any kind shows."""
    prices = [Option(420000), Option(360000, label="Early bird"), Option(36000, currency="EUR")]
    for number in range(PROGRAMS):
        summary = f"Program {number}: one day, hands on, with what you need on the next morning."
        words = f"A **program** in {number} parts, and what you learn in each of them.\n\n" * 8
        title = f"Steps with people and machines, part {number}"
        code = f"P-{number}"
        add_program(desk.sessions, code, title=title, summary=summary, description=words)
        for each in range(CLASSES if number == 0 else 4):
            starts = NOW + timedelta(days=30 + each, hours=number)
            name = f"P-{number}-{each}"
            add_class(desk.sessions, name, program=code, starts_at=starts, prices=prices)


def test_the_pages_of_a_full_catalogue(desk: Desk, fetch: Callable[[str], Sent]) -> None:
    fill_the_catalogue(desk)
    pages = ("/", "/programs", "/programs?q=people&free=1", "/programs/p-0", "/classes/P-0-0")
    for address in pages:
        _is_light(address, fetch)
    for language in ("nb", "de", "hi", "ar"):
        _is_light(f"/programs?lang={language}", fetch)


@pytest.mark.parametrize("address", [FORM, FRAME])
def test_a_form_of_sixty_fields(desk: Desk, fetch: Callable[[str], Sent], address: str) -> None:
    add_asking_class(desk.sessions, questions=large_form())
    asked = [each for each in large_form() if each["kind"] != "section"]
    assert (len(asked), sum("condition" in each for each in asked)) == (FIELDS, CONDITIONS)
    allow(desk.sessions, SITE)
    _is_light(address, fetch)


def test_a_form_of_sixty_fields_in_another_language(
    desk: Desk, fetch: Callable[[str], Sent]
) -> None:
    add_asking_class(desk.sessions, questions=large_form())
    for language in ("nb", "de", "hi", "ar"):
        _is_light(f"{FORM}?lang={language}", fetch)


def test_what_follows_a_form(
    desk: Desk, client: WatchingClient, fetch: Callable[[str], Sent]
) -> None:
    add_asking_class(desk.sessions)
    ada = Visitor(client)
    ada.open(FORM)
    ada.press("Continue", ADA)
    _is_light(ada.here.request.path, fetch)
    _is_light(order_address(register_once(desk).reference), fetch)
    _is_light("/orders", fetch)
    _is_light("/nowhere", fetch)


def test_a_page_comes_squeezed_to_whoever_can_unpack_it(desk: Desk, client: WatchingClient) -> None:
    fill_the_catalogue(desk)
    plain = client.get("/programs")
    packed = client.get("/programs", headers=ACCEPTED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) < len(plain.get_data()) / 3
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary
    refused = client.get("/programs", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers
    # Whichever form a browser has, it need not fetch the page again.
    tag = {"If-None-Match": plain.headers["ETag"], **ACCEPTED}
    assert client.get("/programs", headers=tag).status_code == 304


def test_how_well_a_page_with_a_secret_is_squeezed_tells_nothing(
    desk: Desk, client: WatchingClient
) -> None:
    add_asking_class(desk.sessions, questions=large_form())
    answers = [client.get(FORM, headers=ACCEPTED) for _ in range(20)]
    assert {each.headers["Content-Encoding"] for each in answers} == {"gzip"}
    assert len({gzip.decompress(each.get_data())[:1000] for each in answers}) == 1
    assert len({len(each.get_data()) for each in answers}) > 5


@pytest.mark.parametrize(
    "query",
    ["guess", "guess=1", "=1", "lang=guess", "lang=nb&guess=1", "lang=nb&lang=de", "token=x"],
)
def test_a_page_with_a_secret_that_repeats_what_somebody_else_may_have_written_comes_as_it_is(
    desk: Desk, client: WatchingClient, query: str
) -> None:
    add_asking_class(desk.sessions, questions=large_form())
    answer = client.get(f"{FORM}?{query}", headers=ACCEPTED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.vary
    plain = client.get(f"{FORM}?lang=nb", headers=ACCEPTED)
    assert plain.headers["Content-Encoding"] == "gzip"


def test_the_page_of_an_order_comes_squeezed_at_its_own_address_alone(
    desk: Desk, client: WatchingClient
) -> None:
    add_asking_class(desk.sessions, capacity=20)
    many = [replace(ANA, name=f"Ana {each}", email=f"ana{each}@example.org") for each in range(20)]
    # In letters that take three bytes each it is a large one.
    orders = f"{order_address(register_once(desk, participants=many).reference)}&lang=hi"
    own = client.get(orders, headers=ACCEPTED)
    assert own.headers["Content-Encoding"] == "gzip"
    for query in ("guess=1", "token=guess"):
        answer = client.get(f"{orders}&{query}", headers=ACCEPTED)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers


def test_a_small_page_comes_as_it_is(desk: Desk, client: WatchingClient) -> None:
    add_asking_class(desk.sessions)
    answer = client.get(FORM, headers=ACCEPTED)
    assert "Content-Encoding" not in answer.headers
    assert len(answer.get_data()) < LARGE


def test_a_page_of_staff_comes_as_it_is(desk: Desk, client: WatchingClient) -> None:
    fill_the_catalogue(desk)
    add_members(desk)
    sign_in(Visitor(client))
    answer = client.get("/staff/classes", headers=ACCEPTED)
    assert "Content-Encoding" not in answer.headers
    assert len(answer.get_data()) > LARGE


def _is_light(address: str, fetch: Callable[[str], Sent]) -> None:
    weights = weigh(address, fetch)
    assert sum(weights.values()) < MOST, f"{address}: {said(weights)}"
    # Else nothing was weighed but the page.
    assert any(name.endswith(".css") for name in weights)
