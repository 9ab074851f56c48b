"""The sync command: fetch now what waits at a partner, and say what came. Not here: how."""

import sys

from app.commands.line import Mistake
from app.domain.contract import PeopleDesk
from app.parts import Parts
from app.usecases.pull_people import pull_people

TROUBLE = 1


def sync_people(parts: Parts, partner: str) -> int:
    """Drain the people who wait at the partner and return the exit code.

    Raises:
        Mistake: the partner is off, or is not pulled.
    """
    desk: object = parts.partners.get(partner)
    if not isinstance(desk, PeopleDesk):
        raise Mistake(f"{partner} is off, or its people are not pulled")
    pulled = pull_people(parts.sessions, desk, clock=parts.clock)
    print(
        f"Took {pulled.taken} people: {pulled.added} new, {pulled.changed} changed, "
        f"{pulled.same} as they were."
    )
    if pulled.unusable:
        print(f"{pulled.unusable} had no name or no id and were left there.", file=sys.stderr)
    if pulled.trouble:
        print(f"It ended early: {pulled.trouble}", file=sys.stderr)
    return TROUBLE if pulled.trouble or pulled.unusable else 0
