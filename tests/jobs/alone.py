"""A worker of the queue without the sweep beside it. Not here: any claim."""

from collections.abc import Mapping
from functools import partial

from app.factory.parts import make_parts
from app.jobs.worker import _rq_worker
from app.settings import Settings


def only_woken(environment: Mapping[str, str]) -> None:
    """Do what the queue says and nothing else, until killed."""
    settings = Settings.from_environment(environment)
    _rq_worker(partial(make_parts, settings), settings.queue_url)
