"""Log lines are JSON, carry the request's id, and keep what is somebody's to themselves."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app import logs

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    logs.end()


def test_a_line_is_one_json_object_with_time_level_process_and_facts(lines: Lines) -> None:
    logs.log().info("delivered", delivery=7)
    [line] = lines()
    assert line.pop("at").endswith("Z")
    assert line == {"event": "delivered", "level": "info", "process": "test", "delivery": 7}


def test_the_request_id_is_on_every_line_until_the_request_ends(lines: Lines) -> None:
    chosen = logs.begin(None)
    logs.log().info("one")
    logs.end()
    logs.log().info("two")
    one, two = lines()
    assert one["request_id"] == chosen
    assert "request_id" not in two


def test_a_job_follows_the_request_that_caused_it(lines: Lines) -> None:
    with logs.following("0123456789abcdef") as followed:
        logs.log().info("told")
        assert logs.request_id() == followed == "0123456789abcdef"
    assert logs.request_id() is None
    assert lines()[0]["request_id"] == "0123456789abcdef"


def test_an_error_is_told_by_kind_and_place_without_anybodys_data(lines: Lines) -> None:
    def refuse(email: str) -> None:
        raise ValueError(f"no such person {email}, born 1980-02-01\nDETAIL: Key (name)=(Ann)")

    try:
        refuse("ann.lee@example.org")
    except ValueError:
        logs.log().exception("unexpected")
    [line] = lines()
    [error] = line["error"]
    assert error["kind"] == "ValueError"
    assert error["says"] == "no such person …@…, born …"
    assert error["at"][-1].startswith("tests/test_logs.py:")
    assert "ann" not in json.dumps(line).lower()


def test_a_chained_error_is_told_link_by_link(lines: Lines) -> None:
    try:
        try:
            raise KeyError("Ann")
        except KeyError as error:
            raise RuntimeError("lost") from error
    except RuntimeError:
        logs.log().exception("unexpected")
    assert [link["kind"] for link in lines()[0]["error"]] == ["RuntimeError", "KeyError"]


def test_a_librarys_warning_is_json_too_and_cleaned(lines: Lines) -> None:
    logging.getLogger("somelib").warning("GET %s failed", "http://x/a?token=s3cret&mail=a@b.no")
    logging.getLogger("somelib").info("chatter")
    [line] = lines()
    assert line["event"] == "GET http://x/a?… failed"
    assert (line["level"], line["logger"]) == ("warning", "somelib")


def test_a_librarys_error_has_no_values_in_its_trace(lines: Lines) -> None:
    try:
        raise OSError("cannot reach +47 912 34 567 of 'Ann Lee'")
    except OSError:
        logging.getLogger("somelib").exception("failed")
    [line] = lines()
    assert line["error"][0]["says"] == "cannot reach … of '…'"
    assert "Ann" not in json.dumps(line)
