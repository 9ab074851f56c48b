"""What a member's number may look like."""

import pytest

from app.domain.membership import MembershipRefused, clean_membership


@pytest.mark.parametrize(
    ("text", "number"),
    [("", ""), (" \t ", ""), ("A-1", "A-1"), (" 12  345/6.7 ", "12 345/6.7"), ("Ø١", "Ø١")],
)
def test_a_number_is_kept_with_single_spaces(text: str, number: str) -> None:
    assert clean_membership(text) == number


@pytest.mark.parametrize("text", ["-1", "1-", "1--2", "<b>", "x" * 41, "1\x002", "a_b"])
def test_what_could_be_no_members_is_refused(text: str) -> None:
    with pytest.raises(MembershipRefused) as refused:
        clean_membership(text)
    assert "letters and digits" in str(refused.value)
