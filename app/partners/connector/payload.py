"""What the Connector is sent (connector.md 5 to 7): names exactly as it spells them (C14).

Not here: XML as such, how it travels.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.contact import ContactRefused, clean_email, clean_phone, split_name
from app.domain.event import EventKind, LeadSourceFacts, PersonFacts, RegistrationFacts, StaffFacts
from app.domain.person import Detail
from app.partners.connector.document import Blocks, write

MANDATORY = ("firstname", "lastname", "userStatus", "userType")
# S19: some systems behind the hub keep no more.
LONG_NAME = 40
# Our names of details that travel as they are, by theirs.
_PLAIN = {
    "city": Detail.CITY,
    "zipcode": Detail.POSTAL_CODE,
    "state": Detail.REGION,
    "homePhone": Detail.HOME_PHONE,
    "workPhone": Detail.WORK_PHONE,
    "company": Detail.COMPANY,
}
_PHONES = ("homePhone", "workPhone")
_COUNTRY = re.compile("[A-Z]{2}")
# What staff change of a place says nothing of whether its person is active.
_BY_STAFF = frozenset(
    {
        EventKind.REGISTRATION_LEAD_CHANGED,
        EventKind.REGISTRATION_CONTACT_CHANGED,
        EventKind.REGISTRATION_ADDRESS_CHANGED,
    }
)
# Nor does that their data was erased (S12): who was is inactive, who has other orders is not.
_AS_THEY_ARE = _BY_STAFF | {EventKind.REGISTRATION_ERASED}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are at the hub; every call names all of it and the record (section 5).

    ``country`` is where numbers without a + in front are read (S9).
    """

    provider: str
    client: str
    club: str
    country: str = "NO"

    def block(self, record: str) -> dict[str, str]:
        """Return the identity block of one record; ids are ours, never the hub's (C17)."""
        return {
            "identifier": self.provider,
            "clientID": self.client,
            "clubID": self.club,
            "recordID": record,
        }


@dataclass(frozen=True, slots=True)
class Named:
    """A lead source or a member of staff as a lead may name them; saved before it does (C6).

    ``known_as`` is how it is remembered that the hub has it, ``mark`` changes with what it holds.
    """

    record: str
    path: str
    known_as: str
    blocks: Blocks
    root: str
    mandatory: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The mandatory elements that have no text, the identity among them."""
        return missing_of(self.blocks, self.mandatory)

    @property
    def mark(self) -> str:
        """Sixteen letters that are others when anything in the document is."""
        return hashlib.sha256(self.document()).hexdigest()[:16]

    def document(self) -> bytes:
        """Return the document that saves it."""
        return write(self.root, self.blocks)


def source_of(source: LeadSourceFacts, *, identity: Identity) -> Named:
    """Return a lead source as it is saved."""
    active = "true" if source.active else "false"
    return Named(
        record=source.code,
        path="/leadsource",
        known_as=f"lead_source:{source.code}",
        blocks={
            "providerInfo": identity.block(source.code),
            "leadInfo": {"name": source.name, "active": active},
        },
        root="leadSource",
        mandatory={"leadInfo": ("name",)},
    )


def staff_of(staff: StaffFacts, *, identity: Identity) -> Named:
    """Return a member of staff as they are saved: a user at another address (C21)."""
    first, last = split_name(staff.name)
    return Named(
        record=staff.code,
        path="/staff",
        known_as=f"staff:{staff.code}",
        blocks={
            "providerInfo": identity.block(staff.code),
            "userInfo": {
                "firstname": first,
                "lastname": last,
                "userStatus": "ACTIVE" if staff.active else "INACTIVE",
                "userType": "STAFF",
                # C8: the hub matches staff by it.
                "email": staff.email.strip().lower(),
            },
        },
        root="user",
        mandatory={"userInfo": (*MANDATORY, "email")},
    )


def missing_of(blocks: Blocks, mandatory: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the mandatory elements that have no text, the whole identity among them."""
    identity = blocks["providerInfo"]
    absent = [name for name in identity if not identity[name].strip()]
    for name, elements in mandatory.items():
        absent += [each for each in elements if not blocks[name].get(each, "").strip()]
    return tuple(absent)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the hub is to hold them; ``lead`` are our ids of source and owner (C7)."""

    blocks: Blocks
    lead: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The mandatory elements that have no text, the identity among them."""
        return missing_of(self.blocks, {"userInfo": MANDATORY})

    @property
    def too_long(self) -> bool:
        """Whether a name is so long that some system behind the hub may cut it (S19)."""
        names = self.blocks["userInfo"]
        return any(len(names[each]) > LONG_NAME for each in ("firstname", "lastname"))

    def document(self) -> bytes:
        """Return the document that saves the person, with what they are a lead of, if anything."""
        return write("user", {**self.blocks, **({"leadInfo": self.lead} if self.lead else {})})

    def without_lead(self) -> "Person":
        """Return the same person with neither source nor owner."""
        return Person(self.blocks)


