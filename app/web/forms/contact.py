"""A person's name, address and number as a form of the site or of staff has them, and as kept."""

from collections.abc import Callable, Mapping
from functools import partial

from app.domain.contact import Contact, ContactRefused, clean_email, clean_name, clean_phone


def clean_contact(
    given: Mapping[str, str], *, country: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return ``name``, ``email`` and ``phone`` as they are kept, and why one is refused, by name.

    What is refused stays as it was written. ``country`` (two letters) is how a number without + is
    read.
    """
    readers: dict[str, Callable[[str], str]] = {
        "name": clean_name,
        "email": clean_email,
        "phone": partial(clean_phone, country=country),
    }
    cleaned, errors = dict(given), dict[str, str]()
    for name, reader in readers.items():
        try:
            cleaned[name] = reader(given[name])
        except ContactRefused as refused:
            errors[name] = refused.reason
    return cleaned, errors


def contact_from(cleaned: Mapping[str, str]) -> Contact:
    """Return the contact whose fields were cleaned."""
    return Contact(cleaned["name"], cleaned["email"], cleaned["phone"])
