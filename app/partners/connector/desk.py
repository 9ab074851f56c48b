"""The Connector as a desk at which people of other systems wait for us (connector.md 9).

Not here: what it hears of us (partner.py), who is who.
"""

from app.domain.contract import (
    Refused,
    Told,
    Unreachable,
    WaitingPeople,
)
from app.domain.person import IncomingPerson
from app.partners.connector.partner import KNOWN_UUID, Connector
from app.partners.connector.reading import LINK, waiting_people
from app.partners.connector.reply import NotThere, Rejected


class ConnectorDesk(Connector):
    """The destination and the desk in one; a Connector that is not pulled is no desk (S17)."""

    def waiting_people(self) -> WaitingPeople | Refused | Unreachable:
        """Ask for the newest fifty that we have not acknowledged."""
        found = self.client("pull").missing_users()
        if isinstance(found, Unreachable):
            return found
        if isinstance(found, NotThere | Rejected):
            return Refused(found.words)
        return waiting_people(found, provider=self.identity.provider)

    def acknowledge(self, person: IncomingPerson, *, code: str) -> Told | Refused | Unreachable:
        """Tell the hub our id of a pulled person; until then it gives them again."""
        uuid = person.links[0].removeprefix(LINK)
        failed = self.client(code).acknowledge(uuid, record=code)
        if failed is None:
            return Told("the Connector knows our id", {KNOWN_UUID: uuid})
        return failed if isinstance(failed, Unreachable) else Refused(failed.words)
