"""The letters: who gets one of an event, and what it says.

Not here: the message made of it (message.py), how it is sent. The sentences are in
``templates/mail``.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from app.domain.balance import balance_of
from app.domain.bill import LineKind
from app.domain.certificate import Certificate
from app.domain.discount import say_label
from app.domain.ending import ENDS, said_to_buyer
from app.domain.event import HANDED_OVER, CostFacts, Event, EventKind, OrderFacts
from app.domain.left_behind import extras_left_behind, left_behind
from app.domain.left_out import from_facts
from app.domain.money import Money
from app.domain.moved import moved_from, moved_to
from app.domain.payment_plan import Plan
from app.domain.reason import OwnReason, about_of, own_words
from app.domain.registration import RegistrationState
from app.domain.said import counted, sentence
from app.domain.where_to_pay import WhereToPay
from app.domain.wording import say_money, say_tax, say_until, say_zone
from app.mail.letter import Letter
from app.mail.money import money_of_end, money_sent, new_price, payment_going_back
from app.mail.people import (
    elsewhere,
    extras_by_name,
    extras_of,
    how_many,
    participants,
    remain,
    twice,
)
from app.mail.subjects import is_declined, subject_of
from app.mail.wording import meeting_lines, place_lines

_WITH_CALENDAR = frozenset(
    {
        EventKind.ORDER_CONFIRMED,
        EventKind.REGISTRATION_CONFIRMED,
        EventKind.ORDER_CLASS_NEAR,
        EventKind.PARTICIPANT_CLASS_NEAR,
    }
)
# Also with a calendar file, for those whose place is confirmed.
_ALL_CHANGED = frozenset({EventKind.ORDER_CLASS_CHANGED, EventKind.ORDER_ADDRESS_CHANGED})
_ONES = (EventKind.PARTICIPANT_CLASS_CHANGED, EventKind.PARTICIPANT_ADDRESS_CHANGED)
_CHANGED = _ALL_CHANGED.union(_ONES)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: ``address`` may carry a name (``Desk <desk@example.org>``).

    ``language`` is the site's own, which letters are in where nothing is known of their reader.
    """

    site: str
    address: str
    language: str = "en"

    @property
    def host(self) -> str:
        """The part after the @, for identifiers."""
        return parseaddr(self.address)[1].rpartition("@")[2]


def order_letter(
    event: Event,
    order: OrderFacts,
    *,
    sender: Sender,
    link: str,
    pay_to: WhereToPay | None = None,
    find: str = "",
) -> Letter:
    """Return the buyer's letter; ``link`` opens the order's page.

    ``pay_to`` is where its invoice is paid to, None where it has none; ``find`` is where its
    page is found without the link.
    """
    zone = event.course_class.timezone
    return replace(
        _letter(event, name=order.name, sender=sender),
        participants=participants(event, order),
        elsewhere=elsewhere(event, order),
        twice=twice(event, order),
        costs=tuple(_cost(each) for each in order.costs),
        extras=extras_by_name(order),
        extras_named=len(order.registrations) > 1,
        left_out=from_facts(event.facts),
        left_behind=left_behind(event.facts),
        total=say_money(order.total) if order.total.minor else "",
        amount=_amount(event),
        goes_back=payment_going_back(event),
        pay_by=say_until(order.hold_until, zone) if order.hold_until else "",
        reason=own_words(said_to_buyer(_reason(event))),
        dearer=about_of(OwnReason.MOVED, _reason(event)),
        link=link,
        find=find,
        order=order.reference,
        declined=is_declined(event),
        remain=remain(event, order),
        voucher=str(event.facts.get("voucher") or ""),
        until=_until(event),
        **how_many(order),
        **money_of_end(event, order),
        **new_price(event, order),
        **money_sent(event, order),
        **_changed(event, order),
        **_owed(event, order, pay_to),
    )


def _changed(event: Event, order: OrderFacts) -> dict[str, Any]:
    """Return what was taken off the total, or is paid beyond it: without it nothing adds up.

    Where places ended, what goes back counts as gone, whether it was sent by now or is yet to be.
    """
    if order.owed is None:
        return {"paid": say_money(order.paid) if order.paid.minor else ""}
    ended = order.money if event.kind in ENDS else None
    paid = ended.stays if ended else order.paid
    went = ended.goes if ended else Money(0, order.total.currency)
    balance = balance_of(order.total, paid=paid, left=order.owed, went=went)
    return {
        "less": _off(balance.less),
        "went_back": _off(balance.sent_back),
        "let_off": _off(balance.let_off) if ended else "",
        "too_much": say_money(balance.too_much) if balance.too_much.minor else "",
        "paid": say_money(paid) if paid.minor else "",
    }


