"""Staff give a confirmed place to somebody else, or have it go on in another class."""

from datetime import UTC, datetime
from threading import Event as Stop

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.course_class import ClassState
from app.domain.registration import Channel, RegistrationState
from app.domain.replacing import Moved, PlaceStays, Unchangeable
from app.jobs.deliver import drain_destination
from app.mail.messages import Sender, order_letter
from app.store.database import Database, reading, transaction
from app.store.person import Person
from app.store.registration import Registration
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from tests.fakes.partner import FakePartner
from tests.usecases.places import KIM, paid, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, CLASS, Seats, add_class, deliveries, money, register_once, seats

CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")
OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def hand(shop: Shop, reference: str, to: Contact = CY) -> str | None:
    return hand_over(
        shop.sessions,
        reference=reference,
        to=to,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def move(shop: Shop, reference: str, code: str = OTHER) -> Moved | None:
    return move_registration(
        shop.sessions,
        reference=reference,
        class_code=code,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def test_a_place_is_handed_over_with_its_seat_and_price(shop: Shop) -> None:
    first, _ = paid(shop, ANA, BO)
    new = hand(shop, first)
    assert [(each.name, each.state, each.price_minor) for each in places(shop)] == [
        ("Ana Lind", "cancelled", 420000),
        ("Bo Berg", "confirmed", 420000),
        ("Cy Dahl", "confirmed", 420000),
    ]
    assert places(shop)[2].reference == new
    assert seats(shop.sessions) == Seats(2, 2, 2)
    assert money(shop.sessions).refunds == []
    with reading(shop.sessions) as session:
        since = session.scalars(select(Person.member_since).where(Person.name == "Cy Dahl")).one()
    assert since == shop.now


def test_partners_hear_that_one_place_ended_and_another_is_confirmed(shop: Shop) -> None:
    (only,) = paid(shop)
    before = len(deliveries(shop.sessions, "iso"))
    hand(shop, only)
    assert [kind for kind, _ in deliveries(shop.sessions, "iso")[before:]] == [
        "registration.cancelled",
        "registration.held",
        "registration.confirmed",
    ]
    assert deliveries(shop.sessions, "mail")[-1] == ("order.confirmed", "due")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"state": RegistrationState.CANCELLED}, Unchangeable.NOT_CONFIRMED),
        ({"channel": Channel.TRAININGPORTAL}, Unchangeable.THEIRS),
    ],
)
def test_some_places_are_neither_handed_over_nor_moved(
    shop: Shop, spoil: dict[str, object], why: Unchangeable
) -> None:
    add_class(shop.sessions, OTHER)
    (only,) = paid(shop)
    with transaction(shop.sessions) as session:
        place = session.scalars(select(Registration)).one()
        for name, value in spoil.items():
            setattr(place, name, value)
    for change in (hand, move):
        with pytest.raises(PlaceStays) as refused:
            change(shop, only)
        assert refused.value.why is why
        assert str(refused.value) == why.value


def test_a_place_is_not_handed_to_who_has_it_nor_once_the_class_began(shop: Shop) -> None:
    (only,) = paid(shop)
    with pytest.raises(PlaceStays, match="who has it already"):
        hand(shop, only, Contact("ana  LIND", "Ana@example.org", ""))
    shop.later(days=60)
    with pytest.raises(PlaceStays, match="has begun"):
        hand(shop, only)


def test_a_place_that_is_not_there_is_not_changed(shop: Shop) -> None:
    assert hand(shop, "R-NONE") is None
    assert move(shop, "R-NONE") is None


