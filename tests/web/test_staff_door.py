"""The staff's door: who gets in, how long they stay, and that nobody learns who has an account."""

from pathlib import Path

import pytest
from sqlalchemy import update

from app.store.database import transaction
from app.store.staff import Staff
from tests.watching import WatchedResponse
from tests.web.staffroom import (
    BOOKKEEPER,
    COORDINATOR,
    PASSWORD,
    add_members,
    arrive,
    sign_in,
)
from tests.web.visitor import Visitor
from tests.worlds import Desk

PAGES = ("/staff/", "/staff/registrations", "/staff/deliveries", "/staff/password")
OTHER = "another long password"


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    visitor = arrive(desk, tmp_path)
    visitor.client.private = (COORDINATOR, PASSWORD, OTHER)
    return visitor


def inside(visitor: Visitor) -> bool:
    """Say whether the visitor sees the staff's pages now."""
    return visitor.open("/staff/").request.path == "/staff/"


@pytest.mark.parametrize("address", [*PAGES, "/staff/registrations/R-1", "/staff/orders/CD-1"])
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(kim: Visitor, address: str) -> None:
    page = kim.open(address)
    assert page.request.path == "/staff/sign-in"
    assert page.one("h1").text == "Staff sign-in"


@pytest.mark.parametrize(
    "address", ["/staff/deliveries/1/retry", "/staff/deliveries/1/skip", "/staff/password"]
)
def test_a_form_sent_by_nobody_does_nothing(kim: Visitor, address: str) -> None:
    assert kim.send(address, {"reason": "x"}).request.path == "/staff/sign-in"


def test_signing_in_leads_to_where_one_was_going(kim: Visitor) -> None:
    kim.open("/staff/deliveries?state=due")
    page = kim.press("Sign in", {"email": COORDINATOR, "password": PASSWORD})
    assert page.request.full_path == "/staff/deliveries?state=due"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/programs", "/staff/\\evil", "/staff/\nx"],
)
def test_signing_in_leads_nowhere_else(kim: Visitor, elsewhere: str) -> None:
    kim.open("/staff/sign-in")
    fields = {"email": COORDINATOR, "password": PASSWORD, "next": elsewhere}
    page = kim.press("Sign in", fields)
    assert kim.left_for == ""
    assert page.request.path == "/staff/"


@pytest.mark.parametrize(
    ("email", "password"),
    [(COORDINATOR, "a wrong guess"), ("nobody@example.org", PASSWORD), ("", ""), ("\0", "\0")],
    ids=["wrong", "unknown", "empty", "nul"],
)
def test_no_is_said_in_one_way(kim: Visitor, email: str, password: str) -> None:
    page = sign_in(kim, email, password).here
    assert page.status_code == 422
    assert "The email address or the password is not right" in page.words
    assert page.one("title").text == "Error: Staff sign-in – Coursedesk"
    assert page.one("input", id="email").attrib["value"] == email.replace("\0", "")
    assert page.one("input", id="password").attrib["value"] == ""
    assert not inside(kim)


def test_too_many_tries_have_to_wait(kim: Visitor) -> None:
    for _ in range(5):
        sign_in(kim, COORDINATOR, "a wrong guess")
    page = sign_in(kim).here
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "901"
    assert "Too many tries. Try again in 15 minutes" in page.words


def test_the_cookie_is_not_for_scripts_and_not_for_other_sites(kim: Visitor) -> None:
    kim.open("/staff/sign-in")
    answer = kim.client.post(
        "/staff/sign-in",
        data={
            "email": COORDINATOR,
            "password": PASSWORD,
            "csrf_token": kim.here.one("input", name="csrf_token").attrib["value"],
        },
    )
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_what_the_browser_had_before_signing_in_is_forgotten(kim: Visitor) -> None:
    kim.open("/staff/sign-in")
    before = kim.here.one("input", name="csrf_token").attrib["value"]
    sign_in(kim)
    answer = kim.client.post("/staff/sign-out", data={"csrf_token": before})
    assert answer.status_code == 303
    assert inside(kim)


def test_signing_out_ends_the_session(kim: Visitor) -> None:
    sign_in(kim)
    assert inside(kim)
    kim.press("Sign out")
    assert not inside(kim)


def test_signing_out_ends_every_copy_of_the_cookie(
    desk: Desk, kim: Visitor, tmp_path: Path
) -> None:
    sign_in(kim)
    thief = arrive(desk, tmp_path)
    cookie = kim.client.get_cookie("coursedesk")
    assert cookie is not None
    thief.client.set_cookie("coursedesk", cookie.value)
    assert inside(thief)
    kim.press("Sign out")
    assert not inside(thief)


