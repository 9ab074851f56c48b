"""Claims about reading back what Trainingportal has (A1, A2), and its sandbox's documents."""

import base64
import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from app.domain.catalogue import CatalogueMistake, read_one_class
from app.domain.contract import Refused, Unreachable
from app.domain.event import EventKind
from app.domain.money import Money
from app.partners.http import deadline
from app.partners.trainingportal.holdings import HeldClass
from app.partners.trainingportal.partner import Trainingportal
from app.partners.trainingportal.payload import Dialect, class_form
from app.sandbox.server import Sandbox
from tests.fakes.events import CLASS, event
from tests.fakes.wire import Script, Wire, hang_up, saying
from tests.partners.built import built
from tests.partners.portal_world import complaint

ALL = {"TRAININGPORTAL_CONFIRMED": "courses classes cancel upload"}


def portal(url: str, **settings: str) -> Trainingportal:
    return built(url, **{**ALL, **settings}).trainingportal


def test_courses_and_classes_are_read_back(sandbox: Sandbox) -> None:
    there = portal(sandbox.url)
    there.tell(event(EventKind.CLASS_PUBLISHED), key="key-1")
    assert there.courses(key="key-2") == ("FIRST-AID",)
    assert there.classes("FIRST-AID", key="key-3") == (
        HeldClass(
            code="FA-2031-07",
            course="FIRST-AID",
            free=11,
            cancelled=False,
            first_day="2031-03-10",
            last_day="2031-03-11",
            enrollment_deadline="2031-03-01",
        ),
    )


def test_S1_nothing_is_asked_while_the_calls_are_not_confirmed() -> None:
    with Wire(hang_up) as wire:
        there = portal(wire.url, TRAININGPORTAL_CONFIRMED="")
        assert isinstance(there.courses(key="k"), Refused)
        assert isinstance(there.classes("FIRST-AID", key="k"), Refused)
    assert wire.heard == []


def test_S1_the_paths_are_settings() -> None:
    with Wire(saying("200 OK", b"[]")) as wire:
        there = portal(
            wire.url,
            TRAININGPORTAL_COURSES_PATH="/v1/all",
            TRAININGPORTAL_CLASSES_PATH="/v1/of/{externalCourseId}",
        )
        assert there.courses(key="k") == ()
        assert there.classes("A/B", key="k") == ()
    assert [each.path.rpartition("/rest")[2] for each in wire.heard] == ["/v1/all", "/v1/of/A%2FB"]


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ([{"externalId": "A"}, {"courseExternalId": "B"}, {"name": "C"}, 4], ("A", "B")),
        ({"courses": [{"externalCourseId": "A"}], "total": 1}, ("A",)),
        ([], ()),
    ],
)
def test_a_list_is_read_in_any_shape(body: object, codes: tuple[str, ...]) -> None:
    with Wire(saying("200 OK", json.dumps(body).encode())) as wire:
        assert portal(wire.url).courses(key="k") == codes


def test_T2_T3_classes_are_read_leniently() -> None:
    body = [
        {"EXTERNALCOURSECLASSID": "FA", "cancelled": "TRUE", "availableSeats": "7"},
        {"externalId": "FB", "cancelled": False, "availableSeats": "many"},
        {"externalId": None},
    ]
    with Wire(saying("200 OK", json.dumps(body).encode())) as wire:
        found = portal(wire.url).classes("FIRST-AID", key="k")
    assert isinstance(found, tuple)
    assert [(each.code, each.free, each.cancelled) for each in found] == [
        ("FA", 7, True),
        ("FB", None, False),
    ]


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (hang_up, Unreachable),
        (saying("200 OK"), Unreachable),
        (saying("200 OK", b"<html>"), Unreachable),
        (saying("200 OK", b'{"a": [], "b": []}'), Unreachable),
        (saying("200 OK", b"x" * 2_000_000), Unreachable),
        (saying("302 There", Location="http://127.0.0.1:9/"), Unreachable),
        (saying("503 Away", b"[]"), Unreachable),
        (complaint("Course not found"), Refused),
    ],
)
def test_what_else_may_be_answered(script: Script, kind: type) -> None:
    with Wire(script) as wire:
        assert isinstance(portal(wire.url).courses(key="k"), kind)
        assert isinstance(portal(wire.url).classes("FIRST-AID", key="k"), kind)


