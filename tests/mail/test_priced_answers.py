"""What is written of answers that change what an order costs, with every use case real."""

import pytest
from sqlalchemy import update

from app.languages import LANGUAGES
from app.sandbox.server import Sandbox
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from tests.mail.post_office import PostOffice, attached, open_office
from tests.mail.telling import flat
from tests.usecases.choosing import choose, paid, with_meals
from tests.usecases.later import BY_INVOICE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARTS = pytest.mark.parametrize("part", ["plain", "html"])


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


@PARTS
def test_what_it_costs_more_is_said_and_asked_for_in_a_mail_of_its_own(
    desk: PostOffice, part: str
) -> None:
    paid(desk)
    desk.post()
    choose(desk, "hot")
    changed, due = desk.post()
    said = flat(changed.part(part))
    assert changed.message["Subject"] == "Your answers were changed: First aid"
    assert "Your registration costs NOK 4,350 now; before that it was NOK 4,200." in said
    assert "NOK 150 more is to be paid. A mail of its own says how." in said
    assert "back" not in said
    said = flat(due.part(part))
    assert due.message["Subject"] == "To be paid: First aid"
    assert "Why we write: the chosen extras were changed." in said
    assert "Please pay NOK 150 by" in said


@PARTS
def test_what_comes_back_is_said_and_brings_its_credit_note(desk: PostOffice, part: str) -> None:
    paid(desk, extras={"lunch": 1})
    desk.post()
    choose(desk, "none")
    (changed,) = desk.post()
    said = flat(changed.part(part))
    assert "costs NOK 4,200 now; before that it was NOK 4,350. NOK 150 goes back" in said
    assert "to be paid" not in said
    desk.refund_all()
    (returned,) = desk.post()
    assert "Why: the chosen extras were changed." in flat(returned.part(part))
    assert attached(returned) == ["FL-2031-00002.pdf"]


@PARTS
def test_what_need_not_be_paid_any_more_is_said(desk: PostOffice, part: str) -> None:
    paid(desk)
    choose(desk, "late")
    desk.post()
    choose(desk, "none")
    (changed,) = desk.post()
    said = flat(changed.part(part))
    assert "NOK 450 need not be paid any more." in said
    assert "goes back" not in said


@PARTS
def test_that_staff_decide_is_said_where_no_rule_does(desk: PostOffice, part: str) -> None:
    paid(desk, extras={"lunch": 1})
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(cancellation_deadline=None))
    desk.post()
    choose(desk, "none")
    (changed,) = desk.post()
    assert "NOK 150 may go back, or a part of it: we decide" in flat(changed.part(part))


@PARTS
def test_who_has_to_pay_yet_is_told_anew_what(desk: PostOffice, part: str) -> None:
    with_meals(desk, wish=BY_INVOICE)
    desk.post()
    choose(desk, "hot")
    _, held = desk.post()
    said = flat(held.part(part))
    assert "Why we write: the chosen extras were changed." in said
    assert "NOK 4,350 is paid" in said


@PARTS
def test_at_the_same_price_nothing_is_said_of_money(desk: PostOffice, part: str) -> None:
    paid(desk)
    desk.post()
    choose(desk, "none")
    assert desk.post() == []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_it_is_said_in_the_readers_language(desk: PostOffice, code: str) -> None:
    paid(desk, language=code)
    desk.post()
    choose(desk, "hot")
    changed, due = desk.post()
    for each in (changed, due):
        assert each.message["Content-Language"] == code
        assert "costs" not in each.part("plain")
        assert "Why we write" not in each.part("plain")
