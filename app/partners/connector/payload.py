"""What the Connector is sent (connector.md 5 to 7): names exactly as it spells them (C14).

Not here: XML as such, how it travels.
"""

from dataclasses import dataclass

from app.domain.contact import split_name
from app.domain.event import EventKind, LeadSourceFacts, RegistrationFacts
from app.partners.connector.document import Blocks, write

_MANDATORY = ("firstname", "lastname", "userStatus", "userType")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are at the hub; every call names all of it and the record (section 5)."""

    provider: str
    client: str
    club: str

    def block(self, record: str) -> dict[str, str]:
        """Return the identity block of one record; ids are ours, never the hub's (C17)."""
        return {
            "identifier": self.provider,
            "clientID": self.client,
            "clubID": self.club,
            "recordID": record,
        }


def source_document(source: LeadSourceFacts, *, identity: Identity) -> bytes:
    """Return the document that saves a lead source."""
    return write(
        "leadSource",
        {
            "providerInfo": identity.block(source.code),
            "leadInfo": {"name": source.name, "active": "true" if source.active else "false"},
        },
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the hub is to hold them; ``source`` is our id of a lead source (C7) or empty."""

    blocks: Blocks
    source: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The mandatory elements that have no text, the identity among them."""
        owner, person = self.blocks["providerInfo"], self.blocks["userInfo"]
        absent = [name for name in owner if not owner[name].strip()]
        return (*absent, *(name for name in _MANDATORY if not person[name].strip()))

    def document(self) -> bytes:
        """Return the document that saves the person, with the lead source where there is one."""
        lead = {"leadInfo": {"leadSource": self.source}} if self.source else {}
        return write("user", {**self.blocks, **lead})

    def without_source(self) -> "Person":
        """Return the same person with no lead source."""
        return Person(self.blocks, "")


def person_of(registration: RegistrationFacts, *, kind: EventKind, identity: Identity) -> Person:
    """Return the person of a registration: the whole record, empty where nothing is known (S6)."""
    first, last = split_name(registration.name)
    member = registration.member or kind is EventKind.REGISTRATION_CONFIRMED
    source = registration.lead_source
    return Person(
        blocks={
            "providerInfo": identity.block(registration.person_code),
            "userInfo": {
                "firstname": first,
                "lastname": last,
                "userStatus": "ACTIVE",
                # S5: once a member, never a prospect again.
                "userType": "MEMBER" if member else "PROSPECT",
                "mobile": registration.phone,
                "email": registration.email,
            },
        },
        source=source.code if source else "",
    )
