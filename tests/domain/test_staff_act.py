"""Claims about what staff decided for somebody: who did and why, as an event keeps it."""

import pytest

from app.domain.staff_act import StaffAct, say_act


def test_who_decided_and_why_is_kept_and_said() -> None:
    act = StaffAct(by="kim@desk.example", reason="asked for by telephone")
    assert say_act(act.facts) == "asked for by telephone, by kim@desk.example"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"let_go_why": "a kindness", "let_go_by": "kim@desk.example"}, "a kindness, by kim@"),
        ({"reason": "it rained"}, ""),
        ({"staff_why": ""}, ""),
        ({}, ""),
    ],
)
def test_what_nobody_of_staff_decided_says_nothing(facts: dict[str, object], said: str) -> None:
    assert say_act(facts).startswith(said)
    assert bool(say_act(facts)) is bool(said)
