"""The parser of the command line, and what a command is.

Here: names, arguments, exit codes. Not here: what a command does; the factory hands that in.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

# The exit code for a mistake of whoever typed the command (or wrote the settings).
MISTAKE = 2


class Mistake(Exception):
    """What was asked for cannot be done; the text is one line that says why."""


Arguments = Callable[[argparse.ArgumentParser], None]


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """Leave a command without arguments."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `name` may be two words ("staff add"); `run` returns the exit code."""

    name: str
    summary: str
    run: Callable[[argparse.Namespace], int]
    arguments: Arguments = no_arguments


def build(commands: Iterable[Command]) -> argparse.ArgumentParser:
    """Return the parser; the namespace it gives has the chosen command's `run`."""
    parser = argparse.ArgumentParser(prog="./manage", allow_abbrev=False)
    first = parser.add_subparsers(metavar="COMMAND", required=True)
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for command in commands:
        place, name = first, command.name
        group, _, rest = command.name.partition(" ")
        if rest:
            if group not in groups:
                own = first.add_parser(group, allow_abbrev=False, help=f"{group} …")
                groups[group] = own.add_subparsers(metavar="COMMAND", required=True)
            place, name = groups[group], rest
        own = place.add_parser(
            name, help=command.summary, description=command.summary, allow_abbrev=False
        )
        command.arguments(own)
        own.set_defaults(run=command.run)
    return parser


def execute(
    commands: Iterable[Command],
    arguments: Sequence[str],
    *,
    mistakes: tuple[type[Exception], ...] = (),
) -> int:
    """Run the command that the arguments name and return its exit code.

    An exception of `mistakes` (a malformed setting, a refusal) becomes one line on standard
    error and exit code 2; arguments that make no sense do too, as SystemExit.
    """
    chosen = build(commands).parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except mistakes as mistake:
        print(f"coursedesk: {mistake}", file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); there is nobody left to tell.
        sys.stderr.close()
        return 1
    return code


def seed_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the optional catalogue file: `seed [FILE]`."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="catalogue file; the demo one without it"
    )


def staff_add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who and what they may do: `staff add EMAIL --role ROLE`."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--role", metavar="ROLE", required=True, help="what they may do")
    parser.add_argument("--name", metavar="NAME", default="", help="what they are called")


def staff_name_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom to name and how: `staff name EMAIL NAME`."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("name", metavar="NAME", help="what they are called from now on")


def sync_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom to sync with: `sync PARTNER`."""
    parser.add_argument("partner", metavar="PARTNER", help="whose: iso, connector")


def reconcile_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom to compare with: `reconcile [NAME …] [--since DAY]`."""
    parser.add_argument("only", metavar="NAME", nargs="*", help="partners or gateways; else all")
    parser.add_argument(
        "--since",
        metavar="DAY",
        type=date.fromisoformat,
        help="read gateways' accounts anew from this day on (2031-01-31)",
    )


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which days, whose, and the file: `export --from DAY --to DAY FILE`."""
    parser.add_argument("--from", metavar="DAY", dest="first", required=True, help="2031-01-01")
    parser.add_argument("--to", metavar="DAY", dest="last", required=True, help="the last day")
    parser.add_argument("--entity", metavar="CODE", default="", help="one legal entity's alone")
    parser.add_argument("--currency", metavar="CODE", default="", help="one currency alone")
    parser.add_argument("--sheet", metavar="SHEET", default="papers", help="of a CSV file")
    parser.add_argument("file", metavar="FILE", type=Path, help="ends with .xlsx or .csv")


def client_add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take who it is and what they may do: `client add NAME --scope SCOPE …`."""
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--scope",
        metavar="SCOPE",
        nargs="+",
        action="extend",
        required=True,
        help="what they may do; may be repeated",
    )


def client_name_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which client is meant: `client revoke CLIENT`."""
    parser.add_argument("name", metavar="CLIENT", help="its id or its name")
