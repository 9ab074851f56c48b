"""Every kind of difference: made at the sandbox's Stripe, found, called by its name, mended.

The real gateway and its account, and the product's own pages; nothing of either is stood in for.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.domain.paper import PaperKind
from app.domain.payment import PaymentState
from app.domain.registration import RegistrationState
from app.queries.order.page import order_page
from app.queries.unissued import find_orders_without_papers
from app.store.database import transaction
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.usecases.give_money_back import give_money_back
from tests.usecases.papers import Books, books, catch_up, said
from tests.watching import words_of
from tests.web.at_sandbox import Story
from tests.web.staffroom import sign_in
from tests.worlds import states

# -- what is found ---------------------------------------------------------------------------------

AVAILABLE_AT_ONCE = "4000000000000077"
Deed = Callable[[Story], None]


def _paid_behind(story: Story) -> None:
    story.held()
    story.desk.later(minutes=40)
    story.house()
    story.meddle("pay_behind", story.session())


def _seat_unpaid(story: Story) -> None:
    story.held()
    with transaction(story.desk.sessions) as session:
        session.execute(update(Payment).values(state=PaymentState.FAILED, look_at=None))
        session.execute(update(Registration).values(state=RegistrationState.CONFIRMED))
        session.execute(update(Order).values(hold_until=None))


def _amount(story: Story) -> None:
    story.meddle("amount", story.paid(), amount="410000")


def _currency(story: Story) -> None:
    story.meddle("currency", story.paid(), currency="eur")


def _refund_there(story: Story) -> None:
    story.meddle("refund", story.paid(), amount="100000")


def _refunded(story: Story) -> str:
    intent = story.paid()
    give_money_back(
        story.desk.sessions,
        order_reference=story.order,
        amount_minor=100000,
        reason="a late start",
        asked_by="kim@example.org",
        key="form-1",
        now=story.desk.now,
    )
    story.house()
    return intent


def _refund_forgotten(story: Story) -> None:
    _refunded(story)
    assert story.prove() == []
    story.meddle("forget_refund", str(story.one(select(Refund.gateway_id))))


def _dispute(story: Story) -> None:
    dispute = story.do(f"charges/{story.paid()}/dispute")
    story.do(f"disputes/{dispute['id']}/end", status="lost")


def _fee(story: Story) -> None:
    intent = story.paid()
    assert story.prove() == []
    story.meddle("fee", intent, amount="20000")


def _misadd(story: Story) -> None:
    story.meddle("misadd", story.paid(), amount="20000")


def _unknown_here(story: Story) -> None:
    story.meddle("invent", amount="5000", currency="nok")


def _unknown_there(story: Story) -> None:
    intent = story.paid()
    assert story.prove() == []
    story.meddle("forget_payment", intent)


KINDS: dict[str, tuple[Deed, str, str]] = {
    "paid, no seat": (_paid_behind, "paid, no seat", "Settle it now"),
    "seat, no payment": (_seat_unpaid, "seat, no payment", "Cancel the places"),
    "amount": (_amount, "amount", "Take theirs"),
    "currency": (_currency, "currency", "Take theirs"),
    "refund missing here": (_refund_there, "refund missing here", "Record it here"),
    "refund missing there": (_refund_forgotten, "refund missing there", "Send it again"),
    "dispute": (_dispute, "dispute", "Record it here"),
    "fee": (_fee, "fee", "Take theirs"),
    "unknown to us": (_unknown_here, "unknown to us", "Send it back"),
    "unknown to them": (_unknown_there, "unknown to them", "Ask, and strike it out"),
}
# What mending leaves for somebody to say: the place that is short of its money now.
LEFT = ("refund missing here", "dispute")


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_found_called_by_its_name_and_mended_in_one_click(
    story: Story, name: str
) -> None:
    deed, kind, button = KINDS[name]
    deed(story)
    found = [each for each in story.prove() if each.startswith(kind)]
    assert len(found) == 1, story.unexplained()
    assert "Done." in story.press(button)
    story.house()
    left = story.prove()
    if name not in LEFT:
        assert left == []
        return
    assert [each.startswith("seat, no payment") for each in left] == [True]
    story.press("Accept it", reason="the director knows them")
    assert story.prove() == []


@pytest.mark.parametrize("name", KINDS)
def test_where_nothing_was_meddled_with_nothing_is_found(story: Story, name: str) -> None:
    """The control: the same desk, paid in the plain way."""
    story.paid()
    assert story.prove() == []
    assert f"{name} " not in words_of(story.kim.here.all("main")[0])
    assert "0 unexplained" in story.kim.here.text


def test_figures_that_do_not_add_up_are_found_and_accepted(story: Story) -> None:
    _misadd(story)
    (found,) = story.prove()
    assert found.startswith("fee")
    story.press("Accept it", reason="Stripe wrote that it is being mended")
    assert story.prove() == []


def test_mending_changes_what_it_should(story: Story) -> None:
    _paid_behind(story)
    story.prove()
    story.press("Settle it now")
    assert states(story.desk.sessions)[-1] == "confirmed"
    assert story.paid_now() == 420000


def test_what_theirs_leaves_open_is_owed_and_corrected_on_paper_and_page(story: Story) -> None:
    intent = story.paid()
    catch_up(story.desk)
    story.meddle("amount", intent, amount="300000")
    story.prove()
    assert "Done." in story.press("Take theirs")
    catch_up(story.desk)
    assert find_orders_without_papers(story.desk.sessions) == []
    page = story.kim.open(f"/staff/orders/{story.order}/money").words
    for words in ("Paid NOK 3,000", "Left to pay NOK 1,200", "NOK 4,200 was asked for"):
        assert words in page
    assert story.order in story.kim.open("/staff/money").words
    assert said(story.desk.sessions) == [
        (PaperKind.RECEIPT, 420000),
        (PaperKind.CORRECTION, -120000),
    ]
    buyers = order_page(story.desk.sessions, reference=story.order, now=story.desk.now)
    assert buyers
    assert (buyers.owes, buyers.owed.minor) == (True, 120000)


def test_theirs_taken_up_and_down_leaves_papers_that_add_up(story: Story) -> None:
    intent = story.paid()
    catch_up(story.desk)
    for amount in ("300000", "420000", "300000"):
        story.meddle("amount", intent, amount=amount)
        story.prove()
        assert "Done." in story.press("Take theirs")
        catch_up(story.desk)
        assert books(story.desk.sessions) == Books(int(amount), int(amount))
        assert story.paid_now() == int(amount)


def test_what_was_struck_out_is_owed_and_its_receipt_corrected(story: Story) -> None:
    intent = story.paid()
    catch_up(story.desk)
    story.meddle("forget_payment", intent)
    story.prove()
    assert "Done." in story.press("Ask, and strike it out")
    catch_up(story.desk)
    assert books(story.desk.sessions) == Books(0, 0)
    assert story.order in story.kim.open("/staff/money").words


def test_striking_out_what_went_back_in_part_is_no_dead_end(story: Story) -> None:
    intent = _refunded(story)
    catch_up(story.desk)
    story.meddle("forget_payment", intent)
    story.prove()
    assert "Done." in story.press("Ask, and strike it out")
    catch_up(story.desk)
    assert books(story.desk.sessions) == Books(0, 0)
    assert story.paid_now() == 0
    page = story.kim.open(f"/staff/orders/{story.order}/money").words
    assert "Left to pay NOK 3,200" in page


def test_a_button_that_is_pressed_twice_does_it_once(story: Story) -> None:
    _unknown_here(story)
    story.prove()
    (button,) = [
        words_of(each)
        for each in story.kim.here.all("button")
        if words_of(each).startswith("Send it back :")
    ]
    form = story.kim.form_with(button)
    fields = {each.attrib["name"]: each.attrib["value"] for each in form.iter("input")}
    assert "Done." in story.kim.send(form.attrib["action"], fields).text
    again = story.kim.send(form.attrib["action"], fields)
    assert "decided about already" in again.text
    refunds = story.control.get("/control/stripe/refunds").json()
    assert [each["amount"] for each in refunds] == [5000]


def test_payouts_are_added_up_and_shown(story: Story) -> None:
    story.paid(card=AVAILABLE_AT_ONCE)
    payout = story.do("payouts", currency="nok")
    story.do(f"payouts/{payout['id']}/arrive")
    assert story.prove() == []
    page = words_of(story.kim.here.all("main")[0])
    assert payout["id"] in page
    assert "Payouts" in page


def test_what_was_decided_stays_with_who_and_why(story: Story) -> None:
    _unknown_here(story)
    story.prove()
    story.press("Accept it", reason="a collection for the neighbours")
    story.desk.later(days=1)
    sign_in(story.kim)
    assert story.prove() == []
    page = words_of(story.kim.here.all("main")[0])
    assert "accepted: a collection for the neighbours coordinator@example.org" in page
    assert "1 accepted" in page
