"""A rich form, as somebody answers it whose browser runs no script: page by page where it must."""

import pytest
from sqlalchemy import select

from app.store.database import reading
from app.store.order import Order
from app.store.registration import Registration
from tests.watching import words_of
from tests.web.visitor import ADA, Visitor, participant, problems
from tests.worlds import CLASS, Desk, add_class, states

FORM = f"/classes/{CLASS}/register"
BUS = {"key": "bus", "how": "equals", "values": ["yes"]}
RICH: tuple[dict[str, object], ...] = (
    {"key": "bus", "kind": "yes_no", "label": "By bus?", "scope": "order", "default": "no"},
    {
        "key": "call",
        "kind": "phone",
        "label": "Whom do we call?",
        "scope": "order",
        "required": True,
        "condition": BUS,
    },
    {"key": "stop", "kind": "text", "label": "Which stop?", "required": True, "condition": BUS},
    {"key": "you", "kind": "section", "label": "About you"},
    {"key": "diet", "kind": "choice", "label": "Diet", "options": ["All", "Other"]},
    {
        "key": "which",
        "kind": "text",
        "label": "Which diet?",
        "required": True,
        "condition": {"key": "diet", "how": "equals", "values": ["Other"]},
    },
    {
        "key": "cook",
        "kind": "text",
        "label": "Who cooks it?",
        "required": True,
        "condition": {"key": "which", "how": "answered"},
    },
    {"key": "home", "kind": "address", "label": "Where do you live?"},
    {"key": "from", "kind": "country", "label": "Passport of", "default": "NO"},
    {"key": "up", "kind": "time", "label": "When do you get up?"},
    {"key": "mail", "kind": "email", "label": "Work email"},
    {"key": "told", "kind": "explanation", "label": "<b>Bring</b> boots."},
    {"key": "more", "kind": "heading", "label": "And then"},
    {"key": "terms", "kind": "agreement", "label": "I keep to the rules.", "required": True},
    {"key": "seen", "kind": "text", "label": "Papers seen", "audience": "staff", "required": True},
)
ONE = "participant-1-q-"
AGREED = {f"{ONE}terms": "yes"}


@pytest.fixture
def form(desk: Desk, ada: Visitor) -> Visitor:
    """Have Ada look at a rich form."""
    add_class(desk.sessions, prices=(), questions=RICH)
    ada.open(FORM)
    return ada


def test_every_kind_is_asked_checked_and_kept(desk: Desk, form: Visitor) -> None:
    page = form.here
    assert words_of(page.one("legend", class_="questions__section")) == "About you"
    assert "<b>Bring</b> boots." in page.words
    assert "Papers seen" not in page.words
    assert page.one("select", id=f"{ONE}from").attrib["autocomplete"].endswith(" country")
    given = {
        f"{ONE}diet": "All",
        f"{ONE}home": ["Quay 4", "", "5003", "Bergen", "NO"],
        f"{ONE}from": "PT",
        f"{ONE}up": "06:30",
        f"{ONE}mail": "ADA@work.example.org",
    }
    check = form.press("Continue", {**ADA, **AGREED, **given}).words
    assert "About this registration By bus? No" in check
    for said in ("Quay 4 5003 Bergen Norway", "Portugal", "06:30", "I keep to the rules. Agreed"):
        assert said in check
    assert "Which diet?" not in check
    form.press("Confirm registration")
    assert states(desk.sessions) == ["confirmed"]
    assert "By bus? No" in form.here.words
    with reading(desk.sessions) as session:
        order = session.scalars(select(Order)).one()
        place = session.scalars(select(Registration)).one()
    assert order.answers == {"bus": False}
    assert place.answers == {
        "diet": "All",
        "home": ["Quay 4", "", "5003", "Bergen", "NO"],
        "from": "PT",
        "up": "06:30",
        "mail": "ADA@work.example.org",
        "terms": True,
    }


def test_answers_that_bring_questions_are_no_mistake_until_those_were_asked(form: Visitor) -> None:
    assert form.here.one("input", id=f"{ONE}which") is not None
    page = form.press("Continue", {**ADA, **AGREED, "order-q-bus": "yes", f"{ONE}diet": "Other"})
    assert page.status_code == 200
    assert "Your answers bring 3 more questions" in page.words
    assert not page.all("div", class_="error-summary")
    page = form.press("Continue", {"order-q-call": "22 12 34 56", f"{ONE}stop": "Quay"})
    assert problems(page) == ["Enter: Which diet?"]
    page = form.press("Continue", {f"{ONE}which": "Kosher"})
    assert "Your answers bring 1 more question" in page.words
    check = form.press("Continue", {f"{ONE}cook": "My sister"}).words
    assert "Whom do we call? +47 22 12 34 56" in check
    assert "Who cooks it? My sister" in check


def test_answers_to_what_is_not_asked_any_more_are_dropped(desk: Desk, form: Visitor) -> None:
    form.press("Continue", {**ADA, **AGREED, f"{ONE}diet": "Other"})
    form.press("Continue", {f"{ONE}which": "Kosher"})
    forged = {f"{ONE}diet": "All", f"{ONE}which": "Kosher", f"{ONE}cook": "I"}
    assert "Kosher" not in form.press("Continue", forged).words
    form.press("Confirm registration")
    with reading(desk.sessions) as session:
        answers = session.scalars(select(Registration)).one().answers
    assert not {"which", "cook"} & set(answers)


def test_what_stands_there_beforehand_stays_away_once_it_was_taken_out(form: Visitor) -> None:
    assert "checked" in form.here.one("input", id="order-q-bus-2").attrib
    page = form.press("Continue", {"order-q-bus": [], f"{ONE}from": ""})
    assert "checked" not in page.one("input", id="order-q-bus-2").attrib
    page = form.press("Add another participant")
    chosen = [
        [
            each.attrib["value"]
            for each in page.one("select", id=name).iter("option")
            if "selected" in each.attrib
        ]
        for name in (f"{ONE}from", "participant-2-q-from")
    ]
    assert chosen == [[], ["NO"]]


def test_the_answers_of_one_participant_can_be_another_s_too(desk: Desk, form: Visitor) -> None:
    assert "Same answers as participant" not in form.here.words
    form.press("Add another participant", {**ADA, **AGREED, f"{ONE}diet": "Other"})
    form.press("Continue", participant(2, "Bo Berg"))
    page = form.press("Same answers as participant 1", {f"{ONE}which": "Kosher"})
    assert page.one("input", id="participant-2-q-which").attrib["value"] == "Kosher"
    assert page.one("input", id="participant-2-name").attrib["value"] == "Bo Berg"
    assert "checked" not in page.one("input", id="participant-2-q-terms").attrib
    assert states(desk.sessions) == []
