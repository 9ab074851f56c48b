"""README and `manage help` tell the truth: what they name is there."""

import re
import subprocess

import pytest

from app.__main__ import command_line
from tests.architecture.tree import ROOT, files

README = (ROOT / "README.md").read_text() if (ROOT / "README.md").exists() else ""
# Done by `manage` itself, with modules of their own.
WITHOUT_PARSER = {
    "help": None,
    "test": "tests/suite.py",
    "bench": "tests/benchmarks/__main__.py",
    "sandbox": "app/sandbox/__main__.py",
}


def listed() -> dict[str, str]:
    """Return the commands that `./manage help` lists, with a line about each."""
    done = subprocess.run(
        [str(ROOT / "manage"), "help"], capture_output=True, text=True, check=True
    )
    found = re.findall(r"^  ([a-z]+(?: [a-z]+)?)[^a-z\n].*?  (\S.*)$", done.stdout, re.MULTILINE)
    return dict(found)


def test_help_lists_the_public_commands() -> None:
    assert {"run", "test", "migrate", "seed", "web", "worker", "sandbox", "staff add"} <= set(
        listed()
    )


@pytest.mark.parametrize("command", sorted(listed()))
def test_every_command_that_help_lists_is_there(command: str) -> None:
    if command in WITHOUT_PARSER:
        path = WITHOUT_PARSER[command]
        assert path is None or (ROOT / path).exists()
        return
    with pytest.raises(SystemExit) as stop:
        command_line([*command.split(), "--help"])
    assert stop.value.code == 0


def test_every_command_of_the_readme_is_listed_by_help() -> None:
    named = set(re.findall(r"\./manage ([a-z]+(?: (?:add|name|list|rotate|revoke)\b)?)", README))
    assert {"run", "test"} <= named
    known = set(listed())
    assert {name for name in named if name not in known} == set()


def test_every_setting_of_the_readme_is_read_and_every_setting_read_is_in_the_readme() -> None:
    texts = [path.read_text() for path in (ROOT / "app" / "settings").glob("*.py")]
    read = set(re.findall(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|PORT|WORKERS)"', "\n".join(texts)))
    table = "\n".join(line for line in README.splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", table))
    assert named - read == set(), "the README names settings that nothing reads"
    assert read - named == set(), "these settings are missing from the README"


def test_every_file_that_the_readme_leads_to_is_there() -> None:
    known = {str(path.relative_to(ROOT)) for path in files()}
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README)
    assert [target for target in targets if target not in known] == []
    assert any(target.endswith((".png", ".jpg", ".webp")) for target in targets)
