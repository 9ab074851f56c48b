"""What partners say and no rule decides, as staff see it; and which partner is only tried out."""

from pathlib import Path

import pytest

from app.factory.web import make_site
from app.settings import Settings
from app.store.database import transaction
from app.store.inbound import Inbound
from tests.partners.built import environment
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import Desk

WORDS = "Paid there: 1.00 NOK; the order here is over 4200.00 NOK"


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    """Give a coordinator who is signed in."""
    add_members(desk)
    return sign_in(arrive(desk, tmp_path))


def put_news(desk: Desk, *, look: bool = True) -> None:
    """Keep one notice."""
    with transaction(desk.sessions) as session:
        session.add(
            Inbound(
                source="iso",
                external_id="evt-1",
                kind="payment.completed",
                body=b"{}",
                received_at=desk.now,
                handled_at=desk.now,
                words=WORDS,
                look=look,
            )
        )


def test_what_a_person_must_look_at_stands_on_the_overview_until_somebody_has(
    desk: Desk, kim: Visitor
) -> None:
    put_news(desk)
    assert WORDS in kim.open("/staff/").words
    kim.press("I have looked at it : payment.completed")
    assert "Noted that you have looked at it." in kim.here.words
    assert WORDS not in kim.here.words


def test_what_is_settled_is_not_shown(desk: Desk, kim: Visitor) -> None:
    put_news(desk, look=False)
    assert WORDS not in kim.open("/staff/").words


def test_closing_it_twice_does_nothing(desk: Desk, kim: Visitor) -> None:
    put_news(desk)
    page = kim.open("/staff/")
    assert page.status_code == 200
    with transaction(desk.sessions) as session:
        session.get_one(Inbound, 1).look = False
    kim.press("I have looked at it : payment.completed")
    assert "Nothing was done" in kim.here.words


def test_a_bookkeeper_only_reads_it(desk: Desk, tmp_path: Path) -> None:
    add_members(desk)
    put_news(desk)
    visitor = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    page = visitor.open("/staff/")
    assert WORDS in page.words
    assert "I have looked at it" not in page.words


@pytest.mark.parametrize(
    ("changed", "trials"),
    [
        ({"ISO_ENVIRONMENT": "uat"}, ("ISO",)),
        ({}, ()),
        ({"ISO_BASE_URL": ""}, ()),
    ],
)
def test_I15_a_partner_that_is_only_tried_out_is_known(
    changed: dict[str, str], trials: tuple[str, ...]
) -> None:
    settings = Settings.from_environment(environment("http://127.0.0.1:9", **changed))
    assert make_site(settings).trials == trials


def test_I15_staff_see_on_every_page_that_nothing_real_may_reach_it(
    desk: Desk, tmp_path: Path
) -> None:
    add_members(desk)
    visitor = sign_in(arrive(desk, tmp_path, ISO_ENVIRONMENT="uat"))
    for address in ("/staff/", "/staff/registrations", "/staff/deliveries", "/staff/password"):
        assert "ISO is a trial system (UAT)" in visitor.open(address).words
    assert "UAT" not in visitor.open("/").words
