"""The templates of letters, and how they say things in their reader's language.

Not here: what a letter has to say (messages.py), which language that is.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.domain.said import Said, marked
from app.languages import reader, say, teach
from app.mail.letter import Letter

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "mail"
_STOPPED = marked("%(sentence)s.")


def page(name: str, letter: Letter) -> str:
    """Return a letter as text or as HTML, by its template's name."""
    return _pages.get_template(name).render(letter=letter)


def _stopped(heading: str) -> str:
    """Return a heading as a sentence: with the full stop of the language."""
    return reader().look_up(_STOPPED) % {"sentence": say(heading)}


def _strong(text: str) -> Markup:
    """Return what is stressed in a sentence."""
    said = say(text) if isinstance(text, Said) else reader().isolate(text)
    return Markup("<strong>{}</strong>").format(said)


def _stressing(sentence: str, amount: str) -> Markup:
    """Return a sentence with the amount in it stressed, wherever the language has it."""
    said, part = str(say(sentence)), str(say(amount))
    before, _, after = said.partition(part)
    return Markup("{}<strong>{}</strong>{}").format(before, part, after)


def _taught() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
        finalize=say,
    )
    teach(environment)
    environment.globals["reader"] = reader
    environment.filters |= {"stopped": _stopped, "strong": _strong, "stressing": _stressing}
    return environment


_pages = _taught()
