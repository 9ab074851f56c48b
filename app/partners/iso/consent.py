"""A consent that changes after ISO heard of it with a registration. Nothing is called for it.

ISO has no call that changes an answer (iso.md 4): what it holds somebody has to ask it to change.
"""

from datetime import datetime, timedelta

from app.domain.consent import GIVEN, SINCE, name_in
from app.domain.contract import Outcome, Refused, Told, Withheld
from app.domain.event import Event

# As ``known`` names it: when the answers were read that ISO was sent with the registration.
TOLD_AT = "told_at"
# A change that was being written as they were read is not among them, although it is earlier.
_SURELY_BEFORE = timedelta(minutes=1)
_ASK = (
    "ISO has no call that changes an answer: ask ISO to note of registration {} that {} is {} now, "
    "then skip this and say that you did"
)
_YES, _NO = "agreed to", "not agreed to any more"
_AS_IT_WAS_TOLD = "ISO was told so with the registration"
_NEVER_TOLD = "ISO was never told of it: it was agreed to after ISO had heard of the registration"
_NOT_THERE = "ISO does not have this registration; should it be told of it, it is told what holds"


def told_at(event: Event) -> dict[str, str]:
    """Return what to remember once ISO was sent the answers of the event's registration."""
    return {TOLD_AT: event.read_at.isoformat()} if event.read_at else {}


def tell_consent(event: Event, *, partner: str, known: str | None) -> Outcome:
    """Return what becomes of the news; ``known`` is the registration's id at ISO, if it has one."""
    if known is None:
        return Withheld(_NOT_THERE)
    sent = event.known.get(TOLD_AT)
    heard = datetime.fromisoformat(sent) if sent else None
    since = event.facts.get(SINCE)
    if heard and event.at + _SURELY_BEFORE <= heard:
        return Told(_AS_IT_WAS_TOLD)
    if heard and since and heard + _SURELY_BEFORE <= datetime.fromisoformat(str(since)):
        return Withheld(_NEVER_TOLD)
    how = _YES if event.facts.get(GIVEN) == "yes" else _NO
    return Refused(_ASK.format(known, name_in(event.facts, partner), how))
