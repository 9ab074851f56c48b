"""A buyer gives a place to somebody else, or mends a name: what stays, and who is told."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.course_class import ClassState
from app.domain.registration import Channel, RegistrationState
from app.domain.replacing import MOST_CHANGES, PlaceStays, Unchangeable, say_to_buyer
from app.queries.order.passing_on import passing_on_page
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.pass_on import Who, pass_on
from tests.answered import answers, order_of, places_of
from tests.usecases.later import BY_INVOICE, EVERY_WAY, order_by
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, NOW, add_class, deliveries, money, register_once, seats

CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")
ANNA = Contact("Anna Lind", ANA.email, ANA.phone)
STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def give(shop: Shop, reference: str, to: Contact = CY, who: Who = Who.OTHER) -> str | None:
    return pass_on(
        shop.sessions,
        order_reference=order_of(shop.sessions),
        reference=reference,
        to=to,
        who=who,
        **shop.around,
    )


def put(shop: Shop, columns: Mapping[str, object]) -> None:
    """Have every place say so."""
    with transaction(shop.sessions) as session:
        session.execute(update(Registration).values(columns))


def letters(shop: Shop) -> list[str]:
    """Return what the mail is told, oldest first."""
    return [kind for kind, _ in deliveries(shop.sessions, "mail")]


def test_somebody_else_has_the_place_with_its_seat_and_price_and_answered_nothing(
    shop: Shop,
) -> None:
    _, second = paid(shop, ANA, BO)
    put(shop, {"answers": {"meal": "Fish"}, "membership": "M-1"})
    before = len(letters(shop))
    new = give(shop, second)
    assert [(each.name, each.state) for each in places(shop)] == [
        ("Ana Lind", "confirmed"),
        ("Bo Berg", "cancelled"),
        ("Cy Dahl", "confirmed"),
    ]
    assert (places(shop)[2].reference, places(shop)[2].price_minor) == (new, 420000)
    assert answers(shop.sessions) == [{"meal": "Fish"}, {"meal": "Fish"}, {}]
    assert seats(shop.sessions).taken == 2
    assert seats(shop.sessions).agree
    assert money(shop.sessions).refunds == []
    assert letters(shop)[before:] == [
        "order.place_cancelled",
        "participant.place_cancelled",
        "order.confirmed",
    ]
    assert [kind for kind, _ in deliveries(shop.sessions, "iso")][-3:] == [
        "registration.cancelled",
        "registration.held",
        "registration.confirmed",
    ]
    assert "iso" in shop.woken


def test_a_name_that_was_wrong_is_mended_and_what_was_answered_stays(shop: Shop) -> None:
    (only,) = paid(shop)
    put(shop, {"answers": {"meal": "Fish"}, "membership": "M-1"})
    before = len(letters(shop))
    give(shop, only, ANNA, Who.SAME)
    with reading(shop.sessions) as session:
        place = session.scalars(select(Registration).order_by(Registration.id.desc())).first()
    assert place
    assert (place.name, place.answers, place.membership) == ("Anna Lind", {"meal": "Fish"}, "M-1")
    assert letters(shop)[before:] == ["order.confirmed"]


def test_at_another_address_whoever_had_the_one_before_is_told(shop: Shop) -> None:
    _, second = paid(shop, ANA, BO)
    before = len(letters(shop))
    give(shop, second, Contact("Bo Berg", "new@example.org", BO.phone), Who.SAME)
    assert "participant.place_cancelled" in letters(shop)[before:]


def test_a_place_to_be_paid_later_is_passed_on_as_it_is(shop: Shop) -> None:
    order_by(shop, BY_INVOICE)
    give(shop, places_of(shop.sessions)[0])
    assert [each.state for each in places(shop)] == ["cancelled", "held"]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"state": RegistrationState.CANCELLED}, Unchangeable.NOT_CONFIRMED),
        ({"state": RegistrationState.WAITLISTED}, Unchangeable.NOT_CONFIRMED),
    ],
)
def test_only_a_place_that_somebody_has_is_passed_on(
    shop: Shop, spoil: dict[str, object], why: Unchangeable
) -> None:
    (only,) = paid(shop)
    put(shop, spoil)
    refuses(shop, only, why)


def refuses(shop: Shop, reference: str, why: Unchangeable) -> None:
    """See that it is refused, and that the page says the same."""
    with pytest.raises(PlaceStays) as refused:
        give(shop, reference)
    assert refused.value.why is why
    page = passing_on_page(
        shop.sessions,
        order_reference=order_of(shop.sessions),
        reference=reference,
        now=shop.now,
    )
    assert page
    assert page.why is why


def test_what_is_paid_online_at_once_is_paid_first(shop: Shop) -> None:
    register_once(shop)
    refuses(shop, places_of(shop.sessions)[0], Unchangeable.NOT_CONFIRMED)


def test_what_was_booked_elsewhere_is_changed_there(shop: Shop) -> None:
    (only,) = paid(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(Order).values(channel=Channel.TRAININGPORTAL))
    refuses(shop, only, Unchangeable.THEIRS)


def test_of_a_class_that_was_cancelled_nothing_is_passed_on(shop: Shop) -> None:
    (only,) = paid(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(state=ClassState.CANCELLED))
    refuses(shop, only, Unchangeable.OFF)


def test_until_the_class_s_day_it_can_be_and_then_no_more(shop: Shop) -> None:
    first, second = paid(shop, ANA, BO)
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(change_deadline=date(2031, 3, 5)))
    ends = datetime(2031, 3, 5, 23, 0, tzinfo=UTC)
    shop.now = ends - timedelta(microseconds=1)
    assert give(shop, first)
    shop.now = ends
    refuses(shop, second, Unchangeable.TOO_LATE)
    shop.now = STARTS
    refuses(shop, second, Unchangeable.BEGUN)


def test_it_is_not_passed_on_to_who_has_it(shop: Shop) -> None:
    (only,) = paid(shop)
    with pytest.raises(PlaceStays) as refused:
        give(shop, only, Contact("ana  LIND", "Ana@example.org", CY.phone), Who.SAME)
    assert refused.value.why is Unchangeable.SAME_PERSON


def test_nobody_writes_to_the_whole_world_with_one_place(shop: Shop) -> None:
    paid(shop)
    for number in range(MOST_CHANGES):
        give(shop, places_of(shop.sessions)[-1], Contact(f"C {number}", f"c{number}@x.org", ""))
    refuses(shop, places_of(shop.sessions)[-1], Unchangeable.OFTEN)


def test_a_place_of_another_order_is_none_of_theirs(shop: Shop) -> None:
    (only,) = paid(shop)
    around = {"to": CY, "who": Who.OTHER, **shop.around}
    for order, place in (("CD-OTHER", only), (order_of(shop.sessions), "R-NONE")):
        assert pass_on(shop.sessions, order_reference=order, reference=place, **around) is None
        page = passing_on_page(shop.sessions, order_reference=order, reference=place, now=NOW)
        assert page is None
    assert [each.state for each in places(shop)] == ["confirmed"]


@pytest.mark.parametrize("why", Unchangeable)
def test_every_reason_is_a_sentence_for_the_buyer(why: Unchangeable) -> None:
    assert say_to_buyer(why).endswith((".", "us."))