def person_of(registration: RegistrationFacts, *, kind: EventKind, identity: Identity) -> Person:
    """Return the person of a registration: all that is known of them (S6).

    What was never known is left out, what was cleared is sent empty (S7).
    """
    person = registration.person
    named = person.name if person else registration.name
    first, last = _names(named, person)
    member = registration.member or kind is EventKind.REGISTRATION_CONFIRMED
    # Who registers is active, whatever the hub thought of them before.
    idle = person is not None and not person.active
    idle = idle and kind in _AS_THEY_ARE
    lead = {"leadSource": registration.lead_source, "ownerID": registration.owner}
    return Person(
        blocks={
            "providerInfo": identity.block(registration.person_code),
            "userInfo": {
                "firstname": first,
                "lastname": last,
                "userStatus": "INACTIVE" if idle else "ACTIVE",
                # S5: once a member, never a prospect again. S4: there is no third word.
                "userType": "MEMBER" if member else "PROSPECT",
                **_details(registration, identity),
                "mobile": _number((person and person.phone) or registration.phone, identity),
                "email": _address((person and person.email) or registration.email),
            },
        },
        lead={name: each.code for name, each in lead.items() if each},
    )


def _names(name: str, person: PersonFacts | None) -> tuple[str, str]:
    """Return both names as they came in, where they are still the same, else split at a space."""
    details = person.details if person else {}
    first, last = details.get(Detail.FIRST_NAME, ""), details.get(Detail.LAST_NAME, "")
    return (first, last) if first and last and f"{first} {last}" == name else split_name(name)


def _details(registration: RegistrationFacts, identity: Identity) -> dict[str, str]:
    """Return the optional elements that are known; the hub looks at none, so we do (C22)."""
    known = dict(registration.person.details) if registration.person else {}
    if registration.birth_date is not None:
        known[Detail.BIRTH_DATE] = registration.birth_date.isoformat()
    found: dict[str, str] = {}
    if is_date(born := known.get(Detail.BIRTH_DATE, "-")) or not born:
        found["birthdate"] = born
    if (gender := known.get(Detail.GENDER, "-")) in ("M", "F", ""):
        found["gender"] = gender
    if Detail.LINE1 in known or Detail.LINE2 in known:
        lines = (known.get(Detail.LINE1, ""), known.get(Detail.LINE2, ""))
        # C15: the hub drops a second line.
        found["address1"] = ", ".join(line for line in lines if line)
    if _COUNTRY.fullmatch(country := known.get(Detail.COUNTRY, "-").upper()) or not country:
        found["country"] = country
    for name, detail in _PLAIN.items():
        if detail in known:
            text = known[detail]
            found[name] = _number(text, identity) if name in _PHONES else text
    return found


def is_date(text: str) -> bool:
    """Say whether the text is a day as ``yyyy-mm-dd``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _number(text: str, identity: Identity) -> str:
    """Return the number in E.164 (S9), or as it is written where it is none that can exist."""
    if not text or re.fullmatch(r"\+[0-9]{5,15}", text):
        return text
    try:
        return clean_phone(text, country=identity.country)
    except ContactRefused:
        return text


def _address(text: str) -> str:
    """Return the e-mail address, or nothing where it is none (C22)."""
    try:
        return clean_email(text) if text else ""
    except ContactRefused:
        return ""
