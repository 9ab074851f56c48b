"""Pages that are seen seldom, in a real browser: asked by link, own data, certificates."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.form.document import document_of
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.result import Result
from app.queries.certificate import certificate_for
from app.store.database import transaction
from app.store.program import Form, Program
from app.store.registration import Registration
from app.usecases.record_results import record_results
from tests.accessible import assert_good_everywhere
from tests.answered import answer_all, order_of
from tests.web.ordering import address
from tests.worlds import ANA, BO, CLASS, Desk, add_class, register_once

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
WIDTHS = (320, 1440)
AFTER = datetime(2031, 3, 12, tzinfo=UTC)
K = QuestionKind
PHOTOS = Question("photos", K.AGREEMENT, "Pictures of me may be shown")
ASKED = (
    PHOTOS,
    Question("drives", K.YES_NO, "Do you drive?", required=True),
    Question("centre", K.TEXT, "Cost centre", required=True, scope=Scope.ORDER),
)


@pytest.fixture
def order(desk: Desk) -> str:
    """Give an order of two that agreed to something, and lacks what is asked since."""
    add_class(desk.sessions, prices=())
    register_once(desk, participants=(ANA, BO), currency="")
    answer_all(desk.sessions, (PHOTOS,), {"photos": True})
    with transaction(desk.sessions) as session:
        program = session.scalars(select(Program)).one()
        asked = [document_of(each) for each in ASKED]
        program.form = Form(program_code=program.code, version=2, questions=asked)
    return order_of(desk.sessions)


def test_what_is_asked_by_link_is_a_good_page_in_every_state(
    site: str, page: Page, order: str
) -> None:
    page.goto(f"{site}{address(order, page='/questions')}")
    assert_good_everywhere(page, *WIDTHS)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_good_everywhere(page, *WIDTHS)
    page.get_by_label("Cost centre").fill("12")
    for group in page.get_by_role("group", name="Do you drive?").all():
        group.get_by_label("No").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert_good_everywhere(page, *WIDTHS)


def test_own_data_is_a_good_page_in_every_state(
    desk: Desk, site: str, page: Page, order: str
) -> None:
    page.goto(f"{site}{address(order, page='/data')}")
    assert_good_everywhere(page, *WIDTHS)
    page.get_by_role("button", name="Take it back Ana").click()
    expect(page.get_by_role("status")).to_contain_text("You took your consent back")
    assert_good_everywhere(page, *WIDTHS)
    desk.now = AFTER
    page.get_by_role("link", name="Have your data erased").click()
    assert_good_everywhere(page, *WIDTHS)
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_good_everywhere(page, *WIDTHS)


def test_a_certificate_that_holds_is_a_good_page(
    desk: Desk, site: str, page: Page, order: str
) -> None:
    desk.now = AFTER
    with transaction(desk.sessions) as session:
        reference = session.scalars(
            select(Registration.reference).order_by(Registration.id)
        ).first()
    assert reference
    record_results(
        desk.sessions,
        class_code=CLASS,
        results={reference: Result.COMPLETED},
        on=date(2031, 3, 10),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    certificate = certificate_for(desk.sessions, reference)
    assert certificate
    page.goto(f"{site}/certificates/{certificate.number}")
    expect(page.get_by_role("heading", level=1)).to_have_text("This certificate is genuine")
    assert_good_everywhere(page, *WIDTHS)


def test_an_order_after_its_class_is_a_good_page(
    desk: Desk, site: str, page: Page, order: str
) -> None:
    desk.now = AFTER
    with transaction(desk.sessions) as session:
        places = session.scalars(select(Registration.reference).order_by(Registration.id)).all()
    record_results(
        desk.sessions,
        class_code=CLASS,
        results=dict(zip(places, (Result.FAILED, Result.COMPLETED), strict=True)),
        on=date(2031, 3, 10),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    page.goto(f"{site}{address(order)}")
    expect(page.get_by_role("heading", level=1)).to_have_text("The class is over")
    expect(page.get_by_text("did not pass")).to_be_visible()
    expect(page.get_by_role("link", name="Certificate C-")).to_be_visible()
    assert_good_everywhere(page, *WIDTHS)
