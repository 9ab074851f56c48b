"""A filled-in form, read and checked, as it waits to be sent.

Not here: reading it from a browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.contact import Contact
from app.domain.event import Answer


@dataclass(frozen=True, slots=True)
class Participant:
    """One who is to take part, with answers by question key and numbers of extras by code.

    ``membership`` is the number that a member gives to pay as one, else empty.
    """

    contact: Contact
    answers: Mapping[str, Answer]
    membership: str = ""
    extras: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A whole filled-in form.

    ``form_id`` is the version of the questions it answers (None: the program asks none),
    ``currency`` the one chosen where a class has prices in several ("" for a free class),
    ``lead_source`` the code of where the visitor came from, ``vat_number`` that of a company that
    buys without tax, ``voucher`` a voucher's code as ``read_code`` gives it, ``language`` the one
    that the buyer reads best of those papers are in; each may be "". ``answers`` are those to what
    is asked once of the whole order, by question key. ``address`` is where the company is, in the
    five texts of ``ADDRESS_PARTS``, or nothing.
    """

    buyer: Contact
    company: str
    participants: tuple[Participant, ...]
    form_id: int | None
    currency: str
    lead_source: str = ""
    vat_number: str = ""
    voucher: str = ""
    language: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    address: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return it as JSON data, for keeping."""
        return {
            "buyer": _contact_document(self.buyer),
            "company": self.company,
            "participants": [
                {
                    "contact": _contact_document(each.contact),
                    "answers": dict(each.answers),
                    "membership": each.membership,
                    "extras": dict(each.extras),
                }
                for each in self.participants
            ],
            "form_id": self.form_id,
            "currency": self.currency,
            "lead_source": self.lead_source,
            "vat_number": self.vat_number,
            "voucher": self.voucher,
            "language": self.language,
            "answers": dict(self.answers),
            "address": list(self.address),
        }


def filled_from(document: Mapping[str, Any]) -> Filled:
    """Read back what ``Filled.document`` gave."""
    return Filled(
        buyer=Contact(**document["buyer"]),
        company=document["company"],
        participants=tuple(
            Participant(
                contact=Contact(**each["contact"]),
                answers=each["answers"],
                membership=each.get("membership", ""),
                # A draft of before there were any has none.
                extras=each.get("extras", {}),
            )
            for each in document["participants"]
        ),
        form_id=document["form_id"],
        currency=document["currency"],
        lead_source=document["lead_source"],
        # A form that was filled in before these were asked has none.
        vat_number=document.get("vat_number", ""),
        voucher=document.get("voucher", ""),
        language=document.get("language", ""),
        answers=document.get("answers", {}),
        address=tuple(document.get("address", ())),
    )


def _contact_document(contact: Contact) -> dict[str, str]:
    return {"name": contact.name, "email": contact.email, "phone": contact.phone}


@dataclass(eq=False)
class DraftGone(Exception):
    """The draft is not there (any more): it was mistyped, or is older than a day."""

    def __str__(self) -> str:
        return "This form is no longer here"


@dataclass(eq=False)
class FormChanged(Exception):
    """What was filled in no longer fits: the questions or the price changed meanwhile."""

    class_code: str

    def __str__(self) -> str:
        return "This form changed while you were filling it in"
