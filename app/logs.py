"""What the product says of itself: one JSON object a line on standard output.

Here: how a line looks, the request id that follows from a request into its jobs, and what is
kept out of every line: of an error only its kind, its cleaned first line and where it happened.
Not here: the lines themselves. Nobody may hand a name, an address, a query or a body to a line;
the cleaning below is the net under that rule, not a licence.
"""

import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars
from structlog.typing import FilteringBoundLogger

ROOT = Path(__file__).resolve().parents[1]
MOST_FRAMES = 25
MOST_CHARACTERS = 500

Line = MutableMapping[str, Any]

_QUERY = re.compile(r"\?[^\s\"'>)]+")
_E_MAIL = re.compile(r"[^\s\"'<>()@,;:=]+@[^\s\"'<>()@,;]+")
_QUOTED = re.compile(r"'[^']*'")
_LONG_NUMBER = re.compile(r"\+?\d[\d .-]{5,}\d")


class _StandardOutput:
    """Whatever standard output is at the moment of writing; one write a line keeps lines whole."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


def set_up(process: str, *, least: int = logging.INFO) -> None:
    """Make every line of this process JSON, our own and the libraries' (from warnings upwards).

    Args:
        process: the word for this process in each line: ``web``, ``worker``, …
        least: the level from which our own lines are written; a command for people says less.
    """
    output = cast(Any, _StandardOutput())

    def signed(_logger: object, _method: str, line: Line) -> Line:
        line["process"] = process
        return line

    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        signed,
        _tell_error,
    ]
    structlog.configure(
        processors=[*before, structlog.processors.JSONRenderer(default=str)],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(file=output),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, _clean_foreign],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(default=str),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)


def log() -> FilteringBoundLogger:
    """Return the logger: `log().info("delivered", delivery=7, milliseconds=12)`."""
    return cast(FilteringBoundLogger, structlog.get_logger())


def new_request_id() -> str:
    """Return a fresh request id: 16 letters and digits that say nothing about anybody."""
    return secrets.token_hex(8)


def request_id() -> str | None:
    """Return the id of the request (or of the one that caused the job) in hand, if any."""
    found = get_contextvars().get("request_id")
    return None if found is None else str(found)


def delivery() -> int | None:
    """Return the number of the delivery in hand, if any."""
    found = get_contextvars().get("delivery")
    return found if isinstance(found, int) else None


def begin(request_id: str | None) -> str:
    """Begin a request or job: its lines carry this id (a fresh one for None), which is returned."""
    clear_contextvars()
    chosen = request_id or new_request_id()
    bind_contextvars(request_id=chosen)
    return chosen


def name_client(client_id: str) -> None:
    """Have the further lines of the request in hand name the API's client that calls."""
    bind_contextvars(client=client_id)


def end() -> None:
    """Forget the request or job in hand."""
    clear_contextvars()


@contextmanager
def following(request_id: str | None, *, delivery: int | None = None) -> Iterator[str]:
    """Do a job under the id of the request that caused it (a fresh one for None).

    Where it is about a delivery, each of its lines names that.
    """
    chosen = begin(request_id)
    if delivery is not None:
        bind_contextvars(delivery=delivery)
    try:
        yield chosen
    finally:
        end()


def clean(text: str) -> str:
    """Return the first line of a text without what may be somebody's: queries, e-mail, numbers."""
    first = text.strip().partition("\n")[0][:MOST_CHARACTERS]
    for pattern, instead in (
        (_QUERY, "?…"),
        (_E_MAIL, "…@…"),
        (_QUOTED, "'…'"),
        (_LONG_NUMBER, "…"),
    ):
        first = pattern.sub(instead, first)
    return first


def _clean_foreign(_logger: object, _method: str, line: Line) -> Line:
    """Clean a library's own words: nobody promised what is in them."""
    line["event"] = clean(str(line.get("event", "")))
    record = line.get("_record")
    if isinstance(record, logging.LogRecord):
        line["logger"] = record.name
        # The formatter would otherwise print the whole traceback, message and all.
        record.exc_info = record.exc_text = None
    return line


def _tell_error(_logger: object, _method: str, line: Line) -> Line:
    """Put an error as kinds, cleaned first lines and places; never with values of variables."""
    given = line.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    elif isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        line["error"] = _chain(given)
    return line


def _chain(error: BaseException) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        told.append({"kind": type(link).__name__, "says": clean(str(link)), "at": _places(link)})
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return told


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return str(path.relative_to(ROOT))
    return "/".join(path.parts[-3:])
