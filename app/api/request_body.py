"""What a client asks for when it registers somebody, or what is wrong with it (iso.md 5.3, S12).

Not here: whether there is a seat.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.api.body import depth_of, size_of, text_at
from app.api.company_body import COMPANY, NO_COMPANY, CompanyGiven, company_of, read_given
from app.api.refused import invalid
from app.domain.contact import Contact, ContactRefused, clean_email, clean_name, clean_phone
from app.domain.draft import Filled, Participant
from app.domain.envelope import Problem
from app.domain.event import Answer
from app.domain.form.asked import of_scope
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.form.reading import Answered, read_answers
from app.domain.form.taking import taken_by
from app.domain.voucher import UNUSABLE
from app.domain.voucher_code import read_code

MOST_FORM_BYTES = 64 * 1024
DEEPEST_FORM = 5
FORM = "formData"
VOUCHER = "voucher"
# Consents, off unless they are said to be on (iso.md S15).
PREFERENCES = "preferences"
_MOST_PREFERENCES = 50
_LONGEST_TEXT = 1000
_LONGEST_CODE = 64


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that can be understood; its answers are read once the questions are known."""

    class_code: str
    contact: Contact
    form_data: Mapping[str, Any]
    preferences: list[str] | None
    voucher: str = ""
    company: CompanyGiven = NO_COMPANY


def read_request(body: Mapping[str, Any], *, country: str) -> Asking:
    """Return what the body asks for; unknown fields are passed over.

    Raises:
        CallRefused: 400 with every mistake.
    """
    problems: list[Problem] = []

    def clean(path: Sequence[str], read: Callable[[str], str]) -> str:
        found = text_at(body, path)
        if isinstance(found, Problem):
            problems.append(found)
            return ""
        try:
            return read(found[:_LONGEST_TEXT])
        except ContactRefused as refused:
            problems.append(Problem(".".join(path), refused.reason))
            return ""

    code = clean(("programId",), str)
    contact = Contact(
        name=clean(("participant", "name"), clean_name),
        email=clean(("participant", "email"), clean_email),
        phone=clean(("participant", "phone"), lambda text: clean_phone(text, country=country)),
    )
    form_data = body.get(FORM)
    form_data = {} if form_data is None else form_data
    problems += _problems_of_form(form_data)
    typed = body.get(VOUCHER)
    voucher = read_code(typed) if isinstance(typed, str) else ""
    if typed and not voucher:
        problems.append(Problem(VOUCHER, UNUSABLE))
    company = read_given(body.get(COMPANY))
    if isinstance(company, Problem):
        problems.append(company)
        company = NO_COMPANY
    if problems:
        raise invalid(*problems)
    return Asking(code, contact, form_data, _preferences(form_data), voucher, company)


def can_be_a_code(code: str) -> bool:
    """Say whether a text could be a class's code, or a reference, at all: no database is asked."""
    return 0 < len(code) <= _LONGEST_CODE and code.isascii() and code.isprintable()


def fill_in(
    asking: Asking,
    questions: Sequence[Question],
    *,
    form_id: int | None,
    currency: str,
    language: str,
    home: str,
    exempts: bool,
) -> Filled:
    """Return the form filled in, as the site would have it.

    ``home`` is the seller's country (two letters); ``exempts``: a company abroad pays no tax there.
    What no question asks for is not kept (promise 6); consents are, by the names of those given.

    Raises:
        CallRefused: 400 with every answer that is missing or none, and what no company has.
    """
    once = _read(asking, of_scope(questions, Scope.ORDER), {})
    own = _read(asking, of_scope(questions, Scope.PARTICIPANT), once.answers)
    refused = {**once.refused, **own.refused}
    company, wrong = company_of(asking.company, home=home, exempts=exempts)
    keys = [each.key for each in questions if each.key in refused]
    problems = [*wrong, *(Problem(f"{FORM}.{key}", refused[key]) for key in keys)]
    if problems:
        raise invalid(*problems)
    given = {} if asking.preferences is None else {PREFERENCES: asking.preferences}
    participant = Participant(
        contact=asking.contact,
        answers={**given, **own.answers},
        extras=taken_by(own.asked, own.answers),
    )
    return Filled(
        buyer=asking.contact,
        company=company.name,
        participants=(participant,),
        form_id=form_id,
        currency=currency,
        voucher=asking.voucher,
        language=language,
        answers=once.answers,
        vat_number=company.vat_number,
        address=company.address,
    )


def _read(
    asking: Asking, questions: Sequence[Question], of_order: Mapping[str, Answer]
) -> Answered:
    """Read the answers to questions of one scope; what cannot be an answer at all is refused."""
    # A file is handed in at the site; nothing that a client writes can name one.
    sent = {
        each.key: [] if each.kind is QuestionKind.FILE else _texts(asking.form_data.get(each.key))
        for each in questions
    }
    answered = read_answers(questions, lambda each: sent[each.key] or (), of_order=of_order)
    no_answers = {
        each.key: f"{FORM}.{each.key} must be a text, a number, yes or no, a list"
        for each in answered.asked
        if sent[each.key] is None
    }
    return replace(answered, refused={**answered.refused, **no_answers})


def _problems_of_form(form_data: Any) -> list[Problem]:
    if not isinstance(form_data, dict):
        return [Problem(FORM, f"{FORM} must be an object")]
    if size_of(form_data) > MOST_FORM_BYTES:
        return [Problem(FORM, f"{FORM} is more than {MOST_FORM_BYTES} bytes")]
    if depth_of(form_data) > DEEPEST_FORM:
        return [Problem(FORM, f"{FORM} is more than {DEEPEST_FORM} deep")]
    given = form_data.get(PREFERENCES)
    if given is None:
        return []
    field = f"{FORM}.{PREFERENCES}"
    if not isinstance(given, dict) or len(given) > _MOST_PREFERENCES:
        return [Problem(field, f"{field} must be an object of true and false")]
    return [
        Problem(field, f"{field} must hold true and false under plain names")
        for name, value in given.items()
        if not isinstance(value, bool) or not can_be_a_code(name)
    ][:1]


def _preferences(form_data: Mapping[str, Any]) -> list[str] | None:
    given = form_data.get(PREFERENCES)
    return None if given is None else sorted(name for name, value in given.items() if value)


def _texts(value: Any) -> list[str] | None:
    """Return an answer as a browser would have sent it, or None where it cannot be one."""
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, str):
        return [value]
    if isinstance(value, int | float):
        return [repr(value)]
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    return None
