"""Places that are short of money which went at Stripe: asked for anew, or given up; none is kept.

The real gateway and its account, and the product's own pages; nothing of either is stood in for.
"""

from sqlalchemy import select, update

from app.domain.ending import MONEY_GONE_IN_PART
from app.domain.event import EventKind
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.queries.order.page import order_page
from app.store.database import transaction
from app.store.event import EventRow
from app.store.payment import Refund
from app.store.registration import Registration
from tests.usecases.papers import Books, books, catch_up
from tests.watching import words_of
from tests.web.at_sandbox import Story
from tests.worlds import states


def short(story: Story) -> None:
    """Have NOK 100 of a paid place be refunded at Stripe, untold, and recorded here."""
    intent = story.paid()
    catch_up(story.desk)
    story.meddle("refund", intent, amount="10000")
    story.prove()
    assert "Done." in story.press("Record it here")
    (found,) = story.prove()
    assert found.startswith("seat, no payment")


def went_there(story: Story) -> list[int]:
    refunds = story.control.get("/control/stripe/refunds").json()
    return sorted(each["amount"] for each in refunds)


def test_what_a_place_is_short_of_is_asked_for_anew_and_the_place_stays(story: Story) -> None:
    short(story)
    assert "Done." in story.press("Ask for the rest")
    assert states(story.desk.sessions) == ["confirmed"]
    buyers = order_page(story.desk.sessions, reference=story.order, now=story.desk.now)
    assert buyers
    assert (buyers.owes, buyers.owed.minor) == (True, 10000)
    assert story.order in story.kim.open("/staff/money").words
    told = select(EventRow.facts).where(EventRow.kind == EventKind.ORDER_OWED_CHANGED)
    assert story.one(told)["reason"] == MONEY_GONE_IN_PART
    assert story.prove() == []


def test_what_was_paid_for_a_place_that_is_given_up_goes_back(story: Story) -> None:
    short(story)
    assert "Done." in story.press("Cancel the places")
    story.house()
    assert states(story.desk.sessions) == ["cancelled"]
    assert went_there(story) == [10000, 410000]
    assert story.paid_now() == 0
    catch_up(story.desk)
    assert books(story.desk.sessions) == Books(0, 0)
    assert story.prove() == []


def test_money_that_was_kept_with_no_decision_is_found_and_sent_back(story: Story) -> None:
    """So it was kept before: the place was ended for the part that went, and the rest stayed."""
    short(story)
    story.press("Accept it", reason="it is looked into")
    ended = {"state": RegistrationState.CANCELLED, "state_reason": MONEY_GONE_IN_PART}
    with transaction(story.desk.sessions) as session:
        session.execute(update(Registration).values(ended))
    place = story.one(select(Registration.reference))
    change = story.kim.open(f"/staff/registrations/{place}/change")
    assert [words_of(each) for each in change.all("h2")][-1:] == ["Give money back"]
    (found,) = story.prove()
    assert found.startswith("paid, no seat")
    assert "4,100 paid, its place was cancelled, and nothing goes back" in found
    assert "Done." in story.press("Send it back")
    story.house()
    assert went_there(story) == [10000, 410000]
    assert story.prove() == []


def test_what_staff_keep_of_a_place_that_is_given_up_was_decided(story: Story) -> None:
    short(story)
    story.press("Cancel the places")
    kept = update(Refund).where(Refund.amount_minor == 410000)
    with transaction(story.desk.sessions) as session:
        session.execute(kept.values(state=RefundState.WITHDRAWN))
    assert story.prove() == []
