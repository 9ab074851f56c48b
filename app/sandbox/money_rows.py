"""What the page shows of Stripe's objects, and what can be done to each by its other side."""

from app.sandbox.rows import Deed, Row, whole
from app.sandbox.shelf import Document
from app.sandbox.stripe import money

_CONTROL = "/control/stripe"
_BACK = {"back": "/#stripe"}


def stripe_object(held: Document) -> Row:
    """Return a session, payment, refund, dispute or payout."""
    amount = money.shown(held["amount"] or 0, held["currency"])
    title = held["reference"] or held["id"]
    note = amount if title == held["id"] else f"{held['id']} · {amount}"
    return Row(title, held["status"] or "", note, deeds=_deeds(held), whole=whole(held))


def _deeds(held: Document) -> tuple[Deed, ...]:
    key, status = held["id"], held["status"]
    match held["kind"]:
        case "checkout.session" if status == "open":
            address = f"{_CONTROL}/sessions/{key}"
            return (
                Deed(f"{address}/pay", "Pay", _BACK),
                Deed(f"{address}/expire", "Expire", _BACK),
            )
        case "checkout.session" if status == "expired":
            return (_meddle("pay_behind", "Let money come all the same", key),)
        case "payment_intent" if status == "succeeded":
            return (
                Deed(f"{_CONTROL}/charges/{key}/dispute", "Dispute", _BACK),
                _meddle("refund", "Refund at Stripe", key, told="yes"),
                _meddle("forget_payment", "Forget it", key),
            )
        case "refund" if status in ("succeeded", "pending"):
            failing = Deed(f"{_CONTROL}/refunds/{key}/fail", "Fail", _BACK)
            return (failing, _meddle("forget_refund", "Forget it", key))
        case "dispute" if status not in ("won", "lost"):
            address = f"{_CONTROL}/disputes/{key}/end"
            return (
                Deed(address, "Buyer loses", {**_BACK, "status": "won"}),
                Deed(address, "Buyer wins", {**_BACK, "status": "lost"}),
            )
        case "payout" if status == "pending":
            return (Deed(f"{_CONTROL}/payouts/{key}/arrive", "Let it arrive", _BACK),)
    return ()


def _meddle(deed: str, label: str, key: str, **more: str) -> Deed:
    return Deed(f"{_CONTROL}/meddle", label, {**_BACK, "deed": deed, "key": key, **more})
