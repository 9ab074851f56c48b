"""A form is built in other languages too: its fields, its preview, what it lacks there."""

from functools import partial
from pathlib import Path

import pytest

from app.domain.form.editing import put
from app.domain.form.question import Option, Question, QuestionKind, Wording
from tests.watching import WatchedResponse, words_of
from tests.web.form_room import FORM, add, builder, edit, entries, publish, question
from tests.web.staffroom import arrive, sign_in
from tests.web.visitor import ADA, Visitor, fields_of, problems
from tests.worlds import Desk

KEEP = "Keep it in the draft"
GUARDIAN = "Name der erziehungsberechtigten Person"
GERMAN = {"de-label": "Essen", "de-options": "Fish | Fisch\nMeat | Fleisch"}


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    return builder(desk, tmp_path)


def translate(kim: Visitor, key: str = "meal", **fields: str) -> WatchedResponse:
    kim.open(f"{FORM}/entries/{key}")
    return kim.press(KEEP, {name.replace("_", "-", 1): text for name, text in fields.items()})


def written(page: WatchedResponse, field: str) -> str:
    return (page.one("textarea", id=field).text or "").strip()


def opened(page: WatchedResponse) -> list[str]:
    """Return the languages whose fields are open."""
    groups = [each for each in page.all("details") if "open" in each.attrib]
    return [words_of(each.findall("summary")[0]) for each in groups]


def test_each_option_has_its_line_and_a_language_with_words_is_open(
    desk: Desk, kim: Visitor
) -> None:
    page = kim.open(f"{FORM}/entries/meal")
    assert written(page, "de-options") == "Fish | \nMeat |"
    assert opened(page) == []
    # What is written is marked with its language, and its label is not.
    label = page.one("input", id="ar-label")
    assert (label.attrib["lang"], label.attrib["dir"]) == ("ar", "auto")
    assert [each for each in page.all("label") if each.attrib.get("lang")] == []
    page = translate(kim, de_label="Essen", de_options="Fish | Fisch\nMeat | ")
    assert "also in German" in page.words
    assert question(desk, "meal").wordings == {"de": Wording("Essen", options={"Fish": "Fisch"})}
    page = kim.open(f"{FORM}/entries/meal")
    assert opened(page) == ["German"]
    assert written(page, "de-options") == "Fish | Fisch\nMeat |"


def test_words_for_no_option_are_refused_and_stay_as_they_were_written(
    desk: Desk, kim: Visitor
) -> None:
    page = translate(kim, nb_options="Fish | Fisk\nVegetar")
    assert page.status_code == 422
    assert problems(page) == ["Norwegian: “Vegetar” is none of the options"]
    assert "Vegetar" in written(page, "nb-options")
    assert opened(page) == ["Norwegian"]
    assert question(desk, "meal").wordings == {}


def test_the_words_of_an_option_go_with_it(desk: Desk, kim: Visitor) -> None:
    translate(kim, **{name.replace("-", "_"): text for name, text in GERMAN.items()})
    kim.open(f"{FORM}/entries/meal")
    kim.press(KEEP, {"options": "Fish\nSoup"})
    assert question(desk, "meal").wordings["de"].options == {"Fish": "Fisch"}


def test_a_label_is_no_longer_in_another_language(desk: Desk, kim: Visitor) -> None:
    long = "ü" * 250
    translate(kim, de_label=long, de_help="x" * 600)
    words = question(desk, "meal").wordings["de"]
    assert (len(words.label), len(words.help)) == (200, 500)
    add(kim, "explanation", label="Bring boots", **{"de-label": long})
    assert question(desk, "bring_boots").wordings["de"].label == long


def test_a_form_is_not_said_in_its_own_language_again(desk: Desk, tmp_path: Path) -> None:
    kim = builder(desk, tmp_path)
    both = Question(
        "size",
        QuestionKind.TEXT,
        "Størrelse",
        wordings={"nb": Wording("Str"), "en": Wording("Size"), "pt": Wording("Tamanho")},
    )
    edit(desk, partial(put, question=both))
    nb = sign_in(Visitor(arrive(desk, tmp_path, SITE_LANGUAGE="nb").client))
    page = nb.open(f"{FORM}/entries/size")
    languages = [words_of(each) for each in page.all("summary")]
    assert languages[:4] == ["English", "German", "Hindi", "Arabic"]
    nb.press(KEEP)
    # What the site does not know stays as a catalogue file brought it.
    assert set(question(desk, "size").wordings) == {"en", "pt"}
    assert kim.open(FORM).status_code == 200


