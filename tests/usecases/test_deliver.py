"""Claims about telling: in order, once, every answer written down, nothing lost."""

from datetime import timedelta

import pytest

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.domain.delivery import PACE
from app.domain.event import Event
from app.store.database import Database
from app.usecases.deliver import deliver
from app.usecases.release_lapsed import release_lapsed
from tests.fakes.partner import FakePartner, down
from tests.usecases.office import Office
from tests.worlds import ANA, BO, add_class, deliveries, register_once


@pytest.fixture
def office(sessions: Database) -> Office:
    add_class(sessions, prices=())
    return Office(sessions)


def test_a_partner_hears_a_registration_in_order(office: Office) -> None:
    register_once(office, currency="")
    assert len(office.due()) == 1
    assert office.drain() == 2
    assert office.iso.kinds_told == ["registration.held", "registration.confirmed"]
    assert deliveries(office.sessions, "iso") == [
        ("registration.held", "delivered"),
        ("registration.confirmed", "delivered"),
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [(down(), "due"), (Unknown("no answer"), "unknown")],
)
def test_nothing_later_is_told_while_something_earlier_is_unfinished(
    office: Office, answer: Outcome, state: str
) -> None:
    register_once(office, currency="")
    office.iso.answers = [answer]
    office.drain()
    assert deliveries(office.sessions, "iso") == [
        ("registration.held", state),
        ("registration.confirmed", "due"),
    ]


def test_one_registrations_trouble_does_not_hold_up_another(office: Office) -> None:
    register_once(office, token="a", currency="")
    register_once(office, token="b", currency="", participants=(BO,), buyer=BO)
    office.iso.answers = [down()]
    office.drain()
    assert [event.registration.name for event in office.iso.told if event.registration] == [
        BO.name,
        BO.name,
    ]


def test_what_is_refused_is_kept_in_their_words_and_does_not_block(office: Office) -> None:
    register_once(office, currency="")
    office.iso.answers = [Refused("Unknown program")]
    office.drain()
    assert deliveries(office.sessions, "iso") == [
        ("registration.held", "refused"),
        ("registration.confirmed", "delivered"),
    ]


def test_an_unknown_outcome_is_never_repeated_by_itself(office: Office) -> None:
    register_once(office, currency="")
    office.iso.answers = [Unknown("no answer")]
    office.drain()
    office.later(days=30)
    assert office.drain() == 0
    assert len(office.iso.told) == 1


def test_a_partner_that_is_down_is_tried_at_the_pace_promised_and_given_up(
    office: Office,
) -> None:
    register_once(office, currency="", participants=(ANA,))
    office.iso.answers = [down()] * (len(PACE) + 1)
    waits = []
    for _ in range(len(PACE) + 1):
        waits.append(office.wait_until_due())
        (first, *_rest) = office.due()
        deliver(
            office.sessions,
            delivery_id=first,
            partner=office.iso,
            clock=office.clock,
            jitter=0,
        )
    assert waits[:5] == [0, 2, 5, 15, 60]
    assert timedelta(seconds=sum(waits)) > timedelta(days=3)
    assert deliveries(office.sessions, "iso")[0] == ("registration.held", "dead")
    assert not office.iso.told


def test_retry_after_is_obeyed(office: Office) -> None:
    register_once(office, currency="")
    office.iso.answers = [Unreachable("slow down", retry_after=timedelta(minutes=10))]
    office.drain()
    office.later(minutes=9)
    assert office.drain() == 0
    office.later(minutes=1)
    assert office.drain() == 2


def test_the_key_stays_the_same_over_all_tries(office: Office) -> None:
    register_once(office, currency="")
    keys: list[str] = []
    tell = office.iso.tell

    class Listening(FakePartner):
        def tell(self, event: Event, *, key: str) -> Outcome:
            keys.append(key)
            return down() if len(keys) < 3 else tell(event, key=key)

    partner = Listening(repeatable=False)
    (first,) = office.due()
    for _ in range(3):
        deliver(office.sessions, delivery_id=first, partner=partner, clock=office.clock, jitter=0)
        office.later(minutes=1)
    assert len(set(keys)) == 1
    assert len(keys) == 3


def test_T12_older_seat_news_is_superseded_by_newer(office: Office) -> None:
    register_once(office, token="a", currency="")
    register_once(office, token="b", currency="", participants=(BO,), buyer=BO)
    assert office.drain("trainingportal") == 1
    assert deliveries(office.sessions, "trainingportal") == [
        ("class.seats_changed", "superseded"),
        ("class.seats_changed", "delivered"),
    ]
    assert [event.course_class.free for event in office.portal.told] == [10]


def test_T12_free_seats_are_counted_when_told(office: Office) -> None:
    register_once(office, token="a", currency="")
    office.portal.answers = [down()]
    office.drain("trainingportal")
    register_once(office, token="b", currency="", participants=(BO,), buyer=BO)
    office.later(minutes=1)
    office.drain("trainingportal")
    assert [event.course_class.free for event in office.portal.told] == [10]


def test_what_a_partner_taught_is_known_at_the_next_telling(office: Office) -> None:
    register_once(office, currency="")
    office.iso.answers = [Told("created", learned={"registration": "reg-1"})]
    office.drain()
    assert [dict(event.known) for event in office.iso.told] == [{}, {"registration": "reg-1"}]


def test_two_workers_never_tell_the_same_thing(office: Office) -> None:
    register_once(office, currency="")
    (first,) = office.due()
    both: list[object] = []

    def meanwhile(event: Event) -> None:
        office.iso.on_tell = lambda event: None
        both.append(
            deliver(
                office.sessions,
                delivery_id=first,
                partner=office.iso,
                clock=office.clock,
                jitter=0,
            )
        )

    office.iso.on_tell = meanwhile
    deliver(office.sessions, delivery_id=first, partner=office.iso, clock=office.clock, jitter=0)
    assert both == [None]
    assert len(office.iso.told) == 1


def test_a_worker_that_comes_back_late_records_nothing(office: Office) -> None:
    register_once(office, currency="")
    (first,) = office.due("trainingportal")

    def hang(event: Event) -> None:
        office.later(minutes=5)
        release_lapsed(office.sessions, partners=office.partners, now=office.now, jitter=0)

    office.portal.on_tell = hang
    ended = deliver(
        office.sessions,
        delivery_id=first,
        partner=office.portal,
        clock=office.clock,
        jitter=0,
    )
    assert ended is None
    assert deliveries(office.sessions, "trainingportal") == [("class.seats_changed", "due")]


def test_a_fault_in_one_delivery_leaves_the_others_to_be_told(office: Office) -> None:
    register_once(office, token="a", currency="")
    register_once(office, token="b", currency="", participants=(BO,), buyer=BO)

    def fail_once(event: Event) -> None:
        office.iso.on_tell = lambda event: None
        raise ValueError("a fault of ours")

    office.iso.on_tell = fail_once
    office.drain()
    assert [state for _, state in deliveries(office.sessions, "iso")] == [
        "in_flight",
        "due",
        "delivered",
        "delivered",
    ]


def test_an_order_is_told_with_the_language_that_it_was_made_in(office: Office) -> None:
    register_once(office, token="a", currency="", language="ar")
    register_once(office, token="b", currency="", participants=(BO,), buyer=BO)
    office.drain("mail")
    told = [each.order.language for each in office.mail.told if each.order]
    assert told == ["ar", ""]
