"""What is said at this moment, and to a reader of which language. Not here: choosing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.domain.said import Said
from app.languages.catalogue import ENGLISH, Language

_reader: ContextVar[Language] = ContextVar("reader", default=ENGLISH)


def reader() -> Language:
    """Return the language of whoever reads what is being written."""
    return _reader.get()


def speak(language: Language) -> None:
    """Have everything from now on be said in a language, in this thread."""
    _reader.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Have everything within be said in a language."""
    before = _reader.set(language)
    try:
        yield
    finally:
        _reader.reset(before)


def say(text: Any) -> Any:
    """Return it in the reader's language, where it is a text that knows how; else as it is."""
    if not isinstance(text, Said):
        return text
    language = _reader.get()
    return str(text) if language is ENGLISH else text.in_tongue(language)


def teach(environment: Environment) -> None:
    """Have templates mark sentences: ``{% trans %}``, ``_("…")``; whatever they show is said.

    The environment needs ``jinja2.ext.i18n``, and ``say`` as its ``finalize``.
    """
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's
    environment.globals |= {"_": _gettext, "gettext": _gettext, "ngettext": _ngettext}


@pass_eval_context
def _gettext(context: EvalContext, pattern: str, /, **facts: Any) -> str:
    """Return a template's sentence; ``%(name)s`` is a fact, escaped where the template is HTML."""
    return _filled(context, _reader.get().look_up(pattern), facts)


@pass_eval_context
def _ngettext(context: EvalContext, one: str, many: str, num: int, /, **facts: Any) -> str:
    """Return the form that the reader's language has for so many; ``%(num)s`` is how many."""
    facts.setdefault("num", num)
    return _filled(context, _reader.get().look_up_plural(one, many, num), facts)


def _filled(context: EvalContext, pattern: str, facts: dict[str, Any]) -> str:
    # The template's own sentence, or a translator's, is HTML where the template is.
    text = Markup(pattern) if context.autoescape else pattern  # noqa: S704  # it is ours
    return text % {name: _fact(fact) for name, fact in facts.items()}


def _fact(fact: Any) -> Any:
    if isinstance(fact, Said):
        return say(fact)
    if isinstance(fact, str) and not isinstance(fact, Markup):
        return _reader.get().isolate(fact)
    return fact
