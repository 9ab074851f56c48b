"""The company that somebody registers for, by one set of rules wherever it is written down.

Not here: what its VAT number does to a price (``domain.bill.offered_to``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.domain.form.answer import AnswerRefused, read_answer
from app.domain.form.question import Question, QuestionKind
from app.domain.said import sentence
from app.domain.vat_number import VatNumberRefused, check_address, clean_vat_number

COMPANY, VAT_NUMBER, ADDRESS = "company", "vat_number", "address"
WHERE = sentence("Address of the company")
_COMPANY = Question(COMPANY, QuestionKind.TEXT, sentence("Company or organisation"))

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Company:
    """A company, all empty for none: its address in the five texts of ``ADDRESS_PARTS``."""

    name: str = ""
    vat_number: str = ""
    address: tuple[str, ...] = ()


NOBODY = Company()


def read_company(
    *, name: Sequence[str], vat_number: str, address: Sequence[str], home: str, exempts: bool
) -> tuple[Company, Mapping[str, str]]:
    """Return the company as it was written, and what is wrong with it: reasons by field.

    Its number and where it is are passed over unless that ``exempts`` it from a tax. What says that
    the buyer owes the tax has to say where that is, too. ``home`` is the seller's country (two
    letters).
    """
    errors: dict[str, str] = {}

    def read(field: str, reader: Callable[[], _Value]) -> _Value | None:
        try:
            return reader()
        except (AnswerRefused, VatNumberRefused) as refused:
            errors[field] = refused.reason
            return None

    called = str(read(COMPANY, lambda: read_answer(_COMPANY, name)) or "")
    if not exempts:
        return Company(called), errors
    number = read(VAT_NUMBER, lambda: clean_vat_number(vat_number, home=home)) or ""
    if number and not any(map(str.strip, name)):
        errors[COMPANY] = sentence("Enter the company that the VAT number is of")
    where = Question(ADDRESS, QuestionKind.ADDRESS, WHERE, required=bool(number))
    parts = read(ADDRESS, lambda: read_answer(where, address))
    if not isinstance(parts, list):
        return Company(called, number), errors
    if number:
        read(ADDRESS, lambda: check_address(number, country=parts[-1]))
    return Company(called, number, tuple(parts)), errors
