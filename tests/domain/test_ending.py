"""How a registration ended, as its buyer is told: by whom, and why."""

import pytest

from app.domain.ending import BY_BUYER, Ended, Ending, how_it_ended, said_to_buyer
from app.domain.waiting import DECLINED, LEFT


@pytest.mark.parametrize(
    ("reasons", "waited", "ended"),
    [
        (["The class was cancelled: no teacher"], False, (Ending.CLASS_CANCELLED, "no teacher")),
        (["the class was cancelled: no teacher"], True, (Ending.CLASS_CANCELLED, "no teacher")),
        (["the class was cancelled"], True, (Ending.CLASS_CANCELLED, "")),
        # One place had ended before it.
        (["ill", "The class was cancelled: snow"], False, (Ending.CLASS_CANCELLED, "snow")),
        (["ill", "moved away"], False, (Ending.CANCELLED, "ill")),
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
    assert how_it_ended(reasons, waited=waited) == Ended(*ended, waited)


@pytest.mark.parametrize(
    ("reason", "said"), [(BY_BUYER, ""), (DECLINED, ""), (LEFT, ""), ("ill", "ill"), ("", "")]
)
def test_nobody_is_told_what_they_did_themselves(reason: str, said: str) -> None:
    assert said_to_buyer(reason) == said
