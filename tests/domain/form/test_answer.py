"""What counts as an answer to a program's own question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.event import Answer
from app.domain.form.answer import AnswerRefused, read_answer
from app.domain.form.document import questions_from
from app.domain.form.question import Limits, Option, Question, QuestionKind

K = QuestionKind
MEALS = (Option("Fish"), Option("Meat"), Option("Neither"))


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
        Question("meal", K.CHOICE, "Meal", True, "For lunch", MEALS[:2]),
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
    question = Question(key="q", kind=kind, label=label, required=True, options=(Option("a"),))
    with pytest.raises(AnswerRefused) as refused:
        read_answer(question, [])
    assert refused.value.reason == words


def limited(kind: QuestionKind, least: str = "", most: str = "") -> Question:
    options = MEALS if kind is K.CHOICES else ()
    return Question("q", kind, "This", options=options, limits=Limits(least, most))


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [
        (K.EMAIL, " Ada@Example.ORG ", "Ada@example.org"),
        (K.PHONE, "22 12 34 56", "+4722123456"),
        (K.TIME, "9:05", None),
        (K.TIME, "09:05", "09:05"),
        (K.TIME, "09:05:30", "09:05"),
        (K.COUNTRY, "NO", "NO"),
        (K.AGREEMENT, "yes", True),
        (K.DECLARATION, "on", True),
        (K.SECTION, "said", None),
    ],
)
def test_further_kinds_are_read(kind: QuestionKind, text: str, answer: Answer) -> None:
    asked = Question("q", kind, "This")
    if kind is K.TIME and answer is None:
        with pytest.raises(AnswerRefused):
            read_answer(asked, [text])
    else:
        assert read_answer(asked, [text], country="NO") == answer


@pytest.mark.parametrize(
    ("asked", "texts", "reason"),
    [
        (limited(K.EMAIL), ["nobody"], "This must be an email address, like name@example.org"),
        (limited(K.PHONE), ["22 12 34 56"], "This must be a phone number, like +44 20 7946 0958"),
        (limited(K.TIME), ["noon"], "This must be a time of day, like 09:30"),
        (limited(K.TIME), ["09:30+01:00"], "This must be a time of day, like 09:30"),
        (limited(K.TIME, "09:00"), ["08:59"], "This must be 09:00 or later"),
        (limited(K.DATE, "2000-05-17"), ["2000-05-16"], "This must be 17 May 2000 or later"),
        (limited(K.DATE, "", "2000-05-17"), ["2000-05-18"], "This must be 17 May 2000 or earlier"),
        (limited(K.NUMBER, "1.5"), ["1.4"], "This must be 1.5 or more"),
        (limited(K.NUMBER, "", "3"), ["4"], "This must be 3 or less"),
        (limited(K.TEXT, "3"), ["ab"], "This must be 3 characters or more"),
        (limited(K.LONG_TEXT, "", "3"), ["abcd"], "This must be 3 characters or fewer"),
        (limited(K.CHOICES, "2"), ["Fish"], "Select 2 or more"),
        (limited(K.CHOICES, "", "1"), ["Fish", "Meat"], "Select 1 or fewer"),
        (limited(K.COUNTRY), ["EU"], "Select a country"),
        (limited(K.COUNTRY), ["IC"], "Select a country"),
        (limited(K.FILE), ["../etc/passwd"], "Choose the file for This again"),
        (limited(K.ADDRESS), ["", "", "", "Bergen", "NO"], "This lacks its street and number"),
        (limited(K.ADDRESS), ["Quay 4", "", "", "", "NO"], "This lacks its town or city"),
        (limited(K.ADDRESS), ["Quay 4", "", "", "Bergen"], "This lacks its country"),
        (
            limited(K.ADDRESS),
            ["Quay 4", "", "", "Bergen", "XX"],
            "This must have a country that is on the list",
        ),
    ],
)
def test_an_answer_keeps_to_its_kind_and_limits(
    asked: Question, texts: list[str], reason: str
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        read_answer(asked, texts)
    assert str(refused.value) == reason


def test_limits_let_through_what_keeps_to_them() -> None:
    assert read_answer(limited(K.NUMBER, "1", "3"), ["3"]) == 3
    assert read_answer(limited(K.TEXT, "2", "3"), ["abc"]) == "abc"
    assert read_answer(limited(K.CHOICES, "1", "2"), ["Fish", "Meat"]) == ["Fish", "Meat"]
    assert read_answer(limited(K.TIME, "09:00", "10:00"), ["10:00"]) == "10:00"


def test_an_address_is_kept_in_its_parts() -> None:
    parts = [" Quay  4 ", "", "5003", "Bergen", "NO"]
    assert read_answer(limited(K.ADDRESS), parts) == ["Quay 4", "", "5003", "Bergen", "NO"]
    assert read_answer(limited(K.ADDRESS), ["", "", "", "", "NO"]) is None
    with pytest.raises(AnswerRefused) as refused:
        read_answer(required(K.ADDRESS, "Home address"), [])
    assert str(refused.value) == "Enter home address"


@pytest.mark.parametrize(
    ("mask", "text", "fits"),
    [
        ("99-AA*", "12-xyz", True),
        ("99-AA*", "12-xy3", True),
        ("99-AA*", "1a-xyz", False),
        ("99-AA*", "12-x2z", False),
        ("99-AA*", "12-xy-", False),
        ("99-AA*", "12xxyz", False),
        ("99", "123", False),
    ],
)
def test_a_text_looks_as_its_mask_says(mask: str, text: str, fits: bool) -> None:
    asked = Question("q", K.TEXT, "Card", limits=Limits(mask=mask))
    if fits:
        assert read_answer(asked, [text]) == text
        return
    with pytest.raises(AnswerRefused) as refused:
        read_answer(asked, [text])
    assert str(refused.value) == f"Card must be like {mask}"


def test_a_mask_is_told_in_words_for_people() -> None:
    limits = Limits(mask="99", mask_help="two digits, as on your card")
    with pytest.raises(AnswerRefused) as refused:
        read_answer(Question("q", K.TEXT, "Card", limits=limits), ["x"])
    assert str(refused.value) == "Card must be two digits, as on your card"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.AGREEMENT, "Tick the box if this is so: I agree"),
        (K.FILE, "Choose a file for I agree"),
        (K.COUNTRY, "Select I agree"),
    ],
)
def test_further_kinds_that_are_missing_are_asked_for(kind: QuestionKind, words: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        read_answer(Question("q", kind, "I agree", required=True), [])
    assert str(refused.value) == words
