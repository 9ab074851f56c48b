"""How money went back, as the facts of an event say it and are read back."""

from app.domain.money import Money
from app.domain.money_sent import (
    How,
    fact_of_returned,
    facts_of_sent,
    how_it_went,
    how_of,
    is_again,
    note_of,
    parts_of,
    returned_of,
)


def test_what_is_written_is_read_back() -> None:
    facts = facts_of_sent([10000, 2500], how=How.OTHERWISE, again=True, note="to another account")
    assert how_of(facts) is How.OTHERWISE
    assert parts_of(facts, "NOK") == (Money(10000, "NOK"), Money(2500, "NOK"))
    assert is_again(facts)
    assert note_of(facts) == "to another account"


def test_one_sum_the_way_it_came_has_no_parts_and_no_note() -> None:
    facts = facts_of_sent([10000], how=how_it_went("stripe"), again=False)
    assert how_of(facts) is How.SAME_WAY
    assert parts_of(facts, "NOK") == ()
    assert (is_again(facts), note_of(facts)) == (False, "")


def test_of_what_events_of_before_did_not_say_it_went_by_itself() -> None:
    assert how_of({}) is How.SAME_WAY
    assert returned_of({}) is None


def test_what_came_by_hand_goes_by_the_same_hand() -> None:
    ways = [how_it_went(each) for each in ("transfer", "cash", "terminal")]
    assert ways == [How.TRANSFER, How.CASH, How.TERMINAL]


def test_which_refund_came_back_is_read_back() -> None:
    assert returned_of(fact_of_returned(17)) == 17
