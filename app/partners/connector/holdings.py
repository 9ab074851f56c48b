"""What the hub holds of ours, read back in our words; nothing is changed there.

Not here: saving (partner.py), the people who wait there (desk.py).
"""

from collections.abc import Iterable, Iterator

from app.domain.check import Health, health_of
from app.domain.contract import Refused, Told, Unreachable
from app.domain.reconcile import Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.partners.connector.client import ConnectorClient
from app.partners.connector.document import Element
from app.partners.connector.reply import NotThere, Rejected

READS = frozenset({Thing.PERSON, Thing.LEAD_SOURCE})


def check(client: ConnectorClient) -> Health:
    """List the lead sources (S20), which changes nothing."""
    answer = client.list_sources()
    if isinstance(answer, Unreachable):
        return health_of(answer, setting="CONNECTOR")
    if isinstance(answer, NotThere | Rejected):
        return health_of(Refused(answer.words), setting="CONNECTOR")
    return health_of(Told("the hub lets us in"), setting="CONNECTOR")


def read_back(client: ConnectorClient, ours: Iterable[Ours]) -> Iterator[ReadBack]:
    """Fetch each record of ours: the hub lists no users, and its sources without ids (C11)."""
    for mine in ours:
        person = mine.thing is Thing.PERSON
        found = client.fetch_user(mine.code) if person else client.fetch_source(mine.code)
        if isinstance(found, NotThere):
            yield NotHeld(mine.thing, mine.code)
        elif isinstance(found, Rejected | Unreachable):
            yield Unread(mine.thing, mine.code, found.words)
        else:
            said = _person(found) if person else _source(found)
            yield Held(mine.thing, mine.code, {name: text for name, text in said.items() if text})


def _person(found: Element) -> dict[str, str]:
    said = _texts(found, "userInfo")
    return {
        "name": f"{said.get('firstname', '')} {said.get('lastname', '')}".strip(),
        "email": said.get("email", ""),
        "phone": said.get("mobile", ""),
        "type": said.get("userType", "").lower(),
    }


def _source(found: Element) -> dict[str, str]:
    said = _texts(found, "leadInfo")
    return {"name": said.get("name", ""), "active": said.get("active", "")}


def _texts(found: Element, block: str) -> dict[str, str]:
    inner = found.first(block)
    return inner.texts() if inner else {}
