"""Markdown that staff wrote, as HTML that is safe to show. Not here: any other text of a page."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("strong", "em", "code", "pre", "a", "table", "thead", "tbody", "tr", "th", "td"),
}


@lru_cache(256)
def render(markdown: str) -> Markup:
    """Return the text as HTML; its headings start at the page's second level.

    HTML within it is shown as text, and whatever could run or load something is left out.
    """
    import nh3

    reader = _reader()
    tokens = reader.parse(markdown)
    for token in tokens:
        _lower(token)
    html = reader.renderer.render(tokens, reader.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _lower(token: "Token") -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
