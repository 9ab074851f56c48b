"""Why an amount cannot be paid online, as a sentence for people. Not here: deciding it."""

from app.domain.objection import Against, Objection
from app.domain.said import sentence
from app.domain.wording import say_money


def say_objection(objection: Objection) -> str:
    """Say why an amount cannot be paid online."""
    bound = say_money(objection.bound)
    match objection.against:
        case Against.CURRENCY:
            return sentence("We cannot take {currency} online.", currency=objection.bound.currency)
        case Against.TOO_LITTLE:
            return sentence("The least that can be paid online is {amount}.", amount=bound)
        case Against.TOO_MUCH:
            return sentence("The most that can be paid online at once is {amount}.", amount=bound)
    return sentence("What is paid online must be a multiple of {amount}.", amount=bound)
