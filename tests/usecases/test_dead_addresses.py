"""Addresses that take no mail: how one comes on the list, what is not sent, how it comes off."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.domain.bounce import Bounced, BounceKind, BounceReport, Stop
from app.domain.contract import Outcome, Refused, Withheld
from app.domain.delivery import DeliveryState
from app.domain.registration import RegistrationState
from app.queries.staff.stopped import StoppedPage, stopped_page
from app.queries.stops import find_stop
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.registration import Registration
from app.store.stopped_address import Bounce
from app.usecases.deliver import deliver
from app.usecases.erase_order import erase_order
from app.usecases.retry_delivery import retry_delivery
from app.usecases.take_bounce import Taken, take_bounce
from app.usecases.take_off_list import take_off_list
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, NOW, add_class, register_once

P, R, T, C = BounceKind
WORDS = "mail server answered 550 5.1.1 <ana@example.org> No such user"
KIM = "kim@example.org"
BOUNCED = Bounced(ANA.email, P)
REPORT = BounceReport(BOUNCED, NOW, "m-1@desk.example", "550 <ana@example.org> is not here")


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, prices=(), deadline=None)
    return Shop(sessions)


def answer(shop: Shop, *answers: Outcome) -> None:
    """Have the mail server answer the next letters so."""
    mail: object = shop.partners["mail"]
    mail.answers.extend(answers)  # type: ignore[attr-defined]  # it is a fake one


def send(shop: Shop) -> list[DeliveryState | None]:
    """Hand over every letter that is due."""
    with reading(shop.sessions) as session:
        due = session.scalars(
            select(Delivery.id)
            .where(Delivery.destination == "mail", Delivery.state == DeliveryState.DUE)
            .order_by(Delivery.id)
        ).all()
    return [
        deliver(
            shop.sessions,
            delivery_id=each,
            partner=shop.partners["mail"],
            clock=shop.clock,
            jitter=0,
        )
        for each in due
    ]


def again(shop: Shop) -> None:
    """Have the letter that was refused sent again, as staff do."""
    with reading(shop.sessions) as session:
        refused = session.scalars(
            select(Delivery.id).where(Delivery.state == DeliveryState.REFUSED)
        ).one()
    retry_delivery(shop.sessions, delivery_id=refused, now=shop.now)


def stop(shop: Shop, address: str = ANA.email) -> Stop | None:
    """Return why nothing is sent to an address."""
    return find_stop(shop.sessions, address)


def listed(shop: Shop) -> StoppedPage:
    """Return the list as staff see it."""
    return stopped_page(shop.sessions, page=1)


def take(shop: Shop, report: BounceReport = REPORT, **changed: object) -> Taken:
    """Hear from the mail service."""
    return take_bounce(shop.sessions, replace(report, **changed), now=shop.now)  # type: ignore[arg-type]  # fields of it


def kinds(shop: Shop) -> int:
    """Return how many letters came back."""
    with reading(shop.sessions) as session:
        return session.scalar(select(func.count(Bounce.id))) or 0


def test_a_letter_to_nobody_puts_its_address_on_the_list_as_it_is_refused(shop: Shop) -> None:
    order = register_once(shop).reference
    answer(shop, Refused(WORDS, bounced=BOUNCED))
    assert send(shop) == [DeliveryState.REFUSED]
    found = stop(shop)
    assert found == Stop(P, shop.now, "mail server answered 550 5.1.1 … No such user")
    (line,) = listed(shop).lines
    assert (line.masked, line.order, line.whole) == ("a…@example.org", order, True)
    assert stop(shop, "ANA@Example.org") == found
    assert stop(shop, BO.email) is None


def test_a_letter_refused_for_itself_says_nothing_of_its_address(shop: Shop) -> None:
    register_once(shop)
    answer(shop, Refused("mail server answered 554 5.7.1 Spam"))
    assert send(shop) == [DeliveryState.REFUSED]
    assert stop(shop) is None
    assert kinds(shop) == 0


def test_the_third_letter_that_is_not_taken_puts_it_on_the_list(shop: Shop) -> None:
    register_once(shop)
    for number in range(3):
        assert stop(shop) is None
        answer(shop, Refused("mail server answered 550 no", bounced=Bounced(ANA.email, R)))
        send(shop)
        if number < 2:
            again(shop)
    found = stop(shop)
    assert found is not None
    assert found.whole


def test_what_is_withheld_is_skipped_with_its_reason_and_is_no_trouble_of_the_mail(
    shop: Shop,
) -> None:
    register_once(shop)
    answer(shop, Withheld("this address takes no mail"))
    assert send(shop) == [DeliveryState.SKIPPED]
    with reading(shop.sessions) as session:
        (words,) = session.scalars(select(Delivery.words).where(Delivery.destination == "mail"))
    assert words == "this address takes no mail"


@pytest.mark.parametrize(
    ("kind", "taken", "stops"), [(P, Taken.STOPPED, P), (C, Taken.STOPPED, C), (T, "noted", None)]
)
def test_a_report_stops_an_address_or_is_noted(
    shop: Shop, kind: BounceKind, taken: str, stops: BounceKind | None
) -> None:
    register_once(shop)
    assert take(shop, bounced=Bounced(ANA.email, kind)) == taken
    found = stop(shop)
    assert (found.kind if found else None) == stops


def test_a_report_told_twice_has_the_effect_of_once(shop: Shop) -> None:
    register_once(shop)
    assert take(shop) is Taken.STOPPED
    assert take(shop) is Taken.KNOWN
    assert kinds(shop) == 1
    assert take(shop, message="m-2") is Taken.NOTED, "it is on the list already"


def test_nothing_is_kept_of_an_address_that_nobody_here_has(shop: Shop) -> None:
    register_once(shop)
    assert take(shop, bounced=Bounced("stranger@example.org", P)) is Taken.NOBODY
    assert kinds(shop) == 0


@pytest.mark.parametrize("written", ["bo@xn--bcher-kva.example", "BO@bücher.example"])
def test_a_participant_is_found_however_the_domain_is_written(shop: Shop, written: str) -> None:
    bo = replace(BO, email="bo@bücher.example")
    register_once(shop, participants=(ANA, bo))
    assert take(shop, bounced=Bounced(written, P)) is Taken.STOPPED
    assert stop(shop, bo.email) is not None


def test_an_address_that_is_none_in_the_old_way_of_writing_is_nobodys(shop: Shop) -> None:
    assert take(shop, bounced=Bounced("bo@xn--ü.example", P)) is Taken.NOBODY


@pytest.mark.parametrize(("first", "second"), [(C, P), (P, C)])
def test_of_two_kinds_the_one_that_holds_more_back_stands(
    shop: Shop, first: BounceKind, second: BounceKind
) -> None:
    register_once(shop)
    take(shop, bounced=Bounced(ANA.email, first))
    take(shop, bounced=Bounced(ANA.email, second), message="m-2")
    found = stop(shop)
    assert found is not None
    assert found.kind is P


def test_who_complains_again_is_on_the_list_since_the_first_time(shop: Shop) -> None:
    register_once(shop)
    complaint = Bounced(ANA.email, C)
    assert take(shop, bounced=complaint) is Taken.STOPPED
    shop.later(days=1)
    assert take(shop, bounced=complaint, message="m-2", at=shop.now) is Taken.NOTED
    found = stop(shop)
    assert found is not None
    assert found.since == NOW


def test_staff_take_an_address_off_and_it_is_kept_who_did(shop: Shop) -> None:
    register_once(shop)
    take(shop)
    (line,) = listed(shop).lines
    off = shop.later(hours=1)
    assert take_off_list(shop.sessions, line.id, by=KIM, now=off)
    assert not take_off_list(shop.sessions, line.id, by="other@example.org", now=off)
    assert stop(shop) is None
    page = listed(shop)
    assert page.lines == ()
    assert [(each.off_by, each.off_at) for each in page.taken_off] == [(KIM, off)]


def taken_off(shop: Shop) -> datetime:
    """Take the one address off the list, an hour from now."""
    (line,) = listed(shop).lines
    take_off_list(shop.sessions, line.id, by=KIM, now=shop.later(hours=1))
    return shop.now


def test_old_news_that_comes_late_does_not_put_it_back(shop: Shop) -> None:
    register_once(shop)
    take(shop)
    taken_off(shop)
    assert take(shop, message="m-2") is Taken.NOTED
    assert stop(shop) is None


def test_a_letter_that_comes_back_afterwards_does(shop: Shop) -> None:
    register_once(shop)
    take(shop)
    off = taken_off(shop)
    shop.later(minutes=1)
    assert take(shop, message="m-2", at=off + timedelta(seconds=1)) is Taken.STOPPED
    assert listed(shop).taken_off == ()


def not_taken(shop: Shop) -> None:
    """Have the mail server take no letter for Ana, once more."""
    answer(shop, Refused("mail server answered 550 no", bounced=Bounced(ANA.email, R)))
    assert send(shop) == [DeliveryState.REFUSED]
    again(shop)


def test_letters_not_taken_before_that_are_counted_no_more(shop: Shop) -> None:
    register_once(shop)
    not_taken(shop)
    not_taken(shop)
    take(shop)
    taken_off(shop)
    shop.later(minutes=1)
    not_taken(shop)
    assert kinds(shop) == 4
    assert stop(shop) is None
    not_taken(shop)
    assert stop(shop) is None
    not_taken(shop)
    assert stop(shop) is not None


def test_letters_not_taken_are_forgotten_after_three_months(shop: Shop) -> None:
    register_once(shop)
    not_taken(shop)
    not_taken(shop)
    shop.later(days=90)
    not_taken(shop)
    assert kinds(shop) == 1
    assert stop(shop) is None


def test_a_clock_elsewhere_that_is_fast_cannot_outlast_staff(shop: Shop) -> None:
    register_once(shop)
    take(shop, at=shop.now + timedelta(days=400))
    found = stop(shop)
    assert found is not None
    assert found.since == shop.now


def test_of_who_is_erased_nothing_is_left_but_that_no_mail_goes_there(shop: Shop) -> None:
    order = register_once(shop).reference
    take(shop)
    with transaction(shop.sessions) as session:
        session.scalars(select(Registration)).one().move(RegistrationState.CANCELLED)
    assert erase_order(shop.sessions, reference=order, **shop.around) is None
    (line,) = listed(shop).lines
    assert (line.masked, line.words) == ("", "")
    assert stop(shop) is not None
    assert take(shop, message="m-2") is Taken.NOBODY
