"""Note answer: keep count of whether a destination answers, for all workers together."""

from datetime import datetime

from app.domain.breaker import Standing, after
from app.domain.contract import Sessions
from app.store.breaker import keep_standing, lock_standing
from app.store.database import writing_rows


def note_answer(sessions: Sessions, *, destination: str, answer: object, now: datetime) -> Standing:
    """Note what a destination answered (an outcome, or a booking's answer); return how it stands.

    Worth calling after every failure, and after a success only where failures stand.
    """
    with writing_rows(sessions) as connection:
        standing = after(lock_standing(connection, destination, now=now), answer, now=now)
        keep_standing(connection, destination, standing)
    return standing