def test_S2_S6_how_dates_times_and_countries_are_written_is_a_setting() -> None:
    form = class_form(CLASS, Dialect(day="%d.%m.%Y", clock="%H.%M", country_names=True))
    assert form.fields["startDate"] == "10.03.2031"
    assert form.fields["enrollmentDeadline"] == "01.03.2031"
    assert form.fields["startTime"] == "09.00"
    assert form.fields["address.country"] == "Norway"


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(420_000, "NOK"), "4200.00"),
        (Money(5, "EUR"), "0.05"),
        (Money(123_456_789, "GBP"), "1234567.89"),
    ],
)
def test_S5_an_amount_has_two_decimals_a_dot_and_no_grouping(money: Money, amount: str) -> None:
    form = class_form(replace(CLASS, price=money), Dialect())
    assert (form.fields["price.amount"], form.fields["price.currency"]) == (amount, money.currency)


@pytest.mark.parametrize("code", ["FA 1", "FA/1", "FA.1", "Fä-1", "x" * 65, ""])
def test_S23_our_ids_are_letters_digits_and_two_signs(code: str) -> None:
    with pytest.raises(CatalogueMistake, match=r"code.*letters, digits, - or _|code: must not"):
        read_one_class({"code": code, "online_url": "https://x.example"})


def test_S23_ids_are_encoded_in_a_path_all_the_same() -> None:
    with Wire(hang_up) as wire:
        portal(wire.url).classes("A/../B?c", key="k")
    assert wire.heard[0].path.endswith("/get/A%2F..%2FB%3Fc/courseClasses/get")


def test_S20_the_stand_in_has_every_documented_path_and_no_other_verb(sandbox: Sandbox) -> None:
    base = f"{sandbox.url}/mintra/api/courseprovider/rest/v1"
    course = f"{base}/courses/get/FIRST-AID/courseClasses"
    booking = f"{base}/booking"
    paths = [f"{base}/courses/get", f"{course}/cancel/FA", f"{course}/restore/FA"]
    paths += [f"{course}/{verb}" for verb in ("get", "add", "update")]
    paths += [f"{booking}/{verb}/R" for verb in ("get", "update", "uploadDocumentation")]
    for path in paths:
        assert httpx.get(path).status_code == 405
        assert httpx.post(path, data={"username": "x"}).status_code == 401
    assert httpx.post(f"{base}/nothing", data={"username": "x"}).status_code == 404


PDF = base64.b64encode(b"%PDF-1.7 x").decode()
GOOD = {
    "attachmentType": "COMPETENCE_CERTIFICATE",
    "mimetype": "application/pdf",
    "attachmentByteArray": PDF,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"attachmentType": "PAPER"},
        {"mimetype": "text/html"},
        {"attachmentByteArray": ""},
        {"attachmentByteArray": "%%%"},
        {"attachmentByteArray": base64.b64encode(b"<html>").decode()},
        {"attachmentByteArray": base64.b64encode(b"%PDF-" + b"x" * 2_000_000).decode()},
    ],
)
def test_the_sandbox_takes_no_document_that_is_none(
    sandbox: Sandbox, wrong: dict[str, str]
) -> None:
    bookings = sandbox.world.trainingportal.bookings
    bookings.store("R-1", {"class": "FA"})
    client, until = portal(sandbox.url)._client, deadline(timedelta(seconds=20))
    for form, flag in ((GOOD | wrong, b'"false"'), (GOOD, b'"true"')):
        reply = client.upload_documentation("R-1", form, key="k", until=until)
        assert flag in getattr(reply, "body", b"")
    assert len(bookings.all()[0]["documents"]) == 1
