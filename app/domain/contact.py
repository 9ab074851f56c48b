"""Names, e-mail addresses and phone numbers of people, as they are kept. Not here: who they are.

What knows all addresses and numbers of the world is large: it is loaded by who reads one.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.domain.said import sentence

NAME_LIMIT = 200
# Invisible, but part of how names are spelt in Persian and the scripts of India.
_JOINERS = "\u200c\u200d"
# Invisible, and no part of a name or an address: what keyboards and other pages leave around what
# is pasted, so that nobody could see why it is refused. Of marks of direction only those that turn
# letters around (U+202D and U+202E) are not meant well.
_LEFT_BEHIND = dict.fromkeys(
    (
        *(0x00AD, 0x200B, 0x2060, 0xFEFF),  # soft hyphen, spaces without width, byte order mark
        *(0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, *range(0x2066, 0x206A)),
    )
)


@dataclass(eq=False)
class ContactRefused(ValueError):
    """A name, e-mail address or number that cannot be one; ``reason`` is shown to the person."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as they wrote themselves: one name (I7: never split when kept), e-mail, E.164 phone.

    ``email`` and ``phone`` may be empty where a partner sent none.
    """

    name: str
    email: str
    phone: str


def is_one_person(one: Contact, other: Contact) -> bool:
    """Say whether both are the same person: the same address and the same name.

    Two people may share an address; whoever has none is nobody that could be told apart.
    """
    return bool(one.email) and _folded(one) == _folded(other)


def _folded(contact: Contact) -> tuple[str, str]:
    return contact.email.casefold(), " ".join(contact.name.casefold().split())


def clean_name(text: str) -> str:
    """Return the name with single spaces, without marks that are no part of it.

    Raises:
        ContactRefused: empty, over 200 characters, or with control characters.
    """
    name = " ".join(text.translate(_LEFT_BEHIND).split())
    if not name:
        raise ContactRefused(sentence("Enter a full name"))
    if len(name) > NAME_LIMIT:
        raise ContactRefused(
            sentence("The name must be {limit} characters or fewer", limit=NAME_LIMIT)
        )
    if not all(letter.isprintable() or letter in _JOINERS for letter in name):
        raise ContactRefused(sentence("The name has characters that cannot be shown"))
    return name


def clean_email(text: str) -> str:
    """Return the address in its normal form, the domain in lower case; no look-up is made.

    Raises:
        ContactRefused: not an e-mail address.
    """
    from email_validator import EmailNotValidError, validate_email

    address = text.translate(_LEFT_BEHIND).strip()
    if not address:
        raise ContactRefused(sentence("Enter an email address"))
    refused = ContactRefused(
        sentence("Enter an email address in the correct format, like name@example.org")
    )
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise refused from error
    # In a letter's header it would be read as another address (RFC 2047).
    if "=?" in found.normalized:
        raise refused
    return found.normalized


def clean_phone(text: str, *, country: str) -> str:
    """Return the number in E.164, read as one of ``country`` (two letters) unless it starts with +.

    Raises:
        ContactRefused: not a number that can exist.
    """
    import phonenumbers

    refused = ContactRefused(sentence("Enter a phone number, like 22 12 34 56 or +44 20 7946 0958"))
    try:
        number = phonenumbers.parse(text.strip()[:40], country)
    except phonenumbers.NumberParseException as error:
        raise refused from error
    if not phonenumbers.is_possible_number(number):
        raise refused
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(4096)
def say_phone(kept: str) -> str:
    """Return a number as people read it, ``+47 22 12 34 56``; what is none as it is kept."""
    import phonenumbers

    try:
        number = phonenumbers.parse(kept, None)
    except phonenumbers.NumberParseException:
        return kept
    if not phonenumbers.is_possible_number(number):
        return kept
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name, split at the last space (I7), for partners that need two.

    A single name is given as both, because both are compulsory at the Connector.
    """
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (name, name)
