"""A program's form in a catalogue file: everything that an entry can have, and each mistake."""

from typing import Any

import pytest

from app.domain.catalogue import CatalogueMistake, read_catalogue
from app.domain.form.condition import AllOf, AnyOf, Compare, How
from app.domain.form.document import document_of
from app.domain.form.question import (
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)
from tests.fakes.catalogue_file import changed

K = QuestionKind
WHOLE = (
    Question("bus", K.YES_NO, "Do you come by bus?", scope=Scope.ORDER, default="no"),
    Question(
        "diet",
        K.CHOICE,
        "Diet",
        options=(Option("all"), Option("other", "Something else", "special-meal")),
        wordings={"nb": Wording("Kosthold", options={"other": "Noe annet"})},
    ),
    Question("age", K.NUMBER, "Age", limits=Limits("16", "99")),
    Question("badge", K.TEXT, "Badge", limits=Limits(mask="AA-99", mask_help="like AB-12")),
    Question(
        "which",
        K.LONG_TEXT,
        "Which?",
        condition=AllOf(
            (
                Compare("diet", How.EQUALS, ("other",)),
                AnyOf((Compare("age", How.MORE_THAN, ("17",)), Compare("badge", How.ANSWERED))),
            )
        ),
        sensitive=True,
        retention_days=30,
        told_as={"iso": "dietDetails"},
    ),
    Question("seen", K.DATE, "Papers seen on", audience=Audience.STAFF),
    Question(
        "terms",
        K.AGREEMENT,
        "I agree.\n" + "So it is. " * 100 + "Yes.",
        required=True,
        wordings={"de": Wording("Ich stimme zu.\n" + "So ist es. " * 100 + "Ja.")},
    ),
)


def asks(*entries: dict[str, Any]) -> dict[str, Any]:
    return changed("programs.0.questions", list(entries))


def of(**fields: object) -> dict[str, Any]:
    return asks({"key": "diet", "kind": "text", "label": "Diet"} | fields)


def where(condition: object) -> dict[str, Any]:
    bus = {"key": "bus", "kind": "yes_no", "label": "By bus?"}
    return asks(bus, {"key": "stop", "kind": "text", "label": "Stop", "condition": condition})


def test_a_form_is_read_as_it_is_kept() -> None:
    document = asks(*(document_of(question) for question in WHOLE))
    assert read_catalogue(document).programs[0].questions == WHOLE


def test_what_is_kept_as_text_may_be_written_as_a_number_or_yes_or_no() -> None:
    document = asks(
        {"key": "n", "kind": "number", "label": "N", "limits": {"least": 1, "most": 2.5}},
        {"key": "b", "kind": "yes_no", "label": "B", "default": True},
        {
            "key": "t",
            "kind": "text",
            "label": "T",
            "condition": {"key": "b", "how": "equals", "values": [False]},
        },
    )
    number, boolean, text = read_catalogue(document).programs[0].questions
    assert number.limits == Limits("1", "2.5")
    assert boolean.default == "yes"
    assert text.condition == Compare("b", How.EQUALS, ("no",))


NESTED: dict[str, Any] = {"key": "bus", "how": "answered"}
for _ in range(5):
    NESTED = {"all": [NESTED]}
MISTAKES = [
    (of(limits=3), "[0].limits: must be an object"),
    (of(limits={"max": 3}), "[0].limits.max: is not a field that is known here"),
    (of(limits={"most": []}), "[0].limits.most: must be text"),
    (
        of(limits={"most": "many"}),
        "[0].limits: limits of a short text are in characters, 0 to 200",
    ),
    (of(limits={"least": 3, "most": 2}), "[0].limits: the least is more than the most"),
    (of(kind="number", default="x"), "[0].default: what stands there beforehand must be an answer"),
    (of(kind="heading", required=True), "[0].required: what asks nothing cannot be required"),
    (of(label="x" * 201), "[0].label: must be 200 characters or fewer"),
    (of(scope="class"), "[0].scope: must be participant or order"),
    (of(audience="all"), "[0].audience: must be participant or staff"),
    (of(sensitive="yes"), "[0].sensitive: must be true or false"),
    (of(retention_days=-1), "[0].retention_days: must be 0 or more"),
    (of(told_as=["iso"]), "[0].told_as: must be an object"),
    (of(told_as={"iso": 1}), "[0].told_as.iso: must be text"),
    (of(wordings=["nb"]), "[0].wordings: must be an object"),
    (of(wordings={"Norsk": {}}), "[0].wordings.Norsk: is no language, like nb or pt-BR"),
    (of(wordings={"nb": {"name": ""}}), "[0].wordings.nb.name: is not a field that is known here"),
    (
        of(wordings={"nb": {"label": "x" * 201}}),
        "[0].wordings.nb.label: must be 200 characters or fewer",
    ),
    (
        of(kind="choice", options=["A"], wordings={"nb": {"options": {"B": "Bb"}}}),
        "[0].wordings: there are words in another language for B, which is no option",
    ),
    (of(kind="choice", options=[{"label": "A"}]), "[0].options[0].value: is missing"),
    (of(kind="choice", options=[str(n) for n in range(201)]), "[0].options: must be 200 or fewer"),
    (asks(*({"key": str(n), "kind": "text", "label": "T"} for n in range(201))), ": must be 200"),
    (where({"key": "car", "how": "answered"}), "[1].condition: there is no question car to"),
    (where({"key": "bus", "how": "is"}), "[1].condition.how: must be equals, one_of, before"),
    (where({"key": "bus", "how": "equals", "values": ["maybe"]}), "[1].condition: maybe is no"),
    (where({"any": {}}), "[1].condition.any: must be a list"),
    (where({"all": [], "any": []}), "[1].condition.any: is not a field that is known here"),
    (where("bus"), "[1].condition: must be an object"),
    (where(NESTED), f"[1].condition{'.all[0]' * 5}: must be 4 conditions within each other"),
]


@pytest.mark.parametrize(("document", "line"), MISTAKES, ids=[line for _, line in MISTAKES])
def test_a_mistake_in_a_form_names_its_path_and_reason(document: object, line: str) -> None:
    with pytest.raises(CatalogueMistake) as caught:
        read_catalogue(document)
    assert str(caught.value).startswith(f"programs[0].questions{line}")
