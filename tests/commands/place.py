"""A copy of `manage` in a place of its own, with a Python, apt-get and browser that only pretend.

What they were asked is kept in `asked`. Not here: tests.
"""

import os
import shutil
import stat
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "cat", "dirname", "id", "mkdir", "mv", "rm", "sha256sum", "sleep", "tail", "cp")

PYTHON = """#!/bin/sh
# The words of one call on one line, the directory and process number before them.
printf '%s|%s|%s\\n' "$PWD" "$$" "$*" >>"$ASKED"
case $* in
    *version_info*) exit "${OLD:-0}" ;;
    "-m venv"*)
        [ -z "${NO_VENV:-}" ] || { echo "No module named ensurepip"; exit 1; }
        rm -rf "$4"
        mkdir -p "$4/bin"
        cp "$0" "$4/bin/python"
        ;;
    "-m pip"*)
        [ -z "${HANG:-}" ] || sleep 60
        exit "${PIP:-0}"
        ;;
esac
"""
PRETENDER = """#!/bin/sh
printf '%s|%s|%s\\n' "$PWD" "$$" "${0##*/} $*" >>"$ASKED"
"""


class Place:
    """One copy of the project's root; `tools` is all that its PATH holds."""

    def __init__(self, place: Path) -> None:
        self.root = place / "a place with spaces"
        self.tools = place / "tools"
        self.asked_file = place / "asked"
        self.root.mkdir()
        self.tools.mkdir()
        shutil.copy(ROOT / "manage", self.root)
        self.write_lock("requirements.lock", "flask==1")
        self.write_lock("requirements-test.lock", "flask==1 pytest==1")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.tools / tool).symlink_to(found)
        self.add_tool("python3.11", PYTHON)

    def write_lock(self, name: str, text: str) -> None:
        """Write a lock file."""
        (self.root / name).write_text(text)

    def add_tool(self, name: str, text: str = PRETENDER) -> Path:
        """Put a program into the PATH; without a text it only notes that it was asked."""
        path = self.tools / name
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        return path

    def remove_tool(self, name: str) -> None:
        """Take a program out of the PATH."""
        (self.tools / name).unlink()

    def start(
        self, *arguments: str, shell: str = "sh", user: str | int | None = None, **environment: str
    ) -> subprocess.Popen[str]:
        """Start `manage` from another directory."""
        return subprocess.Popen(
            [shutil.which(shell) or shell, str(self.root / "manage"), *arguments],
            cwd="/",
            env={
                "PATH": str(self.tools),
                "HOME": str(self.root.parent),
                "ASKED": str(self.asked_file),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            user=user,
            start_new_session=True,
        )

    def manage(
        self, *arguments: str, shell: str = "sh", user: str | int | None = None, **environment: str
    ) -> tuple[int, str, str]:
        """Run `manage` to its end; return exit code, output and errors."""
        process = self.start(*arguments, shell=shell, user=user, **environment)
        out, errors = process.communicate(timeout=30)
        return process.returncode, out, errors

    def asked(self) -> list[str]:
        """Return what the pretenders were asked since the last time, without the checks."""
        lines = self.asked_file.read_text().splitlines() if self.asked_file.exists() else []
        self.asked_file.unlink(missing_ok=True)
        words = [line.split("|", 2)[2] for line in lines]
        return [word for word in words if not word.startswith("-c ") and "--version" not in word]

    def installed(self) -> list[str]:
        """Return which lock files were installed since the last time, in order."""
        return [
            os.path.basename(words.split()[-1])
            for words in self.asked()
            if words.startswith("-m pip install")
        ]
