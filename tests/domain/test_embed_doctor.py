"""What is in the way of an embedded form, each with the line that mends it."""

import pytest

from app.domain.embed_doctor import Finding, Tone, diagnose
from app.domain.embedding import EmbedKind, Snippet
from app.domain.host_page import HostPage, PageUnread, nobody_reads

DESK = "https://desk.example.org"
SITE = "https://www.host.example"
SNIPPET = Snippet(EmbedKind.CLASS, "FA-1", "Register for First aid")
SCRIPT = f'<script src="{DESK}/embed/v1.js" async></script>'
PASTED = SNIPPET.html(DESK)


def look(
    text: str = PASTED,
    *policies: str,
    address: str = f"{SITE}/courses",
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
    desk: str = DESK,
) -> tuple[Finding, ...]:
    page = HostPage(address, status, kind, policies, text)
    return diagnose(page, snippet=SNIPPET, base_url=desk, sites=(SITE,), codes=("FA-1", "FIRST"))


def one(found: tuple[Finding, ...]) -> Finding:
    assert len(found) == 1, found
    return found[0]


def is_well(found: tuple[Finding, ...]) -> bool:
    return one(found).title == "Nothing is in the way"


class TestThePage:
    def test_one_that_is_whole_is_well(self) -> None:
        assert is_well(look())
        assert one(look()).tone is Tone.GOOD

    def test_one_that_could_not_be_read_says_why(self) -> None:
        found = diagnose(nobody_reads("x"), snippet=SNIPPET, base_url=DESK, sites=(SITE,), codes=())
        assert one(found) == Finding(
            Tone.BAD, "The page cannot be read", "Pages are not looked at here"
        )
        assert isinstance(nobody_reads("x"), PageUnread)

    def test_one_that_is_not_there_is_named(self) -> None:
        assert one(look(status=404)).title == "The page answers 404"

    @pytest.mark.parametrize(("kind", "said"), [("application/pdf", "pdf"), ("", "of no kind")])
    def test_what_is_no_page_is_named(self, kind: str, said: str) -> None:
        assert said in one(look(kind=kind)).why

    def test_its_site_must_be_on_the_list(self) -> None:
        found = one(look(address="https://host.example/"))
        assert (found.title, found.site) == (
            "https://host.example is not on the list",
            "https://host.example",
        )

    def test_it_must_not_be_on_plain_http(self) -> None:
        found = one(look(address="http://www.host.example/courses"))
        assert (found.title, found.mend) == ("The page is on plain HTTP", SITE)

    def test_we_must_not_be_on_plain_http_where_it_is_not(self) -> None:
        desk = "http://desk.example.org"
        found = one(look(SNIPPET.html(desk), desk=desk))
        assert (found.title, found.mend) == ("Mixed content", f"BASE_URL={DESK}")


class TestWhatIsPasted:
    def test_nothing(self) -> None:
        found = one(look(f"<h1>Courses</h1>{SCRIPT}"))
        assert (found.title, found.mend) == ("Nothing is pasted", PASTED)

    def test_the_link_alone(self) -> None:
        found = one(look(PASTED.replace(SCRIPT, "")))
        assert (found.title, found.mend) == ("Our script is missing", SCRIPT)

    def test_a_script_of_another_version(self) -> None:
        found = one(look(PASTED.replace("v1.js", "v0.js")))
        assert f"It loads {DESK}/embed/v0.js" in found.why

    def test_a_script_on_plain_http(self) -> None:
        found = one(look(PASTED.replace(f'src="{DESK}', 'src="http://desk.example.org')))
        assert (found.title, found.mend) == ("Mixed content", SCRIPT)

    def test_a_module(self) -> None:
        found = one(look(PASTED.replace("async", 'type="module"')))
        assert (found.title, found.mend) == ("The script is loaded as a module", SCRIPT)

    def test_what_is_nothing_of_ours(self) -> None:
        found = one(look(PASTED.replace('data-coursedesk="FA-1"', 'data-coursedesk="FA-9"')))
        assert "FA-9 is another program's" in found.why
        found = one(look(PASTED.replace('data-coursedesk="FA-1"', "data-coursedesk")))
        assert "An empty code" in found.why

    def test_a_link_that_leads_elsewhere(self) -> None:
        found = one(look(PASTED.replace(f'<a href="{DESK}', '<a href="https://desk.example.com')))
        assert (found.tone, found.mend) == (
            Tone.WARN,
            f'href="{DESK}/classes/FA-1/register"',
        )

    def test_addresses_are_read_as_a_browser_does(self) -> None:
        relative = PASTED.replace(f'src="{DESK}/', 'src=" ')
        assert is_well(look(f'<base href="{DESK}/a/../"><BASE>{relative}'))


