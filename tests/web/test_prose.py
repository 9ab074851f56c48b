"""What staff write is shown as they meant it, and can do no harm."""

import pytest

from app.web.prose import render
from tests.markup import parse_strictly


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One *two* **three**", "<p>One <em>two</em> <strong>three</strong></p>\n"),
        ("# Big\n\n## Less", "<h3>Big</h3>\n<h4>Less</h4>\n"),
        ("###### Least", "<h6>Least</h6>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        (
            "[us](https://example.org)",
            '<p><a href="https://example.org" rel="noopener nofollow">us</a></p>\n',
        ),
        ("![x](https://example.org/x.png)", "<p></p>\n"),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert render(markdown) == html


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='java\nscript:alert(1)'>x</a>",
        '"><svg onload=alert(1)>',
        "| a |\n|---|\n| <style>*{}</style> |",
    ],
)
def test_nothing_in_it_can_run_or_load(markdown: str) -> None:
    page = "<!doctype html><html lang=en><head><title>x</title></head><body>{}</body></html>"
    root = parse_strictly(page.format(render(markdown)).encode())
    tags = {element.tag for element in root.iter()}
    assert not tags & {"script", "style", "img", "svg", "iframe"}
    hrefs = [element.attrib.get("href", "") for element in root.iter("a")]
    assert all(href.startswith(("", "https:")) and ":" not in href[:12] for href in hrefs)
