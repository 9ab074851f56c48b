"""One entry of a program's form: adding one of some kind, and changing it.

Not here: what the fields mean (form_entry.py, form_conditions.py), the list (forms.py).
"""

from dataclasses import replace
from functools import partial
from http import HTTPStatus

from flask import abort, request
from werkzeug.wrappers import Response

from app.domain.contract import TakesAnswers
from app.domain.form.editing import put
from app.domain.form.question import Question, QuestionKind
from app.domain.guard import guarded
from app.domain.naming import DESTINATIONS, name_destination
from app.queries.staff.form_desk import FormDesk
from app.usecases.edit_form import EntryMistaken
from app.web.staff.form_conditions import (
    HOWS,
    earlier,
    group_given,
    group_of,
)
from app.web.staff.form_door import FormDoor, form_page
from app.web.staff.form_entry import (
    BUILDABLE,
    KINDS,
    TOLD,
    errors_from,
    errors_in,
    fields_of,
    offered,
    question_given,
)
from app.web.staff.form_extras import name_extras, unknown_extra
from app.web.staff.form_words import open_languages, word_errors, word_fields, words_given

Errors = dict[str, str]
# Of these one says that they have no place for answers; the mail is nobody to tell them to.
_NAMED = DESTINATIONS.keys() - {"mail"}


class FormEntries:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, door: FormDoor) -> None:
        self._door = door

    @guarded("staff")
    def new_form(self, program: str) -> Response:
        """Ask of what kind it is, then show its empty fields."""
        desk, kind = self._door.desk(program), _kind()
        if kind is None:
            errors = {"kind": "Choose a kind"} if "kind" in request.args else {}
            return _kinds(desk, None, errors)
        return self._form(desk, kind, None)

    @guarded("staff")
    def add(self, program: str) -> Response:
        """Add an entry at the end, or show what is wrong with it."""
        return self._keep(self._door.desk(program), None)

    @guarded("staff")
    def change_form(self, program: str, question: str) -> Response:
        """Show the entry, or with ``kind`` what it would have as one of another kind."""
        desk = self._door.desk(program)
        entry = _entry(desk, question)
        found = errors_from(desk.mistakes, entry.key)
        return self._form(desk, _kind() or entry.kind, entry, errors=found)

    @guarded("staff")
    def change_kind(self, program: str, question: str) -> Response:
        """Ask of what kind it should be."""
        desk = self._door.desk(program)
        return _kinds(desk, _entry(desk, question), {})

    @guarded("staff")
    def change(self, program: str, question: str) -> Response:
        """Change the entry, or show what is wrong with it."""
        desk = self._door.desk(program)
        return self._keep(desk, _entry(desk, question))

    def _keep(self, desk: FormDesk, before: Question | None) -> Response:
        kind = _kind()
        if kind is None:
            abort(HTTPStatus.BAD_REQUEST)
        if _grown() is not None:
            return self._form(desk, kind, before, sent=True)
        others = {each.key for each in desk.entries if each is not before}
        question = question_given(
            request.form,
            kind,
            before=before,
            partners=self._partners(before),
            taken=others | desk.kept_keys,
            fixed_key=bool(before and before.key in desk.kept_keys),
        )
        languages = self._door.languages
        said = words_given(request.form, languages, question, before, own=self._door.own)
        question = replace(question, wordings=said)
        errors = errors_in(request.form, question)
        errors |= word_errors(request.form, languages, question, before)
        if question.key in others:
            errors["key"] = "Another entry has this key"
        if told := self._told_nowhere():
            errors[TOLD] = told
        if unknown := unknown_extra(question, before, desk.extras):
            errors["options"] = unknown
        if errors:
            return self._form(desk, kind, before, errors=errors, sent=True)
        edit = partial(put, question=question, was=before.key if before else "")
        words = "It is kept in the draft. Nobody is asked before it is published."
        try:
            return self._door.edit(desk.program, edit, words, key=question.key)
        except EntryMistaken as mistaken:
            errors = errors_from(mistaken.mistakes, question.key)
            return self._form(desk, kind, before, errors=errors, sent=True)

    def _partners(self, before: Question | None) -> list[str]:
        """Return who has a place for answers; one that is off keeps the name it has."""
        named = set(before.told_as) if before else set()
        return sorted({*self._listening(), *named} - self._deaf())

    def _listening(self) -> set[str]:
        partners = self._door.parts.partners.items()
        return {name for name, each in partners if isinstance(each, TakesAnswers)}

    def _deaf(self) -> set[str]:
        return {*self._door.parts.partners} - self._listening()

    def _told_nowhere(self) -> str:
        """Return why an answer cannot be told to whoever it was given a name for."""
        named = (each for each in sorted(self._deaf()) if request.form.get(f"told_as-{each}"))
        return "; ".join(f"{name_destination(each)} has no place for answers" for each in named)

    def _form(
        self,
        desk: FormDesk,
        kind: QuestionKind,
        entry: Question | None,
        *,
        errors: Errors | None = None,
        sent: bool = False,
    ) -> Response:
        return form_page(
            "staff/form_entry.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if errors and sent else HTTPStatus.OK,
            desk=desk,
            entry=entry,
            has=offered(kind),
            fields=request.form if sent else self._fields(entry),
            key_kept=bool(entry and entry.key in desk.kept_keys),
            seen=request.form.get("seen", "") if sent else desk.seen,
            group=group_given(request.form, add=_grown())
            if sent
            else group_of(entry.condition if entry else None),
            hows=[(how.value, words) for how, words in HOWS],
            earlier=earlier(desk.entries, entry.key if entry else ""),
            partners=[(each, name_destination(each)) for each in self._partners(entry)],
            languages=self._door.languages,
            said_in=open_languages(request.form if sent else None, self._door.languages, entry),
            deaf=[name_destination(each) for each in sorted(self._deaf() & _NAMED)],
            extras=name_extras(desk.extras.values()),
            errors=errors or {},
        )

    def _fields(self, entry: Question | None) -> dict[str, str]:
        return fields_of(entry) | word_fields(entry, self._door.languages) if entry else {}


def _kinds(desk: FormDesk, entry: Question | None, errors: Errors) -> Response:
    return form_page("staff/form_kind.html", desk=desk, kinds=KINDS, entry=entry, errors=errors)


def _grown() -> str | None:
    """Return which group the button adds another one to, or None for every other button."""
    verb, _, path = request.form.get("action", "").partition(":")
    return path if verb == "group" else None


def _kind() -> QuestionKind | None:
    word = request.values.get("kind", "")
    return QuestionKind(word) if word in BUILDABLE else None


def _entry(desk: FormDesk, key: str) -> Question:
    entry = desk.entry(key)
    if entry is None:
        abort(HTTPStatus.NOT_FOUND)
    return entry
