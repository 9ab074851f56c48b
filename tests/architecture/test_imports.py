"""Arrows point inwards: the import contracts hold, and break when an arrow is turned."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.breaches import BREACHES, DRAWER
from tests.architecture.tree import ROOT

LINT = "from importlinter.cli import lint_imports_command as c; c(['--no-logo', '--no-cache'])"


def lint(root: Path) -> tuple[int, str]:
    """Check the contracts of a copy of the project; return exit code and report."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", LINT],
        cwd=root,
        env={"PYTHONPATH": str(root), "COLUMNS": "300", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def sow(root: Path, importer: str, imported: str) -> None:
    path = root / importer.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    with file.open("a") as module:
        module.write(f"\nimport {imported}\n")


def test_the_import_contracts_hold(copy: Path) -> None:
    code, report = lint(copy)
    assert code == 0, report


def test_every_forbidden_import_is_caught(copy: Path) -> None:
    for importer, imported in BREACHES:
        sow(copy, importer, imported)
    code, report = lint(copy)
    assert code == 1, report
    missed = [
        f"{importer} -> {imported}"
        for importer, imported in BREACHES
        if not any(importer in line and imported in line for line in report.splitlines())
    ]
    assert missed == [], report


def test_a_room_that_nobody_planned_is_caught(copy: Path) -> None:
    (copy / "app" / "utils.py").write_text('"""Everything."""\n')
    code, report = lint(copy)
    assert code == 1
    assert DRAWER in report


def test_the_domain_loads_no_framework() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import app.domain.order, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert {"flask", "sqlalchemy", "stripe", "rq", "httpx", "pydantic"}.isdisjoint(loaded)
    ours = {name for name in loaded if name.startswith("app.")}
    assert {name for name in ours if not name.startswith("app.domain")} == set()
