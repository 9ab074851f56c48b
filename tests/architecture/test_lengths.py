"""Files grow huge under full coverage too: modules, functions and views stay short."""

import ast
from collections.abc import Iterator

from tests.architecture.tree import Function, functions, modules

LONGEST_MODULE = 300
LONGEST_FUNCTION = 45
LONGEST_VIEW = 25
# How Flask is told of a view.
ROUTES = {"route", "get", "post", "put", "patch", "delete"}


def too_long(name: str, text: str) -> Iterator[str]:
    lines = len(text.splitlines())
    if lines > LONGEST_MODULE:
        yield f"{name} has {lines} lines"
    if not name.startswith("app/"):
        return
    for function in functions(text):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        most = LONGEST_VIEW if is_view(function) else LONGEST_FUNCTION
        if length > most:
            yield f"{name}:{function.lineno} {function.name} has {length} lines, {most} is the most"


def is_view(function: Function) -> bool:
    calls = [made.func for made in function.decorator_list if isinstance(made, ast.Call)]
    routed = any(isinstance(call, ast.Attribute) and call.attr in ROUTES for call in calls)
    return routed or any(isinstance(call, ast.Name) and call.id == "guarded" for call in calls)


def test_modules_functions_and_views_stay_short() -> None:
    # Migrations are written by a machine, and never again.
    complaints = [
        complaint for name, text in modules("app", "tests") for complaint in too_long(name, text)
    ]
    assert complaints == []


def test_what_is_too_long_is_found() -> None:
    body = "    x = 1\n"
    assert list(too_long("tests/x.py", "x = 1\n" * 301)) == ["tests/x.py has 301 lines"]
    assert list(too_long("app/x.py", "def f():\n" + body * 44)) == []
    assert list(too_long("app/x.py", "def f():\n" + body * 45)) == [
        "app/x.py:1 f has 46 lines, 45 is the most"
    ]
    view = '@pages.get("/")\ndef home():\n'
    assert list(too_long("app/web/x.py", view + body * 24)) == []
    assert list(too_long("app/web/x.py", view + body * 25)) == [
        "app/web/x.py:2 home has 26 lines, 25 is the most"
    ]
    method = 'class Pages:\n    @guarded("public")\n    def home(self):\n'
    assert len(list(too_long("app/web/x.py", method + f"    {body}" * 25))) == 1
