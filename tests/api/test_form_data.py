"""What is sent of a form: read by the program's own questions (S12), consents beside it (S15)."""

import pytest
from sqlalchemy import select

from app.domain.event import Answer
from app.store.database import reading
from app.store.registration import Registration
from tests.api.caller import Caller, asking, fields
from tests.usecases.shop import Shop
from tests.vouchers import add_extra, taken
from tests.worlds import add_class, states

QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "diet", "kind": "text", "label": "Diet"},
    {"key": "level", "kind": "choice", "label": "Level", "options": ["new", "old"]},
    {"key": "days", "kind": "choices", "label": "Days", "options": ["Mon", "Tue"]},
    {"key": "swims", "kind": "yes_no", "label": "Swims", "required": True},
    {"key": "age", "kind": "number", "label": "Age"},
)


def answers(shop: Shop) -> dict[str, Answer]:
    """Return the answers of the only registration."""
    with reading(shop.sessions) as session:
        return dict(session.scalars(select(Registration.answers)).one())


def test_S12_answers_are_read_by_the_programs_own_questions(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, questions=QUESTIONS)
    given = {"level": "new", "days": ["Tue"], "swims": True, "age": 41, "colour": {"a": [1]}}
    iso.made(asking(formData=given))
    assert answers(shop) == {
        "diet": None,
        "level": "new",
        "days": ["Tue"],
        "swims": True,
        "age": 41,
    }


def test_S12_every_answer_that_is_missing_or_none_is_named(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, questions=QUESTIONS)
    given = {"diet": {"x": 1}, "level": "best", "days": [1], "age": "old"}
    answer = iso.make(asking(formData=given))
    assert answer.status_code == 400
    wanted = ["formData.diet", "formData.level", "formData.days", "formData.swims", "formData.age"]
    assert fields(answer) == wanted
    assert states(shop.sessions) == []


@pytest.mark.parametrize(
    "form_data",
    [
        [],
        "x",
        {"a": "x" * 65_536},
        {"a": {"b": {"c": {"d": {"e": []}}}}},
        {"preferences": True},
        {"preferences": {"news": "yes"}},
        {"preferences": {"né\n": True}},
        {"preferences": {str(number): True for number in range(51)}},
    ],
)
def test_S12_form_data_that_is_none_or_too_large_or_too_deep_is_named(
    iso: Caller, shop: Shop, form_data: object
) -> None:
    add_class(shop.sessions)
    answer = iso.make(asking(formData=form_data))
    assert answer.status_code == 400
    assert fields(answer)[0].startswith("formData")


def test_S12_five_deep_and_64_kb_are_taken(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    given = {"a": {"b": {"c": {"d": {}}}}, "b": "x" * 65_000}
    assert iso.make(asking(formData=given)).status_code == 201


def test_S15_consents_are_off_unless_they_are_on(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    iso.made(asking(formData={"preferences": {"sms": False, "news": True, "calls": True}}))
    assert answers(shop) == {"preferences": ["calls", "news"]}


def test_an_option_that_takes_an_extra_is_charged_with_it(iso: Caller, shop: Shop) -> None:
    option = {"value": "hot", "extra": "lunch"}
    meal: dict[str, object] = {
        "key": "meal",
        "kind": "choice",
        "label": "Meal",
        "options": [option, "own"],
    }
    add_class(shop.sessions, questions=(meal,))
    add_extra(shop.sessions, stock=1)
    made = iso.made(asking(formData={"meal": "hot"}))
    assert made["payment"]["amount"] == 4350
    assert taken(shop.sessions) == 1
