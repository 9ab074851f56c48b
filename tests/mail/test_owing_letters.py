"""Claims about what letters say of money that is still to be paid."""

from datetime import UTC, datetime

import pytest

from app.domain.contract import Told
from app.domain.ending import BY_BUYER
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.payment_plan import Plan, Unpaid
from app.domain.registration import RegistrationState
from app.domain.where_to_pay import WhereToPay
from app.factory.parts import make_parts
from app.sandbox.server import Sandbox
from app.settings import Settings
from app.store.database import Database
from tests.fakes.events import REGISTRATION, event
from tests.mail.letters import inbox, mail_to
from tests.mail.telling import CANCELLED, CONFIRMED, DUE, HELD, RECEIVED, flat, letter, tell
from tests.partners.built import environment
from tests.usecases.later import BY_INVOICE, EVERY_WAY
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once

OWED, NOTHING = Money(120_000, "NOK"), Money(0, "NOK")
OWING = {"owed": OWED, "due_at": datetime(2031, 2, 1, 23, tzinfo=UTC), "plan": Plan.INVOICE}
ASKED = "Please pay NOK 1,200 by the end of Saturday 1 February 2031 (CET)"


@pytest.mark.parametrize("kind", [CONFIRMED, DUE, RECEIVED])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_letter_says_what_is_owed_and_until_when(
    sandbox: Sandbox, kind: EventKind, part: str
) -> None:
    assert ASKED in flat(letter(sandbox, kind, order=OWING).part(part))


def test_what_is_held_on_invoice_is_kept_until_it_is_due(sandbox: Sandbox) -> None:
    said = flat(letter(sandbox, HELD, order={**OWING, "needed": OWED}).part("plain"))
    assert "kept for you until then" in said
    assert ASKED in said


@pytest.mark.parametrize("kind", [HELD, CONFIRMED, DUE, RECEIVED])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_an_order_on_invoice_says_where_to_pay_and_no_other_does(
    sandbox: Sandbox, kind: EventKind, part: str
) -> None:
    mail = mail_to(
        sandbox.mail_port, pay_to=lambda order: WhereToPay("Havn AS, NO93", f"CD of {order}")
    )
    for number, plan in enumerate((Plan.INVOICE, Plan.DEPOSIT)):
        what = event(kind, order={**OWING, "needed": OWED, "plan": plan})
        assert isinstance(mail.tell(what, key=f"key-{number}"), Told)
    by_invoice, by_deposit = (flat(came.part(part)) for came in inbox(sandbox))
    assert "Pay to: Havn AS, NO93 Write with it: CD of CD-23456-789AB" in by_invoice
    assert "Pay to" not in by_deposit


def test_the_account_of_the_settings_is_what_a_letter_says(
    sandbox: Sandbox, sessions: Database
) -> None:
    add_class(sessions, ways=EVERY_WAY)
    order = {**OWING, "reference": register_once(Shop(sessions), wish=BY_INVOICE).reference}
    settings = environment(
        "http://127.0.0.1:9",
        MAIL_URL=f"smtp://127.0.0.1:{sandbox.mail_port}",
        MAIL_FROM="desk@example.org",
        SELLER_NAME="Fjordlight AS",
        SELLER_BANK="IBAN NO93",
    )
    parts = make_parts(Settings.from_environment(settings), sessions=sessions)
    assert isinstance(parts.partners["mail"].tell(event(DUE, order=order), key="key-1"), Told)
    (came,) = inbox(sandbox)
    assert "Pay to: Fjordlight AS, IBAN NO93 Write with it" in flat(came.part("plain"))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_is_held_for_a_deposit_asks_for_the_deposit(sandbox: Sandbox, part: str) -> None:
    order = {**OWING, "plan": Plan.DEPOSIT, "needed": Money(30_000, "NOK")}
    said = flat(letter(sandbox, HELD, order=order).part(part))
    assert "It is yours once the deposit of NOK 300 is paid. Please pay by" in said
    rest = "The rest, NOK 900, is to be paid by the end of Saturday 1 February 2031 (CET)"
    assert rest in said


def test_what_is_held_for_a_deposit_that_is_all_of_it_has_no_rest(sandbox: Sandbox) -> None:
    order = {**OWING, "plan": Plan.DEPOSIT, "needed": OWED, "due_at": None}
    said = flat(letter(sandbox, HELD, order=order).part("plain"))
    assert "It is yours once NOK 1,200 is paid." in said
    assert "rest" not in said


