"""Claims about what an offer says it does without."""

from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.left_out import fact_of, from_facts, left_out_of

ANA = Contact("Ana", "ana@example.org", "")
LABELS = {"lunch": "Lunch\nfor  all", "book": "Book"}


def form(*extras: dict[str, int], voucher: str = "") -> Filled:
    people = tuple(Participant(contact=ANA, answers={}, extras=each) for each in extras)
    return Filled(
        buyer=ANA, company="", participants=people, form_id=None, currency="NOK", voucher=voucher
    )


def test_of_a_voucher_only_the_end_of_its_code_is_said() -> None:
    said = left_out_of(form({}, voucher="FAIR2031"), form({}), LABELS)
    assert said == ("Voucher …31",)


def test_extras_are_said_by_name_and_number_over_all_participants() -> None:
    chosen = form({"lunch": 2, "book": 1}, {"lunch": 1})
    assert left_out_of(chosen, form({"lunch": 1}, {}), LABELS) == ("Lunch for all × 2", "Book")


def test_an_extra_that_nobody_knows_any_more_is_said_by_its_code() -> None:
    assert left_out_of(form({"boat": 1}), form({}), {}) == ("boat",)


def test_where_everything_is_had_nothing_is_said() -> None:
    same = form({"lunch": 1}, voucher="FAIR2031")
    assert left_out_of(same, same, LABELS) == ()
    assert fact_of(()) == {}


def test_what_an_event_keeps_is_read_back() -> None:
    left_out = ("Voucher …31", "Lunch × 2")
    assert from_facts(fact_of(left_out)) == left_out
    assert from_facts({}) == ()