def test_a_session_ends_after_an_hour_without_a_request(desk: Desk, kim: Visitor) -> None:
    sign_in(kim)
    for _ in range(4):
        desk.later(minutes=59)
        assert inside(kim)
    desk.later(hours=1)
    assert not inside(kim)


def test_a_session_ends_after_twelve_hours_however_busy(desk: Desk, kim: Visitor) -> None:
    sign_in(kim)
    for _ in range(14):
        desk.later(minutes=50)
        assert inside(kim)
    desk.later(minutes=50)
    assert not inside(kim)


def test_an_account_that_is_closed_is_out_at_once(desk: Desk, kim: Visitor) -> None:
    sign_in(kim)
    with transaction(desk.sessions) as session:
        session.execute(update(Staff).values(active=False))
    assert not inside(kim)


def test_changing_the_password_ends_every_other_session(
    desk: Desk, kim: Visitor, tmp_path: Path
) -> None:
    elsewhere = sign_in(arrive(desk, tmp_path))
    assert inside(elsewhere)
    sign_in(kim).open("/staff/password")
    page = kim.press("Change password", {"current": PASSWORD, "new": OTHER})
    assert "Your password is changed" in page.words
    assert inside(kim)
    assert not inside(elsewhere)
    assert not inside(sign_in(elsewhere))
    assert inside(sign_in(elsewhere, COORDINATOR, OTHER))


def test_without_the_change_the_other_session_goes_on(
    desk: Desk, kim: Visitor, tmp_path: Path
) -> None:
    # The negative control of the test above.
    elsewhere = sign_in(arrive(desk, tmp_path))
    sign_in(kim).open("/staff/password")
    kim.press("Change password", {"current": "a wrong guess", "new": OTHER})
    assert inside(elsewhere)


@pytest.mark.parametrize(
    ("current", "new", "field", "reason"),
    [
        ("a wrong guess", OTHER, "current", "This is not your current password"),
        (PASSWORD, "short", "new", "must have 12 characters or more"),
    ],
    ids=["wrong", "short"],
)
def test_a_password_that_will_not_do_is_told_beside_its_field(
    kim: Visitor, current: str, new: str, field: str, reason: str
) -> None:
    sign_in(kim).open("/staff/password")
    page = kim.press("Change password", {"current": current, "new": new})
    assert page.status_code == 422
    assert page.one("input", id=field).attrib["aria-invalid"] == "true"
    assert reason in page.words
    assert all(each.attrib["value"] == "" for each in page.all("input", type="password"))


def stale(visitor: Visitor, address: str, **fields: str) -> WatchedResponse:
    return visitor.send(address, {"csrf_token": "of yesterday", **fields})


def test_a_sign_in_page_left_open_too_long_asks_again(kim: Visitor) -> None:
    page = stale(kim, "/staff/sign-in", email=COORDINATOR, password=PASSWORD)
    assert page.status_code == 400
    assert "open for too long" in page.words
    kim.press("Sign in", {"email": COORDINATOR, "password": PASSWORD})
    assert inside(kim)


def test_a_form_that_was_not_on_our_page_does_nothing_and_says_so(kim: Visitor) -> None:
    sign_in(kim)
    page = stale(kim, "/staff/sign-out")
    assert "nothing was done" in page.words
    assert inside(kim)


def test_whoever_is_in_need_not_sign_in_again(kim: Visitor) -> None:
    sign_in(kim)
    assert kim.open("/staff/sign-in").request.path == "/staff/"


@pytest.mark.parametrize("cookie", ["x", "1", "1.x", "99.1", "1.2"])
def test_a_session_that_names_nobody_is_nobody(kim: Visitor, cookie: str) -> None:
    with kim.client.session_transaction() as session:
        session["_user_id"] = cookie
        session["staff_began"] = session["staff_seen"] = 9_999_999_999
    assert not inside(kim)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_kept_by_a_cache_or_found_by_a_search_engine(kim: Visitor, address: str) -> None:
    page = sign_in(kim).open(address)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_public_pages_look_nobody_up(kim: Visitor) -> None:
    before = kim.open("/programs").statements
    sign_in(kim)
    assert len(kim.open("/programs").statements) == len(before)


def test_a_bookkeeper_reads_everything(kim: Visitor) -> None:
    sign_in(kim, BOOKKEEPER)
    for address in PAGES:
        assert kim.open(address).status_code == 200


def test_a_proxy_that_the_site_was_not_told_of_is_said_to_staff(kim: Visitor) -> None:
    sign_in(kim)
    assert "TRUSTED_PROXIES" not in kim.open("/staff/").text
    through = {"X-Forwarded-For": "203.0.113.9"}
    assert "Everybody looks like this machine" in kim.client.get("/staff/", headers=through).text
