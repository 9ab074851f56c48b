"""Asking a program for viruses about a file: ``clamdscan -``, or any that answers as it does."""

import subprocess
from collections.abc import Sequence

from app.domain.form.file import FileRefused, Scan
from app.domain.said import sentence

# As ClamAV's programs end: clean, something found, and anything else is trouble of their own.
_CLEAN, _FOUND = 0, 1
_SECONDS = 60
_INFECTED = sentence("A scan for viruses found something in the file, so it was not kept")
_NOT_NOW = sentence("Files cannot be scanned for viruses at the moment. Try again in a few minutes")


def scanner(command: Sequence[str], *, seconds: float = _SECONDS) -> Scan:
    """Return what asks the command about each file, which it reads from standard input."""

    def scan(body: bytes) -> None:
        try:
            done = subprocess.run(  # the operator's own command, without a shell
                [*command],
                input=body,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FileRefused(_NOT_NOW) from error
        if done.returncode == _FOUND:
            raise FileRefused(_INFECTED)
        if done.returncode != _CLEAN:
            raise FileRefused(_NOT_NOW)

    return scan
