"""The registration form as the page draws it: fields with their texts, reasons and hints.

Not here: markup (templates/registering), what counts as right (reading.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.form.company import ADDRESS, VAT_NUMBER, WHERE
from app.domain.money import Money
from app.domain.offer import Offer
from app.domain.order import MAX_PARTICIPANTS
from app.domain.said import one_of, sentence, together
from app.domain.wording import say_money, say_tax
from app.queries.registering import RegisteringPage
from app.web.forms.address import address_parts
from app.web.forms.asking import with_defaults
from app.web.forms.extras import extra_drawn
from app.web.forms.field import Field
from app.web.forms.given import (
    HONEYPOT,
    MEMBERSHIP,
    VOUCHER,
    Given,
    participant_field,
)
from app.web.forms.questions import QuestionDrawer, QuestionFields
from app.web.forms.reading import PARTICIPANTS

_LABELS = {
    "name": sentence("Full name"),
    "email": sentence("Email address"),
    "phone": sentence("Phone number"),
}
_AUTOCOMPLETE = {"name": "name", "email": "email", "phone": "tel"}


@dataclass(frozen=True, slots=True)
class ParticipantFields:
    """One participant: who it is and the program's own questions."""

    number: int
    contact: tuple[Field, ...]
    questions: QuestionFields
    removable: bool
    membership: Field | None = None
    extras: tuple[Field, ...] = ()

    @property
    def first(self) -> bool:
        """Whether the buyer may be this participant."""
        return self.number == 1

    @property
    def copies(self) -> bool:
        """Whether it may take over the answers of the participant before."""
        return self.number > 1 and bool(self.questions.sections)


@dataclass(frozen=True, slots=True)
class FormPage:
    """The whole form. ``errors`` are the lines of the error summary by field."""

    buyer: tuple[Field, ...]
    order: QuestionFields
    participants: tuple[ParticipantFields, ...]
    myself: bool
    currency: Field | None
    voucher: Field | None
    honeypot: Field
    source: str
    can_add: bool
    totals: tuple[Money, ...]
    errors: Mapping[str, str]

    @property
    def places(self) -> int:
        """Return how many participants the form has room for."""
        return len(self.participants)

    @property
    def several(self) -> bool:
        """Whether it has more than one participant."""
        return self.places > 1

    @property
    def count_error(self) -> str:
        """Return what is wrong with the number of participants, if anything."""
        return self.errors.get(PARTICIPANTS, "")


def form_page(
    given: Given,
    page: RegisteringPage,
    *,
    country: str,
    errors: Mapping[str, str] | None = None,
    country_code: str = "",
) -> FormPage:
    """Draw the form with what was written in it and what is wrong with that.

    ``country`` is the name of the country whose telephone numbers need no +, ``country_code`` its
    two letters.
    """
    wrong = errors or {}
    places = min(given.places, MAX_PARTICIPANTS)
    given = with_defaults(given, page.questions, places)
    asked = QuestionDrawer(given, wrong, page.questions, country_code, page.extras)
    of_order = asked.of_order()
    most = min(MAX_PARTICIPANTS, page.most)
    draw = _Drawer(given, wrong, country)
    return FormPage(
        buyer=draw.buyer(page),
        order=of_order,
        participants=tuple(
            draw.participant(
                number,
                page,
                asked.of_participant(number, of_order.answers),
                removable=places > 1,
            )
            for number in range(1, places + 1)
        ),
        myself=given.myself,
        currency=draw.currency(page.offers),
        voucher=draw.voucher() if page.priced else None,
        honeypot=draw.honeypot(),
        source=given.source,
        can_add=places < most,
        totals=page.totals(
            draw.members(page, places),
            vat_number=given.one(VAT_NUMBER).strip() if page.exemptable else "",
        ),
        errors=_summary(wrong, places),
    )