class TestPolicies:
    def test_one_that_says_nothing_of_it_lets_it_in(self) -> None:
        assert is_well(look(PASTED, "img-src 'none'; sandbox", "")) is False
        assert is_well(look(PASTED, "img-src 'none'; ; "))

    def test_the_lines_that_we_print_are_enough(self) -> None:
        ours = f"default-src 'none'; script-src {DESK}/embed/v1.js; frame-src {DESK}"
        assert is_well(look(PASTED, ours))

    def test_a_script_that_is_blocked(self) -> None:
        found = one(look(PASTED, f"script-src 'self' 'none'; frame-src {DESK}"))
        assert found.title == "The script is blocked"
        assert found.mend == f"script-src 'self' {DESK}/embed/v1.js"

    def test_a_frame_that_is_blocked(self) -> None:
        found = one(look(PASTED, f"child-src 'self'; script-src {DESK}"))
        assert (found.title, found.mend) == ("The frame is blocked", f"child-src 'self' {DESK}")

    def test_where_the_default_decides_each_has_a_line_of_its_own(self) -> None:
        mends = [each.mend for each in look(PASTED, "default-src 'self'")]
        assert mends == [f"script-src 'self' {DESK}/embed/v1.js", f"frame-src 'self' {DESK}"]

    def test_every_policy_must_let_it_in(self) -> None:
        wide = "default-src https:"
        assert is_well(look(PASTED, wide, f"{wide}, {wide}"))
        assert len(look(PASTED, wide, f"{wide}, default-src 'none'")) == 2

    def test_one_in_the_page_counts_too(self) -> None:
        meta = (
            '<meta http-equiv="Content-Security-Policy" content="frame-src \'none\'">'
            '<meta name="x" content="y">'
        )
        found = one(look(meta + PASTED))
        assert "(meta)" in found.why
        assert found.mend == f"frame-src {DESK}"

    def test_a_nonce_lets_the_script_in(self) -> None:
        strict = f"script-src 'nonce-abc' 'strict-dynamic' {DESK}; frame-src *"
        assert is_well(look(PASTED.replace("<script", '<script nonce="abc"'), strict))
        found = one(look(PASTED, strict))
        assert found.mend == f'<script nonce="…" src="{DESK}/embed/v1.js" async></script>'

    def test_a_sandbox_must_let_the_form_work(self) -> None:
        allowed = "sandbox allow-scripts allow-same-origin allow-forms"
        assert is_well(look(PASTED, f"{allowed} allow-top-navigation"))
        found = one(look(PASTED, allowed))
        assert found.mend == f"{allowed} allow-top-navigation-by-user-activation"

    @pytest.mark.parametrize(
        ("source", "lets_in"),
        [
            ("*", True),
            ("https:", True),
            ("http:", True),
            ("ws:", False),
            ("'self'", False),
            ("'unsafe-inline'", False),
            ("desk.example.org", True),
            ("DESK.example.org", True),
            ("*.example.org", True),
            ("*.desk.example.org", False),
            ("http://desk.example.org", True),
            ("https://desk.example.org:443", True),
            ("https://desk.example.org:*", True),
            ("https://desk.example.org:8443", False),
            ("https://desk.example.org/embed/", True),
            ("https://desk.example.org/embed/v1.js", True),
            ("https://desk.example.org/embed/v2.js", False),
            ("https://desk.example.org/static/", False),
            ("https://other.example.org", False),
            ("wss://desk.example.org", False),
            ("https://[2001:db8::1]", False),
        ],
    )
    def test_sources_let_in_what_they_name(self, source: str, lets_in: bool) -> None:
        assert is_well(look(PASTED, f"script-src {source}; script-src *")) is lets_in

    def test_a_page_of_ours_may_load_what_is_ours(self) -> None:
        own = f"{DESK}/staff"
        page = HostPage(own, 200, "text/html", ("default-src 'self'",), PASTED)
        found = diagnose(page, snippet=SNIPPET, base_url=DESK, sites=(DESK,), codes=("FA-1",))
        assert is_well(found)


class TestSnippets:
    def test_what_is_left_out_is_no_attribute(self) -> None:
        assert (
            f'<a href="{DESK}/classes/FA-1/register" data-coursedesk="FA-1" data-of="class">'
            f"Register for First aid</a>\n{SCRIPT}"
        ) == PASTED

    def test_everything_is_escaped(self) -> None:
        odd = Snippet(
            EmbedKind.PROGRAM, 'A"B', "<b>", source="fair", language="de", back=f"{SITE}/?a=1&b=2"
        )
        assert odd.html(DESK).splitlines()[0] == (
            f'<a href="{DESK}/embed/A%22B?of=program&amp;source=fair" data-coursedesk="A&quot;B"'
            ' data-of="program" data-source="fair" data-lang="de"'
            f' data-back="{SITE}/?a=1&amp;b=2">&lt;b&gt;</a>'
        )
