"""What a buyer changed of their answers is in what they take away of their data."""

from app.queries.order.own_data import own_data
from app.usecases.erase_order import erase_order
from tests.answered import order_of
from tests.usecases.test_change_answers import change, desk
from tests.worlds import NOW, Desk

__all__ = ["desk"]


def taken(desk: Desk) -> list[tuple[object, ...]]:
    """Return each change as it is taken away: of whom, what, before, after, when."""
    document = own_data(desk.sessions, order_of(desk.sessions), seal=None)
    assert document
    return [
        (each["of"], each["question"], each["before"], each["after_in_words"], each["at"])
        for each in document["changed_answers"]
    ]


def test_changes_are_taken_away_with_their_time_and_nothing_of_what_is_sensitive(
    desk: Desk,
) -> None:
    assert taken(desk) == []
    change(desk, bus="yes", meal_1="Soup", health_0="nuts")
    at = NOW.isoformat()
    assert set(taken(desk)) == {
        (None, "Bus", "no", "yes", at),
        (1, "Allergies", None, "", at),
        (2, "Meal", "Fish", "Soup", at),
    }


def test_what_was_erased_is_not_taken_away(desk: Desk) -> None:
    change(desk, meal_1="Soup")
    desk.later(days=400)
    erase_order(
        desk.sessions,
        reference=order_of(desk.sessions),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    assert taken(desk) == [(2, "Meal", None, "", NOW.isoformat())]
