"""Reasons that the product gives itself, so that papers, pages and letters say them in a language.

Those of money have a code, which is kept beside their English words; of the others the words alone
are kept. What people write is said as they wrote it. Not here: other languages.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.said import marked, sentence


class OwnReason(StrEnum):
    """Why money came or went that nobody wrote a reason about."""

    PAID_TWICE = "paid_twice"
    PAID_TOO_MUCH = "paid_too_much"
    WRONG_AMOUNT = "wrong_amount"
    LATE_NO_PLACE = "late_no_place"
    LATE_DEARER = "late_dearer"
    LATE_NO_VOUCHER = "late_no_voucher"
    NO_PLACE = "no_place"
    CANCELLED_UNPAID = "cancelled_unpaid"
    CANCELLED_PAID = "cancelled_paid"
    CANCELLED_BY_BUYER = "cancelled_by_buyer"
    CANCELLED_AT = "cancelled_at"
    CLASS_CANCELLED = "class_cancelled"
    MOVED = "moved"
    OTHER_EXTRAS = "other_extras"
    EXTRAS_GIVEN_UP = "extras_given_up"
    UNPAID = "unpaid"
    HOLD_ENDED = "hold_ended"
    OFFER_LAPSED = "offer_lapsed"
    OFFER_DECLINED = "offer_declined"
    SENT_BACK_THERE = "sent_back_there"
    LOST_IN_DISPUTE = "lost_in_dispute"
    MISTAKE = "mistake"
    MONEY_GONE = "money_gone"
    MONEY_GONE_IN_PART = "money_gone_in_part"
    CORRECTED = "corrected"


# Money that goes back for these is for extras, and whoever has their place may never have had them.
OF_EXTRAS = (OwnReason.OTHER_EXTRAS, OwnReason.EXTRAS_GIVEN_UP)
# Where something stands behind a colon, it may be missing; what it is, is as somebody wrote it.
_ENGLISH: Mapping[OwnReason, str] = {
    OwnReason.PAID_TWICE: marked("paid twice"),
    OwnReason.PAID_TOO_MUCH: marked("paid too much"),
    OwnReason.WRONG_AMOUNT: marked("wrong amount"),
    OwnReason.LATE_NO_PLACE: marked("paid too late, and no place was left"),
    OwnReason.LATE_DEARER: marked("paid too late, and the price had ended"),
    OwnReason.LATE_NO_VOUCHER: marked("paid too late, and the voucher could not be used any more"),
    OwnReason.NO_PLACE: marked("paid, and no place was left"),
    OwnReason.CANCELLED_UNPAID: marked("cancelled before it was paid"),
    OwnReason.CANCELLED_PAID: marked("cancelled after it was paid"),
    OwnReason.CANCELLED_BY_BUYER: marked("cancelled by the buyer"),
    OwnReason.CANCELLED_AT: marked("cancelled at {about}"),
    OwnReason.CLASS_CANCELLED: marked("The class was cancelled: {about}"),
    OwnReason.MOVED: marked("moved to {about}"),
    OwnReason.OTHER_EXTRAS: marked("the chosen extras were changed"),
    # No rule says what goes back of them: staff decide.
    OwnReason.EXTRAS_GIVEN_UP: marked("chosen extras were given up"),
    OwnReason.UNPAID: marked("it was not paid in time"),
    OwnReason.HOLD_ENDED: marked("the time to pay ran out"),
    OwnReason.OFFER_LAPSED: marked("the offer was not accepted in time"),
    OwnReason.OFFER_DECLINED: marked("the offer was declined"),
    OwnReason.SENT_BACK_THERE: marked("sent back at the gateway"),
    OwnReason.LOST_IN_DISPUTE: marked("lost in a dispute"),
    OwnReason.MISTAKE: marked("written down by mistake"),
    OwnReason.MONEY_GONE: marked("the money for it went back"),
    OwnReason.MONEY_GONE_IN_PART: marked("a part of the money for it went back"),
    OwnReason.CORRECTED: marked("what a payment brought was not what we had written down"),
}

# Why something happened that is of no money.
PAYMENT_FAILED = marked("the payment did not go through")
PAYMENT_UNDONE = marked("a payment was written down by mistake")
HANDED_ON = marked("handed over to another participant")
PASSED_ON = marked("handed over by the buyer to another participant")
RENAMED = marked("the participant’s name or address was corrected by the buyer")
DATES_CHANGED = marked("the dates or times")
PLACE_CHANGED = marked("the place")
DATES_AND_PLACE_CHANGED = marked("the dates or times and the place")
LINE_CLOSED = marked("the class takes no registrations any more")
LINE_OVER = marked("the class is over and no place came free")
LINE_BEGUN = marked("the class has begun and no place came free")
LINE_DEADLINE = marked("the deadline for registering has passed and no place came free")
TOO_LARGE = marked("the class has fewer seats now than you need together")
LESS_TIME = marked(
    "the class was changed, so that you have less time to say yes than we wrote before"
)
TAKEN_OFF = marked("taken off by staff: {about}")
_TAKEN_OFF_UNSAID = marked("taken off by staff")
_PLAIN = frozenset(
    {
        PAYMENT_FAILED,
        PAYMENT_UNDONE,
        HANDED_ON,
        PASSED_ON,
        RENAMED,
        DATES_CHANGED,
        PLACE_CHANGED,
        DATES_AND_PLACE_CHANGED,
        LINE_CLOSED,
        LINE_OVER,
        LINE_BEGUN,
        LINE_DEADLINE,
        TOO_LARGE,
        LESS_TIME,
        _TAKEN_OFF_UNSAID,
        *(said for said in _ENGLISH.values() if "{about}" not in said),
    }
)
_ABOUT = (*(said for said in _ENGLISH.values() if "{about}" in said), TAKEN_OFF)


def say_reason(reason: OwnReason, about: str = "") -> str:
    """Return a reason in English; ``about`` is what it names, a class say."""
    return filled(_ENGLISH[reason], about)


def filled(sentence: str, about: str) -> str:
    """Return a reason's sentence with what it names, or without the colon before it."""
    return sentence.format(about=about).removesuffix(": ")


def about_of(reason: OwnReason, words: str) -> str:
    """Return what a reason names, from its English words."""
    return _named(_ENGLISH[reason], words)


def _named(pattern: str, words: str) -> str:
    before = pattern.partition("{")[0]
    return words.removeprefix(before) if words.startswith(before) else ""


def own_reason(words: str) -> OwnReason | None:
    """Return the reason that has just these words, where nobody but the product writes any."""
    return next((each for each, said in _ENGLISH.items() if said == words), None)


def own_words(words: str) -> str:
    """Return a reason as it was kept; one of the product's can be said in other languages."""
    if words in _PLAIN:
        return sentence(words)
    for each in _ABOUT:
        if words == filled(each, ""):
            return sentence(each.removesuffix("{about}").rstrip(": "))
        if about := _named(each, words):
            return sentence(each, about=about)
    return words
