"""The part of a class's form about how it is paid. Not here: what that means (domain/catalogue)."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.web.staff.numbers import whole_number
from app.web.staff.words import written

_USUAL = {"pay": ["online"]}
_USUAL_DAYS = 14
_INVOICE = ("days", "unpaid", "confirmed")
_DEPOSIT = ("percent", "rest_by_days", "unpaid")


def ways_document(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return how the class is paid as it was written, in the catalogue file's words.

    A deposit is offered where its percentage is given. A form without any of it leaves the usual.
    """
    pay = [written(each, limit=32) for each in form.getlist("pay")]
    document: dict[str, Any] = {"pay": pay}
    invoice, deposit = _part(form, "invoice", _INVOICE), _part(form, "deposit", _DEPOSIT)
    if "invoice" in pay:
        document["invoice"] = {"days": _USUAL_DAYS} | invoice
    if "percent" in deposit:
        document["deposit"] = deposit | {"kept": form.get("deposit-kept") == "yes"}
    return document if pay or "deposit" in document else dict(_USUAL)


def _part(form: MultiDict[str, str], name: str, fields: tuple[str, ...]) -> dict[str, Any]:
    texts = {field: written(form.get(f"{name}-{field}", ""), limit=32) for field in fields}
    return {field: whole_number(text) for field, text in texts.items() if text}


def ways_fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields' texts by name, with a ``_`` where their ids have a ``-``."""
    fields: dict[str, Any] = {"pay": document.get("pay") or _USUAL["pay"]}
    if "deposit" in document and not document.get("pay"):
        fields["pay"] = []
    for name, parts in (("invoice", _INVOICE), ("deposit", _DEPOSIT)):
        given = document.get(name) or {}
        fields |= {f"{name}_{part}": str(given.get(part, "")) for part in parts}
    fields["deposit_kept"] = (document.get("deposit") or {}).get("kept", True)
    return fields


def field_of_way(path: str) -> str:
    """Return the id of the field that a path is about, or nothing where it is about another."""
    head, _, field = path.partition(".")
    if head.partition("[")[0] == "pay":
        return "pay"
    if head not in ("invoice", "deposit"):
        return ""
    return f"{head}-{field}" if field else ("pay" if head == "invoice" else "deposit-percent")
