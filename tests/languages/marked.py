"""The sentences that are marked in the code and the templates, as babel finds them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS: Mapping[str, tuple[int, ...]] = {
    "marked": (1,),
    "sentence": (1,),
    "sentences": (1, 2),
    "_": (1,),
    "gettext": (1,),
    "ngettext": (1, 2),
}
Message = str | tuple[str, ...]
_OURS = ("app", "templates")


@cache
def marked() -> Mapping[Message, str]:
    """Return every sentence, or its two forms, with where it stands first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    found: dict[Message, str] = {}
    for file, line, message, _, _ in extract_from_dir(
        ROOT,
        [(each["pattern"], each["method"]) for each in settings],
        {
            each["pattern"]: {
                name: str(value) for name, value in each.items() if isinstance(value, bool)
            }
            for each in settings
        },
        KEYWORDS,
        directory_filter=_is_ours,
    ):
        found.setdefault(message if isinstance(message, str) else tuple(message), f"{file}:{line}")
    return found


def _is_ours(folder: str) -> bool:
    return Path(folder).relative_to(ROOT).parts[0] in _OURS
