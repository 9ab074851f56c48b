"""A file as an answer: what kinds are taken, how large they may be, what they are called. Pure.

An answer is the file's uid, its name and its size in bytes, as texts. Not here: looking into one
(app/files), keeping it (store/upload.py).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.draft import Filled
from app.domain.event import Answer
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.said import Said, counted, one_of, sentence, sentences, tenths

MEGABYTE = 1_000_000
# In megabytes: larger than what a phone's camera makes of a paper; and where a form says nothing.
FILE_LIMIT, USUAL_LIMIT = 10, 5
NAME_LIMIT = 120
# More pixels than any camera's picture of a paper has; nobody needs to decode them to know.
MOST_PIXELS = 50_000_000
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class FileType(StrEnum):
    """Kinds of file that can be told by their content, and that hold nothing but themselves.

    Archives, and what office programs make, which are archives, are none of them.
    """

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"


MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.WEBP: "image/webp",
}
_ENDINGS = {FileType.JPEG: (".jpg", ".jpeg")}
# How else people write them.
_ALIASES = {"jpg": FileType.JPEG.value}


@dataclass(eq=False)
class FileRefused(Exception):
    """A file that is not taken; ``reason`` is shown beside the question."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file that was handed in; ``size`` in bytes."""

    uid: str
    name: str
    size: int

    def texts(self) -> list[str]:
        """Return it as an answer is kept."""
        return [self.uid, self.name, str(self.size)]

    @property
    def said(self) -> Said:
        """Its name and its size, as people read them."""
        return sentence("{name} ({size})", name=self.name, size=say_size(self.size))


class Scan(Protocol):
    """Looks for what would harm whoever opens a file."""

    def __call__(self, body: bytes) -> None:
        """Let a clean file pass.

        Raises:
            FileRefused: it is not clean, or nobody can tell at the moment.
        """


class Examine(Protocol):
    """Says what a file is by its content."""

    def __call__(self, body: bytes) -> FileType:
        """Return its kind.

        Raises:
            FileRefused: it is none that is taken anywhere, is broken, or is larger than it looks.
        """


def read_file(texts: Sequence[str]) -> FileAnswer | None:
    """Read an answer, or None where it is none."""
    if len(texts) != 3 or not _UID.fullmatch(texts[0]) or not re.fullmatch("[0-9]{1,9}", texts[2]):
        return None
    return FileAnswer(texts[0], texts[1], int(texts[2]))


def is_uid(text: str) -> bool:
    """Say whether a text could name a file at all."""
    return _UID.fullmatch(text) is not None


def most_bytes(question: Question) -> int:
    """Return how large a file may be, in bytes."""
    return (int(question.limits.most) if question.limits.most else USUAL_LIMIT) * MEGABYTE


def types_of(question: Question) -> tuple[FileType, ...]:
    """Return which kinds of file a question takes: those it names, else all."""
    return tuple(each for each in FileType if each in question.limits.types) or tuple(FileType)


def read_types(names: Iterable[str]) -> tuple[str, ...]:
    """Return kinds of file as they are kept; one that is none stays as it was written."""
    return tuple(dict.fromkeys(_ALIASES.get(name, name) for name in names))


def unknown_type(types: Iterable[str]) -> str:
    """Return the first kind that is none, or nothing."""
    return next((each for each in types if each not in list(FileType)), "")


def say_types(types: Sequence[FileType]) -> Said:
    """Return kinds of file in words: ``PDF, JPEG or PNG``."""
    return one_of(each.value.upper() if each is not FileType.WEBP else "WebP" for each in types)


def say_size(size: int) -> Said:
    """Return so many bytes as people read them: ``12 kB``, ``3.4 MB``, ``5 MB``."""
    if size < 1000:
        return sentences("{number} byte", "{number} bytes", number=size)
    if size < MEGABYTE:
        return sentence("{amount} kB", amount=counted(round(size / 1000)))
    return sentence("{amount} MB", amount=tenths(size / MEGABYTE))


def say_wanted(question: Question) -> Said:
    """Return what may be handed in: ``PDF or PNG, up to 5 MB``."""
    return sentence(
        "{kinds}, up to {size}",
        kinds=say_types(types_of(question)),
        size=say_size(most_bytes(question)),
    )


def clean_name(written: str, kind: FileType) -> str:
    """Return what a file is called here: no folders, nothing that turns or hides letters.

    It ends as its content says, so that nobody opens it as something else.
    """
    name = re.split(r"[/\\]", written)[-1]
    plain = "".join(sign for sign in name if sign == " " or not _is_hidden(sign))
    plain = " ".join(plain.split()).strip(". ")
    endings = _ENDINGS.get(kind, (f".{kind.value}",))
    if plain.lower().endswith(endings):
        stem, _, ending = plain.rpartition(".")
    else:
        stem, ending = plain, endings[0][1:]
    return f"{stem[:NAME_LIMIT].strip('. ') or 'file'}.{ending}"


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "CZ"


def files_in(filled: Filled, questions: Sequence[Question]) -> Mapping[str, int | None]:
    """Return which files a filled-in form has, by uid, each with whose: a place's position.

    None is the order itself.
    """
    asked = [each for each in questions if each.kind is QuestionKind.FILE]
    found: dict[str, int | None] = {}
    for question in asked:
        if question.scope is Scope.ORDER:
            found |= dict.fromkeys(_uids(filled.answers.get(question.key)))
        for position, each in enumerate(filled.participants):
            found |= dict.fromkeys(_uids(each.answers.get(question.key)), position)
    return found


def _uids(answer: Answer) -> list[str]:
    file = read_file(answer) if isinstance(answer, list) else None
    return [file.uid] if file else []
