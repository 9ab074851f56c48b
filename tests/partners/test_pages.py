"""Pages of somebody's site: what is fetched, and what is not, whatever the address says."""

import gzip
from collections.abc import Callable
from ipaddress import ip_address

import pytest
from structlog.testing import capture_logs

from app.domain.host_page import HostPage, PageUnread
from app.partners.pages import MOST_BYTES, Pages, is_public, numbers_of
from tests.fakes.wire import Conversation, Wire
from tests.fixtures.ports import free_port

PRIVATE = [
    *("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1"),
    *("fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
    *("2002:7f00:1::", "2002:a00:1::", "2001:0:7f00:1::", "2001:db8::1"),
]
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]


def words(found: HostPage | PageUnread) -> str:
    assert isinstance(found, PageUnread), found
    return found.words


def page(found: HostPage | PageUnread) -> HostPage:
    assert isinstance(found, HostPage), found
    return found


def here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def answering(body: bytes = b"<p>x", status: str = "200 OK", **headers: str) -> Wire:
    return Wire(lambda heard: heard.answer(status, body, **headers))


@pytest.mark.parametrize("number", PRIVATE)
def test_a_number_of_a_private_network_is_not_public(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize("number", PUBLIC)
def test_everybodys_number_is_public(number: str) -> None:
    assert is_public(ip_address(number))


class TestWhatIsNotCalled:
    """Nothing listens at these: the claim is in the words, which say that nothing was tried."""

    @pytest.mark.parametrize("number", PRIVATE)
    def test_a_name_of_a_private_number(self, number: str) -> None:
        found = Pages(resolve=lambda _host, _port: [number]).read("https://host.example/")
        assert words(found) == ("host.example is in a private network, where nothing is looked at.")

    def test_a_name_of_a_public_and_a_private_number(self) -> None:
        found = Pages(resolve=lambda _host, _port: [PUBLIC[0], "10.0.0.1"]).read(
            "http://host.example"
        )
        assert "private network" in words(found)

    def test_this_machine_unless_the_desk_is_on_it_too(self) -> None:
        with answering() as wire:
            assert "private network" in words(Pages(resolve=here).read("http://a.example/"))
            found = Pages(local=True).read(wire.url)
        assert page(found).text == "<p>x"
        assert len(wire.heard) == 1

    def test_a_private_network_though_the_desk_is_on_this_machine(self) -> None:
        found = Pages(local=True, resolve=lambda _host, _port: ["10.0.0.1"]).read(
            "http://a.example"
        )
        assert "private network" in words(found)

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("file:///etc/passwd", "begin with http"),
            ("ftp://host.example/", "begin with http"),
            ("host.example", "begin with http"),
            ("https:///x", "begin with http"),
            ("https://[::1", "no web address"),
            ("https://host.example:99999/", "no web address"),
            ("https://ada:secret@host.example/", "name and password"),
            ("https://host.example:22/", "Port 22"),
        ],
    )
    def test_what_is_no_address_of_a_page(self, address: str, why: str) -> None:
        assert why in words(Pages(resolve=lambda _host, _port: PUBLIC).read(address))

    @pytest.mark.parametrize("error", [OSError("unknown"), UnicodeError("too long")])
    def test_a_host_that_nobody_knows(self, error: Exception) -> None:
        def unknown(_host: str, _port: int) -> list[str]:
            raise error

        found = Pages(resolve=unknown).read("https://host.example/")
        assert words(found) == "There is no host called host.example."

    def test_a_host_without_numbers(self) -> None:
        assert "private" in words(Pages(resolve=lambda _host, _port: []).read("http://a.example"))

    def test_where_a_redirect_leads_is_looked_at_anew(self) -> None:
        def resolve(host: str, _port: int) -> list[str]:
            return ["10.0.0.1"] if host == "inside.example" else ["127.0.0.1"]

        with answering(status="302 Found", Location="http://inside.example/") as wire:
            found = Pages(local=True, resolve=resolve).read(wire.url)
        assert "inside.example is in a private network" in words(found)

    def test_a_redirect_to_a_file_is_not_followed(self) -> None:
        with answering(status="302 Found", Location="file:///etc/passwd") as wire:
            assert "begin with http" in words(Pages(local=True).read(wire.url))


