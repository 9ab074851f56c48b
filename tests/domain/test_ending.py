"""How a registration ended, as its buyer is told: by whom, and why."""

import pytest

from app.domain.ending import (
    BY_BUYER,
    RELEASED,
    Ended,
    Ending,
    ended_with,
    fact_of_ended,
    how_it_ended,
    said_beside_place,
    said_to_buyer,
)
from app.domain.reason import OwnReason, own_reason, own_words
from app.domain.waiting import DECLINED, LEFT


@pytest.mark.parametrize(
    ("reasons", "waited", "ended"),
    [
        (["The class was cancelled: no teacher"], False, (Ending.CLASS_CANCELLED, "no teacher")),
        (["the class was cancelled: no teacher"], True, (Ending.CLASS_CANCELLED, "no teacher")),
        (["the class was cancelled"], True, (Ending.CLASS_CANCELLED, "")),
        ([BY_BUYER], False, (Ending.CANCELLED, "")),
        ([DECLINED], False, (Ending.DECLINED, "")),
        ([LEFT], True, (Ending.LEFT_LINE, "")),
        (
            ["taken off by staff: asked to"],
            True,
            (Ending.LEFT_LINE, "taken off by staff: asked to"),
        ),
    ],
)
def test_an_end_is_told_with_its_reason(
    reasons: list[str], waited: bool, ended: tuple[Ending, str]
) -> None:
    # However many places had it.
    for several in (reasons, reasons * 2):
        assert how_it_ended(several, waited=waited) == Ended(*ended, waited)


SNOW, FLOOD = "The class was cancelled: snow", "The class was cancelled: flood"


@pytest.mark.parametrize(
    ("reasons", "classes", "how"),
    [
        # One place had ended before it.
        (["ill", SNOW], 1, Ending.CLASS_CANCELLED),
        (["ill", SNOW], 2, Ending.CANCELLED),
        ([SNOW, FLOOD], 2, Ending.CLASS_CANCELLED),
        (["ill", "moved away"], 1, Ending.CANCELLED),
        ([LEFT, DECLINED], 1, Ending.CANCELLED),
    ],
)
def test_of_places_that_ended_for_different_reasons_none_is_the_orders(
    reasons: list[str], classes: int, how: Ending
) -> None:
    assert how_it_ended(reasons, waited=False, classes=classes) == Ended(how, "", False, apart=True)


@pytest.mark.parametrize(
    ("reason", "said", "beside"),
    [
        (BY_BUYER, "", "you cancelled it"),
        (DECLINED, "", "you declined the offer"),
        (LEFT, "", "you left the waiting list"),
        ("ill", "ill", "ill"),
        ("", "", ""),
    ],
)
def test_what_they_did_themselves_is_said_only_beside_one_of_several_places(
    reason: str, said: str, beside: str
) -> None:
    assert said_to_buyer(reason) == said
    assert said_beside_place(reason) == beside


@pytest.mark.parametrize("facts", [fact_of_ended(["R-2", "R-3"]), {}])
def test_which_places_ended_is_read_back_where_it_was_written(facts: dict[str, str]) -> None:
    assert ended_with(facts) == (frozenset({"R-2", "R-3"}) if facts else None)


@pytest.mark.parametrize("reason", RELEASED)
def test_why_places_were_given_up_without_their_money_can_be_said_in_any_language(
    reason: str,
) -> None:
    assert own_reason(reason) in (OwnReason.MONEY_GONE, OwnReason.MONEY_GONE_IN_PART)
    assert own_words(reason) == reason