@dataclass(frozen=True, slots=True)
class _Drawer:
    given: Given
    errors: Mapping[str, str]
    country: str

    def members(self, page: RegisteringPage, places: int) -> list[bool]:
        """Say of each participant whether a member's number was written."""
        names = (participant_field(number, MEMBERSHIP) for number in range(1, places + 1))
        return [page.has_members and bool(self.given.one(name).strip()) for name in names]

    def buyer(self, page: RegisteringPage) -> tuple[Field, ...]:
        company = Field(
            id="company",
            kind="text",
            label=sentence("Company or organisation"),
            texts=self.given.shown("company"),
            error=self.errors.get("company", ""),
            optional=True,
            autocomplete="organization",
        )
        contact = [self._contact(what, what, self._hints()) for what in _LABELS]
        abroad = (self._vat_number(), self._address()) if page.exemptable else ()
        return (*contact, company, *abroad)

    def participant(
        self, number: int, page: RegisteringPage, questions: QuestionFields, *, removable: bool
    ) -> ParticipantFields:
        return ParticipantFields(
            number=number,
            contact=tuple(
                self._contact(what, participant_field(number, what), {}, f"participant-{number}")
                for what in _LABELS
            ),
            questions=questions,
            removable=removable,
            membership=self._membership(number, page.offers) if page.has_members else None,
            extras=tuple(
                extra_drawn(self.given, self.errors, number, extra) for extra in page.listed
            ),
        )

    def _membership(self, number: int, offers: Sequence[Offer]) -> Field:
        prices = [say_money(each.members.money) for each in offers if each.members]
        return Field(
            id=(name := participant_field(number, MEMBERSHIP)),
            kind="text",
            label=sentence("Membership number"),
            texts=self.given.shown(name),
            error=self.errors.get(name, ""),
            hint=sentence("Members pay {prices}", prices=one_of(prices)),
            optional=True,
            autocomplete="off",
        )

    def _vat_number(self) -> Field:
        return Field(
            id=VAT_NUMBER,
            kind="text",
            label=sentence("VAT number"),
            texts=self.given.shown(VAT_NUMBER),
            error=self.errors.get(VAT_NUMBER, ""),
            hint=sentence(
                "A company outside {country} that has one pays no tax here", country=self.country
            ),
            optional=True,
            autocomplete="off",
        )

    def _address(self) -> Field:
        texts = self.given.shown(ADDRESS)
        return Field(
            id=ADDRESS,
            kind="address",
            label=WHERE,
            texts=texts,
            error=self.errors.get(ADDRESS, ""),
            hint=sentence("With a VAT number it has to stand on the receipt"),
            optional=True,
            # Whoever it is for is not where the site is.
            parts=address_parts(ADDRESS, texts, within="billing ", country=""),
        )

    def currency(self, offers: Sequence[Offer]) -> Field | None:
        if len(offers) < 2:
            return None
        return Field(
            id="currency",
            kind="choice",
            label=sentence("Which currency do you want to pay in?"),
            texts=self.given.shown("currency"),
            error=self.errors.get("currency", ""),
            options=[(offer.currency, _per_place(offer)) for offer in offers],
        )

    def voucher(self) -> Field:
        return Field(
            id=VOUCHER,
            kind="code",
            label=sentence("Voucher code"),
            texts=self.given.shown(VOUCHER),
            error=self.errors.get(VOUCHER, ""),
            hint=sentence("If you have one. What it takes off is shown on the next page"),
            optional=True,
            autocomplete="off",
        )

    def honeypot(self) -> Field:
        return Field(
            id=HONEYPOT,
            kind="text",
            label=sentence("Leave this field empty"),
            texts=self.given.shown(HONEYPOT),
            error=self.errors.get(HONEYPOT, ""),
            autocomplete="off",
        )

    def _hints(self) -> Mapping[str, str]:
        return {
            "email": sentence("We send the confirmation here"),
            "phone": sentence(
                "Outside {country}, start with + and the country code", country=self.country
            ),
        }

    def _contact(self, what: str, field: str, hints: Mapping[str, str], section: str = "") -> Field:
        prefix = f"section-{section} " if section else ""
        return Field(
            id=field,
            kind=what,
            label=_LABELS[what],
            texts=self.given.shown(field),
            error=self.errors.get(field, ""),
            hint=hints.get(what, ""),
            autocomplete=prefix + _AUTOCOMPLETE[what],
        )


def _per_place(offer: Offer) -> str:
    tax = say_tax(offer.price.tax)
    each = sentence("{amount} per place", amount=say_money(offer.each))
    return together([each, tax], ", ") if tax else each


def _summary(errors: Mapping[str, str], places: int) -> dict[str, str]:
    """Return the lines of the error summary; among several participants each says whose it is."""
    lines = dict(errors)
    for number in range(1, places + 1):
        prefix = participant_field(number, "")
        for field in errors:
            if field.startswith(prefix) and places > 1:
                lines[field] = sentence(
                    "Participant {number}: {error}", number=number, error=errors[field]
                )
    return lines
