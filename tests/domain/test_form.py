"""What counts as an answer to a program's own question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.event import Answer
from app.domain.form import AnswerRefused, Question, QuestionKind, questions_from, read_answer

K = QuestionKind
MEALS = ("Fish", "Meat", "Neither")


def question(kind: QuestionKind, *, label: str = "Favourite dish") -> Question:
    return Question(key="q", kind=kind, label=label, options=MEALS)


def required(kind: QuestionKind, label: str) -> Question:
    return Question(key="q", kind=kind, label=label, required=True, options=MEALS)


@pytest.mark.parametrize(
    ("kind", "given_texts", "answer"),
    [
        (K.TEXT, ["  fish   soup "], "fish soup"),
        (K.TEXT, ["one\ntwo"], "one two"),
        (K.TEXT, ["x" * 200], "x" * 200),
        (K.LONG_TEXT, [" one\r\ntwo "], "one\r\ntwo"),
        (K.LONG_TEXT, ["x" * 5000], "x" * 5000),
        (K.CHOICE, ["Fish"], "Fish"),
        (K.CHOICES, ["Meat", "", "Fish", "Meat"], ["Meat", "Fish"]),
        (K.YES_NO, ["yes"], True),
        (K.YES_NO, ["no"], False),
        (K.DATE, ["1990-05-17"], "1990-05-17"),
        (K.DATE, ["2028-02-29"], "2028-02-29"),
        (K.NUMBER, ["12"], 12),
        (K.NUMBER, ["-3,5"], -3.5),
        (K.NUMBER, ["12.00"], 12),
        (K.NUMBER, ["1,000.5"], 1000.5),
        (K.NUMBER, ["-1,000,000"], -1000000),
        (K.NUMBER, ["0,125"], 0.125),
    ],
)
def test_an_answer_is_read_as_what_it_means(
    kind: QuestionKind, given_texts: list[str], answer: Answer
) -> None:
    read = read_answer(question(kind), given_texts)
    assert read == answer
    assert type(read) is type(answer)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (K.TEXT, "x" * 201, "Favourite dish must be 200 characters or fewer"),
        (K.LONG_TEXT, "x" * 5001, "Favourite dish must be 5000 characters or fewer"),
        (K.TEXT, "fish\x00", "Favourite dish has characters that cannot be shown"),
        (K.LONG_TEXT, "fish\x1b[2J", "Favourite dish has characters that cannot be shown"),
        (K.LONG_TEXT, "fish\ud800", "Favourite dish has characters that cannot be shown"),
        (K.TEXT, "fish\ufffe", "Favourite dish has characters that cannot be shown"),
        (K.TEXT, "fish\ufdd0", "Favourite dish has characters that cannot be shown"),
        (K.TEXT, "\u202ehsif", "Favourite dish has characters that cannot be shown"),
        (K.TEXT, "fi\u2066sh", "Favourite dish has characters that cannot be shown"),
        (K.CHOICE, "Soup", "Select one of the options shown"),
        (K.CHOICES, "Soup", "Select one of the options shown"),
        (K.YES_NO, "maybe", "Select yes or no"),
        (K.DATE, "2027-02-29", "Favourite dish must be a real date, like 1990-05-17"),
        (K.DATE, "17.5.1990", "Favourite dish must be a real date, like 1990-05-17"),
        (K.NUMBER, "twelve", "Favourite dish must be a number, like 12"),
        (K.NUMBER, "NaN", "Favourite dish must be a number, like 12"),
        (K.NUMBER, "Infinity", "Favourite dish must be a number, like 12"),
        (K.NUMBER, "1e13", "Favourite dish must be a number, like 12"),
        (K.NUMBER, "1,0,0", "Favourite dish must be a number, like 12"),
        (
            K.NUMBER,
            "1,000",
            "Favourite dish must have no mark for thousands: write 1000 or 1000.5",
        ),
    ],
)
def test_what_is_no_answer_is_refused_with_its_reason(
    kind: QuestionKind, text: str, reason: str
) -> None:
    with pytest.raises(AnswerRefused) as refusal:
        read_answer(question(kind), [text])
    assert str(refusal.value) == refusal.value.reason == reason


@pytest.mark.parametrize("kind", list(K))
@pytest.mark.parametrize("given_texts", [[], [""], [" ", "\n"]])
def test_an_optional_question_may_stay_empty(kind: QuestionKind, given_texts: list[str]) -> None:
    empty: Answer = [] if kind is K.CHOICES else None
    assert read_answer(question(kind), given_texts) == empty


@pytest.mark.parametrize(
    ("kind", "label", "reason"),
    [
        (K.TEXT, "Employer", "Enter employer"),
        (K.LONG_TEXT, "ID number", "Enter ID number"),
        (K.CHOICE, "Meal", "Select meal"),
        (K.CHOICES, "Meals", "Select meals"),
        (K.YES_NO, "Parking", "Select yes or no for parking"),
        (K.DATE, "Date of birth", "Enter date of birth"),
        (K.NUMBER, "Q", "Enter Q"),
    ],
)
def test_a_required_question_asks_for_its_answer(
    kind: QuestionKind, label: str, reason: str
) -> None:
    with pytest.raises(AnswerRefused) as refusal:
        read_answer(required(kind, label), ["  "])
    assert refusal.value.reason == reason


@given(st.dates())
def test_every_real_date_is_an_answer(day: date) -> None:
    assert read_answer(question(K.DATE), [day.isoformat()]) == day.isoformat()


@given(kind=st.sampled_from(K), texts=st.lists(st.text(max_size=300), max_size=4))
def test_no_text_at_all_breaks_a_form(kind: QuestionKind, texts: list[str]) -> None:
    try:
        answer = read_answer(question(kind), texts)
    except AnswerRefused:
        return
    assert "\x00" not in str(answer)


def test_a_form_is_read_from_how_it_is_kept() -> None:
    kept: list[dict[str, object]] = [
        {
            "key": "meal",
            "kind": "choice",
            "label": "Meal",
            "required": True,
            "help": "For lunch",
            "options": ["Fish", "Meat"],
        },
        {"key": "note", "kind": "long_text", "label": "Anything else", "options": None},
    ]
    assert questions_from(kept) == (
        Question("meal", K.CHOICE, "Meal", True, "For lunch", ("Fish", "Meat")),
        Question("note", K.LONG_TEXT, "Anything else"),
    )


@pytest.mark.parametrize(
    ("kind", "label", "words"),
    [
        (QuestionKind.YES_NO, "Can you swim?", "Select yes or no: Can you swim?"),
        (QuestionKind.YES_NO, "Photographs", "Select yes or no for photographs"),
        (QuestionKind.CHOICE, "Which lunch?", "Select an answer: Which lunch?"),
        (QuestionKind.CHOICES, "Lunch", "Select lunch"),
        (QuestionKind.TEXT, "What do you do?", "Enter: What do you do?"),
        (QuestionKind.DATE, "VHF since", "Enter VHF since"),
    ],
)
def test_what_is_missing_is_asked_for_in_words_that_read_well(
    kind: QuestionKind, label: str, words: str
) -> None:
    question = Question(key="q", kind=kind, label=label, required=True, options=("a",))
    with pytest.raises(AnswerRefused) as refused:
        read_answer(question, [])
    assert refused.value.reason == words
