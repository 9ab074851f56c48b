"""Keep file: put aside what somebody hands in with a form, once it was looked into.

Looking into it, and scanning it, take their time and hold no transaction.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from app.domain.contract import Sessions
from app.domain.form.file import (
    Examine,
    FileAnswer,
    FileRefused,
    Scan,
    clean_name,
    most_bytes,
    say_size,
    say_wanted,
    types_of,
)
from app.domain.form.question import Question
from app.domain.form.sensitive import Sealing
from app.domain.said import sentence
from app.store.database import writing_rows
from app.store.upload import keep_upload


def keep_file(
    sessions: Sessions,
    question: Question,
    *,
    class_id: int,
    name: str,
    read: Callable[[int], bytes],
    examine: Examine,
    scan: Scan | None,
    seal: Sealing | None,
    now: datetime,
) -> FileAnswer:
    """Keep a file for a question of a class's form and return it as an answer.

    ``read`` gives so many bytes of it. ``name`` is what the browser calls it.

    Raises:
        FileRefused: it is too large, of another kind, damaged, or not clean.
    """
    most = most_bytes(question)
    body = read(most + 1)
    if len(body) > most:
        raise FileRefused(sentence("The file is larger than {size}", size=say_size(most)))
    kind = examine(body)
    if kind not in types_of(question):
        raise FileRefused(sentence("The file must be {wanted}", wanted=say_wanted(question)))
    if scan is not None:
        scan(body)
    file = FileAnswer(str(uuid4()), clean_name(name, kind), len(body))
    with writing_rows(sessions) as connection:
        keep_upload(
            connection,
            file,
            body,
            class_id=class_id,
            key=question.key,
            kind=kind,
            seal=seal,
            now=now,
        )
    return file
