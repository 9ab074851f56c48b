"""Sensitive answers: sealed as they are kept, masked, and opened by a click that is kept."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.parts import Parts
from app.store.database import Database, reading
from app.store.registration import Registration
from app.store.seal import Seal
from tests.watching import words_of
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, sign_in
from tests.web.test_registering_questions import FORM, ONE
from tests.web.visitor import ADA, Visitor, open_site
from tests.worlds import Desk, add_class

QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "ill", "kind": "yes_no", "label": "Are you ill?", "sensitive": True},
    {
        "key": "how",
        "kind": "text",
        "label": "How?",
        "sensitive": True,
        "condition": {"key": "ill", "how": "equals", "values": ["yes"]},
    },
)


@dataclass
class SealingDesk(Desk):
    """A desk that seals what is sensitive."""

    @property
    def parts(self) -> Parts:
        """Return the parts with a seal."""
        return replace(super().parts, seal=Seal(("a secret",)))


@pytest.fixture
def place(sessions: Database, tmp_path: Path) -> tuple[SealingDesk, str]:
    """Have Ada register with a form that asks what is sensitive; return her place's reference."""
    desk = SealingDesk(sessions)
    add_class(sessions, prices=(), questions=QUESTIONS)
    add_members(desk)
    ada = Visitor(open_site(desk, tmp_path))
    ada.open(FORM)
    ada.press("Continue", {**ADA, f"{ONE}ill": "yes", f"{ONE}how": "My heart"})
    assert "My heart" in ada.here.words
    ada.press("Confirm registration")
    with reading(sessions) as session:
        return desk, session.query(Registration).one().reference


def test_staff_read_them_by_a_click_that_stands_in_the_timeline(
    place: tuple[SealingDesk, str], tmp_path: Path
) -> None:
    desk, reference = place
    with reading(desk.sessions) as session:
        row = session.query(Registration).one()
        assert "heart" not in str(row.answers)
        assert all(str(each).startswith("sealed:") for each in row.answers.values())
    kim = sign_in(arrive(desk, tmp_path))
    address = f"/staff/registrations/{reference}"
    page = kim.open(address)
    answers = {words_of(row[0]): words_of(row[1]) for row in page.all("div", class_="facts__row")}
    assert answers["Are you ill?"] == answers["How?"] == "••••••"
    assert "Sensitive answers read" not in page.words
    page = kim.press("Show sensitive answers")
    assert "Are you ill? Yes How? My heart" in page.words
    said = kim.open(address).words
    assert "Sensitive answers read" in said
    assert "Are you ill?, How?, by coordinator@example.org" in said
    assert "heart" not in said
    nobody = kim.send("/staff/registrations/R-NOBODY/answers", csrf(kim))
    assert nobody.status_code == 404


def test_who_keeps_the_books_does_not_read_them(
    place: tuple[SealingDesk, str], tmp_path: Path
) -> None:
    desk, reference = place
    bo = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    assert "Show sensitive answers" not in bo.open(f"/staff/registrations/{reference}").words
    assert bo.send(f"/staff/registrations/{reference}/answers", csrf(bo)).status_code == 403


def csrf(visitor: Visitor) -> dict[str, str]:
    """Return what proves that a form came from our page."""
    return {"csrf_token": visitor.here.all("input", name="csrf_token")[0].attrib["value"]}
