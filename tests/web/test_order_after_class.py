"""An order's page once its class was held: what became of each place, and what is offered still."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.result import Result
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.store.registration import Registration
from app.usecases.record_results import record_results
from app.usecases.retract_result import retract_result
from tests.usecases.later import AT_DOOR, EVERY_WAY
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address, says_only
from tests.web.visitor import Visitor, open_site
from tests.worlds import ANA, BO, CLASS, Desk, add_class, register_once

DURING = datetime(2031, 3, 10, 12, tzinfo=UTC)
AFTER = datetime(2031, 3, 11, 12, tzinfo=UTC)
JOIN = "https://meet.example/first-aid"
OFFERED = ("Add to your calendar", "Follow it on your phone", "What you can do", "Join at", JOIN)
HIDDEN = "How it went for others is not shown here"
NO_RESULT = "No result has been recorded yet"


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Have a class that is held online."""
    add_class(sessions, prices=())
    with transaction(sessions) as session:
        course_class = session.scalars(select(CourseClass)).one()
        course_class.venue_id, course_class.online_url = None, JOIN
    return Desk(sessions)


@pytest.fixture
def ana(desk: Desk, tmp_path: Path) -> Visitor:
    return Visitor(open_site(desk, tmp_path))


def ended(desk: Desk, *results: Result | None, now: datetime = AFTER) -> None:
    """Have staff record what became of each place, in their order; None: nothing yet."""
    desk.now = now
    with transaction(desk.sessions) as session:
        places = session.scalars(select(Registration.reference).order_by(Registration.id)).all()
    record_results(
        desk.sessions,
        class_code=CLASS,
        results={place: result for place, result in zip(places, results, strict=True) if result},
        on=date(2031, 3, 10),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def places(page: WatchedResponse) -> list[str]:
    """Return what is said of each place, without its reference."""
    found = page.all("li", class_="place")
    return [" ".join(w for w in words_of(each).split() if not w.startswith("R-")) for each in found]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (Result.COMPLETED, "Ana Lind completed Certificate C-"),
        (Result.NO_SHOW, "Ana Lind did not attend"),
        (Result.FAILED, "Ana Lind did not pass"),
        (None, f"Ana Lind class is over {NO_RESULT}"),
    ],
)
def test_whoever_ordered_for_themselves_reads_what_became_of_it(
    desk: Desk, ana: Visitor, result: Result | None, said: str
) -> None:
    order = register_once(desk).reference
    before = ana.open(address(order))
    assert all(each in before.words for each in OFFERED)
    assert places(before) == ["Ana Lind confirmed"]
    ended(desk, result)
    page = ana.open(address(order))
    assert page.one("h1").text == "The class is over"
    assert len(places(page)) == 1
    assert places(page)[0].startswith(said)
    assert not [each for each in OFFERED if each in page.words]
    assert HIDDEN not in page.words
    # The word for the order is the contract's, and is said of what was.
    assert says_only(page, "confirmed")


def test_of_others_the_buyer_reads_no_failing_and_cannot_tell_it_from_silence(
    desk: Desk, ana: Visitor
) -> None:
    order = register_once(desk, participants=(BO, BO, BO, BO)).reference
    ended(desk, Result.COMPLETED, Result.NO_SHOW, Result.FAILED, None)
    page = ana.open(address(order))
    passed, *others = places(page)
    assert passed.startswith("Bo Berg completed Certificate C-")
    assert others == ["Bo Berg class is over"] * 3
    assert HIDDEN in page.words
    for words in ("did not", NO_RESULT):
        assert words not in page.words


def test_a_family_that_shares_an_address_is_not_one_person(desk: Desk, ana: Visitor) -> None:
    kid = type(ANA)("Kid Lind", ANA.email, ANA.phone)
    order = register_once(desk, participants=(ANA, kid)).reference
    ended(desk, Result.FAILED, Result.FAILED)
    page = ana.open(address(order))
    assert places(page) == ["Ana Lind did not pass", "Kid Lind class is over"]


def test_a_failing_recorded_before_the_end_does_not_show_by_being_early(
    desk: Desk, ana: Visitor
) -> None:
    order = register_once(desk, participants=(BO, BO)).reference
    ended(desk, Result.NO_SHOW, None, now=DURING)
    page = ana.open(address(order))
    assert places(page) == ["Bo Berg confirmed"] * 2
    assert page.one("h1").text == "Your registration is confirmed"
    assert JOIN in page.words
    desk.now = AFTER
    page = ana.open(address(order))
    assert places(page) == ["Bo Berg class is over"] * 2
    assert JOIN not in page.words


def test_a_result_that_was_taken_back_is_said_no_more(desk: Desk, ana: Visitor) -> None:
    order = register_once(desk).reference
    ended(desk, Result.FAILED)
    with transaction(desk.sessions) as session:
        place = session.scalars(select(Registration.reference)).one()
    retract_result(
        desk.sessions, reference=place, partners=desk.partners, wake=desk.wake, now=desk.now
    )
    assert places(ana.open(address(order))) == [f"Ana Lind class is over {NO_RESULT}."]


def test_what_is_taken_away_says_no_more_of_others_than_the_page(desk: Desk, ana: Visitor) -> None:
    order = register_once(desk, participants=(ANA, BO, BO)).reference
    ended(desk, Result.NO_SHOW, Result.FAILED, Result.COMPLETED)
    ana.open(address(order, page="/data"))
    told = json.loads(ana.press("Download your data").get_data(as_text=True))
    said = [(each["state"], each["completed_on"]) for each in told["participants"]]
    assert said == [
        ("no_show", "2031-03-10"),
        ("confirmed", None),
        ("completed", "2031-03-10"),
    ]


def test_nobody_is_told_to_pay_when_they_come_once_it_is_over(
    sessions: Database, tmp_path: Path
) -> None:
    add_class(sessions, ways=EVERY_WAY)
    desk = Desk(sessions)
    order = register_once(desk, wish=AT_DOOR).reference
    ana = Visitor(open_site(desk, tmp_path))
    assert "Pay when you come" in ana.open(address(order)).words
    desk.now = AFTER
    page = ana.open(address(order))
    assert "NOK 4,200 is left to pay" in page.words
    assert "when you come" not in page.words
