"""Which questions are asked."""

from app.domain.form.asked import asked, of_scope, sections
from app.domain.form.condition import Compare, How
from app.domain.form.question import Audience, Option, Question, QuestionKind, Scope

K = QuestionKind
DIET = Question("diet", K.CHOICE, "Diet", options=(Option("vegan"), Option("other")))
WHICH = Question("which", K.TEXT, "Which?", condition=Compare("diet", How.EQUALS, ("other",)))
WHO = Question("who", K.TEXT, "Who cooks it?", condition=Compare("which", How.ANSWERED))
CHILD = Question("child", K.SECTION, "A child", condition=Compare("young", How.EQUALS, ("yes",)))
PARENT = Question("parent", K.TEXT, "Parent")
END = Question("end", K.SECTION, "At the end")
NOTE = Question("note", K.LONG_TEXT, "Anything else?")


def keys(questions: tuple[Question, ...]) -> list[str]:
    return [each.key for each in questions]


def test_a_question_is_asked_where_its_condition_holds() -> None:
    form = (DIET, WHICH)
    assert keys(asked(form, {})) == ["diet"]
    assert keys(asked(form, {"diet": "vegan"})) == ["diet"]
    assert keys(asked(form, {"diet": "other"})) == ["diet", "which"]


def test_an_answer_to_what_is_not_asked_counts_for_nothing() -> None:
    answers = {"diet": "vegan", "which": "kosher"}
    assert keys(asked((DIET, WHICH, WHO), answers)) == ["diet"]
    assert keys(asked((DIET, WHICH, WHO), answers | {"diet": "other"})) == ["diet", "which", "who"]


def test_what_stands_in_a_section_is_there_only_where_the_section_is() -> None:
    young = Question("young", K.YES_NO, "Under 18?")
    form = (young, CHILD, PARENT, END, NOTE)
    assert keys(asked(form, {"young": False, "parent": "Ada"})) == ["young", "end", "note"]
    assert keys(asked(form, {"young": True})) == ["young", "child", "parent", "end", "note"]


def test_a_participant_s_question_may_depend_on_what_the_order_was_asked() -> None:
    bus = Question("stop", K.TEXT, "Which stop?", condition=Compare("bus", How.EQUALS, ("yes",)))
    assert keys(asked((bus,), {}, of_order={"bus": True})) == ["stop"]
    assert keys(asked((bus,), {}, of_order={"bus": False})) == []


def test_staff_s_questions_are_on_nobody_s_form() -> None:
    once = Question("invoice", K.TEXT, "Reference", scope=Scope.ORDER)
    own = Question("seen", K.YES_NO, "Papers seen", audience=Audience.STAFF)
    form = (DIET, once, own)
    assert of_scope(form, Scope.PARTICIPANT) == (DIET,)
    assert of_scope(form, Scope.ORDER) == (once,)


def test_a_form_falls_into_its_sections() -> None:
    empty = Question("empty", K.SECTION, "Nothing")
    found = list(sections((DIET, empty, CHILD, PARENT, END, NOTE)))
    assert [(each.heading, each.entries) for each in found] == [
        (None, (DIET,)),
        (CHILD, (PARENT,)),
        (END, (NOTE,)),
    ]
    assert list(sections((END,))) == []
