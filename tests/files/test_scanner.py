"""A program for viruses is asked about each file, and nothing is kept that it does not pass."""

import sys

import pytest

from app.domain.form.file import FileRefused
from app.files.scanner import scanner

# Finds what begins with EICAR, and fails at what begins with FAIL, as ClamAV's programs would.
PROGRAM = (
    "import sys\n"
    "body = sys.stdin.buffer.read()\n"
    "sys.exit(1 if body.startswith(b'EICAR') else 2 if body.startswith(b'FAIL') else 0)\n"
)
COMMAND = (sys.executable, "-c", PROGRAM)


def test_a_clean_file_passes() -> None:
    scan = scanner(COMMAND)
    scan(b"clean" * 100_000)
    with pytest.raises(FileRefused, match="found something"):
        scan(b"EICAR")


@pytest.mark.parametrize(
    "command", [("/nowhere/clamdscan", "-"), (sys.executable, "-c", "import time; time.sleep(60)")]
)
def test_where_nobody_can_tell_the_file_is_not_kept(command: tuple[str, ...]) -> None:
    with pytest.raises(FileRefused, match="cannot be scanned"):
        scanner(command, seconds=0.5)(b"clean")


def test_trouble_of_the_program_is_no_clean_file() -> None:
    with pytest.raises(FileRefused, match="cannot be scanned"):
        scanner(COMMAND)(b"FAIL")
