"""What was written into the registration form, as text, right or wrong.

Here: where it comes from (a browser, a draft, nothing yet) and what of it may be shown again. Not
here: whether it is right (reading.py), how it is drawn (fields.py).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from app.domain.contact import Contact
from app.domain.draft import Filled
from app.domain.event import Answer
from app.domain.form.company import ADDRESS, COMPANY, VAT_NUMBER
from app.domain.order import MAX_PARTICIPANTS

CONTACT = ("name", "email", "phone")
MYSELF = "taking_part"
MEMBERSHIP = "membership"
VOUCHER = "voucher"
# The version of the questions that the page showed.
FORM = "form_id"
# Named so that neither a browser nor a password keeper feels called upon to fill it in.
HONEYPOT = "leave_this"
SHOWN_LIMIT = 6000
_SOURCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PARTICIPANT = re.compile(r"participant-([0-9]{1,2})-(.+)")


@dataclass(frozen=True, slots=True)
class Given:
    """Texts by field name; ``places`` is how many participants the form has, 1 to 21.

    The 21st is there to be refused.
    """

    texts: Mapping[str, tuple[str, ...]]
    places: int = 1

    def all(self, name: str) -> tuple[str, ...]:
        """Return everything that was sent under the name."""
        return self.texts.get(name, ())

    def one(self, name: str) -> str:
        """Return the first text sent under the name, or an empty one."""
        return next(iter(self.all(name)), "")

    def shown(self, name: str) -> tuple[str, ...]:
        """Return the texts as a page may hold them again: printable, and no book of them."""
        return tuple(_printable(text) for text in self.all(name))

    @property
    def myself(self) -> bool:
        """Whether the buyer is the first participant."""
        return bool(self.one(MYSELF))

    @property
    def source(self) -> str:
        """Return the lead source's code, or nothing where it is none that could be ours."""
        return well_formed_source(self.one("source"))

    def with_one_more(self) -> "Given":
        """Return the form with room for one more participant."""
        return replace(self, places=min(self.places + 1, MAX_PARTICIPANTS))

    def without(self, number: int) -> "Given":
        """Return the form without that participant (1, 2, …); the last one stays."""
        if self.places == 1 or not 1 <= number <= self.places:
            return self
        texts = {}
        for name, sent in self.texts.items():
            found = _PARTICIPANT.fullmatch(name)
            place = int(found[1]) if found else 0
            if found is None or place < number:
                texts[name] = sent
            elif place > number:
                texts[participant_field(place - 1, found[2])] = sent
        if number == 1:
            texts.pop(MYSELF, None)
        return Given(texts=texts, places=self.places - 1)


def rearranged(given: Given, action: str) -> Given | None:
    """Return the form with one participant more or less, if that is what the button said."""
    if action == "add":
        return given.with_one_more()
    verb, _, number = action.partition("-")
    if verb == "remove" and number.isascii() and number.isdigit() and len(number) < 3:
        return given.without(int(number))
    return None


def participant_field(number: int, what: str) -> str:
    """Return the name of a participant's field: participant-2-email."""
    return f"participant-{number}-{what}"


def question_field(number: int, key: str) -> str:
    """Return the name of a participant's answer: participant-2-q-meal."""
    return participant_field(number, f"q-{key}")


def order_field(key: str) -> str:
    """Return the name of an answer of the whole order: order-q-bus."""
    return f"order-q-{key}"


def extra_field(number: int, code: str) -> str:
    """Return the name of a participant's number of an extra: participant-2-x-lunch."""
    return participant_field(number, f"x-{code}")


def given_from_nothing(*, source: str = "", voucher: str = "") -> Given:
    """Return the form as it is before anybody wrote: one participant, who is the buyer."""
    return Given(texts={MYSELF: ("yes",), "source": (source,), VOUCHER: (voucher,)})


def given_from_browser(sent: MultiDict[str, str]) -> Given:
    """Return what a browser sent; a number of places that is none counts as one."""
    return given_from_texts(dict(sent.lists()))


def given_from_texts(sent: Mapping[str, Sequence[str]]) -> Given:
    """Return what was written, by field; a number of places that is none counts as one."""
    texts = {name: tuple(values) for name, values in sent.items()}
    written = next(iter(texts.get("places", ())), "")
    places = int(written) if re.fullmatch("[0-9]{1,9}", written) else 1
    return Given(texts=texts, places=max(1, min(places, MAX_PARTICIPANTS + 1)))


def given_from_draft(filled: Filled) -> Given:
    """Return a draft as it was written, to be changed."""
    texts: dict[str, tuple[str, ...]] = {
        COMPANY: (filled.company,),
        "currency": (filled.currency,),
        "source": (filled.lead_source,),
        VAT_NUMBER: (filled.vat_number,),
        ADDRESS: filled.address,
        VOUCHER: (filled.voucher,),
    }
    for what, text in _contact_texts(filled.buyer).items():
        texts[what] = (text,)
    texts.update(answer_texts(0, filled.answers))
    for number, participant in enumerate(filled.participants, start=1):
        if number == 1 and participant.contact == filled.buyer:
            texts[MYSELF] = ("yes",)
        else:
            for what, text in _contact_texts(participant.contact).items():
                texts[participant_field(number, what)] = (text,)
        texts[participant_field(number, MEMBERSHIP)] = (participant.membership,)
        texts.update(answer_texts(number, participant.answers))
        for code, quantity in participant.extras.items():
            texts[extra_field(number, code)] = (str(quantity),)
    return Given(texts=texts, places=len(filled.participants))


def answer_texts(number: int, answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    """Return answers of participant 1, 2, … as they were written, by field; of the order for 0."""
    return {
        question_field(number, key) if number else order_field(key): _answer_texts(answer)
        for key, answer in answers.items()
    }


def well_formed_source(text: str) -> str:
    """Return the text if it could be a lead source's code, else nothing."""
    return text if _SOURCE.fullmatch(text) else ""


def _contact_texts(contact: Contact) -> dict[str, str]:
    return {"name": contact.name, "email": contact.email, "phone": contact.phone}


def _answer_texts(answer: Answer) -> tuple[str, ...]:
    if answer is None:
        return ()
    if isinstance(answer, bool):
        return ("yes" if answer else "no",)
    if isinstance(answer, list):
        return tuple(answer)
    return (str(answer),)


def _printable(text: str) -> str:
    # A page that holds a control character, half a surrogate pair or a non-character is broken.
    kept = (sign for sign in text[:SHOWN_LIMIT] if sign in "\r\n\t" or _may_be_shown(sign))
    return "".join(kept)


def _may_be_shown(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs", "Cn")
