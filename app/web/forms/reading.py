"""What a registration form means, or what is wrong with it. Not here: how it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.company import ADDRESS, COMPANY, VAT_NUMBER, Company, read_company
from app.domain.form.question import Question
from app.domain.form.taking import listed, taken_by
from app.domain.membership import MembershipRefused, clean_membership
from app.domain.order import MAX_PARTICIPANTS
from app.domain.said import sentence, sentences
from app.domain.voucher import UNUSABLE
from app.domain.voucher_code import read_code
from app.web.forms.asking import Asking, field_of
from app.web.forms.contact import clean_contact, contact_from
from app.web.forms.given import (
    CONTACT,
    HONEYPOT,
    MEMBERSHIP,
    VOUCHER,
    Given,
    extra_field,
    participant_field,
)

# No address or name that could be right is longer; what is beyond need not be looked at.
LONGEST_TEXT = 1000
PARTICIPANTS = "participants"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks: the questions' version and currencies to choose from, free seats.

    ``has_line``: those are all that the class has, for more may wait together than are free.
    ``country`` (two letters) is how a telephone number without + is read; ``home`` is the seller's,
    whose companies pay the tax. ``membership``, ``vat_number``: whether the number of a member, or
    of a company and where that is, is asked for; what is not asked is passed over. ``language`` is
    what the browser says that the buyer reads.
    """

    form_id: int | None
    questions: Sequence[Question]
    currencies: Sequence[str]
    free_seats: int
    country: str
    home: str = ""
    has_line: bool = False
    membership: bool = False
    vat_number: bool = False
    extras: Sequence[Extra] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The form as it was meant, or None and what is wrong: reasons by field, in page order.

    ``more`` are the fields of questions that its answers bring, and that are yet to be asked.
    """

    filled: Filled | None
    errors: Mapping[str, str]
    more: Sequence[str] = ()


def read_form(given: Given, asked: Asked) -> Read:
    """Read the whole form; everything that is wrong is found at once.

    An answer to a question that is not asked (any more) is passed over.
    """
    return _Reader(given, asked).read()


class _Reader:
    """Reads one form, field by field, and gathers what is wrong."""

    def __init__(self, given: Given, asked: Asked) -> None:
        self._given = given
        self._asked = asked
        self._errors: dict[str, str] = {}
        self._asking = Asking(given, asked.questions, asked.country, errors=self._errors)
        self._left = {each.code: each.left for each in asked.extras}

    def read(self) -> Read:
        """Return what the form means or what is wrong with it."""
        buyer = self._contact(CONTACT)
        company = self._company()
        if self._given.one(HONEYPOT):
            self._errors[HONEYPOT] = sentence("Leave this field empty")
        answers = self._asking.of_order()
        participants = self._participants(buyer, answers)
        currency = self._currency()
        voucher = self._voucher()
        if self._errors or self._asking.more or buyer is None:
            return Read(filled=None, errors=self._errors, more=self._asking.more)
        filled = Filled(
            buyer=buyer,
            company=company.name,
            participants=tuple(participants),
            form_id=self._asked.form_id,
            currency=currency,
            lead_source=self._given.source,
            vat_number=company.vat_number,
            voucher=voucher,
            language=self._asked.language,
            answers=answers,
            address=company.address,
        )
        return Read(filled=filled, errors={})

    def _participants(
        self, buyer: Contact | None, of_order: Mapping[str, Answer]
    ) -> list[Participant]:
        self._count()
        found: dict[Contact, int] = {}
        participants = []
        for number in range(1, min(self._given.places, MAX_PARTICIPANTS) + 1):
            names = tuple(participant_field(number, what) for what in CONTACT)
            is_buyer = number == 1 and self._given.myself
            contact = buyer if is_buyer else self._contact(names)
            membership = self._membership(number)
            answers = self._asking.of_participant(number, of_order)
            extras = self._extras(number) | self._taken(number, answers)
            if contact is None:
                continue
            first = found.setdefault(_same(contact), number)
            if first != number:
                self._errors[names[0]] = sentence(
                    "This is the same person as participant {number}", number=first
                )
            participants.append(Participant(contact, answers, membership, extras))
        return participants

    def _membership(self, number: int) -> str:
        if not self._asked.membership:
            return ""
        name = participant_field(number, MEMBERSHIP)
        try:
            return clean_membership(self._text(name))
        except MembershipRefused as refused:
            self._errors[name] = refused.reason
            return ""

    def _company(self) -> Company:
        company, refused = read_company(
            name=self._texts(COMPANY),
            vat_number=self._text(VAT_NUMBER),
            address=self._texts(ADDRESS),
            home=self._asked.home,
            exempts=self._asked.vat_number,
        )
        self._errors.update(refused)
        return company

    def _count(self) -> None:
        places, free = self._given.places, self._asked.free_seats
        if places > MAX_PARTICIPANTS:
            self._errors[PARTICIPANTS] = sentence(
                "You can register {most} participants at once, not more", most=MAX_PARTICIPANTS
            )
        elif places > free and self._asked.has_line:
            self._errors[PARTICIPANTS] = sentences(
                "The class has only one place. Remove participants",
                "The class has only {number} places. Remove participants",
                number=free,
            )
        elif places > free:
            self._errors[PARTICIPANTS] = sentences(
                "Only one place is left. Remove participants, or choose another class",
                "Only {number} places are left. Remove participants, or choose another class",
                number=free,
            )

    def _extras(self, number: int) -> dict[str, int]:
        """Read how many of each extra; those of all participants together are counted."""
        chosen: dict[str, int] = {}
        for extra in listed(self._asked.extras, self._asked.questions):
            name = extra_field(number, extra.code)
            text = self._text(name).strip() or "0"
            quantity = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
            left = self._left[extra.code]
            if not 0 <= quantity <= extra.most_per_place:
                self._errors[name] = sentence(
                    "Choose how many of {extra}, at most {most}",
                    extra=extra.label,
                    most=extra.most_per_place,
                )
            elif left is not None and quantity > left:
                self._errors[name] = sentence(
                    "There is not enough left of {extra}", extra=extra.label
                )
            elif quantity:
                chosen[extra.code] = quantity
                self._left[extra.code] = None if left is None else left - quantity
        return chosen

    def _taken(self, number: int, answers: Mapping[str, Answer]) -> dict[str, int]:
        """Return what a participant's answers take of the extras, each reason at its question."""
        offered = {each.code: each for each in self._asked.extras}
        chosen: dict[str, int] = {}
        for question in self._asked.questions:
            for code, quantity in taken_by([question], answers).items():
                extra, left = offered[code], self._left[code]
                wanted = chosen.get(code, 0) + quantity
                name = field_of(number, question.key)
                if wanted > extra.most_per_place:
                    most = extra.most_per_place
                    self._errors[name] = f"Choose {extra.label} {most} times at most, in all"
                elif left is not None and quantity > left:
                    self._errors[name] = f"There is not enough left of {extra.label}"
                else:
                    chosen[code] = wanted
                    self._left[code] = None if left is None else left - quantity
        return chosen

    def _voucher(self) -> str:
        typed = self._text(VOUCHER)
        code = read_code(typed)
        if typed.strip() and not code:
            self._errors[VOUCHER] = UNUSABLE
        return code

    def _contact(self, names: Sequence[str]) -> Contact | None:
        given = {what: self._text(field) for what, field in zip(CONTACT, names, strict=True)}
        cleaned, refused = clean_contact(given, country=self._asked.country)
        for what, field in zip(CONTACT, names, strict=True):
            if what in refused:
                self._errors[field] = refused[what]
        return None if refused else contact_from(cleaned)

    def _currency(self) -> str:
        currencies = self._asked.currencies
        if len(currencies) < 2:
            return next(iter(currencies), "")
        currency = self._given.one("currency")
        if currency not in currencies:
            self._errors["currency"] = sentence("Select the currency to pay in")
        return currency

    def _text(self, name: str) -> str:
        return self._given.one(name)[:LONGEST_TEXT]

    def _texts(self, name: str) -> list[str]:
        return [text[:LONGEST_TEXT] for text in self._given.all(name)]


def _same(contact: Contact) -> Contact:
    """Return what two ways of writing one person have in common."""
    return Contact(name=contact.name.casefold(), email=contact.email.casefold(), phone="")
