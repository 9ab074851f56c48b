"""A filled-in form as the check-answers page lists it. Not here: markup."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.question import Question, QuestionKind
from app.web.forms.given import (
    MEMBERSHIP,
    VAT_NUMBER,
    extra_field,
    participant_field,
    question_field,
)

NO_ANSWER = "Not answered"


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
    company = Row("Company or organisation", filled.company or NO_ANSWER, "company")
    rows = (*_contact(filled.buyer, ("name", "email", "phone")), company)
    if filled.vat_number:
        rows = (*rows, Row("VAT number", filled.vat_number, VAT_NUMBER))
    buyer = Group("Your details", rows)
    return (
        buyer,
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
    answers = (*_answers(number, participant, questions), *_extras(number, participant, extras))
    if participant.membership:
        field = participant_field(number, MEMBERSHIP)
        answers = (Row("Membership number", participant.membership, field), *answers)
    if number == 1 and participant.contact == filled.buyer:
        you = Row("Participant", f"{participant.contact.name} (you)", "taking_part")
        return Group("Participant 1", (you, *answers))
    return Group(f"Participant {number}", (*_contact(participant.contact, fields), *answers))


def _contact(contact: Contact, fields: Sequence[str]) -> tuple[Row, ...]:
    name, email, phone = fields
    return (
        Row("Full name", contact.name, name),
        Row("Email address", contact.email, email),
        Row("Phone number", _spaced(contact.phone), phone),
    )


def _spaced(phone: str) -> str:
    import phonenumbers

    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _answers(number: int, participant: Participant, questions: Sequence[Question]) -> Iterator[Row]:
    for question in questions:
        answer = participant.answers.get(question.key)
        yield Row(question.label, _told(question, answer), question_field(number, question.key))


def _extras(number: int, participant: Participant, extras: Sequence[Extra]) -> Iterator[Row]:
    if not extras:
        return
    chosen = [
        f"{each.label} × {quantity}" if quantity > 1 else each.label
        for each in extras
        if (quantity := participant.extras.get(each.code, 0))
    ]
    yield Row("Extras", ", ".join(chosen) or "None", extra_field(number, extras[0].code))


def _told(question: Question, answer: Answer) -> str:
    if answer is None or answer == [] or answer == "":
        return NO_ANSWER
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    if isinstance(answer, list):
        return ", ".join(answer)
    if question.kind is QuestionKind.DATE:
        day = date.fromisoformat(str(answer))
        return f"{day.day} {day:%B %Y}"
    return str(answer)
