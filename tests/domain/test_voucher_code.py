"""A voucher is found however it is typed, and nobody learns whose uses are counted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.voucher_code import mask_code, new_code, person_key, read_code


@pytest.mark.parametrize(
    "typed",
    [
        "FAIR-7KQ2M",
        "fair 7kq2m",
        " F\u200bAIR\u20137KQ2M\n",
        # Full-width, then bold.
        "\uff26\uff21\uff29\uff32\uff0d\uff17\uff2b\uff31\uff12\uff2d",
        "\U0001d405\U0001d400\U0001d408\U0001d411_7KQ2M",
        # A, K and M are Cyrillic here.
        "F\u0410IR-7\u041aQ2\u041c",
        # A, I, K and M are Greek here.
        "F\u0391\u0399R-7\u039aQ2\u039c",
        # The digits are Arabic, then Devanagari.
        "FAIR-\u0667KQ\u0662M",
        "FAIR-\u096dKQ\u0968M",
    ],
)
def test_a_voucher_typed_in_any_script_is_the_one_that_was_meant(typed: str) -> None:
    assert read_code(typed) == "FAIR7KQ2M"


@pytest.mark.parametrize("typed", ["", "abc", "☃☃☃☃☃", "ПРИВЕТ", "A" * 41, "'; --", "x" * 5000])
def test_what_can_be_no_voucher_is_none(typed: str) -> None:
    assert read_code(typed) == ""


@given(st.text())
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    code = read_code(typed)
    assert re.fullmatch("([A-Z0-9]{4,40})?", code)
    assert read_code(code) == code


def test_a_new_code_is_read_back_as_itself() -> None:
    shown = new_code("FAIR")
    assert re.fullmatch("FAIR-[2-9A-Z]{5}-[2-9A-Z]{5}", shown)
    assert read_code(shown.lower()) == shown.replace("-", "")
    assert new_code() != new_code()
    assert not new_code().startswith("-")


def test_one_address_is_one_person_and_its_key_says_nothing_of_it() -> None:
    assert person_key(" Ana@Example.org") == person_key("ana@example.ORG")
    assert person_key("ana@example.org") != person_key("bo@example.org")
    assert "ana" not in person_key("ana@example.org")


@pytest.mark.parametrize(
    ("shown", "masked"), [("FAIR", "…R"), ("FAIR2031", "…31"), ("FAIR-7KQ2M-XW9RT", "…9RT")]
)
def test_a_masked_code_tells_less_than_half_of_it(shown: str, masked: str) -> None:
    assert mask_code(shown) == masked
