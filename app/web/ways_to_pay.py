"""How an order is to be paid, as the check-answers page or an offer has it, and as it was chosen.

Not here: what is agreed then (domain/payment_plan.py), paying (paying.py).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from werkzeug.datastructures import MultiDict

from app.domain.draft import FormChanged
from app.domain.form.answer import AnswerRefused, read_answer
from app.domain.form.question import Question, QuestionKind
from app.domain.money import Money
from app.domain.objection import Taker
from app.domain.payable import payable_ways
from app.domain.payment_plan import ONLINE, Agreement, InvoiceTo, Plan, Unpaid, When, Wish
from app.domain.wording import say_money, say_until
from app.queries.order.shown import OrderPage
from app.queries.registering import CheckPage
from app.web.forms.reading import LONGEST_TEXT

_T = QuestionKind.TEXT
# What an invoice asks, by the field's name; as long as the database keeps.
_ASKED = {
    "invoice_company": (Question("company", _T, "Company or organisation", required=True), 200),
    "invoice_number": (Question("number", _T, "Organisation number"), 40),
    "invoice_address": (
        Question("address", QuestionKind.LONG_TEXT, "Address", required=True),
        500,
    ),
    "invoice_reference": (Question("reference", _T, "Your reference"), 100),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A way to pay as it was chosen, or None and what is wrong: reasons by field."""

    wish: Wish | None
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WayShown:
    """One way to pay on the page; ``steps`` are what happens next."""

    plan: Plan
    label: str
    steps: tuple[str, ...]
    button: str

    @property
    def begins_online(self) -> bool:
        """Whether something is paid online as soon as it is sent."""
        return self.plan in (Plan.ONLINE, Plan.DEPOSIT)

    @property
    def pair(self) -> tuple[str, str]:
        """Return it as an option to choose."""
        return self.plan.value, self.label


def read_wish(sent: MultiDict[str, str]) -> Chosen:
    """Read how somebody wants to pay; where nothing was asked it is online.

    Raises:
        FormChanged: it is no way that any page offers.
    """
    try:
        plan = Plan(sent.get("plan", Plan.ONLINE))
    except ValueError as error:
        raise FormChanged(class_code="") from error
    if plan is not Plan.INVOICE:
        return Chosen(Wish(plan), {})
    errors: dict[str, str] = {}
    texts = {name: _text(sent, name, errors) for name in _ASKED}
    if errors:
        return Chosen(None, errors)
    return Chosen(Wish(plan, InvoiceTo(*texts.values())), {})


def _text(sent: MultiDict[str, str], name: str, errors: dict[str, str]) -> str:
    question, most = _ASKED[name]
    try:
        text = str(read_answer(question, [sent.get(name, "")[:LONGEST_TEXT]]) or "")
    except AnswerRefused as refused:
        errors[name] = refused.reason
        return ""
    if len(text) > most:
        errors[name] = f"{question.label} must be {most} characters or fewer"
    return text


def ways_shown(check: CheckPage, *, online: Mapping[str, str]) -> tuple[WayShown, ...]:
    """Return the ways that the class offers for this order, each with what it means.

    ``online`` says how its total can be paid online, by the gateway's name.
    """
    total = check.total
    if total is None:
        return ()
    zone, mail = check.page.course.timezone, check.filled.buyer.email
    return _all_shown(check.ways, total, zone, mail, online, several=check.places > 1)


def ways_to_accept(
    order: OrderPage, takers: Collection[Taker], *, online: Mapping[str, str], now: datetime
) -> tuple[WayShown, ...]:
    """Return the ways in which an offer can be accepted; none where there is nothing to choose."""
    if order.ways is None or not order.payable:
        return ()
    course, total = order.course, order.owed
    when = When(course.starts_at, course.timezone, now)
    ways = payable_ways(order.ways, total=total, when=when, takers=takers)
    if ways == (ONLINE,):
        return ()
    return _all_shown(ways, total, course.timezone, order.email, online, several=order.several)


def _all_shown(
    ways: Collection[Agreement],
    total: Money,
    zone: str,
    mail: str,
    online: Mapping[str, str],
    *,
    several: bool,
) -> tuple[WayShown, ...]:
    how = " or ".join(online.values()) or "by card"
    yours = "your places" if several else "your place"
    return tuple(_shown(each, total, zone, mail, how, yours) for each in ways)


def _shown(
    agreement: Agreement, total: Money, zone: str, mail: str, how: str, yours: str
) -> WayShown:
    due = say_until(agreement.due_at, zone) if agreement.due_at else ""
    if agreement.plan is Plan.INVOICE:
        return _invoice(agreement, total, due, mail, yours)
    if agreement.plan is Plan.DOOR:
        at_door = (
            f"You have {yours} at once. We write to {mail}.",
            f"You pay {say_money(total)} when you come.",
        )
        return WayShown(Plan.DOOR, f"At the door: {say_money(total)}", at_door, "Confirm")
    if agreement.plan is Plan.DEPOSIT:
        rest = Money(agreement.later_minor, total.currency)
        deposit = total - rest
        label = f"A deposit of {say_money(deposit)} now, {say_money(rest)} by {due}"
        steps = (
            f"You pay {say_money(deposit)} {how} now, and {_are(yours)} confirmed.",
            f"We send you a link to pay the rest, {say_money(rest)}, by {due}.",
            *_at_the_end(agreement, total, yours),
        )
        return WayShown(Plan.DEPOSIT, label, steps, f"Pay {say_money(deposit)}")
    online = (
        f"You pay {how} on a secure page of our payment service.",
        f"We write to {mail} as soon as the payment is in.",
    )
    label = f"All of it now: {say_money(total)}"
    return WayShown(Plan.ONLINE, label, online, f"Pay {say_money(total)}")


def _invoice(agreement: Agreement, total: Money, due: str, mail: str, yours: str) -> WayShown:
    held = not agreement.confirms(total)
    begins = f"We keep {yours} until the invoice is due" if held else f"You have {yours}"
    steps = (
        f"{begins}. We write to {mail} where to pay.",
        f"You pay {say_money(total)} by {due}.",
        *_at_the_end(agreement, total, yours),
    )
    label = f"By invoice: {say_money(total)} by {due}"
    return WayShown(Plan.INVOICE, label, steps, "Send the order on invoice")


def _are(yours: str) -> str:
    return f"{yours} are" if yours.endswith("s") else f"{yours} is"


def _at_the_end(agreement: Agreement, total: Money, yours: str) -> tuple[str, ...]:
    """Return what happens where the money does not come, as far as that is certain."""
    if agreement.unpaid is not Unpaid.CANCEL:
        return ()
    kept = say_money(Money(agreement.kept_minor, total.currency))
    back = f" The deposit of {kept} does not go back then." if agreement.kept_minor else ""
    return (f"If it is not paid, {_are(yours)} cancelled.{back}",)
