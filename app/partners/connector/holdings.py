"""What the hub holds of ours, read back in our words; nothing is changed there.

Not here: saving (partner.py), the people who wait there (desk.py).
"""

from collections.abc import Iterable, Iterator, Mapping

from app.domain.check import Health, health_of
from app.domain.contract import Refused, Told, Unreachable
from app.domain.reconcile import Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.partners.connector.client import ConnectorClient
from app.partners.connector.document import Element
from app.partners.connector.reply import NotThere, Rejected

READS = frozenset({Thing.PERSON, Thing.STAFF, Thing.LEAD_SOURCE})
NOT_READ = "whom only the hub knows: it lists neither users nor staff"


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
        match mine.thing:
            case Thing.PERSON:
                found, read = client.fetch_user(mine.code), _person
            case Thing.STAFF:
                found, read = client.fetch_staff(mine.code), _staff
            case _:
                found, read = client.fetch_source(mine.code), _source
        if isinstance(found, NotThere):
            yield NotHeld(mine.thing, mine.code)
        elif isinstance(found, Rejected | Unreachable):
            away = isinstance(found, Unreachable)
            yield Unread(mine.thing, mine.code, found.words, away=away)
        else:
            said = {name: text for name, text in read(found).items() if text}
            yield Held(mine.thing, mine.code, said)


def _person(found: Element) -> dict[str, str]:
    said = _texts(found, "userInfo")
    return {
        "name": _name(said),
        "email": said.get("email", ""),
        "phone": said.get("mobile", ""),
        "type": said.get("userType", "").lower(),
    }


def _staff(found: Element) -> dict[str, str]:
    said = _texts(found, "userInfo")
    return {
        "name": _name(said),
        "email": said.get("email", ""),
        "active": {"ACTIVE": "true", "INACTIVE": "false"}.get(said.get("userStatus", ""), ""),
    }


def _name(said: Mapping[str, str]) -> str:
    return f"{said.get('firstname', '')} {said.get('lastname', '')}".strip()


def _source(found: Element) -> dict[str, str]:
    said = _texts(found, "leadInfo")
    return {"name": said.get("name", ""), "active": said.get("active", "")}


def _texts(found: Element, block: str) -> dict[str, str]:
    inner = found.first(block)
    return inner.texts() if inner else {}
