"""People and lead sources as the Connector sends them, in XML or JSON (connector.md 6 and 9).

Here: what has to be there, what is usable and what is left out with a warning, so that a lead is
never lost for one bad field. Not here: HTTP, who is who.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.domain.contact import NAME_LIMIT, ContactRefused, clean_email
from app.domain.contract import WaitingPeople
from app.domain.person import Detail, IncomingPerson
from app.partners.connector.document import Blocks, Element
from app.partners.connector.payload import MANDATORY, is_date

# What a link to the hub's own id begins with.
LINK = "uuid:"
AT_ONCE = 50
LONGEST = 200
LONGEST_PHONE = 32
_WORDS = {"userStatus": ("ACTIVE", "INACTIVE"), "userType": ("PROSPECT", "MEMBER")}
_TEXTS = {
    "firstname": Detail.FIRST_NAME,
    "lastname": Detail.LAST_NAME,
    "birthdate": Detail.BIRTH_DATE,
    "gender": Detail.GENDER,
    "address1": Detail.LINE1,
    "address2": Detail.LINE2,
    "city": Detail.CITY,
    "zipcode": Detail.POSTAL_CODE,
    "state": Detail.REGION,
    "country": Detail.COUNTRY,
    "homePhone": Detail.HOME_PHONE,
    "workPhone": Detail.WORK_PHONE,
    "company": Detail.COMPANY,
}
_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(eq=False)
class NotTaken(Exception):
    """A record that cannot be taken; ``fields`` are what is wrong with it, by element."""

    fields: Mapping[str, str]

    def __str__(self) -> str:
        return "; ".join(f"{name} {reason}" for name, reason in self.fields.items())


@dataclass(frozen=True, slots=True)
class Given:
    """A person that can be taken, and what of them could not."""

    person: IncomingPerson
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A lead source as it was sent; None was not said."""

    name: str | None
    active: bool | None


def read_person(blocks: Blocks, *, provider: str) -> Given:
    """Return the person of a record; ``provider`` is what the hub calls us.

    Raises:
        NotTaken: a mandatory element is missing or says nothing we know.
    """
    user = {name: clean(text) for name, text in blocks.get("userInfo", {}).items()}
    _check(user)
    told = _Telling(user)
    lead = {name: clean(text) for name, text in blocks.get("leadInfo", {}).items()}
    record = {name: clean(text) for name, text in blocks.get("providerInfo", {}).items()}
    links, hint = _names_of(user, record, provider=provider)
    person = IncomingPerson(
        name=f"{user['firstname']} {user['lastname']}",
        email=told.email(),
        phone=told.phone(),
        member=user["userType"].upper() == "MEMBER",
        active=user["userStatus"].upper() == "ACTIVE",
        details=told.details(),
        source=lead.get("leadSource", "")[:LONGEST],
        owner=lead.get("ownerID", "")[:LONGEST],
        hint=hint,
        links=links,
        ours=user.get("modifiedBy", "") == provider,
        changed_at=_moment(user.get("modifiedDate", "")),
    )
    return Given(person, tuple(told.warnings))


def read_source(texts: Mapping[str, str]) -> GivenSource:
    """Return a lead source; ``active`` is true or false as text, and empty is not false (C13).

    Raises:
        NotTaken: ``active`` is something else.
    """
    said = clean(texts.get("active", "")).lower()
    if said not in ("", "true", "false"):
        raise NotTaken({"active": "must be true or false"})
    name = clean(texts["name"]) if "name" in texts else None
    return GivenSource(name=name, active=None if not said else said == "true")


def waiting_people(found: Element, *, provider: str) -> WaitingPeople:
    """Return the people of an answer to a pull: one ``userInfo`` each (section 9)."""
    records = [each.texts() for each in found.all("userInfo")]
    people: list[IncomingPerson] = []
    for record in records:
        try:
            given = read_person({"userInfo": record}, provider=provider)
        except NotTaken:
            continue
        if given.person.links:
            people.append(given.person)
    return WaitingPeople(
        people=tuple(people),
        more=len(records) >= AT_ONCE,
        unusable=len(records) - len(people),
    )


def blocks_of(root: Element) -> dict[str, dict[str, str]]:
    """Return the blocks of a ``<user>`` or ``<leadSource>`` by name."""
    return {each.name: each.texts() for each in reversed(root.children)}


def clean(text: str) -> str:
    """Return the text on one line, without what no database keeps and no XML may hold."""
    kept = (sign if _is_kept(sign) else " " for sign in text)
    return " ".join("".join(kept).split())


def _is_kept(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs") and ord(sign) & 0xFFFE != 0xFFFE


def _check(user: Mapping[str, str]) -> None:
    wrong = {name: "is missing" for name in MANDATORY if not user.get(name)}
    for name, words in _WORDS.items():
        if user.get(name) and user[name].upper() not in words:
            wrong[name] = f"must be {' or '.join(words)}"
    if len(user.get("firstname", "")) + len(user.get("lastname", "")) >= NAME_LIMIT:
        wrong["lastname"] = f"makes a name longer than {NAME_LIMIT} characters"
    if wrong:
        raise NotTaken(wrong)


def _names_of(
    user: Mapping[str, str], record: Mapping[str, str], *, provider: str
) -> tuple[tuple[str, ...], str]:
    """Return what the sender calls the record, and its id where that may be ours."""
    links = [LINK + user["connectorUUID"][:LONGEST]] if user.get("connectorUUID") else []
    number = record.get("recordID", "")[:LONGEST]
    if not number:
        return tuple(links), ""
    # Where nobody else is named, the id may be ours or theirs.
    owner = record.get("identifier", "")[:32]
    hint = number if owner in ("", provider) else ""
    return (*links, f"record:{owner}:{number}"), hint


def _moment(text: str) -> datetime | None:
    """Return a time as the hub writes it, in UTC (S15); None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


@dataclass(slots=True)
class _Telling:
    """The optional elements of one person; what is not usable is left out and warned of."""

    user: Mapping[str, str]
    warnings: list[str] = field(default_factory=list)

    def email(self) -> str | None:
        """Return the address in its normal form; None where none was given that is one."""
        text = self.user.get("email")
        if not text:
            return text
        try:
            return clean_email(text)
        except ContactRefused:
            self._leave_out("email", "is no e-mail address")
            return None

    def phone(self) -> str | None:
        """Return the number as it was written (S9)."""
        text = self.user.get("mobile")
        if text is None or len(text) <= LONGEST_PHONE:
            return text
        self._leave_out("mobile", f"is longer than {LONGEST_PHONE} characters")
        return None

    def details(self) -> dict[str, str]:
        """Return the other elements that were given and are usable, by our names."""
        found: dict[str, str] = {}
        for name, detail in _TEXTS.items():
            text = self.user.get(name)
            if text is None:
                continue
            if why := _why_not(name, text):
                self._leave_out(name, why)
            else:
                found[detail] = text.upper() if name == "country" else text
        return found

    def _leave_out(self, name: str, why: str) -> None:
        self.warnings.append(f"{name} {why} and was left out")


def _why_not(name: str, text: str) -> str:
    """Return why an element's text cannot be kept; empty where it can, and for empty text."""
    if name == "birthdate" and text and not is_date(text):
        return "is not yyyy-mm-dd"
    if name == "gender" and text not in ("M", "F", ""):
        return "is neither M nor F"
    if name == "country" and text and not _COUNTRY.fullmatch(text.upper()):
        return "is not a two-letter ISO code"
    return f"is longer than {LONGEST} characters" if len(text) > LONGEST else ""
