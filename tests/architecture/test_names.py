"""No drawer for everything: modules and classes are called what they are."""

import ast
import re

import pytest

from tests.architecture.tree import modules

DRAWERS = {
    *("util", "utils", "utility", "utilities", "common", "misc", "helper", "helpers"),
    *("manager", "managers", "processor", "processors"),
}


def words(name: str) -> set[str]:
    """Return the words of a snake_case or CamelCase name."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def drawers(name: str, text: str) -> list[str]:
    found = [part for part in name.removesuffix(".py").split("/") if words(part) & DRAWERS]
    classes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef))
    return found + [node.name for node in classes if words(node.name) & DRAWERS]


def test_nothing_is_called_a_drawer_for_everything() -> None:
    found = {name: drawers(name, text) for name, text in modules("app", "tests", "migrations")}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app/web/utils.py", ""),
        ("app/common/money.py", ""),
        ("app/web/form_helpers.py", ""),
        ("app/store/seat.py", "class SeatManager: pass"),
    ],
)
def test_a_drawer_is_found(name: str, text: str) -> None:
    assert drawers(name, text)


def test_every_module_says_what_is_here() -> None:
    silent = [
        name
        for name, text in modules("app", "tests", "migrations")
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []
