"""A program's form: its entries in their order, what to begin with, and earlier versions.

Not here: one entry (form_entries.py), the preview and publishing (form_publishing.py).
"""

from functools import partial
from http import HTTPStatus

from flask import abort, request
from werkzeug.wrappers import Response

from app.domain.form.editing import Edit, FormMovedOn, doubled, joined, moved, read_seen, without
from app.domain.form.question import Audience, Question, Scope
from app.domain.form.starters import STARTERS, begun_with
from app.domain.guard import guarded
from app.queries.staff.form_desk import FormDesk, form_of
from app.usecases.edit_form import discard_form
from app.web.staff.form_conditions import say_condition
from app.web.staff.form_door import FormDoor, form_page
from app.web.staff.form_entry import KIND_NAMES
from app.web.staff.form_words import Languages, say_languages
from app.web.staff.words import written

_OTHER = "form:"


class Forms:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, door: FormDoor) -> None:
        self._door = door

    @guarded("staff")
    def show(self, program: str) -> Response:
        """Show the entries in order."""
        desk = self._door.desk(program)
        said = _said(desk.entries, self._door.languages)
        return form_page("staff/form.html", desk=desk, said=said, starters=_offers(desk))

    @guarded("staff")
    def arrange(self, program: str) -> Response:
        """Move, duplicate or remove the entry whose button was pressed."""
        desk = self._door.desk(program)
        verb, _, key = request.form.get("action", "").partition(":")
        deeds: dict[str, tuple[Edit, str]] = {
            "up": (partial(moved, key=key, by=-1), "It stands one place higher."),
            "down": (partial(moved, key=key, by=1), "It stands one place lower."),
            "double": (
                partial(doubled, key=key, taken=desk.kept_keys),
                "There is a copy below it. Change what is different.",
            ),
            "remove": (partial(without, key=key), "It is removed."),
        }
        if verb not in deeds:
            abort(HTTPStatus.BAD_REQUEST)
        edit, message = deeds[verb]
        at = "" if verb == "remove" else key
        return self._door.edit(program, edit, message, at=at)

    @guarded("staff")
    def begin(self, program: str) -> Response:
        """Add the entries of a template, or of another program's form."""
        self._door.desk(program)
        chosen = written(request.form.get("from", ""), limit=100)
        if chosen.startswith(_OTHER):
            entries = form_of(self._door.parts.sessions, chosen.removeprefix(_OTHER)) or ()
        else:
            entries = begun_with(chosen, own=self._door.own)
        if not entries:
            return self._door.to_form(program, "Choose what to add.", tone="warn")
        message = "They are added. An entry that has a key which is here already was left out."
        return self._door.edit(program, partial(joined, others=entries), message)

    @guarded("staff")
    def discard(self, program: str) -> Response:
        """Throw the draft away; what is asked now stays."""
        self._door.desk(program)
        try:
            gone = discard_form(
                self._door.parts.sessions,
                program=written(program, limit=64),
                seen=read_seen(request.form.get("seen", "")),
                by=self._door.by(),
                now=self._door.parts.clock(),
            )
        except FormMovedOn as moved_on:
            return self._door.moved_on(program, moved_on)
        words = "The draft is thrown away." if gone else "There was no draft to throw away."
        return self._door.to_form(program, words)

    @guarded("staff")
    def version(self, program: str, version: int) -> Response:
        """Show one published version as it was asked."""
        desk = self._door.desk(program)
        found = next((each for each in desk.versions if each.number == version), None)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        said = _said(found.entries, self._door.languages)
        return form_page("staff/form_version.html", desk=desk, version=found, said=said)


def _said(entries: tuple[Question, ...], languages: Languages) -> dict[str, object]:
    labels = {each.key: each.label for each in entries}
    return {
        "kind_names": KIND_NAMES,
        "conditions": {each.key: say_condition(each.condition, labels) for each in entries},
        "facts": {each.key: _facts(each, languages) for each in entries},
    }


def _facts(question: Question, languages: Languages) -> list[str]:
    also = say_languages(question, languages)
    facts = {
        "required": question.required,
        "once per order": question.scope is Scope.ORDER,
        "staff only": question.audience is Audience.STAFF,
        "sensitive": question.sensitive,
        f"kept {question.retention_days} days": question.retention_days is not None,
        f"{len(question.options)} options": bool(question.options),
        f"also in {also}": bool(also),
    }
    return [words for words, is_so in facts.items() if is_so]


def _offers(desk: FormDesk) -> list[tuple[str, str]]:
    built_in = [(word, name) for word, (name, _) in STARTERS.items()]
    return [*built_in, *((f"{_OTHER}{code}", f"Copy from {title}") for code, title in desk.others)]
