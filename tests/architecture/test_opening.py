"""The product's database is opened with the secret keys that what stands in it is kept under."""

import ast

from tests.architecture.tree import modules


def test_the_database_is_opened_nowhere_without_the_secret_keys() -> None:
    opened = [
        (name, {each.arg for each in call.keywords})
        for name, text in modules("app")
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "open_database"
    ]
    assert len(opened) >= 3
    assert [name for name, given in opened if "secrets" not in given] == []
