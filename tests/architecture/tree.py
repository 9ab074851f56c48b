"""The project's own files, for the tests of its shape. Not here: what shape they should have."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project: those that git knows or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name and text of every file that is text."""
    for path in files():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            # A picture, a font.
            continue


def modules(*rooms: str) -> Iterator[tuple[str, str]]:
    """Yield the name and text of every Python module below these folders."""
    for name, text in texts():
        if name.endswith(".py") and name.startswith(tuple(f"{room}/" for room in rooms)):
            yield name, text


def functions(text: str) -> Iterator[Function]:
    """Yield every function and method of a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            yield node
