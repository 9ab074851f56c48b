"""Classes that take nobody, and what changes while somebody fills in the form."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.price_option import PriceOption
from app.store.program import Form, Program
from app.store.registration import Registration
from tests.watching import words_of
from tests.web.visitor import ADA, Visitor, drafts, participant, problems
from tests.worlds import CLASS, Desk, add_class, add_draft, seats, states

FORM = f"/classes/{CLASS}/register"
NEXT_MONTH = datetime(2031, 2, 10, 8, 0, tzinfo=UTC)
PAST = datetime(2030, 12, 1, 8, 0, tzinfo=UTC)


def ask_something_new(sessions: Sessions) -> None:
    """Give the program another version of its questions."""
    with transaction(sessions) as session:
        program = session.scalars(select(Program)).one()
        questions = [{"key": "boots", "kind": "text", "label": "Boots", "required": True}]
        program.form = Form(program_code=program.code, version=2, questions=questions)


def test_a_class_that_is_not_there_is_not_found(desk: Desk, ada: Visitor) -> None:
    page = ada.open("/classes/NOPE/register")
    assert page.status_code == 404
    assert "We have no such class" in page.words
    assert page.link("See all programs") == "/programs"
    for address in ("/classes/%00/register", f"{FORM}/%00", "/classes/%00/register/x"):
        assert ada.open(address).status_code == 404
        assert ada.send(address, {}).status_code == 404


@pytest.mark.parametrize(
    ("world", "says"),
    [
        ({"capacity": 0}, "This class is full"),
        ({"starts_at": PAST}, "This class is over"),
        ({"state": ClassState.CANCELLED}, "This class has been cancelled"),
        ({"deadline": date(2031, 1, 9)}, "The deadline for registering has passed"),
    ],
)
def test_a_class_that_takes_nobody_says_why_and_what_else_there_is(
    desk: Desk, ada: Visitor, world: dict[str, object], says: str
) -> None:
    add_class(desk.sessions, **world)  # type: ignore[arg-type]  # each case is one good argument
    add_class(desk.sessions, "OTHER", starts_at=NEXT_MONTH, deadline=None)
    page = ada.open(FORM)
    assert page.status_code == 200
    assert words_of(page.one("h1")) == says
    assert page.link("First aid, Mon 10 Feb 2031") == "/classes/OTHER"
    ada.open("/classes/OTHER/register")
    token = ada.here.one("input", name="csrf_token").attrib["value"]
    refused = ada.send(FORM, {**ADA, "csrf_token": token, "taking_part": "yes"})
    assert refused.status_code == 409
    assert says in refused.words
    assert drafts(desk) == 0


def test_a_class_that_has_begun_takes_nobody(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, starts_at=datetime(2031, 1, 10, 9, 0, tzinfo=UTC), deadline=None)
    assert "This class has already started" in ada.open(FORM).words


def test_a_class_that_filled_up_meanwhile_takes_nothing(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, capacity=1)
    ada.open(FORM)
    check = ada.press("Continue", ADA)
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(capacity=0))
    page = ada.press("Pay NOK 4,200")
    assert page.status_code == 409
    assert "This class is full" in page.words
    assert "Nothing was sent" in page.words
    assert states(desk.sessions) == []
    assert "This class is full" in ada.open(check.request.path).words


def test_the_page_that_everybody_refused_is_shown_holds_nobodys_form(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions, capacity=1)
    checks = []
    for _ in range(2):
        ada.open(FORM)
        checks.append(ada.press("Continue", ADA).request.path)
    csrf = ada.here.all("input", name="csrf_token")[0].attrib["value"]
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(capacity=0))
    refused = [ada.send(check, {"csrf_token": csrf}) for check in checks]
    assert [page.status_code for page in refused] == [409, 409]
    assert refused[0].text == refused[1].text
    assert not [check for check in checks if check in refused[1].text]


def test_a_group_for_which_too_few_places_are_left_can_make_itself_smaller(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions, capacity=2)
    ada.open(FORM)
    ada.press("Add another participant", ADA)
    ada.press("Continue", participant(2, "Bo Berg"))
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(capacity=1))
    page = ada.press("Pay NOK 8,400")
    assert page.status_code == 409
    assert "There are not enough places left" in page.words
    assert "1 place is left" in page.words
    ada.open(page.link("Change who takes part"))
    assert ada.here.one("input", id="participant-2-name").attrib["value"] == "Bo Berg"
    assert problems(ada.press("Continue")) == [
        "Only one place is left. Remove participants, or choose another class"
    ]
    ada.press("Remove participant 2")
    assert "Check your answers" in ada.press("Continue").words


def test_questions_that_changed_after_the_check_lead_back_with_everything_kept(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    ada.press("Continue", ADA)
    ask_something_new(desk.sessions)
    page = ada.press("Pay NOK 4,200")
    assert "This form changed while you were filling it in" in page.words
    assert page.one("input", id="email").attrib["value"] == "ada@example.org"
    assert page.one("input", id="participant-1-q-boots") is not None
    assert states(desk.sessions) == []
    page = ada.press("Continue", {"participant-1-q-boots": "42"})
    assert "Check your answers" in page.words


def replace_questions(desk: Desk, *, again: str = "Sea boots") -> None:
    """Have the program ask something else from now on."""
    with transaction(desk.sessions) as session:
        program = session.scalars(select(Program).options(joinedload(Program.form))).one()
        questions = [{"key": "boots", "kind": "text", "label": again, "required": True}]
        program.ask(Form(program_code=program.code, version=2, questions=questions), now=desk.now)


@pytest.mark.parametrize("hours", [0, 23])
def test_a_form_is_taken_in_the_version_it_was_shown_in_for_a_day(
    desk: Desk, ada: Visitor, hours: int
) -> None:
    old = {"key": "hat", "kind": "text", "label": "Hat", "required": True}
    add_class(desk.sessions, prices=(), questions=(old,))
    ada.open(FORM)
    replace_questions(desk)
    desk.later(hours=hours)
    assert problems(ada.press("Continue", ADA)) == ["Enter hat"]
    ada.press("Continue", {"participant-1-q-hat": "56"})
    assert "Hat 56" in ada.here.words
    ada.press("Confirm registration")
    assert states(desk.sessions) == ["confirmed"]
    with transaction(desk.sessions) as session:
        place = session.scalars(select(Registration)).one()
        assert session.get_one(Form, place.form_id).version == 1


def test_a_version_replaced_long_ago_or_forged_is_not_taken_and_nothing_is_lost(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions, prices=(), questions=({"key": "hat", "kind": "text", "label": "Hat"},))
    with transaction(desk.sessions) as session:
        foreign = Form(program_code="OTHER", version=1, questions=[], replaced_at=desk.now)
        session.add(foreign)
        session.flush()
        number = foreign.id
    ada.open(FORM)
    for forged in (str(number), str(number + 7), "1e3", "9" * 30, "\u0663", ""):
        page = ada.press("Continue", {**ADA, "form_id": forged})
        assert page.status_code == 409
        assert "This form changed while you were filling it in" in page.words
    ada.press("Continue", ADA)
    check = ada.here.request.path
    assert "Check your answers" in ada.here.words
    replace_questions(desk)
    desk.later(hours=24)
    page = ada.press("Confirm registration")
    assert "This form changed while you were filling it in" in page.words
    assert page.one("input", id="participant-1-q-boots") is not None
    assert page.one("input", id="email").attrib["value"] == "ada@example.org"
    assert "This form changed" in ada.open(check).words
    assert states(desk.sessions) == []


def test_a_price_that_changed_after_the_check_is_never_charged_unseen(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    check = ada.press("Continue", ADA)
    with transaction(desk.sessions) as session:
        session.execute(update(PriceOption).values(amount_minor=500000))
    page = ada.press("Pay NOK 4,200")
    assert "This form changed while you were filling it in" in page.words
    assert "NOK 5,000" in page.words
    assert states(desk.sessions) == []
    # Pressing "back" shows the new price, too.
    assert "Pay NOK 5,000" in ada.open(check.request.path).words


def test_a_currency_that_is_gone_leads_back_to_the_form(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    token = add_draft(desk.sessions, currency="EUR")
    page = ada.open(f"{FORM}/{token}")
    assert "This form changed while you were filling it in" in page.words


def test_a_draft_that_is_not_there_says_so(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_class(desk.sessions, "OTHER")
    token = add_draft(desk.sessions)
    ada.open(FORM)
    csrf = ada.here.all("input", name="csrf_token")[0].attrib["value"]
    for address in (f"{FORM}/nope", f"/classes/OTHER/register/{token}"):
        page = ada.open(address)
        assert page.status_code == 404
        assert "This form is no longer here" in page.words
    for address in (f"{FORM}/nope", f"{FORM}/{'x' * 64}"):
        page = ada.send(address, {"csrf_token": csrf})
        assert page.status_code == 404
        assert page.link("Start again") == FORM


def test_a_draft_of_another_class_fills_in_nothing(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    add_class(desk.sessions, "OTHER")
    token = add_draft(desk.sessions)
    for draft in (token, "nope", "x" * 64):
        page = ada.open(f"/classes/OTHER/register?draft={draft}")
        assert page.one("input", id="name").attrib["value"] == ""


@pytest.mark.parametrize("agreed", ["", "much", "1 nok", "5 NOK", "9" * 400 + " NOK"])
def test_a_total_that_was_never_shown_takes_no_money_unseen(
    desk: Desk, ada: Visitor, agreed: str
) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    ada.press("Continue", ADA)
    ada.press("Pay NOK 4,200", {"agreed": agreed})
    assert seats(desk.sessions).agree
    assert seats(desk.sessions).taken == (1 if ada.left_for else 0)