def test_a_place_moves_to_a_cheaper_class_and_the_difference_goes_back(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", 300000),))
    (only,) = paid(shop)
    moved = move(shop, only)
    assert moved is not None
    assert moved.back.minor == 120000
    assert [(each.class_code, each.state, each.price_minor) for each in places(shop)] == [
        (CLASS, "cancelled", 420000),
        (OTHER, "confirmed", 300000),
    ]
    assert seats(shop.sessions) == Seats(0, 0, 0)
    assert seats(shop.sessions, OTHER) == Seats(1, 1, 1)
    shop.refund_all()
    assert money(shop.sessions).paid == 300000


def test_a_dearer_class_is_joined_at_the_price_that_was_paid(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", 900000),))
    (only,) = paid(shop)
    moved = move(shop, only)
    assert moved is not None
    assert moved.back.minor == 0
    assert places(shop)[1].price_minor == 420000
    assert money(shop.sessions).refunds == []


def test_to_a_free_class_the_whole_price_goes_back(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=())
    (only,) = paid(shop)
    moved = move(shop, only)
    assert moved is not None
    assert moved.back.minor == 420000


def test_there_and_back_again_both_classes_add_up(shop: Shop) -> None:
    add_class(shop.sessions, OTHER)
    (only,) = paid(shop)
    there = move(shop, only)
    assert there is not None
    assert move(shop, there.reference, CLASS) is not None
    assert seats(shop.sessions) == Seats(1, 1, 1)
    assert seats(shop.sessions, OTHER) == Seats(0, 0, 0)


def test_a_free_place_moves_whatever_the_other_class_costs(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=())
    add_class(shop.sessions, "FA-EUR", prices=(("EUR", 100),))
    register_once(shop, code=OTHER, currency="")
    moved = move(shop, places(shop)[0].reference, "FA-EUR")
    assert moved is not None
    assert places(shop)[1].price_minor == 0


@pytest.mark.parametrize(
    ("other", "code", "why"),
    [
        ({}, CLASS, Unchangeable.SAME_CLASS),
        ({}, "FA-NONE", Unchangeable.NO_SUCH_CLASS),
        ({"state": ClassState.CANCELLED}, OTHER, Unchangeable.CLOSED),
        ({"capacity": 0}, OTHER, Unchangeable.FULL),
        ({"prices": (("EUR", 100),)}, OTHER, Unchangeable.NO_PRICE),
    ],
)
def test_where_a_place_cannot_go_it_stays(
    shop: Shop, other: dict[str, object], code: str, why: Unchangeable
) -> None:
    add_class(shop.sessions, OTHER, **other)  # type: ignore[arg-type]  # passed on as it came
    (only,) = paid(shop)
    with pytest.raises(PlaceStays) as refused:
        move(shop, only, code)
    assert refused.value.why is why
    assert [each.state for each in places(shop)] == ["confirmed"]
    assert seats(shop.sessions) == Seats(1, 1, 1)
    assert seats(shop.sessions, OTHER).agree


def test_out_of_a_class_that_has_begun_nobody_is_moved(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, starts_at=datetime(2031, 6, 1, 8, 0, tzinfo=UTC), deadline=None)
    (only,) = paid(shop)
    shop.later(days=60)
    with pytest.raises(PlaceStays, match="has begun"):
        move(shop, only)


def test_staff_may_move_a_place_after_the_deadline(shop: Shop) -> None:
    add_class(shop.sessions, OTHER)
    (only,) = paid(shop)
    shop.later(days=55)
    assert move(shop, only) is not None


def test_a_place_that_nobody_is_known_for_moves_too(shop: Shop) -> None:
    add_class(shop.sessions, OTHER)
    (only,) = paid(shop)
    with transaction(shop.sessions) as session:
        session.scalars(select(Registration)).one().person_id = None
    assert move(shop, only) is not None


def test_the_letter_of_a_class_names_who_is_in_it_now(shop: Shop) -> None:
    add_class(shop.sessions, OTHER)
    first, second = paid(shop, ANA, BO)
    mail = shop.partners["mail"]
    assert isinstance(mail, FakePartner)
    hand(shop, second)
    move(shop, first)
    drain_destination(shop.parts, "mail", stop=Stop())
    last = mail.told[-1]
    assert last.order is not None
    assert [(each.name, each.class_code) for each in last.order.registrations] == [
        ("Ana Lind", OTHER),
        ("Cy Dahl", CLASS),
    ]
    sender = Sender(site="Desk", address="desk@example.org")
    assert order_letter(last, last.order, sender=sender, link="").participants == ("Ana Lind",)
