"""How the catalogue is found by search engines: addresses, what they are told, what is gone."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from sqlalchemy import delete, update

from app.domain.contract import Sessions
from app.domain.course_class import ClassState, PriceKind
from app.queries.catalogue import site_map
from app.store.course_class import CourseClass
from app.store.database import Database, reading_rows, transaction
from app.store.price_option import PriceOption
from app.usecases.cancel_class import cancel_class
from tests.usecases.shop import Shop
from tests.watching import WatchedResponse, recording, words_of
from tests.web.ordering import address as order_address
from tests.web.visitor import BASE_URL, Visitor, open_site
from tests.worlds import CLASS, NOW, add_class, add_price, register_once

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, capacity=1)
    return Shop(sessions)


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    return Visitor(open_site(shop, tmp_path))


def document(page: WatchedResponse) -> Any:
    """Return what the page says of itself in schema.org's words."""
    return json.loads(page.one("script", type="application/ld+json").text or "")


def listed(ada: Visitor) -> dict[str, str]:
    """Return the addresses of the site map, with when each changed."""
    root = Xml.fromstring(ada.client.get("/sitemap.xml").get_data())
    return {
        each.findtext(f"{_SITEMAP}loc", "").removeprefix(BASE_URL): each.findtext(
            f"{_SITEMAP}lastmod", ""
        )
        for each in root
    }


def plan_of(statement: str, database: Sessions) -> str:
    """Return how SQLite would find the rows of a statement."""
    with reading_rows(database) as connection:
        asked = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", (NOW.isoformat(),) * statement.count("?")
        )
        return " ".join(row.detail for row in asked)


def robots(page: WatchedResponse) -> list[str]:
    return [each.attrib["content"] for each in page.all("meta", name="robots")]


def told(page: WatchedResponse) -> dict[str, str]:
    """Return what networks are told of a page whose link is shared, by their names for it."""
    return {
        each.attrib["property"]: each.attrib["content"]
        for each in page.all("meta")
        if "property" in each.attrib
    }


@pytest.mark.parametrize(
    ("address", "title", "description", "card"),
    [
        ("/", "Coursedesk", "Programs and courses of", "/card.png?v="),
        ("/programs", "Programs and courses", "Every program and course", "/card.png?v="),
        ("/programs/first-aid", "First aid", "One day", "/programs/first-aid/card.png?v="),
        (
            f"/classes/{CLASS}",
            "First aid, Mon 10 Mar 2031",
            "One day",
            "/programs/first-aid/card.png?v=",
        ),
    ],
)
def test_a_link_that_is_shared_says_what_it_leads_to_in_words_and_a_picture(
    ada: Visitor, address: str, title: str, description: str, card: str
) -> None:
    page = ada.open(address)
    said = told(page)
    assert said["og:url"] == f"{BASE_URL}{address}"
    assert (said["og:title"], said["og:image:alt"]) == (title, title)
    assert said["og:description"].startswith(description)
    assert (said["og:locale"], said["og:type"]) == ("en_GB", "website")
    assert said["og:image"].startswith(f"{BASE_URL}{card}")
    assert said["og:image:type"] == "image/png"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    (shown_large,) = page.all("meta", name="twitter:card")
    assert shown_large.attrib["content"] == "summary_large_image"


def test_a_link_in_another_language_says_which(ada: Visitor) -> None:
    page = ada.open("/programs/first-aid?lang=nb")
    assert told(page)["og:locale"] == "nb_NO"
    assert told(page)["og:url"] == f"{BASE_URL}/programs/first-aid?lang=nb"
    others = page.all("meta", property="og:locale:alternate")
    assert [each.attrib["content"] for each in others] == ["en_GB", "de_DE", "hi_IN", "ar_AR"]


def test_each_page_has_one_title_and_one_description_of_its_own(ada: Visitor) -> None:
    addresses = ("/", "/programs", "/programs/first-aid", f"/classes/{CLASS}")
    pages = [ada.open(address) for address in addresses]
    titles = {words_of(page.one("title")) for page in pages}
    descriptions = {page.one("meta", name="description").attrib["content"] for page in pages}
    assert len(descriptions) == len(titles) == len(pages)
    assert "" not in descriptions
    for address, page in zip(addresses, pages, strict=True):
        assert page.one("link", rel="canonical").attrib["href"] == f"{BASE_URL}{address}"


