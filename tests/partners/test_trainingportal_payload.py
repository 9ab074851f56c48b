"""Claims about what Trainingportal is sent of a class (trainingportal.md 6.1, 6.2)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.domain.contract import Refused
from app.domain.money import Money
from app.sandbox.server import Sandbox
from tests.fakes.events import QUAY, event
from tests.fakes.wire import Wire
from tests.partners.built import Built, built
from tests.partners.portal_world import (
    CHANGED,
    FORM,
    PUBLISHED,
    RESERVED,
    SEATS,
    classes,
    echo,
    fields,
    sent,
    verbs,
)


def test_T10_every_part_of_an_address_is_sent_also_an_empty_one() -> None:
    form = sent()
    assert form["address.addressLine2"] == ""
    bare = {"venue": QUAY.__class__("q", "Field", "", "", "", "", "")}
    form = sent(course_class=bare)
    address = {name: text for name, text in form.items() if name.startswith("address.")}
    assert address == {
        "address.addressLine1": "Field",
        "address.addressLine2": "",
        "address.city": "Field",
        "address.zipCode": "0000",
        "address.country": "NO",
    }


def test_an_online_class_has_a_place_but_not_its_private_link() -> None:
    form = sent(course_class={"venue": None, "online_url": "https://meet.example.org/secret"})
    assert (form["location"], form["address.city"], form["address.zipCode"]) == (
        "Online",
        "Online",
        "0000",
    )
    assert "meet.example.org" not in str(form)


@pytest.mark.parametrize(("changed", "seats"), [({"free": 4}, 4), ({"free": 0}, 0)])
def test_T12_seats_are_the_absolute_number_at_the_moment_of_telling(
    sandbox: Sandbox, partners: Built, changed: dict[str, Any], seats: int
) -> None:
    partners.trainingportal.tell(event(SEATS, course_class=changed), key="key-1")
    assert classes(sandbox)[0]["availableSeats"] == seats


@pytest.mark.parametrize("changed", [{"cancelled": True}, {"free": -1}])
def test_a_class_nobody_can_book_shows_no_seats(changed: dict[str, Any]) -> None:
    assert sent(course_class=changed)["availableSeats"] == "0"


def test_T12_each_telling_holds_the_whole_class_so_a_newer_one_stands_for_older_ones(
    partners: Built,
) -> None:
    whole = sent(CHANGED, known={"class": "x"}).keys()
    assert sent(SEATS, known={"class": "x"}).keys() == whole
    for kind in (PUBLISHED, CHANGED, SEATS):
        assert partners.trainingportal.supersedes(kind)
    assert not partners.trainingportal.supersedes(RESERVED)


@pytest.mark.parametrize(
    ("price", "currency", "amount"),
    [
        (None, "NOK", "0.00"),
        (Money(0, "EUR"), "EUR", "0.00"),
        (Money(420_050, "NOK"), "NOK", "4200.50"),
        (Money(1, "GBP"), "GBP", "0.01"),
        (Money(123_456_789, "USD"), "USD", "1234567.89"),
    ],
)
def test_a_price_has_two_decimals_and_a_dot(
    price: Money | None, currency: str, amount: str
) -> None:
    form = sent(course_class={"price": price})
    assert (form["price.currency"], form["price.amount"]) == (currency, amount)


def test_T18_a_class_in_another_currency_is_refused_and_nothing_is_sent(
    sandbox: Sandbox, partners: Built
) -> None:
    danish = event(PUBLISHED, course_class={"price": Money(100, "DKK")})
    outcome = partners.trainingportal.tell(danish, key="key-1")
    assert isinstance(outcome, Refused)
    assert "NOK, EUR, USD, GBP" in outcome.words
    assert "DKK" in outcome.words
    assert verbs(sandbox) == []


@pytest.mark.parametrize(
    ("enrollment", "cancellation", "wanted"),
    [
        (None, None, ("2031-03-10", "2031-03-10")),
        (date(2031, 3, 1), None, ("2031-03-01", "2031-03-01")),
        (None, date(2031, 2, 20), ("2031-03-10", "2031-02-20")),
    ],
)
def test_deadlines_a_class_does_not_have_are_its_start(
    enrollment: date | None, cancellation: date | None, wanted: tuple[str, str]
) -> None:
    changed = {"enrollment_deadline": enrollment, "cancellation_deadline": cancellation}
    form = sent(course_class=changed)
    assert (form["enrollmentDeadline"], form["cancellationDeadline"]) == wanted


def test_dates_are_those_of_the_class_not_of_utc() -> None:
    late = datetime(2031, 6, 30, 23, 30, tzinfo=UTC)
    form = sent(course_class={"starts_at": late, "ends_at": late, "timezone": "Europe/Oslo"})
    assert (form["startDate"], form["startTime"]) == ("2031-07-01", "01:30")


def test_T13_credentials_travel_in_the_body_and_nowhere_else(sandbox: Sandbox) -> None:
    with capture_logs() as lines, Wire(echo) as wire:
        built(wire.url).trainingportal.tell(event(PUBLISHED), key="key-1")
    (heard,) = wire.heard
    form = fields(heard.body)
    assert (heard.method, heard.headers["content-type"]) == ("POST", FORM)
    assert (form["username"], form["password"]) == ("coursedesk", "tp-sandbox-secret")
    assert "tp-sandbox-secret" not in heard.path + str(heard.headers) + str(lines)


def test_T14_T17_paths_are_those_of_the_course_providers_api() -> None:
    with Wire(echo) as wire:
        portal = built(wire.url).trainingportal
        portal.tell(event(PUBLISHED), key="key-1")
        portal.tell(event(SEATS, known={"class": "x"}), key="key-2")
        portal.booking("R 1/2")
    base = "/mintra/api/courseprovider/rest/v1"
    assert [each.path for each in wire.heard] == [
        f"{base}/courses/get/FIRST-AID/courseClasses/add",
        f"{base}/courses/get/FIRST-AID/courseClasses/update",
        f"{base}/booking/get/R%201%2F2",
    ]
