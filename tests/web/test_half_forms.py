"""Coming back to a form that was half filled in: by a link, or in the browser it was begun in."""

from pathlib import Path

from app.store.database import reading
from app.store.half_form import HalfForm
from tests.web.test_registering_questions import FORM, ONE, RICH
from tests.web.visitor import ADA, BASE_URL, Visitor, open_site, participant, problems
from tests.worlds import Desk, add_class

SAVE = "Save and come back later"


def link_on(visitor: Visitor) -> str:
    """Return the link that the page gives away, as a path."""
    address = (visitor.here.one("p", class_="kept-link").find("a")).text or ""  # type: ignore[union-attr]  # there is one
    assert address.startswith(f"{BASE_URL}{FORM}?kept=")
    return address.removeprefix(BASE_URL)


def test_a_form_is_kept_right_or_wrong_and_found_by_its_link_alone(
    desk: Desk, ada: Visitor, tmp_path: Path
) -> None:
    add_class(desk.sessions, questions=RICH)
    ada.open(FORM)
    ada.press("Add another participant", {**ADA, "email": "<b>wrong", f"{ONE}diet": "Other"})
    page = ada.press(SAVE, {**participant(2, "Bo Berg"), f"{ONE}which": "Kosher 🥕"})
    assert "Your form is kept for 24 hours" in page.words
    link = link_on(ada)
    elsewhere = Visitor(open_site(desk, tmp_path))
    page = elsewhere.open(link)
    for field, text in (
        ("email", "<b>wrong"),
        (f"{ONE}which", "Kosher 🥕"),
        ("participant-2-name", "Bo Berg"),
    ):
        assert page.one("input", id=field).attrib["value"] == text
    assert "hidden" not in page.one("input", id=f"{ONE}which").attrib
    assert problems(elsewhere.press("Continue"))[0].startswith("Enter an email address")
    desk.later(hours=24, seconds=1)
    page = elsewhere.open(link)
    assert "What was kept here is gone" in page.words
    assert page.one("input", id="name").attrib["value"] == ""
    for nonsense in ("x", "%00", "x" * 500):
        assert elsewhere.open(f"{FORM}?kept={nonsense}").status_code in (200, 400)


def test_a_tab_closed_with_mistakes_in_it_loses_nothing(
    desk: Desk, ada: Visitor, tmp_path: Path
) -> None:
    add_class(desk.sessions, prices=())
    assert "You began to fill in this form" not in ada.open(FORM).words
    for name in ("Ada L", "Ada Lovelace"):
        ada.press("Continue", {"name": name})
    with reading(desk.sessions) as session:
        assert session.query(HalfForm).count() == 1
    page = ada.open(FORM)
    assert page.one("input", id="name").attrib["value"] == ""
    assert "You began" not in Visitor(open_site(desk, tmp_path)).open(FORM).words
    page = ada.open(page.link("Go on with what you wrote"))
    assert page.one("input", id="name").attrib["value"] == "Ada Lovelace"
    ada.press("Continue", ADA)
    assert "Check your answers" in ada.here.words
    assert "You began to fill in this form" not in ada.open(FORM).words


def test_what_no_hand_wrote_is_not_kept(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    ada.open(FORM)
    ada.press("Continue", {"leave_this": "bot"})
    with reading(desk.sessions) as session:
        assert session.query(HalfForm).count() == 0
    much = {f"participant-1-q-{number}": "A" * 9000 for number in range(20)}
    ada.press(SAVE, {"leave_this": "", "name": "Ada\0", "strange": "x", **much})
    with reading(desk.sessions) as session:
        kept = session.query(HalfForm).one().texts
    assert kept["name"] == ["Ada"]
    assert not {"strange", "csrf_token", "action", "leave_this"} & set(kept)
    assert sum(len(text) for texts in kept.values() for text in texts) <= 100_000


def test_a_saved_form_of_a_version_replaced_since_says_so(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, questions=RICH)
    ada.open(FORM)
    page = ada.press(SAVE, {**ADA, "form_id": "77"})
    assert "This form changed while you were filling it in" in page.words
    assert page.one("input", id="name").attrib["value"] == ADA["name"]
