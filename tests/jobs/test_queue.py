"""The queue only wakes: many wakes are one, and without Redis nothing is lost and nobody waits."""

import socket
import time

import pytest
import structlog
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from app.jobs.queue import QUEUE_NAME, WakeQueue, awake_key

# Far less than a person would wait for, far more than this machine needs.
SOON = 5.0


def jobs(queue_url: str) -> list[Job]:
    queue = Queue(QUEUE_NAME, connection=Redis.from_url(queue_url), serializer=JSONSerializer)
    return list(queue.jobs)


def asked(queue_url: str) -> list[str]:
    return sorted(str(job.args[0]) for job in jobs(queue_url))


def test_a_wake_is_one_job_that_names_the_destination_and_nothing_else(queue_url: str) -> None:
    queue = WakeQueue(queue_url)
    queue.wake(["iso"])
    [job] = jobs(queue_url)
    assert (job.func_name, list(job.args), job.kwargs) == ("app.jobs.worker.drain", ["iso"], {})
    assert queue.waiting() == 1


def test_wakes_of_a_destination_that_is_to_be_woken_anyway_are_one(queue_url: str) -> None:
    queue = WakeQueue(queue_url)
    for _ in range(20):
        queue.wake(["iso", "mail", "iso"])
    WakeQueue(queue_url).wake(["mail"])
    assert asked(queue_url) == ["iso", "mail"]


def test_once_the_work_has_begun_a_wake_is_queued_again(queue_url: str) -> None:
    queue = WakeQueue(queue_url)
    queue.wake(["iso"])
    # What the worker does first.
    Redis.from_url(queue_url).delete(awake_key("iso"))
    queue.wake(["iso"])
    assert asked(queue_url) == ["iso", "iso"]


def test_a_wake_that_is_lost_keeps_others_back_for_a_few_seconds_only(queue_url: str) -> None:
    WakeQueue(queue_url).wake(["iso"])
    assert 0 < Redis.from_url(queue_url).ttl(awake_key("iso")) <= 5


def test_nobody_to_wake_is_no_job(queue_url: str) -> None:
    WakeQueue(queue_url).wake([])
    assert jobs(queue_url) == []


def test_a_drain_may_take_as_long_as_it_takes(queue_url: str) -> None:
    """The queue's own time-out would break off a telling in the middle."""
    WakeQueue(queue_url).wake(["iso"])
    assert [job.timeout for job in jobs(queue_url)] == [-1]


def test_without_redis_a_wake_is_quick_and_no_error_and_is_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    queue = WakeQueue("unix:///nowhere/redis.sock")
    began = time.monotonic()
    with structlog.testing.capture_logs() as lines:
        queue.wake(["iso", "mail"])
    assert time.monotonic() - began < SOON
    assert lines == [
        {"event": "queue down", "error_kind": "ConnectionError", "log_level": "warning"}
    ]
    assert (queue.answers(), queue.waiting()) == (False, None)


def test_a_redis_that_takes_the_call_and_never_answers_keeps_nobody_waiting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        queue = WakeQueue(f"redis://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with structlog.testing.capture_logs() as lines:
            queue.wake(["iso"])
        assert time.monotonic() - began < SOON
        assert [line["error_kind"] for line in lines] == ["TimeoutError"]


def test_a_redis_that_comes_back_is_used_again(queue_url: str) -> None:
    queue = WakeQueue(queue_url)
    queue.wake(["iso"])
    # Every connection is cut, as a restart does.
    Redis.from_url(queue_url).client_kill_filter(_type="normal", skipme=True)
    queue.wake(["mail"])
    queue.wake(["trainingportal"])
    assert "trainingportal" in asked(queue_url)
    assert queue.answers()
