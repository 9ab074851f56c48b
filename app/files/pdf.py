"""Asking about a PDF: a program of its own looks into it, within so much time and memory.

It has nothing of ours: no settings, no database. Not here: what it looks for (looking_into.py).
"""

import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore

from app.domain.form.file import FileRefused
from app.domain.said import sentence

_LOG = logging.getLogger(__name__)
_PROGRAM = Path(__file__).with_name("looking_into.py")
_SECONDS = 10.0
# So many at a time; each may take half a gigabyte.
_AT_ONCE = 2
_TURN = BoundedSemaphore(_AT_ONCE)
DAMAGED = sentence("The file is damaged. Save it again, and choose it once more")
_TOO_MUCH = sentence(
    "There is more in the PDF than can be looked at. Print it into a new PDF, or send fewer pages"
)
_NOT_NOW = sentence("Files cannot be looked into at the moment. Try again in a few minutes")
_WHY: Mapping[str, str] = {
    "damaged": DAMAGED,
    "protected": sentence(
        "The PDF is protected, so that nobody can look into it. Print it into a new PDF without a "
        "password, and send that"
    ),
    "program": sentence(
        "The PDF has a program in it, which may harm whoever opens it. Print it into a new PDF, "
        "and send that"
    ),
    "files": sentence("The PDF has other files in it. Print it into a new PDF, and send that"),
    "too_much": _TOO_MUCH,
}
_FINE = "fine"


def refuse_harmful(
    body: bytes, *, seconds: float = _SECONDS, turn: BoundedSemaphore = _TURN
) -> None:
    """Say nothing of a PDF that can be read and holds nothing but pages.

    ``seconds`` is how long it may be waited for, once for a turn and once for the answer.

    Raises:
        FileRefused: it is damaged, protected, holds a program or other files, or too much of
            anything; or too many are looked into already.
    """
    if not turn.acquire(timeout=seconds):
        raise FileRefused(_NOT_NOW)
    try:
        word = _word_about(body, seconds=seconds)
    finally:
        turn.release()
    if word != _FINE:
        raise FileRefused(_WHY.get(word, _TOO_MUCH))


def _word_about(body: bytes, *, seconds: float) -> str:
    """Return what it says; nothing where it was ended for its time or its memory."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM)],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    except OSError as error:
        raise FileRefused(_NOT_NOW) from error
    if done.returncode > 0:
        # It was not ended by its limits: it is ours that is broken, and not the file.
        _LOG.error("the program that looks into PDFs failed: %s", done.returncode)
        raise FileRefused(_NOT_NOW)
    return done.stdout.decode("ascii", "replace")
