"""A partner confirmed or cancelled a registration: what that does to the place here."""

from datetime import datetime

from app.domain.naming import name_destination
from app.domain.payment import RefundState
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import SEATED, RegistrationState
from app.store.cancelling import cancel_place
from app.store.leaving import leave_line_with
from app.store.money_back import owe_back
from app.store.order import Order
from app.store.registration import Registration
from app.store.settlement import owe_no_more
from app.usecases.take_news.verdict import About, Verdict

_ENDED = (RegistrationState.CANCELLED, RegistrationState.EXPIRED)
_OPEN = (RegistrationState.HELD, RegistrationState.WAITLISTED)


def take_confirmation(about: About) -> Verdict:
    """Compare: a place is confirmed here by its money, and nothing final is stepped back from."""
    state = about.registration.state
    if state in _ENDED:
        return Verdict(f"It is {state} here and stays so, and confirmed there", look=True)
    if state in _OPEN:
        return Verdict(f"Confirmed there; here it is {state} until it is paid")
    return Verdict(f"It is {state.replace('_', ' ')} here")


def take_cancellation(about: About, *, now: datetime) -> Verdict:
    """Cancel the place here too; money that was paid for it becomes a task for a person (S10)."""
    registration, order = about.registration, about.order
    state = registration.state
    if state in _ENDED:
        return Verdict(f"It is {state} here already")
    if state is RegistrationState.WAITLISTED:
        leave_line_with(
            about.session,
            about.announcer,
            order=about.order,
            registrations=about.registrations,
            leaving=[registration],
            reason=f"cancelled at {name_destination(about.partner)}",
        )
        return Verdict("It waits no more here either")
    if state is RegistrationState.HELD:
        return _give_up(about)
    if state is not RegistrationState.CONFIRMED:
        words = f"It is {state.replace('_', ' ')} here and stays so, and cancelled there"
        return Verdict(words, look=True)
    reason = say_reason(OwnReason.CANCELLED_AT, name_destination(about.partner))
    cancel_place(
        about.session,
        about.announcer,
        order=order,
        registrations=about.registrations,
        registration=registration,
        reason=reason,
        channel=order.channel,
        now=now,
    )
    back = _owe_back(about, order, registration, reason=reason, now=now)
    owe_no_more(order, about.registrations)
    if back:
        return Verdict("Cancelled here too; whether money goes back is to be decided")
    return Verdict("Cancelled here too")


def _owe_back(
    about: About, order: Order, place: Registration, *, reason: str, now: datetime
) -> int:
    """Have the place's price not be owed any more; what of it is paid, staff decide about."""
    return owe_back(
        about.session,
        order,
        amount_minor=place.price_minor - place.forgive(order, place.price_minor),
        reason=reason,
        own=OwnReason.CANCELLED_AT,
        now=now,
        place=place.id,
        state=RefundState.ASKED,
    )


def _give_up(about: About) -> Verdict:
    """Have an unpaid order released whole; part of one cannot be: its total stands."""
    others = [each for each in about.registrations if each is not about.registration]
    if any(each.state in SEATED or each.state in _OPEN for each in others):
        words = "Cancelled there; here it is one of several unpaid places of its order"
        return Verdict(words, look=True)
    return Verdict("Its order is being released", wait=True, release=about.order.reference)
