"""The form of a class: what its fields are called, and what was written in them as a document.

The document is the catalogue file's, so one reader says what a class may be. Not here: views.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.catalogue import CatalogueMistake
from app.web.staff.extras_form import EXTRAS, extra_error, extras_drawn, extras_given
from app.web.staff.numbers import decimal_text, whole_number
from app.web.staff.ways_form import field_of_way, ways_document, ways_fields
from app.web.staff.words import written

MEETINGS, PRICES, REFUNDS = "sessions", "prices", "refunds"
_PARTS = {
    MEETINGS: ("starts", "ends"),
    PRICES: (
        "label",
        "amount",
        "currency",
        "ends",
        "kind",
        "from_participants",
        "limit",
        "tax-mode",
        "tax-rate",
        "tax-name",
        "tax-exempt_with_vat_number",
    ),
    REFUNDS: ("days", "percent", "as"),
}
_DEADLINES = ("enrollment_deadline", "cancellation_deadline", "change_deadline")
_TEXTS = ("code", "venue", "online_url", "timezone", *_DEADLINES)
_NUMBERS = ("capacity", "reminder_days")
_TAX = "tax-"
_EXEMPT = "tax-exempt_with_vat_number"
_FLAGS = ("waiting_list", "refuse_late_cancellation")
_MOST_ROWS = 60
_LABELS = {
    "code": "The code",
    "venue": "The place",
    "online_url": "The address to join online",
    "timezone": "The time zone",
    "capacity": "The number of seats",
    "sessions": "The meetings",
    "starts": "When the meeting begins",
    "enrollment_deadline": "The last day to register",
    "cancellation_deadline": "The last day to cancel",
    "change_deadline": "The last day to change answers and names",
    "reminder_days": "The number of days before",
    "bring": "What to bring",
    "prices": "The prices",
    "refunds": "What goes back",
    "days": "The number of days",
    "percent": "The percentage",
    "as": "How it goes back",
    "label": "The name of the price",
    "amount": "The amount",
    "currency": "The currency",
    "kind": "Who has the price",
    "from_participants": "The number of participants",
    "limit": "The limit",
    "mode": "How the tax is charged",
    "rate": "The rate of the tax",
    "name": "The name of the tax",
    "exempt_with_vat_number": "Buying without the tax",
    "partners": "Where the class is listed",
    "pay": "How it is paid",
    "invoice": "Paying by invoice",
    "deposit": "The deposit",
    "rest_by_days": "The number of days before it starts",
    "unpaid": "What happens if it is not paid",
    "confirmed": "When it is confirmed",
}


def document_from(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return what was written; empty fields and rows are left out."""
    document: dict[str, Any] = {}
    for name in _TEXTS:
        if text := written(form.get(name, ""), limit=600):
            document[name] = text
    document[EXTRAS] = extras_given(form)
    for name in _NUMBERS:
        number = written(form.get(name, ""), limit=12)
        document[name] = whole_number(number) if number else None
    # It has several lines; the reader says what of it cannot be shown.
    document["bring"] = form.get("bring", "").replace("\r\n", "\n").strip() or None
    for name in _FLAGS:
        document[name] = form.get(name) == "yes"
    document |= ways_document(form)
    document["partners"] = [written(each, limit=32) for each in form.getlist("partners")]
    for group in _PARTS:
        document[group] = list(_rows(form, group))
    document[PRICES] = [_price(row) for row in document[PRICES]]
    document[REFUNDS] = [
        {part: text if part == "as" else whole_number(text) for part, text in row.items()}
        for row in document[REFUNDS]
        # That alone is an empty row.
        if row.keys() != {"as"}
    ]
    return document


def _price(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a price as the file has it; its tax is an object there."""
    price: dict[str, Any] = {part: text for part, text in row.items() if "-" not in part}
    for name in ("from_participants", "limit"):
        if name in price:
            price[name] = whole_number(price[name])
    if "currency" in price:
        price["currency"] = price["currency"].upper()
    if "amount" in price:
        price["amount"] = decimal_text(price["amount"], price.get("currency", ""))
    tax: dict[str, Any] = {
        part.removeprefix(_TAX): text for part, text in row.items() if part.startswith(_TAX)
    }
    if "exempt_with_vat_number" in tax:
        tax["exempt_with_vat_number"] = tax["exempt_with_vat_number"] == "yes"
    return price | ({"tax": tax} if tax else {})


def _flat(price: Mapping[str, Any]) -> dict[str, Any]:
    """Return a price of the file as the form's fields have it."""
    tax = price.get("tax") or {}
    flat = {name: value for name, value in price.items() if name != "tax"}
    flat |= {f"{_TAX}{name}": value for name, value in tax.items()}
    if flat.get(_EXEMPT):
        flat[_EXEMPT] = "yes"
    return {name: value for name, value in flat.items() if value is not False}


def _rows(form: MultiDict[str, str], group: str) -> Iterable[dict[str, str]]:
    for number in range(_MOST_ROWS):
        texts = {
            part: written(form.get(f"{group}-{number}-{part}", ""), limit=200)
            for part in _PARTS[group]
        }
        if any(texts.values()):
            yield {part: text for part, text in texts.items() if text}


def fields_from(document: Mapping[str, Any], *, blank: Mapping[str, int]) -> dict[str, Any]:
    """Return the fields' texts by id, and under each group's name its rows with some blank ones."""
    fields: dict[str, Any] = {name: document.get(name) or "" for name in _TEXTS}
    for name in _NUMBERS:
        number = document.get(name)
        fields[name] = "" if number is None else str(number)
    fields["bring"] = document.get("bring") or ""
    fields |= {name: bool(document.get(name)) for name in _FLAGS}
    fields |= ways_fields(document)
    fields["partners"] = document.get("partners", ["iso", "trainingportal"])
    fields[EXTRAS] = extras_drawn(document.get(EXTRAS, []), blank=blank[EXTRAS])
    for group, parts in _PARTS.items():
        rows = [*document.get(group, []), *({} for _ in range(blank[group]))]
        if group == PRICES:
            rows = [_flat(row) for row in rows]
        fields[group] = [{part: str(row.get(part, "")) for part in parts} for row in rows]
    return fields


def errors_from(mistake: CatalogueMistake) -> dict[str, str]:
    """Return the mistake as an error of the field that it is about."""
    path = mistake.path
    if path.startswith(EXTRAS):
        return extra_error(path, mistake.reason)
    label = next(
        (
            _LABELS[word]
            for word in (path.rpartition(".")[2], path.partition("[")[0])
            if word in _LABELS
        ),
        "The class",
    )
    if path.endswith(".ends"):
        label = "When it ends"
    return {field_of(path): f"{label} {mistake.reason}"}


def field_of(path: str) -> str:
    """Return the id of the field that a path of the document is about."""
    if path.startswith("partners"):
        return "partners"
    if way := field_of_way(path):
        return way
    if path in _PARTS:
        return f"{path}-0-{_PARTS[path][0]}"
    return re.sub(r"\]?\.|\[", "-", path).rstrip("]")
