"""Every trap, open point and acceptance check of the three partner documents has its test.

docs/partners.md lists them by number; how many there are is said here, so that none is left out.
"""

import ast
import re

import pytest

from tests.architecture.tree import ROOT

DOCUMENT = ROOT / "docs" / "partners.md"
NUMBERS = {
    "ISO": {"I": 15, "S": 20, "check": 6},
    "Connector": {"C": 22, "S": 20, "check": 8},
    "Trainingportal": {"T": 18, "S": 25, "check": 8},
}
_HEADING = re.compile(r"^## (\w+)$")
_ROW = re.compile(r"^\| (I|C|T|S|check )(\d+) \| ([^|]+) \| ([^|]+) \|$")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def listed() -> dict[str, dict[str, str]]:
    """Return what shows each number, by partner and number."""
    found: dict[str, dict[str, str]] = {name: {} for name in NUMBERS}
    partner = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        heading = _HEADING.match(line)
        partner = heading[1] if heading else partner
        row = _ROW.match(line)
        if row:
            number = f"{row[1]}{row[2]}"
            assert number not in found[partner], f"{partner} {number} is listed twice"
            found[partner][number] = row[4]
    return found


def named_in(path: str) -> set[str]:
    """Return the names of every test in the file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}


@pytest.mark.parametrize("partner", NUMBERS)
def test_every_number_of_a_partner_is_listed(partner: str) -> None:
    wanted = {
        f"{kind}{' ' * (kind == 'check')}{number}"
        for kind, most in NUMBERS[partner].items()
        for number in range(1, most + 1)
    }
    assert set(listed()[partner]) == wanted


@pytest.mark.parametrize("partner", NUMBERS)
def test_every_number_names_a_test_that_is_there(partner: str) -> None:
    for number, shown in listed()[partner].items():
        named = _TEST.findall(shown)
        assert named, f"{partner} {number} names no test"
        for path, test in named:
            assert test in named_in(path), f"{partner} {number}: no {test} in {path}"
