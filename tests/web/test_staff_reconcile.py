"""What reconciling found as staff see it: the dated report, and a button for each repair."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.reconcile import Held, NotHeld, Ours, ReadBack, Thing
from app.usecases.reconcile import reconcile
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.watching import words_of
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, lines, sign_in
from tests.web.visitor import Visitor
from tests.worlds import Desk


@dataclass
class Hub(FakePartner):
    """A partner that holds what a test says."""

    reads: frozenset[Thing] = frozenset({Thing.PERSON})
    not_read: str = ""
    held: list[ReadBack] = field(default_factory=list)

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        yield from self.held


@pytest.fixture
def hub() -> Hub:
    return Hub("connector", REGISTRATIONS, listing=False)


@pytest.fixture
def kim(desk: Desk, hub: Hub, tmp_path: Path) -> Visitor:
    add_members(desk)
    desk.partners["connector"] = hub
    return sign_in(arrive(desk, tmp_path))


def compare(desk: Desk, hub: Hub, *held: ReadBack) -> None:
    hub.held = list(held)
    reconcile(desk.sessions, partner=hub, name="connector", now=desk.now)


def test_before_anything_was_read_the_page_says_so(kim: Visitor) -> None:
    assert "No partner was read yet" in kim.open("/staff/reconcile").text


def test_everything_in_step_is_said_with_its_date(desk: Desk, hub: Hub, kim: Visitor) -> None:
    compare(desk, hub)
    page = kim.open("/staff/reconcile")
    assert "Everything is in step" in page.text
    assert "2031" in page.text


def test_the_report_counts_what_differs_and_says_what_is_not_read(
    desk: Desk, hub: Hub, kim: Visitor
) -> None:
    hub.not_read = "whom only the hub knows"
    compare(desk, hub, Held(Thing.PERSON, "P-1", {}), NotHeld(Thing.PERSON, "P-2"))
    kim.open("/staff/reconcile")
    kim.press("Ignore for person P-1", {"reason": "They tested with it"})
    page = kim.open("/staff/reconcile")
    (report,) = [words_of(row) for row in page.all("table")[0].iter("tr")][1:]
    assert "2 1 and 1 decided whom only the hub knows" in report
    assert len(page.statements) <= 6


def test_more_than_two_hundred_are_counted_and_not_all_shown(
    desk: Desk, hub: Hub, kim: Visitor
) -> None:
    compare(desk, hub, *(NotHeld(Thing.PERSON, f"P-{number}") for number in range(203)))
    assert "3 more are not shown" in kim.open("/staff/reconcile").text


def test_the_overview_counts_the_open_ones(desk: Desk, hub: Hub, kim: Visitor) -> None:
    assert "no partner was read back yet" in kim.open("/staff/").text
    compare(desk, hub, Held(Thing.PERSON, "P-1", {}), NotHeld(Thing.PERSON, "P-2"))
    page = kim.open("/staff/")
    assert "2 differences at partners" in words_of(page.all("main")[0])
    kim.open("/staff/reconcile")
    kim.press("Ignore for person P-1", {"reason": "They tested with it"})
    assert "1 difference at partners" in words_of(kim.open("/staff/").all("main")[0])


def test_a_program_that_we_do_not_have_is_taken_in_one_click(
    desk: Desk, hub: Hub, kim: Visitor
) -> None:
    compare(desk, hub, Held(Thing.PROGRAM, "ISO-prg-7", {}, words="Summer Week, 2031-07-01"))
    page = kim.open("/staff/reconcile")
    assert "Summer Week, 2031-07-01" in lines(page)[0]
    assert "Nothing was done" in kim.press("Take theirs for program ISO-prg-7").text


def test_a_difference_is_ignored_with_a_reason(desk: Desk, hub: Hub, kim: Visitor) -> None:
    compare(desk, hub, Held(Thing.PERSON, "P-1", {}))
    assert "missing here" in lines(kim.open("/staff/reconcile"))[0]
    kim.press("Ignore for person P-1", {"reason": "They tested with it"})
    assert "ignored: They tested with it" in lines(kim.open("/staff/reconcile"))[0]


def test_what_cannot_be_repaired_is_said(desk: Desk, hub: Hub, kim: Visitor) -> None:
    compare(desk, hub, NotHeld(Thing.PERSON, "P-1"))
    kim.open("/staff/reconcile")
    assert "Nothing was done" in kim.press("Tell again for person P-1").text


def test_nonsense_is_refused(desk: Desk, hub: Hub, kim: Visitor) -> None:
    compare(desk, hub, NotHeld(Thing.PERSON, "P-1"))
    page = kim.open("/staff/reconcile")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "repair": "burn"}
    assert kim.client.post("/staff/reconcile/1", data=form).status_code == 400
    form["repair"] = "ignore"
    form["reason"] = "why not"
    assert kim.client.post("/staff/reconcile/77", data=form).status_code == 404
    assert kim.client.post(f"/staff/reconcile/{2**40}", data=form).status_code == 404


def test_who_may_mend_nothing_repairs_nothing(desk: Desk, hub: Hub, tmp_path: Path) -> None:
    add_members(desk)
    compare(desk, hub, NotHeld(Thing.PERSON, "P-1"))
    page = sign_in(arrive(desk, tmp_path), BOOKKEEPER).open("/staff/reconcile")
    assert "Tell again" not in page.text
