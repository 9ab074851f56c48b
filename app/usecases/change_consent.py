"""Change consent: what was agreed to with a form is taken back, or agreed to again.

It stands in the timeline, for staff too. Not here: what is a condition of the registration.
"""

from collections.abc import Mapping
from datetime import datetime

from app.domain.consent import Wish
from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.form.sensitive import Sealing, is_sealed, seal_answer
from app.store.announcer import announcing
from app.store.consent import KeptConsent, consents_of
from app.store.database import transaction
from app.store.order import find_order, lock_order

_NOBODY: Mapping[str, Partner] = {}
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
    now: datetime,
    request_id: str = "",
) -> bool:
    """Take a consent back or give it again; return whether anything changed.

    ``where`` and ``key`` say which, as ``Consent`` does. What is a condition stays as it is, and so
    does what is as wished already.
    """
    with (
        transaction(sessions) as session,
        announcing(session, _NOBODY, now=now, request_id=request_id) as announcer,
    ):
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
        announcer.announce(
            EventKind.ORDER_CONSENT_CHANGED,
            kept.place.course_class,
            order=order,
            registration=kept.place if kept.consent.where else None,
            facts={"reason": f"{_SAID[wish]}: {kept.question.label[:_LONGEST]}"},
        )
    return True


def _is(kept: KeptConsent, where: str, key: str) -> bool:
    return (kept.consent.where, kept.consent.key) == (where, key)
