"""Form-encoded nested parameters (``a[b][0]=c``) as nested dictionaries of strings.

Not here: what any parameter means, see parameters.py.
"""

import re
from typing import Any

from app.sandbox.stripe.errors import malformed

Form = dict[str, Any]

_NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")


def nested(pairs: list[tuple[str, str]]) -> Form:
    """Return the pairs as a tree; lists are dictionaries with the positions as keys.

    Raises StripeError (400) where a name is malformed or used both as a value and as a branch.
    """
    tree: Form = {}
    for name, value in pairs:
        found = _NAME.match(name)
        if found is None:
            raise malformed(f"Invalid parameter name: {name}", param=name)
        _place(tree, [found[1], *_PART.findall(found[2])], value, name)
    return tree


def _place(tree: Form, path: list[str], value: str, name: str) -> None:
    branch = tree
    for depth, step in enumerate(path):
        key = step or str(len(branch))
        if depth == len(path) - 1:
            if key in branch:
                raise malformed(f"Received {name} more than once", param=name)
            branch[key] = value
            return
        inner = branch.setdefault(key, {})
        if not isinstance(inner, dict):
            raise malformed(f"Invalid object: {name}", param=name)
        branch = inner


def dotted(path: tuple[str, ...]) -> str:
    """Return the path as Stripe writes it in ``param``: ``line_items[0][quantity]``."""
    return path[0] + "".join(f"[{step}]" for step in path[1:])
