"""Somebody who builds a program's form, for tests of those pages. Not here: any claim."""

from pathlib import Path

from app.domain.form.editing import Edit
from app.domain.form.question import Question
from app.queries.staff.form_desk import FormDesk, form_desk
from app.usecases.edit_form import edit_form
from tests.watching import WatchedResponse, words_of
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import CLASS, Desk, add_class

FORM = "/staff/programs/FIRST-AID/form"
REGISTER = f"/classes/{CLASS}/register"
MEAL: dict[str, object] = {
    "key": "meal",
    "kind": "choice",
    "label": "Meal",
    "options": ["Fish", "Meat"],
}


def builder(desk: Desk, instance: Path) -> Visitor:
    """Return a coordinator at a program that asks one question."""
    add_class(desk.sessions, questions=(MEAL,))
    add_members(desk)
    return sign_in(arrive(desk, instance))


def add(kim: Visitor, kind: str, **fields: str) -> WatchedResponse:
    """Add an entry of a kind by its page."""
    kim.open(f"{FORM}/new?kind={kind}")
    return kim.press("Keep it in the draft", fields)


def entries(page: WatchedResponse) -> list[str]:
    """Return the labels of the entries, in order."""
    items = [each for each in page.all("li") if "entries__one" in each.attrib.get("class", "")]
    return [words_of(next(iter(each.iter("a")))) for each in items]


def built(desk: Desk) -> FormDesk:
    """Return the form as it is built now."""
    found = form_desk(desk.sessions, "FIRST-AID")
    assert found
    return found


def question(desk: Desk, key: str) -> Question:
    """Return an entry as it is built now."""
    found = built(desk).entry(key)
    assert found
    return found


def edit(desk: Desk, how: Edit, *, by: str = "lee@desk") -> None:
    """Change the form as another coordinator would."""
    seen = built(desk).seen
    edit_form(desk.sessions, program="FIRST-AID", seen=seen, edit=how, by=by, now=desk.now)


def seen(kim: Visitor) -> str:
    """Return what the page that is open has seen."""
    return {each.attrib["value"] for each in kim.here.all("input", name="seen")}.pop()


def publish(kim: Visitor, **fields: str) -> WatchedResponse:
    """Look at what publishing changes, and publish."""
    kim.open(f"{FORM}/publish")
    return kim.press("Publish it", fields)
