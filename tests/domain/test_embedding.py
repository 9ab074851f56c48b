"""Sites as browsers write them, ways back to them, and what a host's page has to say."""

import pytest

from app.domain.embedding import (
    SiteRefused,
    allowed_back,
    clean_site,
    frame_ancestors,
    host_lines,
    is_this_machine,
    origin_of,
    site_of,
)


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("https://www.example.org", "https://www.example.org"),
        (" https://WWW.Example.org/courses?a=b#c ", "https://www.example.org"),
        ("www.example.org", "https://www.example.org"),
        ("https://www.example.org:443/", "https://www.example.org"),
        ("https://www.example.org:8443", "https://www.example.org:8443"),
        ("https://blåbær.example.", "https://xn--blbr-roah.example"),
        ("https://192.0.2.7", "https://192.0.2.7"),
        ("https://[2001:DB8::1]:444", "https://[2001:db8::1]:444"),
        ("http://127.0.0.1:8001/website", "http://127.0.0.1:8001"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_a_site_is_kept_as_a_browser_writes_it(written: str, site: str) -> None:
    assert clean_site(written) == site


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "Enter the address"),
        ("   ", "Enter the address"),
        ("https://*.example.org", "each site by itself"),
        ("javascript://example.org", "Enter a web address"),
        ("https://", "Enter a web address"),
        ("https://exa mple.org", "Enter a web address"),
        ("https://-example.org", "Enter a web address"),
        ("https://example.org:0", "Enter a web address"),
        ("https://example.org:99999", "Enter a web address"),
        ("https://[::1", "Enter a web address"),
        ("https://example..org", "Enter a web address"),
        ("https://example.org;script-src", "Enter a web address"),
        ("https://ada:secret@example.org", "without a name and password"),
        ("http://www.example.org", "must have https"),
        ("https://" + ".".join(["a" * 60] * 5), "255 characters"),
    ],
)
def test_what_is_no_site_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(SiteRefused) as refused:
        clean_site(written)
    assert why in str(refused.value)


def test_an_address_without_a_scheme_names_no_site() -> None:
    assert site_of("www.example.org") == ""
    assert site_of("https://www.example.org/a") == "https://www.example.org"
    assert site_of("http://www.example.org/a") == ""


def test_our_own_origin_may_be_on_plain_http() -> None:
    assert origin_of("http://desk.example.test/") == "http://desk.example.test"
    assert origin_of("mailto:ada@example.org") == ""


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("https://www.example.org/thanks?from=desk", True),
        ("https://www.example.org:443/", True),
        ("https://example.org/", False),
        ("http://www.example.org/", False),
        ("/thanks", False),
        ("javascript:alert(1)//https://www.example.org/", False),
        ("https://www.example.org/\n", True),
        ('https://www.example.org/"><script>', False),
        ("https://www.example.org/\u202e", False),
        ("https://www.example.org/" + "x" * 500, False),
    ],
)
def test_the_way_back_is_on_that_very_site(back: str, leads: bool) -> None:
    assert allowed_back(back, site="https://www.example.org") == (back.strip() if leads else "")


def test_without_a_site_there_is_no_way_back() -> None:
    assert allowed_back("https://www.example.org/", site="") == ""


def test_a_page_that_nobody_may_frame_says_so() -> None:
    assert frame_ancestors([]) == "frame-ancestors 'none'"
    assert frame_ancestors(["https://a.example", "https://b.example"]) == (
        "frame-ancestors https://a.example https://b.example"
    )


def test_the_host_is_told_one_line_for_the_script_and_one_for_the_frame() -> None:
    assert host_lines("https://desk.example.org") == (
        "script-src https://desk.example.org/embed/v1.js",
        "frame-src https://desk.example.org",
    )


@pytest.mark.parametrize(
    ("host", "here"),
    [
        *(("127.0.0.1", True), ("::1", True), ("localhost", True), ("desk.localhost", True)),
        *(("192.0.2.1", False), ("localhost.example", False)),
    ],
)
def test_this_machine_is_known_by_name_and_number(host: str, here: bool) -> None:
    assert is_this_machine(host) is here