class TestWhatIsRead:
    def test_a_page_with_its_headers(self) -> None:
        body = "<p>Blåbær".encode("latin-1")
        headers = {"Content_Type": "text/html; charset=latin-1", "Content-Security-Policy": "a"}
        with answering(body, **headers) as wire, capture_logs() as logged:
            found = page(Pages(local=True).read(f"{wire.url}/courses?week=2"))
        assert found == HostPage(
            f"{wire.url}/courses?week=2", 200, "text/html; charset=latin-1", ("a",), "<p>Blåbær"
        )
        assert wire.heard[0].path == "/courses?week=2"
        assert wire.heard[0].headers["host"] == wire.url.removeprefix("http://")
        assert [each for each in logged if "week" in str(each)] == []

    def test_the_number_that_was_looked_at_is_the_one_that_is_called(self) -> None:
        asked: list[str] = []

        def resolve(host: str, _port: int) -> list[str]:
            # A name that leads elsewhere the second time.
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        with answering() as wire:
            port = wire.url.rpartition(":")[2]
            found = Pages(local=True, resolve=resolve).read(f"http://host.example:{port}/")
        assert page(found).text == "<p>x"
        assert wire.heard[0].headers["host"] == f"host.example:{port}"
        assert asked == ["host.example"]

    def test_redirects_are_followed_a_few_times(self) -> None:
        def script(heard: Conversation) -> None:
            step = int(heard.heard.path.rpartition("/")[2] or 0)
            if step < 5:
                heard.answer("301 Moved", Location=f"/{step + 1}")
            else:
                heard.answer("200 OK", b"<p>there")

        with Wire(script) as wire:
            assert page(Pages(local=True).read(f"{wire.url}/0")).address == f"{wire.url}/5"

    def test_a_page_that_leads_to_itself_is_left(self) -> None:
        with answering(status="302 Found", Location="/") as wire:
            assert "more than 5 times" in words(Pages(local=True).read(wire.url))
        assert len(wire.heard) == 6

    def test_no_more_than_so_much_is_read(self) -> None:
        with answering(b"x" * (MOST_BYTES + 70_000)) as wire:
            assert len(page(Pages(local=True).read(wire.url)).text) == MOST_BYTES

    def test_what_comes_packed_is_unpacked_and_no_more_of_it(self) -> None:
        with answering(gzip.compress(b"<p>x"), Content_Encoding="gzip") as wire:
            assert page(Pages(local=True).read(wire.url)).text == "<p>x"
        bomb = gzip.compress(b"x" * 20_000_000)
        with answering(bomb, Content_Encoding="gzip") as wire:
            assert len(page(Pages(local=True).read(wire.url)).text) == MOST_BYTES

    def test_what_cannot_be_unpacked_is_said_to_be(self) -> None:
        with answering(b"\x1b\x03\x00", Content_Encoding="br") as wire:
            assert "came packed" in words(Pages(local=True).read(wire.url))

    @pytest.mark.parametrize(
        "script",
        [
            lambda heard: heard.reset(),
            lambda heard: heard.send(b"nonsense\r\n\r\n"),
            lambda heard: heard.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + b"x" * 99),
        ],
    )
    def test_who_does_not_answer_as_they_should_is_left_in_time(
        self, script: Callable[[Conversation], None]
    ) -> None:
        with Wire(script) as wire:
            found = Pages(local=True, seconds=0.5).read(wire.url)
        assert "did not answer as it should" in words(found)

    def test_nobody_there_is_said_to_be(self) -> None:
        found = Pages(local=True).read(f"http://127.0.0.1:{free_port()}")
        assert "127.0.0.1 did not answer as it should (ConnectError)" in words(found)

    def test_a_number_of_six_is_called_as_one(self) -> None:
        pages = Pages(local=True, resolve=lambda _host, _port: ["::1"])
        found = pages.read(f"http://[::1]:{free_port()}/")
        assert "::1 did not answer as it should (ConnectError)" in words(found)

    def test_this_machine_has_a_number(self) -> None:
        assert "127.0.0.1" in numbers_of("127.0.0.1", 80)
