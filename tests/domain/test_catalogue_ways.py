"""Mistakes in how a class says it is paid."""

from typing import Any

import pytest

from tests.domain.test_catalogue_mistakes import CLASS, mistake
from tests.fakes.catalogue_file import of_class

MISTAKES = [
    (of_class(pay=["online", "cheque"]), "pay[1]: must be online, invoice or door"),
    (of_class(pay=["door", "door"]), "pay[1]: is there already"),
    (of_class(pay=[]), "pay: must have one or more ways to pay"),
    (of_class(invoice={"days": 14}), "invoice: must not be given where pay does not name invoice"),
    (of_class(pay=["invoice"], invoice={"days": 367}), "invoice.days: must be 366 or less"),
    (of_class(pay=["invoice"], invoice={"days": -1}), "invoice.days: must be 0 or more"),
    (of_class(pay=["invoice"], invoice={}), "invoice.days: is missing"),
    (
        of_class(pay=["invoice"], invoice={"days": 1, "unpaid": "sue"}),
        "invoice.unpaid: must be cancel, keep or staff",
    ),
    (
        of_class(pay=["invoice"], invoice={"days": 1, "confirmed": "soon"}),
        "invoice.confirmed: must be paid or at_once",
    ),
    (of_class(deposit={"rest_by_days": 7}), "deposit.percent: is missing"),
    (of_class(deposit={"percent": 100, "rest_by_days": 7}), "deposit.percent: must be 99 or less"),
    (of_class(deposit={"percent": 0, "rest_by_days": 7}), "deposit.percent: must be 1 or more"),
    (
        of_class(deposit={"percent": 2.5, "rest_by_days": 7}),
        "deposit.percent: must be a whole number",
    ),
    (of_class(deposit={"percent": 5}), "deposit.rest_by_days: is missing"),
]


@pytest.mark.parametrize(("document", "line"), MISTAKES, ids=[line for _, line in MISTAKES])
def test_a_mistake_in_ways_to_pay_names_its_path_and_reason(
    document: dict[str, Any], line: str
) -> None:
    assert mistake(document) == f"{CLASS}.{line}"