@pytest.mark.parametrize("kind", [DUE, CANCELLED])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_is_kept_of_a_place_that_its_buyer_gave_up_is_asked_for(
    sandbox: Sandbox, kind: EventKind, part: str
) -> None:
    kept = {"state": RegistrationState.CANCELLED, "ended_because": BY_BUYER}
    said = flat(letter(sandbox, kind, order=OWING, registration=kept).part(part))
    assert ASKED in said
    assert "Nothing is owed" not in said


@pytest.mark.parametrize(("days", "says"), [(-3, "is to be paid"), (1, "is overdue")])
def test_a_reminder_says_whether_it_is_late(sandbox: Sandbox, days: int, says: str) -> None:
    assert f"NOK 1,200 {says}" in flat(letter(sandbox, DUE, facts={"days": days}).part("plain"))


def test_who_paid_everything_owes_nothing(sandbox: Sandbox) -> None:
    order = {"paid": Money(420_000, "NOK")}
    said = flat(letter(sandbox, RECEIVED, order=order).part("plain"))
    assert "You have paid NOK 4,200 of NOK 4,200." in said
    assert "Nothing is left to pay." in said


def test_nobody_is_asked_for_what_was_paid_or_given_back_meanwhile(sandbox: Sandbox) -> None:
    paid = tell(sandbox, DUE, order={"owed": Money(0, "NOK")})
    gone = tell(sandbox, DUE, registration={"state": RegistrationState.CANCELLED})
    assert isinstance(paid, Told)
    assert isinstance(gone, Told)
    assert inbox(sandbox) == []


@pytest.mark.parametrize("kind", [CONFIRMED, RECEIVED])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_was_taken_off_the_total_is_said_beside_what_is_paid(
    sandbox: Sandbox, kind: EventKind, part: str
) -> None:
    order = {"total": Money(2_015_500, "NOK"), "paid": Money(1_810_250, "NOK"), "owed": NOTHING}
    said = flat(letter(sandbox, kind, order=order).part(part))
    assert "Total: NOK 20,155 Sent back, or not to be paid any more: −NOK 2,052.50" in said
    assert "Paid: NOK 18,102.50" in said
    assert "18,102.50 of NOK" not in said


@pytest.mark.parametrize("kind", [CONFIRMED, RECEIVED])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_a_cheaper_class_leaves_over_is_said_to_go_back(
    sandbox: Sandbox, kind: EventKind, part: str
) -> None:
    order = {"total": Money(290_000, "NOK"), "paid": Money(360_000, "NOK"), "owed": NOTHING}
    said = flat(letter(sandbox, kind, order=order).part(part))
    assert "Total: NOK 2,900 Paid: NOK 3,600 Goes back to you: NOK 700" in said


@pytest.mark.parametrize(
    ("paid", "says"), [(0, "Total: NOK 4,200 Sent back"), (80_000, "of NOK 4,200")]
)
def test_a_part_that_is_paid_is_said_of_how_much(sandbox: Sandbox, paid: int, says: str) -> None:
    owed = Money(100_000 if not paid else 340_000, "NOK")
    order = {"paid": Money(paid, "NOK"), "owed": owed}
    said = flat(letter(sandbox, CONFIRMED, order=order).part("plain"))
    assert says in said
    assert paid or "Paid: nothing yet" in said


def test_a_free_class_leaves_everything_over(sandbox: Sandbox) -> None:
    order = {"total": Money(0, "NOK"), "paid": Money(360_000, "NOK"), "owed": NOTHING}
    said = flat(letter(sandbox, CONFIRMED, order=order).part("plain"))
    assert "Total: nothing Paid: NOK 3,600 Goes back to you: NOK 3,600" in said


@pytest.mark.parametrize("kind", [HELD, CONFIRMED, DUE])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_letter_that_brings_the_invoice_says_so_and_until_when_to_pay(
    sandbox: Sandbox, kind: EventKind, part: str
) -> None:
    mail = mail_to(sandbox.mail_port, papers=lambda each: {"FL-1.pdf": b"%PDF-1"})
    assert isinstance(mail.tell(event(kind, order={**OWING, "needed": OWED}), key="1"), Told)
    (came,) = inbox(sandbox)
    assert f"The invoice is attached to this mail. {ASKED}" in flat(came.part(part))


