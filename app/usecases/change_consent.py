"""Change consent: what was agreed to with a form is taken back, or agreed to again.

It stands in the timeline, for staff too, and those who were told that it was given hear of it. Not
here: what is a condition of the registration.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.consent import Wish, facts_of_change, hears_of
from app.domain.contract import Partner, Sessions, TakesAnswers
from app.domain.event import EventKind, Fact
from app.domain.form.sensitive import Sealing, is_sealed, seal_answer
from app.store.announcer import Announcer, announcing
from app.store.consent import KeptConsent, consents_of
from app.store.database import transaction
from app.store.order import Order, find_order, lock_order
from app.store.registration import Registration, newest_of, registrations_of

_SAID = {Wish.WITHDRAW: "taken back", Wish.GIVE: "given again"}
_LONGEST = 200


def change_consent(
    sessions: Sessions,
    *,
    reference: str,
    where: str,
    key: str,
    wish: Wish,
    seal: Sealing | None,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Take a consent back or give it again; return whether anything changed.

    ``where`` and ``key`` say which, as ``Consent`` does. What is a condition stays as it is, and so
    does what is as wished already.
    """
    with transaction(sessions) as session:
        order = find_order(session, reference)
        if order is None:
            return False
        order = lock_order(session, order.id)
        kept = next(
            (each for each in consents_of(session, order, seal) if _is(each, where, key)), None
        )
        given = wish is Wish.GIVE
        if kept is None or kept.consent.condition or kept.consent.given == given:
            return False
        sealed = is_sealed(kept.holder.answers[key])
        answer = seal_answer(given, seal) if sealed and seal else given
        kept.holder.answers = {**kept.holder.answers, key: answer}
        hearing = _hearing(kept, partners)
        with announcing(session, hearing, now=now, request_id=request_id) as announcer:
            _tell(announcer, order, kept, _places(session, order, kept), hearing, wish)
    wake(announcer.destinations)
    return True


def _is(kept: KeptConsent, where: str, key: str) -> bool:
    return (kept.consent.where, kept.consent.key) == (where, key)


def _hearing(kept: KeptConsent, partners: Mapping[str, Partner]) -> Mapping[str, Partner]:
    """Return the partners that are to hear of this one; not who hears of none."""
    return {
        name: partner
        for name, partner in partners.items()
        if partner.hears(EventKind.REGISTRATION_CONSENT_CHANGED)
        and hears_of(kept.question, name, takes_answers=isinstance(partner, TakesAnswers))
    }


def _places(session: Session, order: Order, kept: KeptConsent) -> Sequence[Registration]:
    """Return the places it is about: its own, or, where it was asked once, all of the order."""
    own = isinstance(kept.holder, Registration)
    return [kept.place] if own else newest_of(registrations_of(session, order.id))


def _tell(
    announcer: Announcer,
    order: Order,
    kept: KeptConsent,
    places: Sequence[Registration],
    hearing: Collection[str],
    wish: Wish,
) -> None:
    announcer.announce(
        EventKind.ORDER_CONSENT_CHANGED,
        kept.place.course_class,
        order=order,
        registration=kept.place if kept.consent.where else None,
        facts={"reason": f"{_SAID[wish]}: {kept.question.label[:_LONGEST]}"},
    )
    if not hearing:
        return
    changed = facts_of_change(kept.question, hearing, wish=wish, since=kept.since)
    for place in places:
        facts: dict[str, Fact] = {"state": place.state.value, **changed}
        announcer.announce(
            EventKind.REGISTRATION_CONSENT_CHANGED,
            place.course_class,
            order=order,
            registration=place,
            facts=facts,
        )
