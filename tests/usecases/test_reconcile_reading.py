"""Claims about reading a partner back: what moves, is away or is given up makes no false report."""

from threading import Event as Stop

import pytest

from app.domain.contact import Contact
from app.domain.reconcile import Held, Kind, Repair, Thing, Unread
from app.jobs.deliver import drain_destination
from app.queries.staff.reconciling import reconciling_page
from app.store.database import Database
from app.usecases.reconcile import MOST_AWAY, Stopped, reconcile
from tests.fakes.partner import REGISTRATIONS
from tests.usecases.mirror import ByPerson, differences, rename, repair, run, told
from tests.worlds import ANA, Desk, add_class, register_once


@pytest.fixture
def hub() -> ByPerson:
    return ByPerson("connector", REGISTRATIONS, listing=False)


@pytest.fixture
def desk(sessions: Database, hub: ByPerson) -> Desk:
    add_class(sessions, prices=())
    return Desk(sessions, partners={"connector": hub})


def test_what_is_on_its_way_is_no_difference_yet(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    run(desk, hub)
    code = hub.asked[0].code
    hub.held[code] = Held(Thing.PERSON, code, {"name": "Somebody Else"})
    run(desk, hub)
    repair(desk, hub, Repair.TELL_AGAIN)
    assert run(desk, hub) == {}
    assert differences(desk) == [("person", "differs", "name", "tell_again")]
    drain_destination(desk.parts, "connector", stop=Stop())
    assert run(desk, hub) == {Kind.DIFFERS: 1}


def test_what_changes_while_it_is_read_is_no_difference(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    run(desk, hub)
    code = hub.asked[0].code
    hub.held[code] = Held(Thing.PERSON, code, {"name": "Ana Berg"})
    # Changed here and told there, after what is held here was looked up.
    hub.on_read = lambda: rename(desk, code, "Ana Berg")
    assert run(desk, hub) == {}
    hub.on_read = lambda: None
    rename(desk, code, ANA.name)
    assert run(desk, hub) == {Kind.DIFFERS: 1}


def test_what_cannot_be_read_keeps_what_was_decided(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    run(desk, hub)
    code = hub.asked[0].code
    hub.held[code] = Held(Thing.PERSON, code, {"name": "Somebody Else"})
    run(desk, hub)
    repair(desk, hub, Repair.IGNORE, reason="She is called so there")
    hub.held[code] = Unread(Thing.PERSON, code, "503")
    run(desk, hub)
    assert differences(desk) == [
        ("person", "unread", "", "open"),
        ("person", "differs", "name", "ignore"),
    ]
    hub.held[code] = Held(Thing.PERSON, code, {"name": "Somebody Else"})
    run(desk, hub)
    assert differences(desk) == [("person", "differs", "name", "ignore")]


def test_a_partner_that_is_away_is_not_asked_all_night(desk: Desk, hub: ByPerson) -> None:
    for number in range(MOST_AWAY + 3):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        register_once(
            desk, token=f"t-{number}", currency="", participants=(somebody,), buyer=somebody
        )
    drain_destination(desk.parts, "connector", stop=Stop(), together=1)
    run(desk, hub)
    codes = [each.code for each in hub.asked]
    hub.held = {code: Held(Thing.PERSON, code, {"name": "Other"}) for code in codes[-1:]}
    run(desk, hub)
    hub.held |= {code: Unread(Thing.PERSON, code, "refused", away=True) for code in codes[1:]}
    hub.asked.clear()
    assert run(desk, hub) == {Kind.UNREAD: 1}
    assert [each.code for each in hub.asked] == codes[: MOST_AWAY + 1]
    # What was found before of those that were not asked is still there.
    assert differences(desk) == [
        ("person", "differs", "name", "open"),
        ("person", "unread", "", "open"),
    ]


def test_who_answers_now_and_then_is_asked_to_the_end(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    run(desk, hub)
    hub.reads = frozenset({Thing.PERSON})
    hub.beside = [
        Unread(Thing.PERSON, f"p-{number}", "refused", away=number % MOST_AWAY > 0)
        for number in range(2 * MOST_AWAY)
    ]
    assert run(desk, hub) == {Kind.UNREAD: 2 * MOST_AWAY}


def test_a_reading_that_is_given_up_keeps_nothing(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    with pytest.raises(Stopped):
        reconcile(desk.sessions, partner=hub, name="connector", now=desk.now, going=lambda: False)
    assert reconciling_page(desk.sessions).reports == ()
