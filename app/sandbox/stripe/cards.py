"""Stripe's test cards: what each number, and each pm_card_ or tok_ name, does when charged."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What happens when a card is charged."""

    PAID = "paid"
    DECLINED = "declined"
    CHALLENGED = "challenged"  # 3-D Secure first
    CHALLENGED_THEN_DECLINED = "challenged_then_declined"


class Aftermath(StrEnum):
    """What follows a charge that went well."""

    NONE = "none"
    DISPUTED = "disputed"
    REFUND_FAILS = "refund_fails"
    REFUND_WAITS = "refund_waits"
    AVAILABLE_AT_ONCE = "available_at_once"


@dataclass(frozen=True, slots=True)
class Decline:
    """Why the bank said no, in Stripe's words."""

    code: str
    decline_code: str
    message: str
    advice: str = "try_again_later"


@dataclass(frozen=True, slots=True)
class TestCard:
    """One test card."""

    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    fate: Fate = Fate.PAID
    decline: Decline | None = None
    aftermath: Aftermath = Aftermath.NONE
    dispute_reason: str = "fraudulent"


GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
NO_FUNDS = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
LOST = Decline("card_declined", "lost_card", "Your card was declined.", "do_not_try_again")
STOLEN = Decline("card_declined", "stolen_card", "Your card was declined.", "do_not_try_again")
EXPIRED = Decline("expired_card", "expired_card", "Your card has expired.", "confirm_card_data")
WRONG_CVC = Decline(
    "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.", "confirm_card_data"
)
PROCESSING = Decline(
    "processing_error",
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
)
VELOCITY = Decline("card_declined", "card_velocity_exceeded", "Your card was declined.")
FRAUD = Decline("card_declined", "fraudulent", "Your card was declined.", "do_not_try_again")


def _no(number: str, why: Decline) -> TestCard:
    return TestCard(number, fate=Fate.DECLINED, decline=why)


BY_TOKEN = {
    "visa": TestCard("4242424242424242"),
    "visa_debit": TestCard("4000056655665556", funding="debit"),
    "mastercard": TestCard("5555555555554444", brand="mastercard"),
    "mastercard_debit": TestCard("5200828282828210", brand="mastercard", funding="debit"),
    "mastercard_prepaid": TestCard("5105105105105100", brand="mastercard", funding="prepaid"),
    "amex": TestCard("378282246310005", brand="amex"),
    "no": TestCard("4000005780000007", country="NO"),
    "visa_chargeDeclined": _no("4000000000000002", GENERIC),
    "chargeDeclined": _no("4000000000000002", GENERIC),
    "visa_chargeDeclinedInsufficientFunds": _no("4000000000009995", NO_FUNDS),
    "chargeDeclinedInsufficientFunds": _no("4000000000009995", NO_FUNDS),
    "visa_chargeDeclinedLostCard": _no("4000000000009987", LOST),
    "visa_chargeDeclinedStolenCard": _no("4000000000009979", STOLEN),
    "chargeDeclinedExpiredCard": _no("4000000000000069", EXPIRED),
    "visa_chargeDeclinedExpiredCard": _no("4000000000000069", EXPIRED),
    "chargeDeclinedIncorrectCvc": _no("4000000000000127", WRONG_CVC),
    "visa_chargeDeclinedIncorrectCvc": _no("4000000000000127", WRONG_CVC),
    "chargeDeclinedProcessingError": _no("4000000000000119", PROCESSING),
    "visa_chargeDeclinedProcessingError": _no("4000000000000119", PROCESSING),
    "visa_chargeDeclinedVelocityLimitExceeded": _no("4000000000006975", VELOCITY),
    "chargeDeclinedFraudulent": _no("4100000000000019", FRAUD),
    "radarBlock": _no("4100000000000019", FRAUD),
    "authenticationRequired": TestCard("4000002500003155", fate=Fate.CHALLENGED),
    "authenticationRequiredOnSetup": TestCard("4000002500003155", fate=Fate.CHALLENGED),
    "threeDSecure2Required": TestCard("4000000000003220", fate=Fate.CHALLENGED),
    "threeDSecureRequired": TestCard("4000000000003063", fate=Fate.CHALLENGED),
    "authenticationRequiredChargeDeclinedInsufficientFunds": TestCard(
        "4000008260003178", fate=Fate.CHALLENGED_THEN_DECLINED, decline=NO_FUNDS
    ),
    "threeDSecureRequiredChargeDeclined": TestCard(
        "4000008400001629", fate=Fate.CHALLENGED_THEN_DECLINED, decline=GENERIC
    ),
    "createDispute": TestCard("4000000000000259", aftermath=Aftermath.DISPUTED),
    "createDisputeProductNotReceived": TestCard(
        "4000000000002685", aftermath=Aftermath.DISPUTED, dispute_reason="product_not_received"
    ),
    "pendingRefund": TestCard("4000000000007726", aftermath=Aftermath.REFUND_WAITS),
    "refundFail": TestCard("4000000000005126", aftermath=Aftermath.REFUND_FAILS),
    "bypassPending": TestCard("4000000000000077", aftermath=Aftermath.AVAILABLE_AT_ONCE),
}
BY_NUMBER = {card.number: card for card in BY_TOKEN.values()}


def by_name(name: str) -> TestCard | None:
    """Return the card behind ``pm_card_visa`` or ``tok_visa``, or None."""
    for prefix in ("pm_card_", "tok_"):
        if name.startswith(prefix):
            return BY_TOKEN.get(name.removeprefix(prefix))
    return None


def is_valid(number: str) -> bool:
    """Return whether the number passes the check digit (Luhn)."""
    if not (number.isascii() and number.isdigit() and 12 <= len(number) <= 19):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
