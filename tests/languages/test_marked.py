"""Nothing that a reader sees on a public page, or in a letter, is said without being marked.

Read as source, so that pages that no test opens are looked at too, and every branch of a letter.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.mail.subjects import SUBJECTS
from tests.languages.marked import ROOT

TEMPLATES = ROOT / "templates"
# Staff read English, and so does their letter.
_STAFF = "staff"
READ = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for ending in ("html", "txt")
    for path in TEMPLATES.rglob(f"*.{ending}")
    if path.relative_to(TEMPLATES).parts[0] != _STAFF and not path.name.startswith(f"{_STAFF}_")
)
_SAID_BY = {"alt", "aria-label", "content", "placeholder", "title", "value"}
_WORD = re.compile(r"[^\W\d_]{2,}")
# What is the same everywhere: a format's name.
_SAME = {"PDF"}
_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
# Blocks and macros that are names of classes.
_NOT_SAID = re.compile(
    r"\{% block main_class %\}.*?\{% endblock %\}|\{% macro _class\(.*?\{% endmacro %\}"
)
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
_MARKS = {"_", "gettext", "ngettext"}


class Reader(HTMLParser):
    """Gathers the words of a template's own text, and of the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is read out of a tag."""
        self._silent += tag in ("script", "style")
        control = dict(attrs).get("type") in ("hidden", "radio", "checkbox") or tag == "option"
        for name, value in attrs:
            technical = name == "value" and (control or tag == "button")
            if name in _SAID_BY and value and tag != "meta" and not technical:
                self._note(value)
            if tag == "meta" and name == "content" and ("name", "description") in attrs:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not read."""
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Note the text."""
        # A macro may be attributes alone.
        if not self._silent:
            self._note(_ATTRIBUTE.sub("", data))

    def _note(self, text: str) -> None:
        self.words += [word for word in _WORD.findall(text) if word not in _SAME]


def own_text(source: str) -> str:
    """Return the template without its tags, expressions and marked sentences."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = _NOT_SAID.sub("", source)
    source = re.sub(r"\{% *-?trans\b.*?endtrans *-?%\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{\{.*?\}\}", "", source, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL)


def said_by(source: str) -> list[str]:
    reader = Reader()
    reader.feed(own_text(source))
    return reader.words


def constants(node: nodes.Node) -> Iterator[str]:
    """Yield the texts in expressions that look like something said, unless they are marked."""
    if isinstance(node, nodes.Call):
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in _MARKS:
            for each in node.kwargs:
                yield from constants(each)
            return
    if isinstance(node, nodes.Pair):
        yield from constants(node.value)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        text = node.value.strip()
        if re.match(r"[A-Z][a-z]", text) or re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]", text):
            yield text
    for child in node.iter_child_nodes():
        yield from constants(child)


@pytest.mark.parametrize("name", READ)
def test_every_text_of_a_template_is_marked(name: str) -> None:
    assert said_by((TEMPLATES / name).read_text()) == []


@pytest.mark.parametrize("name", READ)
def test_every_text_in_a_templates_expressions_is_marked(name: str) -> None:
    parsed = _ENVIRONMENT.parse((TEMPLATES / name).read_text())
    assert list(constants(parsed)) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Pay now</p>",
        "{% if paid %}<p>{{ amount }} left</p>{% endif %}",
        '<nav aria-label="Main"></nav>',
        '<img alt="A picture">',
    ],
)
def test_a_text_that_is_not_marked_is_found(source: str) -> None:
    assert said_by(source)


@pytest.mark.parametrize(
    "source", ['{{ notice("Pay now") }}', '{{ "all of your places" if several else one }}']
)
def test_an_expression_that_is_not_marked_is_found(source: str) -> None:
    assert list(constants(_ENVIRONMENT.parse(source)))


def test_every_template_that_is_not_for_staff_is_looked_at() -> None:
    assert {Path(name).parts[0] for name in READ} >= {"base.html", "catalogue", "order", "mail"}
    letters = {Path(name).name for name in READ if name.startswith("mail/")}
    assert {
        f"{kind.replace('.', '_')}{ending}" for kind in SUBJECTS for ending in (".html", ".txt")
    } <= letters
