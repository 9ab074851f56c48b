"""Pulling: people who wait at partners are fetched every few minutes. Not here: keeping them."""

from app import logs
from app.domain.contract import PeopleDesk
from app.parts import Parts
from app.usecases.pull_people import pull_people


def pull_everywhere(parts: Parts) -> None:
    """Fetch whoever waits at any partner, one partner after the other.

    What went wrong is logged for operators: a desk whose line does not get shorter loses people.
    """
    for name, partner in parts.partners.items():
        if isinstance(partner, PeopleDesk):
            with logs.following(None):
                _pull(parts, name, partner)


def _pull(parts: Parts, name: str, desk: PeopleDesk) -> None:
    pulled = pull_people(parts.sessions, desk, clock=parts.clock)
    counts = {"taken": pulled.taken, "added": pulled.added, "unusable": pulled.unusable}
    if pulled.trouble or pulled.unusable:
        logs.log().error("pull trouble", partner=name, words=pulled.trouble, **counts)
    elif pulled.taken:
        logs.log().info("pulled", partner=name, **counts)
