"""Whom a letter to the buyer names. Not here: what else it says (messages.py)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.domain.class_wording import say_times
from app.domain.ending import ended_with
from app.domain.event import Event, EventKind, OrderFacts, PlaceExtras, RegistrationFacts
from app.domain.reason import own_words
from app.domain.registration import RegistrationState
from app.domain.said import sentence

# Places that nobody has any more.
GONE = frozenset({RegistrationState.CANCELLED, RegistrationState.EXPIRED})
# Of these it is the news that places are gone.
_OF_AN_END = frozenset(
    {
        EventKind.ORDER_CANCELLED,
        EventKind.ORDER_EXPIRED,
        EventKind.ORDER_OFFER_LAPSED,
        EventKind.ORDER_LEFT_LINE,
    }
)
# These are of a whole order, whose places may be in several classes.
_OF_EVERY_CLASS = frozenset(
    {
        EventKind.ORDER_HELD,
        EventKind.ORDER_PAYMENT_DUE,
        EventKind.ORDER_PAYMENT_RECEIVED,
        EventKind.ORDER_OWED_CHANGED,
    }
)
# Of these it does not matter who takes part.
_OF_MONEY_ALONE = frozenset(
    {
        EventKind.ORDER_MONEY_RETURNED,
        EventKind.ORDER_MONEY_CAME_BACK,
        EventKind.ORDER_VOUCHER_GIVEN,
    }
)
# Of these who the one place was for.
_OF_ONE_PLACE = frozenset({EventKind.ORDER_PLACE_CANCELLED, EventKind.ORDER_PLACE_LEFT_LINE})


def participants(event: Event, order: OrderFacts) -> tuple[str, ...]:
    """Return the names it is about: of who lost a place, else of who has one in its class."""
    if event.kind in _OF_MONEY_ALONE:
        return ()
    if event.kind in _OF_ONE_PLACE:
        return (event.registration.name,) if event.registration else ()
    code = event.course_class.code
    named = _named(event, order)
    if event.kind is EventKind.ORDER_CLASS_NEAR:
        named = [each for each in named if each.state is RegistrationState.CONFIRMED]
    return tuple(each.name for each in named if each.class_code == code)


def twice(event: Event, order: OrderFacts) -> tuple[str, ...]:
    """Return who stands in the class more than once, by name and address, as it is confirmed."""
    if event.kind is not EventKind.ORDER_CONFIRMED:
        return ()
    code = event.course_class.code
    here = [each for each in _named(event, order) if each.class_code == code]
    stand = Counter((each.name.casefold(), each.email.casefold()) for each in here)
    names = {(each.name.casefold(), each.email.casefold()): each.name for each in here}
    return tuple(names[person] for person, times in stand.items() if times > 1)


def elsewhere(event: Event, order: OrderFacts) -> tuple[str, ...]:
    """Return who has, or lost, a place in another class, where the news is of several classes."""
    if event.kind not in _OF_EVERY_CLASS | _OF_AN_END:
        return ()
    return tuple(
        _there(each, why=_why(event, each))
        for each in _named(event, order)
        if each.class_code != event.course_class.code
    )


def _there(place: RegistrationFacts, *, why: str) -> str:
    title, code = " ".join(place.class_title.split()), place.class_code
    if not why:
        return sentence("{name}: {title} ({code})", name=place.name, title=title, code=code)
    return sentence(
        "{name}: {title} ({code}). {why}", name=place.name, title=title, code=code, why=why
    )


def remain(event: Event, order: OrderFacts) -> bool:
    """Say whether other places of the order stay, where it is the news that some are gone."""
    return event.kind in _OF_AN_END and any(each.state not in GONE for each in order.registrations)


def how_many(order: OrderFacts) -> dict[str, Any]:
    """Return how many places it has, and how many of them somebody has, or waits for."""
    stand = sum(each.state not in GONE for each in order.registrations)
    # Of none that is left it is spoken as of one.
    return {"places": max(1, len(order.registrations)), "standing": max(1, stand)}


def extras_by_name(order: OrderFacts) -> tuple[str, ...]:
    """Return what its places have besides: whose it is, where it has several."""
    if len(order.registrations) == 1:
        return tuple(said for each in order.extras for said in _said(each))
    return tuple(
        sentence("{name}: {extras}", name=each.name, extras=", ".join(_said(each)))
        for each in order.extras
    )


def extras_of(event: Event) -> tuple[str, ...]:
    """Return what the place has besides that the letter is about."""
    if event.order is None or event.registration is None:
        return ()
    reference = event.registration.reference
    theirs = [each for each in event.order.extras if each.place == reference]
    return tuple(said for each in theirs for said in _said(each))


def _said(had: PlaceExtras) -> Sequence[str]:
    return [say_times(label, quantity) for label, quantity in had.extras]


def _named(event: Event, order: OrderFacts) -> Sequence[RegistrationFacts]:
    """Return the places it is about: those that ended with it, else those that somebody has."""
    if event.kind not in _OF_AN_END:
        return [each for each in order.registrations if each.state not in GONE]
    ended = ended_with(event.facts)
    gone = [each for each in order.registrations if each.state in GONE]
    # What was announced before events said which is of all that ended.
    return gone if ended is None else [each for each in gone if each.reference in ended]


def _why(event: Event, place: RegistrationFacts) -> str:
    """Return why a place ended, where that is not what the letter says of all of them."""
    if event.kind not in _OF_AN_END or place.ended_because == event.facts.get("reason"):
        return ""
    return own_words(place.ended_because)