def _off(amount: Money) -> str:
    """Return what is taken off a sum, as less than nothing."""
    return say_money(Money(-amount.minor, amount.currency)) if amount.minor else ""


def _owed(event: Event, order: OrderFacts, pay_to: WhereToPay | None) -> dict[str, Any]:
    """Return what a letter says of money that is still to be paid."""
    if order.owed is None or not order.owed.minor:
        return {}
    days = event.facts.get("days")
    due = say_until(order.due_at, event.course_class.timezone) if order.due_at else ""
    deposit = order.needed if order.plan is Plan.DEPOSIT else None
    rest = order.owed - deposit if deposit and deposit.minor else None
    return {
        "owed": say_money(order.owed),
        "needed": say_money(order.needed) if order.needed and order.needed.minor else "",
        "rest": say_money(rest) if rest and rest.minor else "",
        "due": due,
        "overdue": isinstance(days, int) and days >= 0,
        "pay_to": pay_to if pay_to and pay_to.account else None,
        "door": order.plan is Plan.DOOR,
        "ends_unpaid": order.ends_unpaid,
        "unpaid": order.unpaid or "",
        "kept": say_money(order.kept) if order.kept and order.kept.minor else "",
    }


def _cost(cost: CostFacts) -> str:
    """Return one line of the bill: ``2 × Standard, NOK 4,200 each, incl. 25 % VAT: NOK 8,400``."""
    if cost.kind is LineKind.DISCOUNT:
        label = say_label(cost.label)
        return sentence("{label}: {amount}", label=label, amount=say_money(cost.total))
    what: dict[str, object] = {"quantity": counted(cost.quantity), "label": cost.label}
    if not cost.each.minor:
        return sentence("{quantity} × {label}: free", **what)
    what |= {"each": say_money(cost.each), "total": say_money(cost.total)}
    if tax := say_tax(cost.tax):
        return sentence("{quantity} × {label}, {each} each, {tax}: {total}", **what, tax=tax)
    return sentence("{quantity} × {label}, {each} each: {total}", **what)


def _until(event: Event) -> str:
    """Return until when a voucher can be used, or nothing."""
    until = event.facts.get("until")
    if not isinstance(until, str):
        return ""
    return say_until(datetime.fromisoformat(until), event.course_class.timezone)


def participant_letter(event: Event, *, name: str, sender: Sender) -> Letter:
    """Return the participant's letter: of the order, which is the buyer's, their extras alone."""
    letter = _letter(event, name=name, sender=sender)
    return replace(letter, reason=own_words(_reason(event)), extras=extras_of(event))


def certificate_letter(
    event: Event, certificate: Certificate, *, sender: Sender, link: str
) -> Letter:
    """Return the letter that brings a certificate; ``link`` is where anybody can check it."""
    letter = _letter(event, name=certificate.name, sender=sender)
    return replace(letter, certificate=certificate.number, link=link)


def _letter(event: Event, *, name: str, sender: Sender) -> Letter:
    course_class = event.course_class
    title = " ".join(course_class.title.split())
    language = event.order.language if event.order else ""
    return Letter(
        site=sender.site,
        language=language or sender.language,
        written_in=sender.language,
        subject=sentence(subject_of(event), title=title),
        moved_from=moved_from(event.facts),
        moved_to=moved_to(event.facts),
        # What a voucher gave is the buyer's.
        left_behind=extras_left_behind(event.facts),
        handed_over=bool(event.facts.get(HANDED_OVER)),
        name=name,
        title=title,
        when=meeting_lines(course_class),
        zone=say_zone(course_class.timezone),
        where=place_lines(course_class),
        bring=tuple(course_class.bring.splitlines()),
        # Only who has a place may know where it is held.
        online=course_class.online_url if has_place(event) else "",
    )


def has_place(event: Event) -> bool:
    """Say whether the letter goes to somebody whose place is confirmed."""
    if event.kind not in _CHANGED:
        return event.kind in _WITH_CALENDAR
    own = (event.registration,) if event.registration else ()
    places = event.order.registrations if event.order and event.kind in _ALL_CHANGED else own
    return any(place.state is RegistrationState.CONFIRMED for place in places)


def _reason(event: Event) -> str:
    # Labels of a form are in the order's language here, and in the form's own for staff.
    return str(event.facts.get("worded") or event.facts.get("reason") or "")


def _amount(event: Event) -> str:
    minor, currency = event.facts.get("amount_minor"), event.facts.get("currency")
    if isinstance(minor, int) and isinstance(currency, str):
        return say_money(Money(minor, currency))
    return ""
