"""What each channel sees as free where seats are set aside, and that it gets just that."""

import pytest

from app.domain.booking import NotReserved, Reserved, ReserveRequest
from app.domain.contract import Sessions
from app.domain.course_class import ClassFull
from app.domain.registration import Channel
from app.queries.api.programs import shown_class
from app.queries.catalogue import class_page, home_page, program_page
from app.queries.other_classes import other_classes
from app.queries.registering import Barred, registering_page
from app.store.course_class import find_class, lock_class
from app.store.database import Database, reading, transaction
from app.store.seat import resize
from app.usecases.register import register
from app.usecases.reserve_booking import reserve_booking
from tests.worlds import ANA, CLASS, HOLD, NOW, Desk, add_class, add_draft, register_once

ASIDE = {Channel.WEB: 1, Channel.TRAININGPORTAL: 3, Channel.STAFF: 2}


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Return a desk with two classes of one program, the first with seats set aside."""
    add_class(sessions, capacity=8)
    add_class(sessions, "FA-OTHER", capacity=8)
    set_aside(sessions, ASIDE)
    return Desk(sessions)


def set_aside(sessions: Sessions, aside: dict[Channel, int]) -> None:
    with transaction(sessions) as session:
        row = lock_class(session, CLASS)
        assert row
        wanted = row.seats.resized(capacity=row.capacity, aside={**row.seats.aside, **aside})
        resize(session, row, wanted, reason="test", now=NOW)


def portal_free(desk: Desk) -> int:
    with reading(desk.sessions) as session:
        row = find_class(session, CLASS)
        assert row
        return row.facts(NOW).free


def test_every_channel_is_told_its_own_seats_and_the_pool(desk: Desk) -> None:
    on_site = registering_page(desk.sessions, code=CLASS, now=NOW)
    by_api = shown_class(desk.sessions, CLASS, now=NOW)
    assert on_site
    assert by_api
    assert (on_site.free_seats, by_api.available, portal_free(desk)) == (3, 2, 5)
    page = class_page(desk.sessions, code=CLASS, now=NOW)
    assert page
    assert page.standing.badge.text == "3 places left"


def test_where_only_others_have_seats_left_the_site_says_full_everywhere(desk: Desk) -> None:
    for number in range(3):
        register_once(desk, token=f"draft-{number}")
    page = registering_page(desk.sessions, code=CLASS, now=NOW)
    assert page
    assert page.barred is Barred.FULL
    with pytest.raises(ClassFull):
        register_once(desk, token="draft-9")
    other = registering_page(desk.sessions, code="FA-OTHER", now=NOW)
    assert other
    assert other_classes(desk.sessions, course=other.course, now=NOW) == ()
    assert [each.course_class.code for each in home_page(desk.sessions, now=NOW).soon] == [
        "FA-OTHER"
    ]
    program = program_page(desk.sessions, slug="first-aid", now=NOW)
    assert program
    assert [line.seats.text for line in program.coming if line.code == CLASS] == ["Full"]
    by_api = shown_class(desk.sessions, CLASS, now=NOW)
    assert by_api
    assert (by_api.available, portal_free(desk)) == (0, 3)


def test_the_api_has_the_pool_alone(desk: Desk) -> None:
    for number in range(2):
        add_draft(desk.sessions, token=f"api-{number}", participants=(ANA,))
    set_aside(desk.sessions, {Channel.WEB: 2})
    _by_api(desk, "api-0")
    with pytest.raises(ClassFull):
        _by_api(desk, "api-1")


def test_trainingportal_reserves_all_it_is_told_and_no_more(desk: Desk) -> None:
    told = portal_free(desk)
    answers = [_reserve(desk, number) for number in range(told + 1)]
    assert [type(each) for each in answers] == [Reserved] * told + [NotReserved]
    assert portal_free(desk) == 0


def _by_api(desk: Desk, token: str) -> None:
    register(
        desk.sessions,
        draft_token=token,
        partners={},
        now=NOW,
        hold=HOLD,
        channel=Channel.API,
    )


def _reserve(desk: Desk, number: int) -> Reserved | NotReserved:
    request = ReserveRequest(class_code=CLASS, email=f"kim{number}@example.org")
    return reserve_booking(desk.sessions, request, partners={}, wake=lambda names: None, now=NOW)
