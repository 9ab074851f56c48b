"""What happened to an order, in the words of whoever ordered. Pure: of what was read already.

Nothing here is about anybody by name, and no reason that staff or partners wrote is repeated. What
was is said in other words than the one that says how the order stands now. Not here: the story that
staff read (queries/staff/timeline.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.bounce import NO_MAIL
from app.domain.delivery import DeliveryState
from app.domain.event import FURTHER, HANDED_OVER, EventKind
from app.domain.money import Money
from app.domain.naming import MAIL, MAIL_WENT, name_held
from app.domain.said import sentence
from app.domain.wording import say_money


class About(StrEnum):
    """What sort of thing a moment is."""

    EVENT = "event"
    DELIVERY = "delivery"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, when (UTC) and in words."""

    at: datetime
    about: About
    text: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A destination that was to be told, how that stands, and when it last answered (UTC)."""

    destination: str
    state: DeliveryState
    words: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the order or of one of its places, with everybody who was to hear of it."""

    kind: EventKind
    at: datetime
    facts: Mapping[str, object]
    tellings: Sequence[Telling] = ()


_K = EventKind
_TEXT: Mapping[EventKind, str] = {
    _K.ORDER_HELD: sentence("Held for you until it is paid"),
    _K.ORDER_CONFIRMED: sentence("You have a place"),
    _K.ORDER_CANCELLED: sentence("The registration ended"),
    _K.ORDER_EXPIRED: sentence("The time to pay ran out"),
    _K.ORDER_WAITLISTED: sentence("You joined the waiting list"),
    _K.ORDER_OFFERED: sentence("You were offered a place"),
    _K.ORDER_OFFER_LAPSED: sentence("The offer ended"),
    _K.ORDER_LEFT_LINE: sentence("The waiting ended"),
    _K.ORDER_PLACE_LEFT_LINE: sentence("One of you waits no longer"),
    _K.ORDER_PAYMENT_DUE: sentence("We asked for what is left to pay"),
    _K.ORDER_OWED_CHANGED: sentence("What is left to pay changed"),
    _K.ORDER_ANSWERS_ASKED: sentence("We asked a question about your registration"),
    _K.ORDER_ANSWERS_CHANGED: sentence("You changed your answers"),
    _K.ORDER_MONEY_CAME_BACK: sentence("Money that we had sent came back to us"),
    _K.ORDER_ADDRESS_CHANGED: sentence("Your e-mail address was corrected"),
    _K.ORDER_VOUCHER_GIVEN: sentence("You were given a voucher"),
    _K.ORDER_CONSENT_CHANGED: sentence("You changed what you agree to"),
    _K.ORDER_DATA_TAKEN: sentence("All data of the order was downloaded"),
    _K.ORDER_CODE_ASKED: sentence("A code to see this page was asked for"),
    _K.ORDER_PLACE_CANCELLED: sentence("A place was given up or taken back"),
    _K.ORDER_CLASS_CHANGED: sentence("The date, time or place of the class changed"),
    _K.ORDER_CLASS_NEAR: sentence("It was time to remind you of the class"),
    _K.REGISTRATION_ERASED: sentence("Your data was erased"),
    _K.REGISTRATION_COMPLETED: sentence("The class was completed, and a certificate issued"),
}
_MOVED = sentence("A place was moved to another class")
_HANDED_OVER = sentence("A place was given to somebody else")
# What partners are told of that concerns who ordered.
_TOLD = {
    _K.REGISTRATION_HELD: sentence("that you registered"),
    _K.REGISTRATION_WAITLISTED: sentence("that you wait"),
    _K.REGISTRATION_CONFIRMED: sentence("that you have a place"),
    _K.REGISTRATION_CANCELLED: sentence("that a place ended"),
    _K.REGISTRATION_EXPIRED: sentence("that it was not paid in time"),
    _K.REGISTRATION_COMPLETED: sentence("that the class was completed"),
    _K.REGISTRATION_CONSENT_CHANGED: sentence("what you agree to now"),
    _K.REGISTRATION_ERASED: sentence("to erase it"),
}
_DONE = (DeliveryState.DELIVERED, DeliveryState.SUPERSEDED, DeliveryState.SKIPPED)
_NOT_REACHED = (DeliveryState.REFUSED, DeliveryState.DEAD)


