"""Forms to begin with, in every language. Not here: copying another's (usecases/edit_form.py)."""

from dataclasses import replace

from app.domain.form.condition import Compare, How
from app.domain.form.question import Limits, Option, Question, QuestionKind, Scope, Wording
from app.domain.form.starter_words import WORDS

_K = QuestionKind
# What they are written in here.
_ENGLISH = "en"

_COURSE = (
    Question("employer", _K.TEXT, "Employer"),
    Question(
        "experience",
        _K.CHOICE,
        "How much do you know already?",
        options=(Option("None"), Option("Some"), Option("A lot")),
    ),
    Question("expects", _K.LONG_TEXT, "What do you want to learn?"),
)
_DIETARY = (
    Question("meals", _K.SECTION, "Food and access"),
    Question(
        "diet",
        _K.CHOICES,
        "What do you not eat?",
        options=tuple(map(Option, ("Meat", "Fish", "Milk", "Eggs", "Gluten", "Nuts"))),
        sensitive=True,
        retention_days=30,
    ),
    Question(
        "allergy",
        _K.YES_NO,
        "Do you have an allergy that we should know of?",
        sensitive=True,
        retention_days=30,
    ),
    Question(
        "allergy_what",
        _K.LONG_TEXT,
        "What are you allergic to?",
        required=True,
        condition=Compare("allergy", How.EQUALS, ("yes",)),
        sensitive=True,
        retention_days=30,
    ),
    Question(
        "access",
        _K.LONG_TEXT,
        "What do you need to take part?",
        help="A ramp, a hearing loop, an assistant, a place to rest",
        sensitive=True,
        retention_days=30,
    ),
)
_UNDER_18 = (
    Question("birth_date", _K.DATE, "Date of birth", required=True),
    Question("under_18", _K.YES_NO, "Is the participant under 18?", required=True),
    Question(
        "guardian_name",
        _K.TEXT,
        "Guardian’s name",
        required=True,
        condition=Compare("under_18", How.EQUALS, ("yes",)),
    ),
    Question(
        "guardian_phone",
        _K.PHONE,
        "Guardian’s phone number",
        required=True,
        condition=Compare("under_18", How.EQUALS, ("yes",)),
    ),
    Question(
        "guardian_agrees",
        _K.AGREEMENT,
        "The guardian agrees that the participant takes part",
        required=True,
        condition=Compare("under_18", How.EQUALS, ("yes",)),
    ),
)
_COMPANY = (
    Question("company", _K.SECTION, "Your company", scope=Scope.ORDER),
    Question(
        "company_number",
        _K.TEXT,
        "Company number",
        limits=Limits(mask="999999999", mask_help="nine digits"),
        scope=Scope.ORDER,
    ),
    Question("cost_centre", _K.TEXT, "Cost centre", scope=Scope.ORDER),
    Question("purchase_order", _K.TEXT, "Your purchase order number", scope=Scope.ORDER),
)

# By the word that addresses have for each: its name for people, and its entries.
STARTERS: dict[str, tuple[str, tuple[Question, ...]]] = {
    "course": ("Course: employer, experience, expectations", _COURSE),
    "dietary": ("Food and access: diet, allergy, what somebody needs", _DIETARY),
    "under_18": ("Under 18: date of birth, guardian", _UNDER_18),
    "company": ("Company: number, cost centre, purchase order", _COMPANY),
}


def begun_with(word: str, *, own: str) -> tuple[Question, ...]:
    """Return the entries of one of them, none where there is no such.

    They are in the form's ``own`` language, and in every other as what staff translate is.
    """
    _, entries = STARTERS.get(word, ("", ()))
    return tuple(_in_own(each, own) for each in entries)


def _in_own(entry: Question, own: str) -> Question:
    wordings = {code: words[entry.key] for code, words in WORDS.items() if code != own}
    if own not in WORDS:
        return replace(entry, wordings=wordings)
    english = Wording(
        entry.label,
        entry.help,
        entry.limits.mask_help,
        {each.value: each.shown for each in entry.options},
    )
    said = replace(entry, wordings={own: WORDS[own][entry.key]}).worded(own)
    return replace(said, wordings={_ENGLISH: english, **wordings})
