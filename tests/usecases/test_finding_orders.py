"""Finding an order by a mailed code: its buyer gets it, nobody learns what is there, or guesses."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.domain.mailed_code import MOST_A_DAY, MOST_TRIES, code_of
from app.domain.tries import TooOften
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.mailed_code import MailedCode
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.ask_for_code import ask_for_code
from app.usecases.send_codes import send_codes
from app.usecases.use_code import use_code
from tests.fakes.partner import ORDERS, FakePartner
from tests.watching import recording
from tests.worlds import ANA, BO, Desk, add_class, register_once

SECRET = "of the site"
NOBODYS = "CD-AAAAA-BBBBB"


@pytest.fixture
def mail() -> FakePartner:
    return FakePartner("mail", ORDERS, listing=False, per="order")


@pytest.fixture
def desk(sessions: Database, mail: FakePartner) -> Desk:
    add_class(sessions)
    return Desk(sessions, partners={"mail": mail})


@pytest.fixture
def order(desk: Desk) -> str:
    return register_once(desk, participants=(BO,), buyer=ANA).reference


def ask(desk: Desk, reference: str, email: str = ANA.email, address: str = "192.0.2.1") -> str:
    return ask_for_code(
        desk.sessions,
        email=email,
        reference=reference,
        address=address,
        secret=SECRET,
        wake=desk.wake,
        now=desk.now,
    )


def send(desk: Desk) -> int:
    return send_codes(desk.sessions, partners=desk.partners, wake=desk.wake, now=desk.now)


def use(desk: Desk, asking: str, typed: str | None = None) -> str | None:
    code = code_of(SECRET, asking) if typed is None else typed
    return use_code(desk.sessions, asking=asking, typed=code, secret=SECRET, now=desk.now)


def wrong(asking: str) -> str:
    return f"{(int(code_of(SECRET, asking)) + 1) % 10**6:06}"


def askings_sent(desk: Desk) -> list[str]:
    with reading(desk.sessions) as session:
        facts = session.scalars(
            select(EventRow.facts).where(EventRow.kind == "order.code_asked").order_by(EventRow.id)
        )
        return [str(each["asking"]) for each in facts]


def test_the_buyer_is_sent_a_code_that_opens_the_order(desk: Desk, order: str) -> None:
    asking = ask(desk, f" {order.lower()} ", email=" Ana@Example.ORG")
    assert desk.woken == ["codes"]
    assert send(desk) == 1
    assert desk.woken == ["codes", "mail"]
    assert askings_sent(desk) == [asking]
    assert use(desk, asking) == order


def test_a_letter_is_written_once(desk: Desk, order: str) -> None:
    ask(desk, order)
    assert (send(desk), send(desk)) == (1, 0)
    assert len(askings_sent(desk)) == 1


def test_the_reference_of_a_place_finds_its_order(desk: Desk, order: str) -> None:
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference)).one()
    assert use(desk, ask(desk, place)) == order


@pytest.mark.parametrize(
    ("reference", "email"),
    [(NOBODYS, ANA.email), ("theirs", BO.email), ("theirs", ""), ("\0", "\0"), ("", "")],
    ids=["no such order", "who takes part", "no address", "no text", "nothing"],
)
def test_nobody_else_is_sent_one_and_even_the_right_digits_open_nothing(
    desk: Desk, order: str, reference: str, email: str
) -> None:
    asking = ask(desk, order if reference == "theirs" else reference, email)
    assert send(desk) == 0
    assert use(desk, asking) is None


def test_an_order_whose_buyer_has_no_address_is_nobodys_to_find(desk: Desk, order: str) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(Order).values(email=""))
    for email in ("", "\0", " "):
        assert use(desk, ask(desk, order, email)) is None


def test_asking_for_what_is_not_there_is_the_same_work(desk: Desk, order: str) -> None:
    work = []
    for reference, email in ((order, ANA.email), (NOBODYS, ANA.email), (order, "x@example.org")):
        with recording() as recorder:
            asking = ask(desk, reference, email)
        asked = recorder.statements
        with recording() as recorder:
            assert use(desk, asking, wrong(asking)) is None
        work.append((asked, recorder.statements))
    assert work[0] == work[1] == work[2]
    assert desk.woken == ["codes"] * 3


def test_a_code_is_of_use_once(desk: Desk, order: str) -> None:
    asking = ask(desk, order)
    assert [use(desk, asking) for _ in range(3)] == [order, None, None]


def test_a_code_is_of_use_for_a_quarter_of_an_hour(desk: Desk, order: str) -> None:
    first, second = ask(desk, order), ask(desk, order)
    desk.later(minutes=14, seconds=59)
    assert use(desk, first) == order
    desk.later(seconds=1)
    assert use(desk, second) is None


def test_after_five_wrong_tries_the_right_code_is_none_any_more(desk: Desk, order: str) -> None:
    first, second = ask(desk, order), ask(desk, order)
    for _ in range(MOST_TRIES - 1):
        assert use(desk, first, wrong(first)) is None
        assert use(desk, second, wrong(second)) is None
    assert use(desk, first) == order, "the fifth may still be right"
    assert use(desk, second, wrong(second)) is None
    assert use(desk, second) is None


def test_a_code_opens_nothing_but_what_it_was_asked_for(desk: Desk, order: str) -> None:
    other = register_once(desk, token="draft-2", participants=(ANA,), buyer=BO).reference
    theirs, ours = ask(desk, other, BO.email), ask(desk, order)
    assert use(desk, ours, code_of(SECRET, theirs)) is None
    assert use(desk, "never asked", code_of(SECRET, ours)) is None
    assert use(desk, ours) == order


def test_one_order_is_asked_for_five_times_in_a_quarter_of_an_hour(desk: Desk, order: str) -> None:
    for number in range(5):
        ask(desk, order, address=f"192.0.2.{number}")
    with pytest.raises(TooOften) as caught:
        ask(desk, order.lower(), address="192.0.2.9")
    assert str(caught.value) == "Too many tries. Try again in 15 minutes"
    with pytest.raises(TooOften):
        ask(desk, order, email="somebody@example.org")
    desk.later(minutes=15)
    ask(desk, order)


def test_an_order_that_is_not_there_is_asked_for_no_more_often(desk: Desk) -> None:
    for number in range(5):
        ask(desk, NOBODYS, email=f"{number}@example.org")
    with pytest.raises(TooOften):
        ask(desk, NOBODYS)


def test_one_e_mail_address_is_asked_with_ten_times(desk: Desk) -> None:
    for number in range(10):
        ask(desk, f"CD-AAAAA-AAAA{number % 8 + 2}", address=f"192.0.2.{number}")
    with pytest.raises(TooOften):
        ask(desk, NOBODYS, email=" ANA@example.org")


def test_one_address_asks_thirty_times_and_a_subscriber_is_one(desk: Desk) -> None:
    for number in range(30):
        reference = f"CD-AAAAA-AAA{number // 8 + 2}{number % 8 + 2}"
        ask(desk, reference, f"{number}@example.org", "2001:db8::1")
    with pytest.raises(TooOften):
        ask(desk, NOBODYS, address="2001:db8::2")
    ask(desk, NOBODYS, address="2001:db8:0:1::1")


def test_an_order_is_sent_twenty_codes_a_day_and_no_further_one_fits(
    desk: Desk, order: str
) -> None:
    for number in range(MOST_A_DAY):
        desk.later(minutes=15 if number % 5 == 0 else 0)
        ask(desk, order)
    desk.later(minutes=15)
    assert use(desk, ask(desk, order)) is None
    desk.later(days=1)
    assert use(desk, ask(desk, order)) == order


def test_neither_the_code_nor_the_address_is_kept(desk: Desk, order: str) -> None:
    asking = ask(desk, order)
    send(desk)
    with reading(desk.sessions) as session:
        (row,) = session.execute(select(*MailedCode.__table__.c)).all()
        facts = session.scalars(
            select(EventRow.facts).where(EventRow.kind == "order.code_asked")
        ).one()
    said = f"{tuple(row)} {facts}"
    assert code_of(SECRET, asking) not in said
    assert "@" not in said


def test_askings_are_forgotten_after_a_day(desk: Desk, order: str) -> None:
    ask(desk, order)
    desk.later(days=1)
    ask(desk, order)
    with reading(desk.sessions) as session:
        assert session.scalar(select(func.count()).select_from(MailedCode)) == 1


def test_a_letter_that_would_come_too_late_is_not_written(desk: Desk, order: str) -> None:
    ask(desk, order)
    desk.now += timedelta(minutes=15)
    assert send(desk) == 0