def story(
    *, registered_at: datetime, happenings: Sequence[Happening], money: Iterable[Moment]
) -> tuple[Moment, ...]:
    """Return what happened, oldest first."""
    moments = [
        Moment(registered_at, About.EVENT, sentence("Registered")),
        *_of_events(happenings),
        *money,
        *_of_letters(happenings),
        *_of_partners(happenings),
    ]
    # Sorting keeps the order above for what happened in one transaction.
    return tuple(sorted(moments, key=lambda each: each.at))


def paid(amount: Money, at: datetime) -> Moment:
    """Return that money came."""
    return Moment(at, About.MONEY, sentence("{amount} paid", amount=say_money(amount)))


def not_paid(amount: Money, at: datetime) -> Moment:
    """Return that a payment came to nothing."""
    return Moment(
        at,
        About.MONEY,
        sentence("A payment of {amount} did not go through", amount=say_money(amount)),
    )


def sent_back(amount: Money, at: datetime) -> Moment:
    """Return that money went back."""
    return Moment(at, About.MONEY, sentence("{amount} sent back", amount=say_money(amount)))


def _of_events(happenings: Sequence[Happening]) -> Iterator[Moment]:
    # One moment for all places of an order to which the same happened at once.
    seen = set[tuple[datetime, str]]()
    for each in happenings:
        text = _text(each)
        if text and (each.at, text) not in seen:
            seen.add((each.at, text))
            yield Moment(each.at, About.EVENT, text)


def _text(happening: Happening) -> str:
    facts = happening.facts
    if happening.kind is EventKind.ORDER_CONFIRMED and facts.get(FURTHER):
        return ""
    if happening.kind is EventKind.ORDER_PLACE_CANCELLED and facts.get("moved_to"):
        return _MOVED
    if happening.kind is EventKind.ORDER_PLACE_CANCELLED and facts.get(HANDED_OVER):
        return _HANDED_OVER
    return _TEXT.get(happening.kind, "")


def _of_letters(happenings: Sequence[Happening]) -> Iterator[Moment]:
    """Return the letters to whoever ordered: what went to participants is theirs."""
    for each in happenings:
        if not each.kind.startswith("order."):
            continue
        for telling in each.tellings:
            if telling.destination != MAIL or telling.answered_at is None:
                continue
            about = name_held(each.kind, MAIL)
            # What nobody needed any more counts as told, and was not written.
            if telling.state is DeliveryState.DELIVERED and telling.words.startswith(MAIL_WENT):
                text = sentence("We wrote to you: {about}", about=about)
                yield Moment(telling.answered_at, About.DELIVERY, text)
            elif telling.state in _NOT_REACHED or telling.words.startswith(NO_MAIL):
                text = sentence("Our letter did not reach you: {about}", about=about)
                yield Moment(telling.answered_at, About.DELIVERY, text)


def _of_partners(happenings: Sequence[Happening]) -> Iterator[Moment]:
    """Return what the organiser's own systems were told, once all of them know it of all places."""
    groups = defaultdict[tuple[EventKind, datetime], list[Telling]](list)
    for each in happenings:
        if each.kind in _TOLD:
            partners = [one for one in each.tellings if one.destination != MAIL]
            groups[each.kind, each.at].extend(partners)
    for (kind, _), tellings in groups.items():
        told = [
            one.answered_at
            for one in tellings
            if one.state is DeliveryState.DELIVERED and one.answered_at is not None
        ]
        if told and all(one.state in _DONE for one in tellings):
            text = sentence("The organiser’s system has been told {what}", what=_TOLD[kind])
            yield Moment(max(told), About.DELIVERY, text)
