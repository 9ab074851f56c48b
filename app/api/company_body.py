"""The company that a client registers somebody for: its name, VAT number and address.

ISO's shapes have no word for it, so these are ours. Not here: the rules (domain/form/company.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.envelope import Problem
from app.domain.form.company import ADDRESS, VAT_NUMBER, Company, read_company
from app.domain.form.company import COMPANY as NAME

COMPANY = "company"
_FIELDS = {NAME: "name", VAT_NUMBER: "vatNumber", ADDRESS: "address"}
# In the order in which an address is kept (``ADDRESS_PARTS``).
_PARTS = ("line1", "line2", "postalCode", "city", "country")
_LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class CompanyGiven:
    """A company as it was written, all empty for none."""

    name: str = ""
    vat_number: str = ""
    address: tuple[str, ...] = ()


NO_COMPANY = CompanyGiven()


def read_given(body: Any) -> CompanyGiven | Problem:
    """Return the texts of a company, or what of it is none; what is not there is empty."""
    if body is None:
        return NO_COMPANY
    if not isinstance(body, dict):
        return Problem(COMPANY, f"{COMPANY} must be an object")
    address = body.get(_FIELDS[ADDRESS])
    where = f"{COMPANY}.{_FIELDS[ADDRESS]}"
    if address is not None and not isinstance(address, dict):
        return Problem(where, f"{where} must be an object")
    own = _texts(body, (_FIELDS[NAME], _FIELDS[VAT_NUMBER]), path=COMPANY)
    parts = _texts(address or {}, _PARTS, path=where)
    if isinstance(own, Problem):
        return own
    if isinstance(parts, Problem):
        return parts
    name, vat_number = own
    return CompanyGiven(name, vat_number, tuple(parts))


def company_of(
    given: CompanyGiven, *, home: str, exempts: bool
) -> tuple[Company, Sequence[Problem]]:
    """Return the company that is meant, and what is wrong with it, as the site's form says it."""
    company, refused = read_company(
        name=[given.name],
        vat_number=given.vat_number,
        address=given.address,
        home=home,
        exempts=exempts,
    )
    wrong = [Problem(f"{COMPANY}.{_FIELDS[each]}", why) for each, why in refused.items()]
    return company, wrong


def _texts(body: Mapping[str, Any], names: Sequence[str], *, path: str) -> Sequence[str] | Problem:
    found = []
    for name in names:
        text = body.get(name)
        if text is not None and not isinstance(text, str):
            return Problem(f"{path}.{name}", f"{path}.{name} must be a text")
        found.append((text or "")[:_LONGEST_TEXT])
    return found
