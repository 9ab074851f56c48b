"""Every view says who it is for, and wrapping does not hide it."""

from functools import wraps
from typing import Any, cast

import pytest

from app.domain.guard import GUARDS, Guard, guard_of, guarded


@pytest.mark.parametrize("kind", GUARDS)
def test_a_marked_view_tells_its_guard_even_when_wrapped(kind: Guard) -> None:
    @guarded(kind)
    def view() -> str:
        return "here"

    @wraps(view)
    def wrapped(*given: Any) -> str:
        return view(*given)

    assert guard_of(view) == guard_of(wrapped) == kind
    assert wrapped() == "here"


def test_a_view_nobody_thought_of_has_none() -> None:
    assert guard_of(lambda: "here") is None


def test_there_is_no_guard_of_another_name() -> None:
    with pytest.raises(ValueError, match="no guard is called 'nobody'"):
        guarded(cast(Guard, "nobody"))
