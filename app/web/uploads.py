"""Files that come with a form: looked into, kept, and named by their uid from then on.

Not here: what a file may be (domain/form/file.py), the other fields (forms/).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import request
from werkzeug.datastructures import FileStorage

from app.domain.form.asked import of_scope
from app.domain.form.file import FileAnswer, FileRefused, FileType, clean_name
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.order import MAX_PARTICIPANTS
from app.files.content import examine
from app.parts import Parts
from app.queries.files import files_handed_in
from app.queries.registering import RegisteringPage
from app.usecases.keep_file import keep_file
from app.web.forms.asking import field_of
from app.web.forms.given import Given

# Names the fields whose file is to be let go.
DROPPED = "drop_file"
_NOWHERE = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Taken:
    """The form with its files named, and why files were not taken, by field."""

    given: Given
    refused: dict[str, str]


class Uploads:
    """Takes the files of one form that was sent."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def find(self, page: RegisteringPage, given: Given) -> Given:
        """Return the form with the files that had come before.

        A uid that is of no file of this class and question is passed over, whoever wrote it.
        """
        fields = dict(_fields(page.questions, given))
        if not fields:
            return given
        known = files_handed_in(
            self._parts.sessions,
            {given.one(name) for name in fields},
            class_id=page.class_id,
            seal=self._parts.seal,
        )
        texts, dropped = dict(given.texts), given.all(DROPPED)
        for name, question in fields.items():
            key, file = known.get(given.one(name), ("", None))
            stays = file and key == question.key and name not in dropped
            texts[name] = tuple(file.texts()) if file and stays else ()
        return replace(given, texts=texts)

    def take(self, page: RegisteringPage, given: Given) -> Taken:
        """Keep what came with the form, beside what had come before."""
        given, refused = self.find(page, given), dict[str, str]()
        texts = dict(given.texts)
        for name, question in _fields(page.questions, given):
            sent = request.files.get(name)
            if sent is None or not sent.filename:
                continue
            try:
                texts[name] = tuple(self._keep(page, question, sent).texts())
            except FileRefused as why:
                refused[name] = why.reason
        return Taken(replace(given, texts=texts), refused)

    def _keep(self, page: RegisteringPage, question: Question, sent: FileStorage) -> FileAnswer:
        return keep_file(
            self._parts.sessions,
            question,
            class_id=page.class_id,
            name=sent.filename or "",
            read=sent.stream.read,
            examine=examine,
            scan=self._parts.scan,
            seal=self._parts.seal,
            now=self._parts.clock(),
        )


def pretended(questions: Sequence[Question], given: Given) -> Given:
    """Return the form as though its files had been taken, where nothing is kept."""
    texts = dict(given.texts)
    for name, _ in _fields(questions, given):
        sent = request.files.get(name)
        if sent is not None and sent.filename:
            file = FileAnswer(_NOWHERE, clean_name(sent.filename, FileType.PDF), 0)
            texts[name] = tuple(file.texts())
    return replace(given, texts=texts)


def _fields(questions: Sequence[Question], given: Given) -> Iterator[tuple[str, Question]]:
    asked = [each for each in questions if each.kind is QuestionKind.FILE]
    if not asked:
        return
    for question in of_scope(asked, Scope.ORDER):
        yield field_of(0, question.key), question
    for number in range(1, min(given.places, MAX_PARTICIPANTS) + 1):
        for question in of_scope(asked, Scope.PARTICIPANT):
            yield field_of(number, question.key), question
