"""Whoever is faster than a person is asked once more, loses nothing and is never kept out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.form.challenge import Challenge, NoChallenge, PressAgain, Visit
from app.factory.challenge import challenge_of
from app.settings import SettingError
from tests.watching import WatchedResponse
from tests.web.visitor import ADA, Visitor, drafts, fields_of, open_site
from tests.worlds import CLASS, Desk, add_class

FORM = f"/classes/{CLASS}/register"
ASKED = "Please press Continue once more"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


@dataclass(frozen=True)
class Secret:
    """A challenge of somebody else's: whoever knows the word is let in."""

    template: str = "registering/_press_again.html"

    def lets_in(self, visit: Visit) -> bool:
        """Look for the word."""
        return list(visit.fields.get("word", ())) == ["open"]


@pytest.fixture
def far(desk: Desk, tmp_path: Path) -> Visitor:
    return come(desk, tmp_path)


def come(desk: Desk, instance: Path, **settings: str) -> Visitor:
    """Have somebody come from elsewhere, because this machine itself is not asked."""
    add_class(desk.sessions, prices=())
    client = open_site(desk, instance, **settings)
    client.environ_base.update(ELSEWHERE)
    ada = Visitor(client)
    ada.open(FORM)
    return ada


def moment(page: WatchedResponse) -> str:
    return page.one("input", name="moment").attrib["value"]


def test_what_is_sent_at_once_is_asked_for_once_more_and_nothing_is_lost(
    desk: Desk, far: Visitor
) -> None:
    first = moment(far.here)
    page = far.press("Continue", {**ADA, "company": "Acme"})
    assert ASKED in page.words
    assert page.status_code == 200
    assert drafts(desk) == 0
    assert page.one("input", id="company").attrib["value"] == "Acme"
    # It counts from when the form was shown first.
    assert moment(page) == first
    desk.now += timedelta(seconds=3)
    assert "Check your answers" in far.press("Continue").words
    assert drafts(desk) == 1


def test_who_takes_their_time_is_not_asked(desk: Desk, far: Visitor) -> None:
    desk.now += timedelta(seconds=3)
    far.press("Continue", {"name": "Ada"})
    assert ASKED not in far.here.words
    assert "Check your answers" in far.press("Continue", ADA).words


@pytest.mark.parametrize("forged", ["", "x", "WyJGQSIsMV0.abc", "é" * 900])
def test_a_moment_that_is_none_of_ours_is_asked_about_and_made_good(
    desk: Desk, far: Visitor, forged: str
) -> None:
    desk.now += timedelta(minutes=5)
    assert ASKED in far.press("Continue", {**ADA, "moment": forged}).words
    desk.now += timedelta(seconds=3)
    assert "Check your answers" in far.press("Continue").words


def test_a_moment_of_another_class_or_of_long_ago_says_nothing(desk: Desk, far: Visitor) -> None:
    add_class(desk.sessions, "FA-2031-09", prices=())
    other = moment(far.open("/classes/FA-2031-09/register"))
    far.open(FORM)
    desk.now += timedelta(seconds=9)
    assert ASKED in far.press("Continue", {**ADA, "moment": other}).words
    desk.now += timedelta(hours=25)
    form = fields_of(far.form_with("Continue"))
    assert ASKED in far.send(FORM, {**form, "action": "continue"}).words


def test_this_machine_itself_is_not_asked(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, prices=())
    ada.open(FORM)
    assert "Check your answers" in ada.press("Continue", ADA).words


def test_an_operator_chooses_another_challenge_or_none(desk: Desk, tmp_path: Path) -> None:
    ada = come(desk, tmp_path, FORM_CHALLENGE="tests.web.test_challenge:Secret")
    desk.now += timedelta(minutes=5)
    assert ASKED in ada.press("Continue", ADA).words
    assert "Check your answers" in ada.press("Continue", {"word": "open"}).words
    client = open_site(desk, tmp_path, FORM_CHALLENGE="off")
    client.environ_base.update(ELSEWHERE)
    other = Visitor(client)
    other.open(FORM)
    assert "Check your answers" in other.press("Continue", ADA).words


@pytest.mark.parametrize("word", ["nonsense", "no.such:thing", "app.parts:nothing", "app.parts:"])
def test_a_challenge_that_is_not_there_stops_the_start(word: str) -> None:
    with pytest.raises(SettingError, match="FORM_CHALLENGE"):
        challenge_of(word)


def test_each_challenge_keeps_the_contract() -> None:
    challenges: Sequence[Challenge] = (PressAgain(), NoChallenge(), Secret())
    assert all(each.lets_in(Visit(9, {"word": ["open"]})) for each in challenges)