@pytest.mark.parametrize(
    ("plan", "places", "subject"),
    [
        (Plan.INVOICE, 6, "Your places are held, to be paid by invoice: "),
        (Plan.INVOICE, 1, "Your place is held, to be paid by invoice: "),
        (Plan.ONLINE, 2, "Your places are held: "),
    ],
)
def test_what_is_held_says_in_its_subject_how_many_and_how_they_are_paid(
    sandbox: Sandbox, plan: Plan, places: int, subject: str
) -> None:
    order = {**OWING, "plan": plan, "needed": OWED, "registrations": (REGISTRATION,) * places}
    came = letter(sandbox, HELD, order=order)
    assert came.message["Subject"].startswith(subject)
    said = flat(came.part("plain"))
    assert ("They are yours once" in said) is (places > 1)
    assert "The invoice is attached" not in said


def test_a_paper_about_a_payment_is_not_called_the_invoice(sandbox: Sandbox) -> None:
    mail = mail_to(sandbox.mail_port, papers=lambda each: {"FL-2.pdf": b"%PDF-1"})
    assert isinstance(mail.tell(event(RECEIVED, order=OWING), key="1"), Told)
    (came,) = inbox(sandbox)
    said = flat(came.part("plain"))
    assert ASKED in said
    assert "The invoice is attached" not in said


@pytest.mark.parametrize("kind", [CONFIRMED, DUE])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_is_paid_at_the_door_says_so(sandbox: Sandbox, kind: EventKind, part: str) -> None:
    said = flat(letter(sandbox, kind, order={**OWING, "plan": Plan.DOOR}).part(part))
    assert "Please pay NOK 1,200 at the door, when you come." in said
    assert "1 February" not in said


def test_what_was_to_be_paid_at_the_door_and_is_overdue_is_not_sent_to_the_door(
    sandbox: Sandbox,
) -> None:
    order = {**OWING, "plan": Plan.DOOR}
    assert ASKED in flat(letter(sandbox, DUE, order=order, facts={"days": 1}).part("plain"))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_letter_says_what_becomes_of_places_that_stay_unpaid(sandbox: Sandbox, part: str) -> None:
    mail, ending = mail_to(sandbox.mail_port), {**OWING, "needed": OWED, "ends_unpaid": True}
    deposit = {**ending, "plan": Plan.DEPOSIT, "needed": Money(30_000, "NOK")}
    kept = {**deposit, "kept": Money(30_000, "NOK")}
    for number, order in enumerate((ending, kept, {**OWING, "needed": OWED})):
        assert isinstance(mail.tell(event(HELD, order=order), key=f"key-{number}"), Told)
    invoice, with_deposit, for_staff = (flat(came.part(part)) for came in inbox(sandbox))
    assert "If it stays unpaid, your place is cancelled." in invoice
    lost = "your place is cancelled, and NOK 300 of what you paid does not come back."
    assert lost in with_deposit
    assert "cancelled" not in for_staff


@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_is_held_says_its_total_and_what_was_taken_off(sandbox: Sandbox, part: str) -> None:
    order = {"total": Money(160_000, "NOK"), "owed": OWED, "needed": OWED, "plan": Plan.INVOICE}
    said = flat(letter(sandbox, HELD, order=order).part(part))
    assert "Total: NOK 1,600 Sent back, or not to be paid any more: −NOK 400" in said


@pytest.mark.parametrize(
    ("unpaid", "follows"),
    [
        (
            Unpaid.KEEP,
            "If it stays unpaid, your place stays as it is, and the money is still owed.",
        ),
        (
            Unpaid.STAFF,
            "If it stays unpaid, we decide what becomes of your place, and write to you.",
        ),
    ],
)
@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_reminder_names_its_class_and_says_what_follows_by_the_setting(
    sandbox: Sandbox, unpaid: Unpaid, follows: str, part: str
) -> None:
    said = flat(letter(sandbox, DUE, order={"unpaid": unpaid}).part(part))
    assert "NOK 1,200 is to be paid for First aid" in said
    assert follows in said


def test_where_nothing_was_agreed_nothing_is_said_to_follow(sandbox: Sandbox) -> None:
    assert "If it stays unpaid" not in flat(letter(sandbox, DUE).part("plain"))
