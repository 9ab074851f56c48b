"""``expand[]``: ids replaced by the objects they stand for, up to four deep."""

from typing import Any

from app.sandbox.stripe import ledger, lines, listing, refunds, sessions
from app.sandbox.stripe.errors import invalid
from app.sandbox.stripe.world import Document, World

DEEPEST = 4
# By kind: the fields that may be expanded and the kind they lead to ("" where several may be).
FIELDS: dict[str, dict[str, str]] = {
    "balance_transaction": {"source": ""},
    "charge": {
        "balance_transaction": "balance_transaction",
        "customer": "customer",
        "payment_intent": "payment_intent",
    },
    "checkout.session": {"customer": "customer", "payment_intent": "payment_intent"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "payment_intent": {
        "customer": "customer",
        "latest_charge": "charge",
        "payment_method": "payment_method",
    },
    "payment_method": {"customer": "customer"},
    "payout": {"balance_transaction": "balance_transaction"},
    "price": {"product": "product"},
    "refund": {
        "balance_transaction": "balance_transaction",
        "charge": "charge",
        "failure_balance_transaction": "balance_transaction",
        "payment_intent": "payment_intent",
        "payment_method": "payment_method",
    },
}
SOURCES = ("charge", "refund", "dispute", "payout")


def expand(world: World, document: Document, paths: list[str]) -> Document:
    """Return the document with the paths expanded; raises StripeError for one that cannot be."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST + (steps[0] == "data"):
            raise invalid(
                f"You cannot expand more than 4 levels of a property. Property: {path}",
                param="expand",
            )
        document = _expanded(world, document, steps, path)
    return document


def _expanded(world: World, node: Any, steps: list[str], path: str) -> Any:
    if not steps or node is None:
        return node
    if isinstance(node, list):
        return [_expanded(world, item, steps, path) for item in node]
    step, rest = steps[0], steps[1:]
    if not isinstance(node, dict):
        raise _not_expandable(path)
    kind = node.get("object", "")
    if (kind, step) in INCLUDED and step not in node:
        node = node | {step: INCLUDED[(kind, step)](world, node)}
    elif isinstance(node.get(step), str):
        if step not in FIELDS.get(kind, {}):
            raise _not_expandable(path)
        node = node | {step: _load(world, FIELDS[kind][step], node[step])}
    elif step not in node or (not rest and not _is_expanded(kind, step, node[step])):
        raise _not_expandable(path)
    return node | {step: _expanded(world, node[step], rest, path)}


def _is_expanded(kind: str, step: str, value: Any) -> bool:
    expandable = step in FIELDS.get(kind, {}) or (kind, step) in INCLUDED
    return expandable and (value is None or isinstance(value, dict))


def _load(world: World, kind: str, key: str) -> Document | str:
    if kind == "balance_transaction":
        return ledger.get(world, key)
    for each in [kind] if kind else SOURCES:
        found = world.find(each, key)
        if found is not None:
            return found
    return key


def _line_items(world: World, session: Document) -> Document:
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return listing.whole(sessions.line_items(world, session["id"]), url=url)


def _refunds(world: World, charge: Document) -> Document:
    found = refunds.filtered(world, {"charge": charge["id"]})
    return listing.whole(found[::-1], url=f"/v1/charges/{charge['id']}/refunds")


def _taxes(world: World, line: Document) -> list[Document]:
    return lines.taxes(world, line)


def _breakdown(world: World, session: Document) -> Document:
    return lines.breakdown(world, sessions.line_items(world, session["id"]))


INCLUDED = {
    ("checkout.session", "line_items"): _line_items,
    ("charge", "refunds"): _refunds,
    ("item", "taxes"): _taxes,
}


def with_breakdown(world: World, session: Document, paths: list[str]) -> tuple[Document, list[str]]:
    """Return the session with ``total_details.breakdown`` when asked for, and the other paths."""
    wanted = "total_details.breakdown"
    if session.get("object") != "checkout.session" or wanted not in paths:
        return session, paths
    details = session["total_details"] | {"breakdown": _breakdown(world, session)}
    return session | {"total_details": details}, [p for p in paths if p != wanted]


def _not_expandable(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", param="expand")
