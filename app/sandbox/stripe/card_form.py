"""What a payer types on the hosted page, judged. Not here: the page, nor paying."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.sandbox.stripe.cards import BY_NUMBER, TestCard, is_valid
from app.sandbox.stripe.errors import StripeError
from app.sandbox.stripe.methods import card_method, debit_method, valid_email, valid_iban
from app.sandbox.stripe.world import Document, World

CARD = "card"
DEBIT = "sepa_debit"
_EXPIRY = re.compile(r"(\d{1,2})\s*/?\s*(\d{2}|\d{4})")


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields as they were typed."""

    email: str
    method: str
    number: str = ""
    expiry: str = ""
    cvc: str = ""
    name: str = ""
    iban: str = ""
    holder: str = ""

    @property
    def payer_name(self) -> str:
        """The name belonging to the chosen way of paying."""
        return self.name if self.method == CARD else self.holder


def typed(form: Mapping[str, str], session: Document) -> Filled:
    """Return the fields; an address given by the shop cannot be changed."""
    kinds = session["payment_method_types"]
    method = form.get("method", kinds[0])
    known = session["customer_details"] or {}
    texts = {
        name: form.get(name, "").strip()
        for name in ("number", "expiry", "cvc", "name", "iban", "holder")
    }
    return Filled(
        email=known.get("email") or form.get("email", "").strip(),
        method=method if method in kinds else kinds[0],
        **texts,
    )


def problems(filled: Filled, *, now: int, due: int) -> dict[str, str]:
    """Return what is wrong by field; empty when all is well. Nothing due needs no card."""
    wrong: dict[str, str] = {}
    try:
        valid_email(filled.email, param="email")
    except StripeError:
        wrong["email"] = "Enter an e-mail address, like name@example.com"
    if due == 0:
        return wrong
    if filled.method == DEBIT:
        return wrong | _debit_problems(filled)
    return wrong | _card_problems(filled, now)


def method_of(world: World, filled: Filled) -> Document:
    """Keep and return the payment method typed; call it when there are no problems."""
    billing = {"email": filled.email, "name": filled.payer_name or None}
    if filled.method == DEBIT:
        return debit_method(world, valid_iban(filled.iban) or "", billing=billing)
    number = digits(filled.number)
    month, year = _month(filled.expiry) or (0, 0)
    card = BY_NUMBER.get(number) or TestCard(number)
    return card_method(world, card, month=month, year=year, billing=billing)


def digits(text: str) -> str:
    """Return a card number without its spaces and dashes."""
    return re.sub(r"[\s-]", "", text)


def _debit_problems(filled: Filled) -> dict[str, str]:
    wrong = {}
    if valid_iban(filled.iban) is None:
        wrong["iban"] = "Enter a valid IBAN, like AT61 1904 3002 3457 3201"
    if not filled.holder:
        wrong["holder"] = "Enter the name of the account holder"
    return wrong


def _card_problems(filled: Filled, now: int) -> dict[str, str]:
    wrong = {}
    if not is_valid(digits(filled.number)):
        wrong["number"] = "Your card number is invalid."
    month = _month(filled.expiry)
    today = datetime.fromtimestamp(now, tz=UTC)
    if month is None:
        wrong["expiry"] = "Enter the expiry date as month and year, like 12 / 34"
    elif (month[1], month[0]) < (today.year, today.month):
        wrong["expiry"] = "Your card's expiration date is in the past."
    if not re.fullmatch(r"\d{3,4}", filled.cvc):
        wrong["cvc"] = "Enter the 3 or 4 digits on your card"
    if not filled.name:
        wrong["name"] = "Enter the name on your card"
    return wrong


def _month(text: str) -> tuple[int, int] | None:
    found = _EXPIRY.fullmatch(text.strip())
    if found is None:
        return None
    month, year = int(found[1]), int(found[2])
    if not 1 <= month <= 12:
        return None
    return month, year if year > 99 else 2000 + year
