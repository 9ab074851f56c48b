"""The form of a voucher: what was written in it as a document of the catalogue file's shape."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.catalogue import CatalogueMistake
from app.web.staff.numbers import decimal_text, whole_number
from app.web.staff.words import written

FIELDS = (
    "code name kind percent amount currency class program opens from until most most_per_person"
    " most_per_class"
).split()
_NUMBERS = ("percent", "most", "most_per_person", "most_per_class")
_LABELS = {
    "code": "The code",
    "name": "The name",
    "kind": "What it gives",
    "percent": "The percentage",
    "amount": "The amount",
    "currency": "The currency",
    "opens": "The name of the price",
    "from": "The first day",
    "until": "The last day",
    "most": "How often it can be used",
    "most_per_person": "How often one person can use it",
    "most_per_class": "How often it can be used in each class",
}


def fields_given(form: MultiDict[str, str]) -> dict[str, str]:
    """Return what was written, by field, to be shown again."""
    given = {name: written(form.get(name, ""), limit=200) for name in (*FIELDS, "count")}
    return given | {"extras": form.get("extras", "")}


def document_from(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the document; empty fields are left out."""
    document: dict[str, Any] = {name: given[name] for name in FIELDS if given[name]}
    for name in _NUMBERS:
        if name in document:
            document[name] = whole_number(given[name])
    if "currency" in document:
        document["currency"] = given["currency"].upper()
    if "amount" in document:
        document["amount"] = decimal_text(given["amount"], given["currency"].upper())
    if given["extras"] == "yes":
        document["extras"] = True
    return document


def errors_from(mistake: CatalogueMistake) -> dict[str, str]:
    """Return the mistake as an error of the field that it is about."""
    return {mistake.path: f"{_LABELS.get(mistake.path, 'The voucher')} {mistake.reason}"}
