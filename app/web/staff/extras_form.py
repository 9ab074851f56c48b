"""The extras of a class as its form has them, one row each, and as the catalogue file says them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from app.web.staff.numbers import decimal_text, whole_number
from app.web.staff.words import written

EXTRAS = "extras"
MOST_ROWS = 30
_TEXTS = ("code", "label", "prices", "stock", "most_per_place", "tax_mode", "tax_rate", "tax_name")
_WORDS = {
    "code": "The code of the extra",
    "label": "The name of the extra",
    "prices": "What the extra costs",
    "stock": "The number of them",
    "most_per_place": "The most that one can have",
    "tax_mode": "The tax",
    "tax_rate": "The rate of the tax",
    "tax_name": "The name of the tax",
    "extras": "The extras",
}
# A row in which only this is chosen is an empty one.
_NOT_WRITTEN = {"tax_mode": "none", "tax_name": "VAT"}


def extras_given(form: MultiDict[str, str]) -> list[dict[str, Any]]:
    """Return the extras that were written down; empty rows are left out."""
    return list(_rows(form))


def _rows(form: MultiDict[str, str]) -> Iterator[dict[str, Any]]:
    for number in range(MOST_ROWS):
        row = {
            name: written(form.get(f"{EXTRAS}-{number}-{name}", ""), limit=200) for name in _TEXTS
        }
        if any(text for name, text in row.items() if text != _NOT_WRITTEN.get(name)):
            yield _document(row)


def _document(row: Mapping[str, str]) -> dict[str, Any]:
    document: dict[str, Any] = {name: row[name] for name in ("code", "label") if row[name]}
    document["prices"] = [_price(each) for each in re.split(r"[;]", row["prices"]) if each.strip()]
    for name in ("stock", "most_per_place"):
        if row[name]:
            document[name] = whole_number(row[name])
    if row["tax_mode"] not in ("", "none"):
        tax = {"mode": row["tax_mode"], "rate": row["tax_rate"], "name": row["tax_name"]}
        document["tax"] = {name: text for name, text in tax.items() if text}
    return document


def _price(text: str) -> dict[str, str]:
    """Read ``150 NOK`` (numbers.py); what is no amount is for the reader to refuse."""
    amount, _, currency = " ".join(text.split()).rpartition(" ")
    return {"amount": decimal_text(amount, currency.upper()), "currency": currency.upper()}


def extras_drawn(extras: Sequence[Mapping[str, Any]], *, blank: int) -> list[dict[str, str]]:
    """Return the rows of the form, with some blank ones behind them."""
    rows = [_drawn(each) for each in extras]
    return [*rows, *(dict.fromkeys(_TEXTS, "") | _NOT_WRITTEN for _ in range(blank))]


def _drawn(extra: Mapping[str, Any]) -> dict[str, str]:
    prices = "; ".join(f"{each['amount']} {each['currency']}" for each in extra.get("prices", ()))
    tax = extra.get("tax") or {}
    return {
        **{name: str(extra.get(name, "")) for name in _TEXTS[:2]},
        "prices": prices,
        "stock": "" if extra.get("stock") is None else str(extra["stock"]),
        "most_per_place": str(extra.get("most_per_place", "")),
        "tax_mode": str(tax.get("mode", "none")),
        "tax_rate": str(tax.get("rate", "")),
        "tax_name": str(tax.get("name", "VAT")),
    }


def extra_error(path: str, reason: str) -> dict[str, str]:
    """Return a mistake of the document's extras as an error of the field that it is about."""
    found = re.match(r"extras\[(\d+)\]\.(tax\.)?(\w+)", path)
    number, name = (found[1], f"tax_{found[3]}" if found[2] else found[3]) if found else ("0", "")
    if name not in _TEXTS:
        name = "tax_mode" if name == "tax" else "code"
    return {f"{EXTRAS}-{number}-{name}": f"{_WORDS[name]} {reason}"}
