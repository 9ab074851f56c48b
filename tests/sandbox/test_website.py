"""The website of somebody else's that embeds the product's forms under a strict policy."""

import html5lib
import httpx
import pytest

from app.sandbox.server import Sandbox

ATTACK = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    "address", ["/website/", "/website/?of=class&code=FA-1", "/website/?of=venue&code=quay"]
)
def test_a_page_has_what_is_pasted_and_the_lines_that_let_it_in(
    http: httpx.Client, sandbox: Sandbox, address: str
) -> None:
    page = http.get(address).raise_for_status()
    html5lib.HTMLParser(strict=True).parse(page.text)
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert f"script-src 'self' {sandbox.product_url}/embed/v1.js" in policy
    assert f"frame-src {sandbox.product_url}" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert f'<script src="{sandbox.product_url}/embed/v1.js" async></script>' in page.text
    assert "data-coursedesk=" in page.text


def test_what_it_is_asked_to_embed_is_shown_as_text(http: httpx.Client) -> None:
    page = http.get("/website/", params={"of": ATTACK, "code": ATTACK})
    assert "<script>alert" not in page.text
    assert 'data-of="class"' in page.text


def test_the_link_works_without_scripts(http: httpx.Client, sandbox: Sandbox) -> None:
    form = http.get("/website/", params={"of": "class", "code": "FA-1"}).text
    assert f'href="{sandbox.product_url}/classes/FA-1/register?source=website"' in form
    dates = http.get("/website/").text
    assert f'href="{sandbox.product_url}/embed/FIRST-AID?of=program&amp;source=website"' in dates


def test_there_is_a_page_to_come_back_to_and_a_way_in(http: httpx.Client) -> None:
    assert "Welcome back" in http.get("/website/thanks").text
    assert 'href="/website/"' in http.get("/").text
