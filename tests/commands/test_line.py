"""The command line: names of one word and two, exit codes, mistakes in one line."""

from argparse import Namespace
from collections.abc import Callable

import pytest

from app.commands.line import MISTAKE, Command, execute, seed_arguments, staff_add_arguments


class Closed(Exception):
    """A mistake that the person at the keyboard can mend."""


def refuse(_chosen: Namespace) -> int:
    raise Closed("it is closed")


def raising(error: type[BaseException]) -> Callable[[Namespace], int]:
    def run(_chosen: Namespace) -> int:
        raise error

    return run


@pytest.fixture
def heard() -> list[Namespace]:
    return []


@pytest.fixture
def commands(heard: list[Namespace]) -> list[Command]:
    def hear(chosen: Namespace) -> int:
        heard.append(chosen)
        return 7

    return [
        Command("seed", "load a catalogue", hear, seed_arguments),
        Command("staff add", "add somebody", hear, staff_add_arguments),
        Command("staff list", "list them", hear),
        Command("close", "refuse", refuse),
        Command("interrupted", "as by Ctrl-C", raising(KeyboardInterrupt)),
    ]


def test_a_command_gets_its_arguments_and_says_the_exit_code(
    commands: list[Command], heard: list[Namespace]
) -> None:
    assert execute(commands, ["seed", "cat.json"]) == 7
    assert heard[0].file.name == "cat.json"
    assert execute(commands, ["seed"]) == 7
    assert heard[1].file is None


def test_commands_of_two_words_share_the_first(
    commands: list[Command], heard: list[Namespace]
) -> None:
    assert execute(commands, ["staff", "add", "a@b.example", "--role", "admin"]) == 7
    assert (heard[0].email, heard[0].role) == ("a@b.example", "admin")
    assert execute(commands, ["staff", "list"]) == 7


def test_a_mistake_is_one_line_and_exit_code_2(
    commands: list[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    assert execute(commands, ["close"], mistakes=(Closed,)) == MISTAKE
    assert capsys.readouterr().err == "coursedesk: it is closed\n"


def test_a_fault_is_not_mistaken_for_a_mistake(commands: list[Command]) -> None:
    with pytest.raises(Closed):
        execute(commands, ["close"])


def test_ctrl_c_ends_a_command_without_a_trace(commands: list[Command]) -> None:
    assert execute(commands, ["interrupted"]) == 130


@pytest.mark.parametrize(
    "arguments", [[], ["dance"], ["staff"], ["staff", "add"], ["staff", "add", "x"], ["see"]]
)
def test_arguments_that_make_no_sense_end_with_2(
    commands: list[Command], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        execute(commands, arguments)
    assert stop.value.code == 2
    assert "usage: ./manage" in capsys.readouterr().err
