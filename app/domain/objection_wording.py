"""Why an amount cannot be paid online, as a sentence for people. Not here: deciding it."""

from app.domain.objection import Against, Objection
from app.domain.wording import say_money


def say_objection(objection: Objection) -> str:
    """Say why an amount cannot be paid online."""
    bound = say_money(objection.bound)
    match objection.against:
        case Against.CURRENCY:
            return f"We cannot take {objection.bound.currency} online."
        case Against.TOO_LITTLE:
            return f"The least that can be paid online is {bound}."
        case Against.TOO_MUCH:
            return f"The most that can be paid online at once is {bound}."
    return f"What is paid online must be a multiple of {bound}."
