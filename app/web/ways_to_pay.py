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
from app.domain.form.refusing import at_most
from app.domain.money import Money
from app.domain.objection import Taker
from app.domain.payable import payable_ways
from app.domain.payment_plan import ONLINE, Agreement, InvoiceTo, Plan, Unpaid, When, Wish
from app.domain.said import Said, one_of, sentence, together
from app.domain.wording import say_money, say_until
from app.queries.order.shown import OrderPage
from app.queries.registering import CheckPage
from app.web.forms.reading import LONGEST_TEXT

_T = QuestionKind.TEXT
# What an invoice asks, by the field's name; as long as the database keeps.
_ASKED = {
    "invoice_company": (
        Question("company", _T, sentence("Company or organisation"), required=True),
        200,
    ),
    "invoice_number": (Question("number", _T, sentence("Organisation number")), 40),
    "invoice_address": (
        Question("address", QuestionKind.LONG_TEXT, sentence("Address"), required=True),
        500,
    ),
    "invoice_reference": (Question("reference", _T, sentence("Your reference")), 100),
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
        errors[name] = at_most(question.label, most)
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
    how = one_of(online.values()) if online else sentence("by card")
    say = _Steps(total, zone, mail, how, several=several)
    return tuple(say.of(each) for each in ways)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Says what each way to pay means; ``mail`` is where we write, ``how`` one pays online."""

    total: Money
    zone: str
    mail: str
    how: Said
    several: bool

    def of(self, agreement: Agreement) -> WayShown:
        """Return a way as the page shows it."""
        match agreement.plan:
            case Plan.INVOICE:
                return self._invoice(agreement)
            case Plan.DOOR:
                return self._door()
            case Plan.DEPOSIT:
                return self._deposit(agreement)
        total = say_money(self.total)
        steps = (
            sentence("You pay {how} on a secure page of our payment service.", how=self.how),
            sentence("We write to {address} as soon as the payment is in.", address=self.mail),
        )
        label = sentence("All of it now: {amount}", amount=total)
        return WayShown(Plan.ONLINE, label, steps, sentence("Pay {amount}", amount=total))

    def _door(self) -> WayShown:
        total = say_money(self.total)
        steps = (
            self._either(
                sentence("You have your place at once. We write to {address}.", address=self.mail),
                sentence("You have your places at once. We write to {address}.", address=self.mail),
            ),
            sentence("You pay {amount} when you come.", amount=total),
        )
        label = sentence("At the door: {amount}", amount=total)
        return WayShown(Plan.DOOR, label, steps, sentence("Confirm"))

    def _deposit(self, agreement: Agreement) -> WayShown:
        later = Money(agreement.later_minor, self.total.currency)
        now, rest, due = say_money(self.total - later), say_money(later), self._due(agreement)
        confirmed = {"amount": now, "how": self.how}
        steps = (
            self._either(
                sentence("You pay {amount} {how} now, and your place is confirmed.", **confirmed),
                sentence("You pay {amount} {how} now, and your places are confirmed.", **confirmed),
            ),
            sentence("We send you a link to pay the rest, {rest}, by {due}.", rest=rest, due=due),
            *self._at_the_end(agreement),
        )
        label = sentence(
            "A deposit of {deposit} now, {rest} by {due}", deposit=now, rest=rest, due=due
        )
        return WayShown(Plan.DEPOSIT, label, steps, sentence("Pay {amount}", amount=now))

    def _invoice(self, agreement: Agreement) -> WayShown:
        total, due = say_money(self.total), self._due(agreement)
        if agreement.confirms(self.total):
            begins = self._either(
                sentence("You have your place."), sentence("You have your places.")
            )
        else:
            begins = self._either(
                sentence("We keep your place until the invoice is due."),
                sentence("We keep your places until the invoice is due."),
            )
        where = sentence("We write to {address} where to pay.", address=self.mail)
        steps = (
            together([begins, where]),
            sentence("You pay {amount} by {due}.", amount=total, due=due),
            *self._at_the_end(agreement),
        )
        label = sentence("By invoice: {amount} by {due}", amount=total, due=due)
        return WayShown(Plan.INVOICE, label, steps, sentence("Send the order on invoice"))

    def _at_the_end(self, agreement: Agreement) -> tuple[str, ...]:
        """Return what happens where the money does not come, as far as that is certain."""
        if agreement.unpaid is not Unpaid.CANCEL:
            return ()
        ends = self._either(
            sentence("If it is not paid, your place is cancelled."),
            sentence("If it is not paid, your places are cancelled."),
        )
        if not agreement.kept_minor:
            return (ends,)
        kept = say_money(Money(agreement.kept_minor, self.total.currency))
        return (
            together(
                [ends, sentence("The deposit of {amount} does not go back then.", amount=kept)]
            ),
        )

    def _due(self, agreement: Agreement) -> str:
        return say_until(agreement.due_at, self.zone) if agreement.due_at else ""

    def _either(self, one: Said, many: Said) -> Said:
        return many if self.several else one
