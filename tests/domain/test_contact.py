"""Names, addresses and numbers as they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contact import (
    ContactRefused,
    clean_email,
    clean_name,
    clean_phone,
    say_phone,
    split_name,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("  Ada \t  King\nLovelace ", "Ada King Lovelace"),
        ("Åse Ørsted", "Åse Ørsted"),
        ("O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."),
        ("李小龙", "李小龙"),
        ("Ada", "Ada"),
        ("محمد\u200cعلی", "محمد\u200cعلی"),
        ("محمد\u200f علی\u061c", "محمد علی"),
        ("\u2068Ada\u2069 \u202aLovelace\u202c", "Ada Lovelace"),
        ("\ufeffAda\u200b Love\u00adlace\u2060", "Ada Lovelace"),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_name_is_kept_as_its_owner_spells_it(written: str, kept: str) -> None:
    assert clean_name(written) == kept


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "Enter a full name"),
        ("\u200f\u200b", "Enter a full name"),
        (" \n\t ", "Enter a full name"),
        ("x" * 201, "The name must be 200 characters or fewer"),
        ("Ada\x00", "The name has characters that cannot be shown"),
        ("\u202egnp.exe", "The name has characters that cannot be shown"),
        ("Ada\ud800", "The name has characters that cannot be shown"),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(ContactRefused) as refusal:
        clean_name(written)
    assert str(refusal.value) == refusal.value.reason == reason


@given(st.text(max_size=250))
def test_a_cleaned_name_stays_as_it_is(text: str) -> None:
    try:
        name = clean_name(text)
    except ContactRefused:
        return
    assert clean_name(name) == name
    assert name == name.strip()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada.Lovelace+desk@EXAMPLE.Org ", "Ada.Lovelace+desk@example.org"),
        ("post@løkka.no", "post@løkka.no"),
        ("ada@mail.test", "ada@mail.test"),
        ("\u200e\ufeffada@example.org\u200b", "ada@example.org"),
        ("\u202aada@\u2060example.org\u202c", "ada@example.org"),
    ],
)
def test_an_address_is_kept_in_its_normal_form(written: str, kept: str) -> None:
    assert clean_email(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "ada@example..org",
        "ada @example.org",
        "Ada <ada@example.org>",
        "ada@example.org, bob@example.org",
        "ada@example.org\nBcc: bob@example.org",
        "ada@[127.0.0.1]",
        "a" * 300 + "@example.org",
        "ada\x00@example.org",
        "\u202eada@example.org",
        "=?utf-8?q?eve?=@example.org",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ContactRefused, match=r"like name@example\.org"):
        clean_email(written)


@pytest.mark.parametrize("written", ["", "  "])
def test_an_address_that_is_not_given_is_asked_for(written: str) -> None:
    with pytest.raises(ContactRefused, match=r"^Enter an email address$"):
        clean_email(written)


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("22 12 34 56", "NO", "+4722123456"),
        ("(0)20-7946 0958", "GB", "+442079460958"),
        ("00 44 20 7946 0958", "NO", "+442079460958"),
        (" +1 (212) 555-0123 ", "NO", "+12125550123"),
        ("+47 22 12 34 56", "", "+4722123456"),
    ],
)
def test_a_number_is_kept_as_e_164(written: str, country: str, kept: str) -> None:
    assert clean_phone(written, country=country) == kept


@pytest.mark.parametrize(
    ("written", "country"),
    [("", "NO"), ("123", "NO"), ("22 12 34 56", ""), ("call me", "NO"), ("9" * 5000, "NO")],
)
def test_what_is_no_number_is_refused(written: str, country: str) -> None:
    with pytest.raises(ContactRefused, match="Enter a phone number"):
        clean_phone(written, country=country)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("+4722123456", "+47 22 12 34 56"),
        ("+351910000000", "+351 910 000 000"),
        ("+12125550123", "+1 212-555-0123"),
        ("22 12 34 56", "22 12 34 56"),
        ("+4712", "+4712"),
        ("", ""),
    ],
)
def test_a_number_is_said_with_spaces_and_what_is_none_as_it_is_kept(kept: str, said: str) -> None:
    assert say_phone(kept) == said


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ada Lovelace", "Ada", "Lovelace"),
        ("Ada King Lovelace", "Ada King", "Lovelace"),
        ("Ada", "Ada", "Ada"),
    ],
)
def test_i7_a_name_is_split_at_the_last_space(name: str, first: str, last: str) -> None:
    assert split_name(name) == (first, last)