def test_the_preview_is_seen_in_each_language(kim: Visitor) -> None:
    add(kim, "text", label="Employer", required="yes", **{"de-label": "Arbeitgeber"})
    page = kim.open(f"{FORM}/preview")
    assert "Employer" in page.words
    page = kim.open(page.link("Deutsch"))
    assert page.page.attrib["lang"] == "de"
    assert "Arbeitgeber" in page.words
    assert "This is a preview" in page.words
    assert page.one("section", class_="preview").attrib["lang"] == "en"
    # It goes on in German, and nothing of that is remembered.
    wrong = kim.press("Weiter", ADA)
    assert problems(wrong) == ["Bitte ausfüllen: Arbeitgeber"]
    assert "language=" not in str(kim.client.get_cookie("language"))
    assert kim.open(FORM).page.attrib["lang"] == "en"
    arabic = kim.open(f"{FORM}/preview?lang=ar")
    assert (arabic.page.attrib["dir"], "Employer" in arabic.words) == ("rtl", True)
    assert kim.open(f"{FORM}/preview?lang=xx").page.attrib["lang"] == "en"


def test_what_is_not_translated_is_said_before_publishing_and_refuses_nothing(
    kim: Visitor,
) -> None:
    add(kim, "text", label="Seen by", audience="staff")
    page = kim.open(f"{FORM}/publish")
    assert "Nothing of it is said in Norwegian, German, Hindi or Arabic" in page.words
    assert "Not everything is translated" not in page.words
    translate(kim, de_label="Essen", de_options="Fish | Fisch\nMeat | ", ar_label="وجبة")
    add(
        kim,
        "text",
        label="Plate",
        help="Of your car",
        mask="AA-99",
        mask_help="two letters and two digits",
        **{"de-label": "Kennzeichen"},
    )
    page = kim.open(f"{FORM}/publish")
    assert "Not everything is translated" in page.words
    lines = [words_of(each) for each in page.one("ul", class_="untranslated").iter("li")]
    assert "“Meal”: the option Meat" in lines
    assert "“Plate”: the help and the pattern in words" in lines
    assert "“Meal”: the options Fish, Meat" in lines
    assert "“Plate”: its text, the help and the pattern in words" in lines
    assert "Seen by" not in " ".join(lines)
    assert "Nothing of it is said in Norwegian or Hindi" in page.words
    assert "Version 2 is published" in publish(kim).words


def test_a_change_of_words_in_one_language_alone_is_said(kim: Visitor) -> None:
    translate(kim, **{name.replace("-", "_"): text for name, text in GERMAN.items()})
    page = kim.open(f"{FORM}/publish")
    assert "is worded differently in German" in page.words
    translate(kim, label="Dish")
    assert "is worded differently: it was “Meal”" in kim.open(f"{FORM}/publish").words


def test_a_form_that_is_said_whole_says_so(kim: Visitor) -> None:
    words = {
        f"{code}_{part}": text
        for code in ("nb", "de", "hi", "ar")
        for part, text in (("label", "x"), ("options", "Fish | f\nMeat | m"))
    }
    translate(kim, **words)
    assert "Everything is said in every language." in kim.open(f"{FORM}/publish").words


def test_a_copy_has_the_words_too(desk: Desk, kim: Visitor) -> None:
    translate(kim, **{name.replace("-", "_"): text for name, text in GERMAN.items()})
    kim.open(FORM)
    kim.press("Duplicate Meal")
    words = question(desk, "meal").wordings
    assert words == question(desk, "meal_2").wordings
    assert words["de"].label == "Essen"
    assert entries(kim.here) == ["Meal", "Meal"]


def test_words_for_what_is_no_option_keep_a_form_from_being_published(
    desk: Desk, kim: Visitor
) -> None:
    stale = Question(
        "size",
        QuestionKind.CHOICE,
        "Size",
        options=(Option("S"),),
        wordings={"de": Wording(options={"M": "Mittel"})},
    )
    edit(desk, partial(put, question=stale))
    said = "There are words in another language for M, which is no option"
    assert said in kim.open(FORM).words
    page = kim.open(f"{FORM}/entries/size")
    assert said in page.words
    # Keeping it lets go of them.
    assert kim.press(KEEP).status_code == 200
    assert question(desk, "size").wordings == {}
    assert said not in kim.here.words


@pytest.mark.parametrize(
    ("own", "label", "german"), [("en", "Guardian’s name", True), ("de", GUARDIAN, False)]
)
def test_a_form_to_begin_with_is_in_every_language(
    desk: Desk, tmp_path: Path, own: str, label: str, german: bool
) -> None:
    builder(desk, tmp_path)
    kim = sign_in(arrive(desk, tmp_path, SITE_LANGUAGE=own))
    kim.open(FORM)
    kim.send(f"{FORM}/begin", {**fields_of(kim.form_with("Add these entries")), "from": "under_18"})
    assert label in entries(kim.here)
    kept = question(desk, "guardian_name")
    assert ("de" in kept.wordings) is german
    assert kept.worded("de").label == GUARDIAN
    assert kept.worded("ar").label == "اسم ولي الأمر"
