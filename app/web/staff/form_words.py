"""What an entry is called in other languages: its fields, what was written in them, what lacks.

Not here: the entry itself (form_entry.py), which languages people read here (app.languages).
"""

from collections.abc import Iterator, Mapping, Sequence

from werkzeug.datastructures import MultiDict

from app.domain.form.question import Question, Wording
from app.domain.form.translating import Untranslated, is_begun, untranslated
from app.domain.said import all_of
from app.web.staff.form_entry import HELP_LIMIT, offered
from app.web.staff.words import written_lines

_NAMES = (
    ("en", "English"),
    ("nb", "Norwegian"),
    ("de", "German"),
    ("hi", "Hindi"),
    ("ar", "Arabic"),
)
Languages = Sequence[tuple[str, str]]


def other_languages(own: str) -> Languages:
    """Return the languages that a form may be said in besides its own, each with its name."""
    return [(code, name) for code, name in _NAMES if code != own]


def word_fields(question: Question, languages: Languages) -> dict[str, str]:
    """Return the words of an entry as their fields have them; every option has its line."""
    fields: dict[str, str] = {}
    for code, _ in languages:
        words = question.wordings.get(code, Wording())
        lines = (f"{each} | {words.options.get(each, '')}" for each in question.values)
        fields |= {
            f"{code}-label": words.label,
            f"{code}-help": words.help,
            f"{code}-mask_help": words.mask_help,
            f"{code}-options": "\n".join(lines),
        }
    return fields


def words_given(
    form: MultiDict[str, str],
    languages: Languages,
    question: Question,
    before: Question | None,
    *,
    own: str,
) -> Mapping[str, Wording]:
    """Read the words of an entry; those of an option that is gone go with it.

    ``before`` is the entry as it was, ``own`` the language of the form. Languages that are none of
    the site's, which a catalogue file may have, stay as they were.
    """
    has = offered(question.kind)
    shown = {code for code, _ in languages}
    others = before.wordings.items() if before else ()
    kept = {code: words for code, words in others if code not in shown and code != own}
    for code, _ in languages:
        said = dict(_lines(form, code))
        words = Wording(
            label=written_lines(form.get(f"{code}-label", ""), limit=has.label_limit),
            help=written_lines(form.get(f"{code}-help", ""), limit=HELP_LIMIT),
            mask_help=written_lines(form.get(f"{code}-mask_help", ""), limit=200)
            if has.mask
            else "",
            options={value: said[value] for value in question.values if said.get(value)},
        )
        if words != Wording():
            kept[code] = words
    return kept


def word_errors(
    form: MultiDict[str, str], languages: Languages, question: Question, before: Question | None
) -> dict[str, str]:
    """Return what was written for options that there are not, by field.

    A line of one that was there before is not: it stood there, and goes with its option.
    """
    known = {*question.values, *(before.values if before else ())}
    errors = {}
    for code, name in languages:
        unknown = next((value for value, _ in _lines(form, code) if value not in known), None)
        if unknown is not None and question.options:
            errors[f"{code}-options"] = f"{name}: “{unknown}” is none of the options"
    return errors


def open_languages(
    form: MultiDict[str, str] | None, languages: Languages, entry: Question | None
) -> set[str]:
    """Return the languages in which something is said; ``form``: what was sent of the entry."""
    if form is None:
        return set(entry.wordings) if entry else set()
    return {
        code
        for code, _ in languages
        if any(form.get(f"{code}-{part}") for part in ("label", "help", "mask_help"))
        or any(text for _, text in _lines(form, code))
    }


def say_languages(question: Question, languages: Languages) -> str:
    """Return the names of the languages that an entry is said in too, or nothing."""
    return all_of(name for code, name in languages if code in question.wordings)


def say_reworded(before: Question, after: Question, languages: Languages) -> str:
    """Return the names of the languages in which an entry has other words, or nothing."""
    return all_of(
        name for code, name in languages if before.wordings.get(code) != after.wordings.get(code)
    )


def say_untranslated(
    entries: Sequence[Question], languages: Languages
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what each language lacks, entry by entry; of one nothing is said in, an empty list."""
    for code, name in languages:
        if not is_begun(entries, code):
            yield name, ()
        elif lacking := untranslated(entries, code):
            yield name, [_say(each) for each in lacking]


def _say(lacking: Untranslated) -> str:
    parts = {
        "its text": lacking.label,
        "the help": lacking.help,
        "the pattern in words": lacking.mask_help,
        f"the options {', '.join(lacking.options)}": len(lacking.options) > 1,
        f"the option {', '.join(lacking.options)}": len(lacking.options) == 1,
    }
    return f"“{lacking.question.label}”: {all_of(words for words, is_so in parts.items() if is_so)}"


def _lines(form: MultiDict[str, str], code: str) -> Iterator[tuple[str, str]]:
    """Yield the options of a language as they were written: what is kept, and what people read."""
    for line in written_lines(form.get(f"{code}-options", ""), limit=60_000).splitlines():
        value, _, text = line.partition("|")
        yield value.strip()[:200], text.strip()[:200]
