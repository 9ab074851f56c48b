"""Claims about what events keep: it is read back as it was, and said in any language."""

from datetime import UTC, date, datetime

import pytest

from app.domain.bill import Line, LineKind
from app.domain.discount import say_label
from app.domain.left_behind import fact_of_left_behind, left_behind
from app.domain.left_out import from_facts
from app.domain.money import Money
from app.domain.money_of_end import fact_of_kept, kept_of
from app.domain.moved import MovedClass, facts_of_move, moved_from, moved_to
from app.domain.reason import (
    DATES_AND_PLACE_CHANGED,
    LESS_TIME,
    TAKEN_OFF,
    OwnReason,
    filled,
    own_words,
    say_reason,
)
from app.domain.refund_rule import BackAs, RefundStep, fact_of_rule, say_kept_rule
from app.domain.said import say_in
from app.domain.tax import UNTAXED
from app.languages import language_of

GERMAN = language_of("de")
OLD = MovedClass(
    "FA-2031-07",
    "First  aid for all",
    datetime(2031, 3, 10, 8, tzinfo=UTC),
    datetime(2031, 3, 10, 15, tzinfo=UTC),
    "Europe/Oslo",
)
NEW = MovedClass(
    "FW-2031-09",
    "Fire",
    datetime(2031, 4, 1, 7, tzinfo=UTC),
    datetime(2031, 4, 2, 7, tzinfo=UTC),
    "Europe/Oslo",
)


def german(text: object) -> str:
    return str(say_in(GERMAN, text))


@pytest.mark.parametrize(
    ("words", "in_german"),
    [
        (LESS_TIME, "der Kurs wurde geändert"),
        (DATES_AND_PLACE_CHANGED, "die Tage oder Uhrzeiten und der Ort"),
        (filled(TAKEN_OFF, "Nobody answered"), "von uns von der Liste genommen: Nobody answered"),
        (filled(TAKEN_OFF, ""), "von uns von der Liste genommen"),
        (say_reason(OwnReason.MOVED, "FW-2031-09"), "umgebucht auf FW-2031-09"),
        (say_reason(OwnReason.CLASS_CANCELLED), "Der Kurs wurde abgesagt"),
    ],
)
def test_a_reason_of_ours_is_said_in_any_language(words: str, in_german: str) -> None:
    said = own_words(words)
    assert said == words
    assert german(said).startswith(in_german)


def test_what_somebody_wrote_is_said_as_it_was_written() -> None:
    assert german(own_words("The boat is full")) == "The boat is full"
    assert german(own_words("")) == ""


def test_from_where_to_where_a_place_went_is_read_back_in_any_language() -> None:
    facts = facts_of_move(OLD, NEW)
    assert moved_from(facts) == "First  aid for all, Mon 10 Mar 2031 (FA-2031-07)"
    assert moved_to(facts) == "Fire, 1–2 Apr 2031 (FW-2031-09)"
    assert german(moved_from(facts)) == "First  aid for all, Mo., 10. März 2031 (FA-2031-07)"
    assert german(moved_to(facts)) == "Fire, 1.–2. Apr. 2031 (FW-2031-09)"


def test_a_move_that_was_kept_in_words_alone_is_said_in_them() -> None:
    facts = {"moved_from": "First aid (A)", "moved_to": "First aid (B)"}
    assert (moved_from(facts), moved_to(facts)) == ("First aid (A)", "First aid (B)")
    assert (moved_from({}), moved_to({})) == ("", "")


@pytest.mark.parametrize(
    ("steps", "deadline", "english", "in_german"),
    [
        (
            (RefundStep(14, 100), RefundStep(7, 50, BackAs.VOUCHER)),
            None,
            "You get back everything until 14 days before the class starts, 50 % as a voucher "
            "until 7 days before the class starts; after that nothing.",
            "50 % als Gutschein bis 7 Tage",
        ),
        (
            (),
            date(2031, 3, 1),
            "You get back everything until Saturday 1 March 2031; after that nothing.",
            "Samstag, 1. März 2031",
        ),
        ((), None, "", ""),
    ],
)
def test_a_rule_is_kept_as_it_was_and_said_in_any_language(
    steps: tuple[RefundStep, ...], deadline: date | None, english: str, in_german: str
) -> None:
    facts = fact_of_kept(2_100, price_minor=4_200, rule=fact_of_rule(steps, deadline=deadline))
    kept = kept_of(facts, "NOK")
    assert kept is not None
    assert kept.rule == english
    assert in_german in german(kept.rule)


def test_a_rule_that_was_kept_in_words_is_said_in_them() -> None:
    assert say_kept_rule("half of it") == "half of it"


def test_what_a_voucher_took_off_is_money_in_any_language() -> None:
    off = Line(0, LineKind.DISCOUNT, "Voucher X", Money(-123_450, "NOK"), quantity=1, tax=UNTAXED)
    facts = fact_of_left_behind([off], charged=Money(0, "NOK"), whole=Money(0, "NOK"))
    (left,) = left_behind(facts)
    assert " ".join(left.split()) == "NOK 1,234.50 that a voucher took off"
    assert "1.234,50" in german(left)


def test_what_a_voucher_took_off_may_have_been_kept_in_words() -> None:
    assert left_behind({"left_of_voucher": "NOK 5"}) == ("NOK 5 that a voucher took off",)


def test_a_voucher_is_called_one_in_any_language_and_nothing_else_is() -> None:
    assert german(say_label("Voucher FAIR-31")) == "Gutschein FAIR-31"
    assert german(say_label("Standard")) == "Standard"
    voucher, lunch, hotel = from_facts({"left_out": "Voucher …31\nLunch × 2\nVoucher for a hotel"})
    assert german(voucher) == "Gutschein …31"
    assert (german(lunch), german(hotel)) == ("Lunch × 2", "Voucher for a hotel")
