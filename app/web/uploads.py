"""Files that come with a form: looked into, kept, and named by their uid from then on.

Not here: what a file may be (domain/form/file.py), the other fields (forms/).
"""

from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A question for a file, and the class of whose form it is."""

    question: Question
    class_id: int


# By the name of the field that it comes in.
Wanted = Mapping[str, WantedFile]


def wanted_on(page: RegisteringPage, given: Given) -> Wanted:
    """Return the files that a form of registering asks for."""
    fields = _fields(page.questions, given)
    return {name: WantedFile(question, page.class_id) for name, question in fields}


class Uploads:
    """Takes the files of one form that was sent."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def find(self, wanted: Wanted, given: Given) -> Given:
        """Return the form with the files that had come before.

        A uid that is of no file of this class and question is passed over, whoever wrote it.
        """
        texts, dropped = dict(given.texts), given.all(DROPPED)
        for class_id in {each.class_id for each in wanted.values()}:
            there = {name: each for name, each in wanted.items() if each.class_id == class_id}
            known = files_handed_in(
                self._parts.sessions,
                {given.one(name) for name in there},
                class_id=class_id,
                seal=self._parts.seal,
            )
            for name, each in there.items():
                key, file = known.get(given.one(name), ("", None))
                stays = file and key == each.question.key and name not in dropped
                texts[name] = tuple(file.texts()) if file and stays else ()
        return replace(given, texts=texts)

    def take(self, wanted: Wanted, given: Given) -> Taken:
        """Keep what came with the form, beside what had come before."""
        given, refused = self.find(wanted, given), dict[str, str]()
        texts = dict(given.texts)
        for name, each in wanted.items():
            sent = request.files.get(name)
            if sent is None or not sent.filename:
                continue
            try:
                texts[name] = tuple(self._keep(each, sent).texts())
            except FileRefused as why:
                refused[name] = why.reason
        return Taken(replace(given, texts=texts), refused)

    def _keep(self, wanted: WantedFile, sent: FileStorage) -> FileAnswer:
        return keep_file(
            self._parts.sessions,
            wanted.question,
            class_id=wanted.class_id,
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
