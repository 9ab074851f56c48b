"""A filled-in form as the check-answers page lists it. Not here: markup."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.class_wording import say_times
from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.asked import asked, of_scope
from app.domain.form.company import ADDRESS, VAT_NUMBER, WHERE
from app.domain.form.question import Question, Scope
from app.domain.form.said import say_address, say_answer
from app.domain.said import Said, sentence, together
from app.web.forms.asking import field_of
from app.web.forms.given import (
    MEMBERSHIP,
    extra_field,
    participant_field,
)

NO_ANSWER = sentence("Not answered")
ABOUT_ALL = sentence("About this registration")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer; ``field`` is where to change it."""

    label: str
    value: str
    field: str


@dataclass(frozen=True, slots=True)
class Group:
    """One person's answers."""

    title: str
    rows: tuple[Row, ...]


def answers_of(
    filled: Filled, questions: Sequence[Question], extras: Sequence[Extra] = ()
) -> tuple[Group, ...]:
    """Return everything that was filled in: the buyer, then each participant."""
    company = Row(sentence("Company or organisation"), filled.company or NO_ANSWER, "company")
    rows = (*_contact(filled.buyer, ("name", "email", "phone")), company)
    if filled.vat_number:
        rows = (*rows, Row(sentence("VAT number"), filled.vat_number, VAT_NUMBER))
    if filled.address:
        rows = (*rows, Row(WHERE, say_address(filled.address), ADDRESS))
    buyer = Group(sentence("Your details"), rows)
    of_order = asked(of_scope(questions, Scope.ORDER), filled.answers)
    once = tuple(_answers(0, of_order, filled.answers))
    return (
        buyer,
        *([Group(ABOUT_ALL, once)] if once else []),
        *(
            _participant(number, participant, filled, questions, extras)
            for number, participant in enumerate(filled.participants, start=1)
        ),
    )


def _participant(
    number: int,
    participant: Participant,
    filled: Filled,
    questions: Sequence[Question],
    extras: Sequence[Extra],
) -> Group:
    fields = [participant_field(number, what) for what in ("name", "email", "phone")]
    own = asked(
        of_scope(questions, Scope.PARTICIPANT), participant.answers, of_order=filled.answers
    )
    answers = (
        *_answers(number, own, participant.answers),
        *_extras(number, participant, extras),
    )
    if participant.membership:
        field = participant_field(number, MEMBERSHIP)
        answers = (Row(sentence("Membership number"), participant.membership, field), *answers)
    if number == 1 and participant.contact == filled.buyer:
        who = sentence("{name} (you)", name=participant.contact.name)
        you = Row(sentence("Participant"), who, "taking_part")
        return Group(participant_title(1), (you, *answers))
    return Group(participant_title(number), (*_contact(participant.contact, fields), *answers))


def participant_title(number: int) -> Said:
    """Return what a participant (1, 2, …) is called on the form."""
    return sentence("Participant {number}", number=number)


def _contact(contact: Contact, fields: Sequence[str]) -> tuple[Row, ...]:
    name, email, phone = fields
    return (
        Row(sentence("Full name"), contact.name, name),
        Row(sentence("Email address"), contact.email, email),
        Row(sentence("Phone number"), _spaced(contact.phone), phone),
    )


def _spaced(phone: str) -> str:
    import phonenumbers

    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _answers(
    number: int, questions: Sequence[Question], answers: Mapping[str, Answer]
) -> Iterator[Row]:
    """Yield what a participant answered, or for 0 what was answered for the whole order."""
    for question in questions:
        if question.asks:
            said = say_answer(question, answers.get(question.key)) or NO_ANSWER
            yield Row(question.label, said, field_of(number, question.key))


def _extras(number: int, participant: Participant, extras: Sequence[Extra]) -> Iterator[Row]:
    if not extras:
        return
    chosen = [
        say_times(each.label, quantity)
        for each in extras
        if (quantity := participant.extras.get(each.code, 0))
    ]
    yield Row(
        sentence("Extras"),
        together(chosen, ", ") or sentence("None"),
        extra_field(number, extras[0].code),
    )
