"""The staff area in a real browser: accessible at every width, by keyboard, without scripts."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.domain.bounce import Bounced, BounceKind, BounceReport
from app.domain.delivery import DeliveryState
from app.domain.payment import RefundState
from app.queries.staff.registration import registration_of
from app.store.database import transaction
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.usecases.take_bounce import take_bounce
from tests.accessible import assert_good_at, assert_good_everywhere
from tests.fakes.gateway import FakeGateway
from tests.usecases.papers import catch_up
from tests.web.staffroom import (
    BOOKKEEPER,
    COORDINATOR,
    PASSWORD,
    add_members,
    pay,
    put_delivery,
    state_of,
)
from tests.worlds import ANA, BO, CLASS, Desk, add_class, register_once

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
WIDTHS = (320, 768, 1440)


@pytest.fixture
def registration(desk: Desk, gateway: FakeGateway) -> str:
    """Return the address of a registration that is paid for and stands still at one partner."""
    add_members(desk)
    add_class(desk.sessions)
    order = register_once(desk, participants=(ANA, BO)).reference
    pay(desk, gateway, order)
    with transaction(desk.sessions) as session:
        session.add(
            Refund(
                uid="refused",
                payment_id=session.scalars(select(Payment.id)).one(),
                amount_minor=300000,
                currency="NOK",
                reason="It rained",
                state=RefundState.REFUSED,
                due_at=desk.now,
                created_at=desk.now,
                words="The refund came back to us: the card has expired or was cancelled",
            )
        )
    put_delivery(desk, "iso", DeliveryState.REFUSED, words="422: no such program")
    put_delivery(desk, "mail", DeliveryState.UNKNOWN, words="the line went dead")
    return f"/staff/registrations/{registration_of(desk.sessions, order)}"


def order_of(desk: Desk) -> str:
    """Return how the addresses of the pages about the only order begin."""
    with transaction(desk.sessions) as session:
        return f"/staff/orders/{session.scalars(select(Order.reference)).one()}"


def sign_in(page: Page, site: str, email: str = COORDINATOR) -> None:
    """Sign in with the keyboard alone."""
    page.goto(f"{site}/staff/")
    page.get_by_label("Email address").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_every_page_is_accessible_at_every_width_in_light_and_in_the_dark(
    desk: Desk, site: str, page: Page, registration: str
) -> None:
    page.goto(f"{site}/staff/")
    assert_good_everywhere(page, *WIDTHS)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_good_everywhere(page, *WIDTHS)
    sign_in(page, site)
    for address in (
        "/staff/",
        "/staff/registrations",
        "/staff/deliveries",
        "/staff/password",
        registration,
        f"{order_of(desk)}/erase",
        f"{order_of(desk)}/address",
        "/staff/classes",
        "/staff/classes/new",
        f"/staff/classes/{CLASS}",
        f"/staff/classes/{CLASS}/change",
        f"/staff/classes/{CLASS}/seats",
        f"/staff/classes/{CLASS}/place",
        "/staff/money",
        "/staff/papers",
        "/staff/exchanges",
        "/staff/reconcile",
        "/staff/lead-sources",
        "/staff/coordinators",
        "/staff/contacts",
    ):
        page.goto(site + address)
        assert_good_everywhere(page, *WIDTHS)


def test_addresses_without_mail_are_accessible_at_every_width_and_taken_off_by_a_press(
    desk: Desk, site: str, page: Page, registration: str
) -> None:
    for kind, person in ((BounceKind.PERMANENT, ANA), (BounceKind.COMPLAINT, BO)):
        came = BounceReport(Bounced(person.email, kind), desk.now, "m-1", "550 5.1.1 Not here")
        take_bounce(desk.sessions, came, now=desk.now)
    sign_in(page, site)
    page.goto(site + registration)
    assert_good_everywhere(page, *WIDTHS)
    page.goto(f"{site}/staff/")
    page.get_by_role("link", name="One address takes no mail").click()
    page.get_by_role("button", name="Take it off a…@example.org").click()
    expect(page.get_by_role("heading", name="Taken off the list")).to_be_visible()
    assert_good_everywhere(page, *WIDTHS)


def test_papers_and_books_are_accessible_at_every_width(
    desk: Desk, site: str, page: Page, registration: str
) -> None:
    assert catch_up(desk) == 1
    sign_in(page, site, BOOKKEEPER)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Papers").click()
    assert_good_at(page, *WIDTHS)
    page.get_by_role("link", name="Bookkeeping").click()
    page.get_by_label("First day").fill("2031-02-01")
    page.get_by_label("Last day").fill("2031-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("must not be before the first")
    assert_good_at(page, *WIDTHS)
    page.get_by_label("First day").fill("2031-01-01")
    page.get_by_label("Last day").fill("2031-01-31")
    page.get_by_role("button", name="Show").click()
    assert_good_at(page, *WIDTHS)
    with page.expect_download() as download:
        page.get_by_role("link", name="Everything as a workbook").click()
    assert download.value.suggested_filename == "bookkeeping-2031-01-01-2031-01-31.xlsx"


def test_results_are_given_and_a_certificate_is_checked_at_every_width(
    desk: Desk, site: str, page: Page, registration: str
) -> None:
    desk.now = datetime(2031, 3, 11, 12, tzinfo=UTC)
    sign_in(page, site)
    page.goto(f"{site}/staff/classes/{CLASS}")
    assert_good_at(page, *WIDTHS)
    page.get_by_role("button", name="Everybody here completed it").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded: 2.")
    page.goto(site + registration)
    assert_good_at(page, *WIDTHS)
    page.get_by_role("link", name="what it proves").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This certificate is genuine")
    assert_good_at(page, *WIDTHS)


def test_searching_finds_a_person_and_leaves_nothing_in_the_address(
    site: str, page: Page, registration: str
) -> None:
    sign_in(page, site)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Registrations").click()
    page.get_by_label("Name, email address or reference").fill("ANA@")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("1 registration for “ANA@”")
    assert page.url == f"{site}/staff/registrations"
    page.get_by_role("link", name="Ana Lind").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Lind")
    assert page.url == site + registration


def test_a_refused_delivery_is_mended_without_scripts(
    desk: Desk, site: str, browser: Browser, registration: str
) -> None:
    delivery = put_delivery(desk, "iso", DeliveryState.REFUSED, words="422: no such program")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, site)
        page.goto(site + registration)
        card = page.get_by_role("listitem").filter(
            has=page.get_by_role("heading", name="ISO", exact=True)
        )
        card.get_by_text("Skip …").click()
        card.get_by_label("Why need ISO not hear of it?").fill("told by telephone")
        card.get_by_role("button", name="Skip it").click()
        expect(page.get_by_role("status")).to_contain_text("Skipped: ISO does not hear of it.")
        expect(page.get_by_text(f"told by telephone ({COORDINATOR})").first).to_be_visible()
    assert state_of(desk, delivery) is DeliveryState.SKIPPED
