"""In which language a page is: what its address, a choice before, and the browser say."""

from pathlib import Path

import pytest

from app.domain.language import LANGUAGES
from tests.catalogue_world import add_class, add_program
from tests.watching import WatchedResponse, WatchingClient
from tests.web.visitor import BASE_URL, open_site
from tests.worlds import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEARCH = {"en": "Search", "nb": "Søk", "de": "Suchen", "hi": "खोजें", "ar": "بحث"}
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.fixture
def catalogue(desk: Desk) -> Desk:
    add_program(desk.sessions)
    add_class(desk.sessions, "FA-1")
    return desk


@pytest.fixture
def client(catalogue: Desk, tmp_path: Path) -> WatchingClient:
    return open_site(catalogue, tmp_path)


def spoken(response: WatchedResponse) -> str:
    """Return the language that a page says it is in, and is."""
    code = response.page.attrib["lang"]
    assert SEARCH[code] in response.words
    return code


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_address_has_its_page_in_its_language(client: WatchingClient, code: str) -> None:
    response = client.get(f"/?lang={code}")
    assert spoken(response) == code
    assert response.page.attrib["dir"] == ("rtl" if code == "ar" else "ltr")


def test_the_browser_says_what_its_owner_reads(client: WatchingClient) -> None:
    assert spoken(client.get("/", headers=GERMAN)) == "de"
    assert spoken(client.get("/", headers={"Accept-Language": "fr, nn;q=0.4"})) == "nb"
    assert spoken(client.get("/", headers={"Accept-Language": "fr"})) == "en"
    assert spoken(client.get("/")) == "en"


def test_what_was_chosen_is_kept_and_counts_more_than_the_browser(client: WatchingClient) -> None:
    cookie = client.get("/?lang=hi", headers=GERMAN).headers["Set-Cookie"]
    assert cookie.startswith("language=hi; ")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert spoken(client.get("/", headers=GERMAN)) == "hi"
    assert "Set-Cookie" not in client.get("/?lang=hi").headers
    assert spoken(client.get("/?lang=nb")) == "nb"


def test_only_who_chooses_is_given_a_cookie(client: WatchingClient) -> None:
    assert "Set-Cookie" not in client.get("/", headers=GERMAN).headers


@pytest.mark.parametrize("code", ["fr", "", "DE", "../en", "en\N{NO-BREAK SPACE}"])
def test_a_language_that_we_have_not_was_not_asked_for(client: WatchingClient, code: str) -> None:
    response = client.get("/", query_string={"lang": code}, headers=GERMAN)
    assert spoken(response) == "de"
    assert "Set-Cookie" not in response.headers


def test_a_site_has_a_language_of_its_own(catalogue: Desk, tmp_path: Path) -> None:
    client = open_site(catalogue, tmp_path, SITE_LANGUAGE="nb")
    assert spoken(client.get("/")) == "nb"
    assert spoken(client.get("/", headers={"Accept-Language": "en"})) == "en"
    title = client.get("/programs/first-aid?lang=en").one("h1")
    assert (title.attrib["lang"], title.attrib["dir"]) == ("nb", "auto")


def test_a_kept_page_is_kept_for_those_of_its_language(client: WatchingClient) -> None:
    for _ in range(2):
        assert spoken(client.get("/", headers=GERMAN)) == "de"
        assert spoken(client.get("/")) == "en"
    tag = client.get("/").headers["ETag"]
    again = client.get("/", headers={**GERMAN, "If-None-Match": tag})
    assert again.status_code == 200
    assert {"Accept-Language", "Cookie"} <= set(again.vary)


@pytest.mark.parametrize("path", ["/", "/programs", "/programs/first-aid", "/classes/FA-1"])
def test_a_page_names_its_address_in_every_language(client: WatchingClient, path: str) -> None:
    german = client.get(f"{path}?lang=de")
    there = {
        each.attrib["hreflang"]: each.attrib["href"]
        for each in german.all("link", rel="alternate")
        if "hreflang" in each.attrib
    }
    assert there == {
        "x-default": f"{BASE_URL}{path}",
        "en": f"{BASE_URL}{path}",
        **{code: f"{BASE_URL}{path}?lang={code}" for code in ("nb", "de", "hi", "ar")},
    }
    assert german.one("link", rel="canonical").attrib["href"] == there["de"]
    plain = client.get(path)
    assert plain.one("link", rel="canonical").attrib["href"] == there["en"]
    assert plain.link("العربية") == f"{path}?lang=ar"


def test_whoever_changes_language_stays_where_they_are(client: WatchingClient) -> None:
    found = client.get("/programs?q=aid&kind=course&lang=nb")
    assert found.link("Deutsch") == "/programs?q=aid&kind=course&lang=de"
    form = client.get("/classes/FA-1/register?source=spring")
    assert form.link("Deutsch") == "/classes/FA-1/register?source=spring&lang=de"


@pytest.mark.parametrize("path", ["//elsewhere.example", "/a b", "/%00", "/<i>"])
def test_whatever_was_asked_for_the_links_stay_on_the_site(
    client: WatchingClient, path: str
) -> None:
    link = client.get("/", base_url=BASE_URL, environ_overrides={"PATH_INFO": path}).link("Norsk")
    assert link.startswith("/")
    assert not link.startswith("//")
    assert link.endswith("?lang=nb")


def test_a_kept_page_says_nothing_of_the_address_somebody_else_asked_for(
    client: WatchingClient,
) -> None:
    assert b"secret" not in client.get("/?token=secret").get_data()
    assert b"secret" not in client.get("/programs?token=secret").get_data()
    assert b"secret" not in client.get("/programs/first-aid?token=secret").get_data()
    assert b"secret" not in client.get("/classes/FA-1?token=secret").get_data()


def test_a_search_goes_on_in_the_language_of_the_address(client: WatchingClient) -> None:
    asked = client.get("/programs?lang=de").one("input", name="lang")
    assert asked.attrib["value"] == "de"
    assert not client.get("/programs").all("input", name="lang")


def test_what_an_organiser_wrote_is_said_to_be_in_their_language(client: WatchingClient) -> None:
    title = client.get("/programs/first-aid?lang=ar").one("h1")
    # Most likely; it runs as its own letters do.
    assert (title.attrib["lang"], title.attrib["dir"]) == ("en", "auto")
    own = client.get("/programs/first-aid?lang=en").one("h1").attrib
    assert ("lang" not in own, own["dir"]) == (True, "auto")


def test_errors_are_in_the_readers_language(client: WatchingClient) -> None:
    lost = client.get("/nowhere", headers=GERMAN)
    assert lost.status_code == 404
    assert "Diese Seite finden wir nicht" in lost.words
    assert "We cannot find that page" in client.get("/nowhere").words


@pytest.mark.parametrize(("size", "status"), [(1, 400), (1_100_000, 413)])
def test_what_is_refused_before_a_page_is_asked_is_in_the_readers_language(
    client: WatchingClient, size: int, status: int
) -> None:
    refused = client.post("/orders", data={"email": "x" * size}, headers=GERMAN)
    assert refused.status_code == status
    assert refused.page.attrib["lang"] == "de"


def test_those_who_work_here_read_english(client: WatchingClient) -> None:
    page = client.get("/staff/sign-in?lang=de", headers=GERMAN)
    assert page.page.attrib["lang"] == "en"
    assert "Set-Cookie" not in page.headers or "language" not in page.headers["Set-Cookie"]
    assert not page.all("a", hreflang="de")
