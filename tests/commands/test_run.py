"""The supervisor: everything starts, is kept going, and ends with it, however it ends."""

import os
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.standin import StandIn
from tests.fixtures.ports import wait_until

RUNNING = "Kept in"


@pytest.fixture
def product(tmp_path: Path) -> Iterator[StandIn]:
    product = StandIn(tmp_path)
    yield product
    product.sweep_up()


def test_everything_starts_and_the_addresses_and_the_sign_in_are_said(product: StandIn) -> None:
    product.start()
    said = product.said_until(RUNNING)
    assert f"http://127.0.0.1:{product.web_port}/" in said
    assert f"http://127.0.0.1:{product.sandbox_port}/" in said
    assert "staff@desk.example   s3cret" in said
    wait_until(lambda: len(product.started()) == 3, what="the last child")
    assert sorted(name for name, _ in product.started()) == ["sandbox", "web", "worker"]


def test_the_sign_in_is_said_once_nothing_is_on_its_way_any_more(product: StandIn) -> None:
    product.instance.mkdir()
    (product.instance / "backlog").write_text("2")
    product.start()
    before = product.said_until(RUNNING)
    assert [f"{number} on their way" in before for number in (2, 1, 0)] == [True] * 3


def test_the_children_are_told_of_the_queue_that_runs(product: StandIn) -> None:
    product.start()
    product.said_until(RUNNING)
    with urllib.request.urlopen(f"http://127.0.0.1:{product.web_port}/", timeout=5) as answer:
        address = answer.read().decode()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address.removeprefix("unix://"))
        connection.sendall(b"PING\r\n")
        assert connection.recv(16) == b"+PONG\r\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything_and_leaves_no_process(
    product: StandIn, number: signal.Signals
) -> None:
    process = product.start()
    product.said_until(RUNNING)
    process.send_signal(number)
    code, said = product.finish()
    assert (code, "Stopping" in said) == (0, True)
    assert product.alive() == []


def test_ctrl_c_is_heard_even_where_a_shell_had_it_ignored(product: StandIn) -> None:
    process = product.start(ignoring=signal.SIGINT)
    product.said_until(RUNNING)
    process.send_signal(signal.SIGINT)
    assert product.finish()[0] == 0
    assert product.alive() == []


def test_a_stop_signal_before_the_first_page_ends_everything(product: StandIn) -> None:
    process = product.start()
    wait_until(lambda: (product.instance / "started").exists(), what="the first child")
    process.send_signal(signal.SIGTERM)
    assert product.finish()[0] == 0
    assert product.alive() == []


def test_a_killed_supervisor_leaves_no_process_and_can_be_started_again(product: StandIn) -> None:
    process = product.start()
    product.said_until(RUNNING)
    wait_until(lambda: len(product.started()) == 3, what="the last child")
    first = product.alive()
    process.kill()
    wait_until(lambda: not product.alive(), what="the end of every child")
    product.start()
    product.said_until(RUNNING)
    assert len(first) == 4
    assert {child.pid for child in first}.isdisjoint(child.pid for child in product.alive())


def test_a_child_that_dies_is_started_again(product: StandIn) -> None:
    product.start()
    product.said_until(RUNNING)
    wait_until(lambda: len(product.started()) == 3, what="the last child")
    [worker] = [number for name, number in product.started() if name == "worker"]
    os.kill(worker, signal.SIGKILL)
    assert "starting it again" in product.said_until("worker ended with SIGKILL")
    wait_until(lambda: [name for name, _ in product.started()].count("worker") == 2)


def test_a_stubborn_child_is_killed_at_the_second_ctrl_c(product: StandIn) -> None:
    product.instance.mkdir()
    (product.instance / "stubborn-worker").touch()
    process = product.start()
    product.said_until(RUNNING)
    wait_until(lambda: len(product.started()) == 3, what="the last child")
    process.send_signal(signal.SIGINT)
    product.said_until("Stopping")
    process.send_signal(signal.SIGINT)
    assert product.finish(within=5)[0] == 0
    assert product.alive() == []


def test_a_child_that_does_not_stay_up_stops_the_start(product: StandIn) -> None:
    product.instance.mkdir()
    (product.instance / "broken-web").touch()
    product.start()
    code, said = product.finish()
    assert code == 2
    assert said.splitlines()[-1] == ("coursedesk: web does not stay up; see the lines above")
    assert product.alive() == []


def test_a_port_that_is_taken_is_said_in_one_line(product: StandIn) -> None:
    with socket.create_server(("127.0.0.1", product.sandbox_port)):
        product.start()
        code, said = product.finish()
    assert (code, said) == (
        2,
        f"coursedesk: port {product.sandbox_port} (SANDBOX_PORT) is taken: "
        "stop what listens there, or set SANDBOX_PORT\n",
    )


def test_a_second_supervisor_of_the_same_place_is_refused_in_one_line(product: StandIn) -> None:
    product.start()
    product.said_until(RUNNING)
    product.start()
    code, said = product.finish()
    assert (code, said) == (
        2,
        f"coursedesk: already running from {product.instance}: stop that one first\n",
    )


def test_a_place_that_cannot_be_written_is_said_in_one_line(product: StandIn) -> None:
    product.instance.touch()
    product.start()
    code, said = product.finish()
    assert code == 2
    assert said.startswith(f"coursedesk: cannot write in {product.instance} (")
    assert said.count("\n") == 1
