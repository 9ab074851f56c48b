"""The queue: waking workers over Redis.

The only module that enqueues; a lost wake loses nothing. RQ and its client are loaded with the
first wake: they are as large as the web framework, and who only shows pages wakes nobody.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from app import logs

if TYPE_CHECKING:
    from redis import Redis
    from redis.exceptions import RedisError
    from rq import Queue

QUEUE_NAME = "coursedesk"
JOB = "app.jobs.worker.drain"
# A person's request waits for this at most when Redis is gone; the sweep then does the waking.
PATIENCE = 0.5
# While a wake for a destination stands in the queue, another says nothing new.
AWAKE_SECONDS = 5
# RQ's own time-out would break a telling off in the middle; each telling has one of its own.
FOREVER = -1


def awake_key(destination: str) -> str:
    """Return the Redis key that stands while a wake for the destination is queued."""
    return f"coursedesk:awake:{destination}"


def connect(url: str, *, patience: float | None = PATIENCE) -> "Redis":
    """Return a connection to Redis or Valkey; nothing is sent yet."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url,
        socket_connect_timeout=patience,
        socket_timeout=patience,
        retry=Retry(NoBackoff(), 0),
    )


class WakeQueue:
    """Wakes workers for destinations; ``wake`` of the parts."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _redis(self) -> "Redis":
        return connect(self._url)

    @cached_property
    def _queue(self) -> "Queue":
        from rq import Queue
        from rq.serializers import JSONSerializer

        return Queue(QUEUE_NAME, connection=self._redis, serializer=JSONSerializer)

    def wake(self, destinations: Iterable[str]) -> None:
        """Have the destinations' deliveries done soon; without Redis the sweep will (promise 7)."""
        wanted = sorted(set(destinations))
        if not wanted:
            return
        try:
            self._enqueue(wanted)
        except away() as error:
            logs.log().warning("queue down", error_kind=type(error).__name__)

    def _enqueue(self, wanted: list[str]) -> None:
        pipeline = self._redis.pipeline(transaction=False)
        for destination in wanted:
            pipeline.set(awake_key(destination), 1, nx=True, ex=AWAKE_SECONDS)
        asleep = [name for name, new in zip(wanted, pipeline.execute(), strict=True) if new]
        if asleep:
            self._queue.enqueue_many(
                [
                    self._queue.prepare_data(
                        JOB, args=(name,), timeout=FOREVER, result_ttl=0, failure_ttl=3600
                    )
                    for name in asleep
                ]
            )

    def answers(self) -> bool:
        """Say whether Redis can be reached now."""
        try:
            return bool(self._redis.ping())
        except away():
            return False

    def waiting(self) -> int | None:
        """Return how many wakes are queued, or None when Redis cannot be reached."""
        try:
            return self._queue.count
        except away():
            return None


def away() -> "type[RedisError]":
    """Return what is raised while Redis cannot be reached."""
    from redis.exceptions import RedisError

    return RedisError