def test_a_page_that_is_not_to_be_found_is_described_all_the_same(ada: Visitor, shop: Shop) -> None:
    for address in (f"/classes/{CLASS}/register", order_address(register_once(shop).reference)):
        about = ada.open(address).one("meta", name="description").attrib["content"]
        assert about.startswith("Programs and courses of")


def test_a_class_is_an_event_with_its_place_price_and_whether_there_is_room(ada: Visitor) -> None:
    page = ada.open(f"/classes/{CLASS}")
    said = document(page)
    assert said["@type"] == ["EducationEvent", "CourseInstance"]
    assert said["url"] == f"{BASE_URL}/classes/{CLASS}"
    assert (said["startDate"], said["eventStatus"][-9:]) == ("2031-03-10T09:00+01:00", "Scheduled")
    assert said["location"]["address"]["addressCountry"] == "NO"
    (offer,) = said["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("4200.00", "NOK")
    assert offer["availability"] == "https://schema.org/InStock"
    (canonical,) = page.all("link", rel="canonical")
    assert canonical.attrib["href"] == said["url"]
    assert robots(page) == []


def test_a_full_one_is_sold_out_and_a_cancelled_one_says_so(shop: Shop, ada: Visitor) -> None:
    register_once(shop)
    assert document(ada.open(f"/classes/{CLASS}"))["offers"][0]["availability"][-7:] == "SoldOut"
    cancel_class(
        shop.sessions,
        code=CLASS,
        reason="ill",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    said = document(ada.open(f"/classes/{CLASS}"))
    assert said["eventStatus"] == "https://schema.org/EventCancelled"
    assert said["offers"][0]["availability"][-12:] == "Discontinued"


def test_a_price_that_ends_says_when_and_what_not_everybody_has_is_not_told(
    shop: Shop, ada: Visitor
) -> None:
    ends = datetime(2031, 2, 1, tzinfo=UTC)
    add_price(shop.sessions, "Early bird", 300000, ends_at=ends)
    add_price(shop.sessions, "Members", 100000, kind=PriceKind.MEMBER)
    add_price(shop.sessions, "Secret", 1000, kind=PriceKind.VOUCHER_ONLY)
    offers = document(ada.open(f"/classes/{CLASS}"))["offers"]
    assert [each["price"] for each in offers] == ["4200.00", "3000.00"]
    assert offers[1]["priceValidUntil"] == "2031-02-01T00:00+00:00"


def test_a_free_class_says_that_it_is_and_whether_there_is_room(ada: Visitor, shop: Shop) -> None:
    assert document(ada.open(f"/classes/{CLASS}"))["isAccessibleForFree"] is False
    with transaction(shop.sessions) as session:
        session.execute(delete(PriceOption))
    said = document(ada.open(f"/classes/{CLASS}"))
    assert said["isAccessibleForFree"] is True
    (offer,) = said["offers"]
    assert (offer["price"], offer["availability"]) == ("0", "https://schema.org/InStock")
    register_once(shop)
    (offer,) = document(ada.open(f"/classes/{CLASS}"))["offers"]
    assert offer["availability"] == "https://schema.org/SoldOut"


def test_a_class_and_its_program_are_shown_with_the_same_picture(ada: Visitor) -> None:
    for address in ("/programs/first-aid", f"/classes/{CLASS}"):
        page = ada.open(address)
        assert document(page)["image"] == told(page)["og:image"]


def test_an_online_class_names_no_place_and_not_its_link(shop: Shop, ada: Visitor) -> None:
    with transaction(shop.sessions) as session:
        online = {"venue_id": None, "online_url": "https://meet.example/x"}
        session.execute(update(CourseClass).values(online))
    page = ada.open(f"/classes/{CLASS}")
    assert document(page)["location"]["@type"] == "VirtualLocation"
    assert "meet.example" not in page.get_data(as_text=True)


def test_a_program_is_a_course_with_what_is_to_come(ada: Visitor) -> None:
    said = document(ada.open("/programs/first-aid"))
    assert (said["@type"], said["courseCode"]) == ("Course", "FIRST-AID")
    assert [each["url"] for each in said["hasCourseInstance"]] == [f"{BASE_URL}/classes/{CLASS}"]


def of_instance(ada: Visitor) -> list[dict[str, str]]:
    """Return what the program's page says that its one class costs."""
    (instance,) = document(ada.open("/programs/first-aid"))["hasCourseInstance"]
    offers: list[dict[str, str]] = instance["offers"]
    return offers


def test_a_program_says_the_least_that_anybody_pays_for_its_classes(
    shop: Shop, ada: Visitor
) -> None:
    add_price(shop.sessions, "Early bird", 300000, ends_at=datetime(2031, 2, 1, tzinfo=UTC))
    add_price(shop.sessions, "Abroad", 35000, currency="EUR")
    add_price(shop.sessions, "Group", 200000, kind=PriceKind.GROUP, least=3)
    add_price(shop.sessions, "Members", 100000, kind=PriceKind.MEMBER)
    offers = of_instance(ada)
    assert [(each["price"], each["priceCurrency"]) for each in offers] == [
        ("3000.00", "NOK"),
        ("350.00", "EUR"),
    ]
    of_class = document(ada.open(f"/classes/{CLASS}"))["offers"]
    for name in ("@type", "url", "availability"):
        assert {each[name] for each in offers} == {each[name] for each in of_class}
    assert offers[0]["availability"] == "https://schema.org/InStock"


def test_a_program_says_of_its_classes_that_they_are_free_and_whether_there_is_room(
    shop: Shop, ada: Visitor
) -> None:
    with transaction(shop.sessions) as session:
        session.execute(delete(PriceOption))
    (offer,) = of_instance(ada)
    assert (offer["price"], offer["availability"]) == ("0", "https://schema.org/InStock")
    register_once(shop)
    (offer,) = of_instance(ada)
    assert offer["availability"] == "https://schema.org/SoldOut"
    shop.now = datetime(2031, 3, 5, tzinfo=UTC)
    (offer,) = of_instance(ada)
    assert offer["availability"] == "https://schema.org/Discontinued"


def test_a_withdrawn_class_is_gone_and_shown_all_the_same(shop: Shop, ada: Visitor) -> None:
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(state=ClassState.WITHDRAWN))
    page = ada.open(f"/classes/{CLASS}")
    assert page.status_code == 410
    assert "taken it off the list" in page.words
    assert robots(page) == ["noindex"]
    tag = page.headers["ETag"]
    again = ada.client.get(f"/classes/{CLASS}", headers={"If-None-Match": tag})
    assert again.status_code == 410
    assert listed(ada).keys() == {"/", "/programs", "/programs/first-aid"}


def test_the_site_map_has_every_page_and_when_it_changed(shop: Shop, ada: Visitor) -> None:
    pages = ("/", "/programs", "/programs/first-aid", f"/classes/{CLASS}")
    assert listed(ada) == dict.fromkeys(pages, "")
    shop.later(hours=1)
    register_once(shop)
    changed = "2031-01-10T13:00:00+00:00"
    assert listed(ada)["/programs/first-aid"] == listed(ada)[f"/classes/{CLASS}"] == changed
    shop.now = datetime(2031, 3, 12, tzinfo=UTC)
    assert f"/classes/{CLASS}" not in listed(ada)


def test_only_lists_that_nobody_narrowed_are_found(ada: Visitor) -> None:
    assert robots(ada.open("/programs")) == []
    for narrowed in ("/programs?q=aid", "/programs?place=Bergen", "/programs?free=1"):
        assert robots(ada.open(narrowed)) == ["noindex"]
    assert robots(ada.open("/")) == []


def test_what_is_somebodys_own_is_not_to_be_read(ada: Visitor) -> None:
    said = ada.client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert {"Disallow: /orders/", "Disallow: /staff/", "Disallow: /classes/*/register"} <= {*said}
    assert said[-1] == f"Sitemap: {BASE_URL}/sitemap.xml"
    assert robots(ada.open(f"/classes/{CLASS}/register")) == ["noindex"]
    assert robots(ada.open("/staff/sign-in")) == ["noindex"]


def test_what_people_wrote_stays_text_in_it(shop: Shop, ada: Visitor) -> None:
    add_price(shop.sessions, "</script><script>alert(1)</script>", 100)
    page = ada.open(f"/classes/{CLASS}")
    assert document(page)["offers"][1]["name"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_a_class_changed_is_found_without_reading_its_history(shop: Shop) -> None:
    with recording() as recorder:
        site_map(shop.sessions, now=shop.now)
    plan = plan_of(recorder.statements[-1], shop.sessions)
    assert "INDEX ix_event_class_at (class_id=?)" in plan
