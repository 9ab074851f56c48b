"""What an order's page shows of an order. Not here: reading it (page.py)."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.after_class import AfterClass
from app.domain.balance import Balance, balance_of
from app.domain.bill import Bill
from app.domain.ending import Ended
from app.domain.money import NO_CURRENCY, Money
from app.domain.money_of_end import Kept, Way
from app.domain.order import OrderState
from app.domain.outline import ClassOutline
from app.domain.payment import LEFT_US, RefundState
from app.domain.payment_plan import Plan, Ways
from app.queries.order.actions import Action
from app.queries.order.answers import Said


@dataclass(frozen=True, slots=True)
class Move:
    """From which class a place was moved, and what did not go along, in words."""

    came_from: str
    left_behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One participant's place; ``state`` is in the words of the pages.

    ``why`` it ended, where the
    others did not, or for another reason; else "". ``moves`` are how it came to be there;
    ``certificate`` is the number of the one that holds now, "" where there is none. ``after`` is
    what became of it once its class was held, None before; ``own``: the buyer takes part with it.
    """

    reference: str
    name: str
    state: OrderState
    course: ClassOutline
    why: str = ""
    moves: tuple[Move, ...] = ()
    certificate: str = ""
    after: AfterClass | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """Money on its way back to the buyer, and why; ``way`` is how it comes while it is owed.

    ``names`` are whose place it is for, where it is for one.
    """

    amount: Money
    reason: str
    state: RefundState
    way: Way
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenVoucher:
    """A voucher that its buyer was given instead of money, with its whole code: it is theirs.

    ``left`` of its ``worth`` can be used, until then (UTC).
    """

    code: str
    worth: Money
    left: Money
    until: datetime | None


@dataclass(frozen=True, slots=True)
class KeptOf:
    """What the end of places kept of their price, and whose they were."""

    names: tuple[str, ...]
    kept: Kept


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order as its buyer sees it.

    ``hold_until`` (UTC) is set while its places are held and unpaid, ``lapsed`` once that time has
    come, or their class was cancelled, and nobody has looked yet. ``processing`` while a bank takes
    its time, ``declined`` when the last attempt to pay came to nothing. ``join_at`` is where to
    join a class online, while the place is certain and the class not over. ``seller`` is the
    partner that sold it, empty where we did. ``bill`` is what its places cost, as it was frozen:
    its total is the order's, also of those that ended. ``owed`` is still to be paid, until
    ``due_at`` (UTC) where that was agreed; ``ends_unpaid``: what stays unpaid ends its places, and
    ``kept_unpaid`` of what was paid does not go back then;
    ``asked`` is what paying online takes now. ``opened``: a gateway's page may be paid at.
    ``disputed`` while the buyer's bank claims a payment back. ``position`` counts from 1 while it
    waits in line; ``offered``: it did, and places are held for it now; ``left_out`` is what the
    offer does without because it was gone, in words; ``ways`` are the class's while it can still be
    chosen how the offer is paid. ``address`` is where its company is, in lines. ``ended`` is set
    once it is cancelled;
    ``class_cancelled``: its class was, so nobody registers for it again. ``language`` is the one it
    was ordered in, empty where that is not known. ``erased``: nobody knows any more whose it was.
    ``actions`` are what its buyer can do with its places, or cannot any more. ``back_to_site`` is
    an address of the site whose form it came by, empty where there is none to go back to.
    ``unreached``: letters to its buyer come back, and none are sent.
    """

    reference: str
    state: OrderState
    name: str
    email: str
    course: ClassOutline
    places: tuple[Place, ...]
    total: Money
    paid: Money
    hold_until: datetime | None
    lapsed: bool
    processing: bool
    declined: bool
    money_back: tuple[MoneyBack, ...]
    join_at: str
    seller: str
    bill: Bill
    owed: Money
    asked: Money
    due_at: datetime | None
    plan: Plan
    opened: bool
    disputed: bool
    ends_unpaid: bool = False
    kept_unpaid: Money | None = None
    position: int | None = None
    offered: bool = False
    left_out: tuple[str, ...] = ()
    ways: Ways | None = None
    company: str = ""
    vat_number: str = ""
    address: str = ""
    ended: Ended | None = None
    class_cancelled: bool = False
    vouchers: tuple[GivenVoucher, ...] = ()
    answers: tuple[Said, ...] = ()
    kept: tuple[KeptOf, ...] = ()
    erased: bool = False
    language: str = ""
    actions: tuple[Action, ...] = ()
    back_to_site: str = ""
    unreached: bool = False

    @property
    def owes(self) -> bool:
        """Whether something is still to be paid although it is confirmed, or was given up."""
        decided = self.state in (OrderState.CONFIRMED, OrderState.CANCELLED)
        return decided and self.owed.minor > 0

    @property
    def by_invoice(self) -> bool:
        """Whether it is paid by invoice."""
        return self.plan is Plan.INVOICE and self.owed.minor > 0

    @property
    def invoiced(self) -> bool:
        """Whether an invoice asks for what it owes, or is about to."""
        return self.by_invoice and (self.payable or self.owes)

    @property
    def deposit(self) -> Money | None:
        """What of it is to be paid now, where the rest of it may be paid later."""
        parts = self.plan is Plan.DEPOSIT and self.payable and self.asked.minor < self.owed.minor
        return self.asked if parts else None

    @property
    def rest(self) -> Money:
        """What is left to pay once what is asked for now is paid."""
        return self.owed - self.asked

    @property
    def unsettled(self) -> bool:
        """Whether money may be on its way to it that nobody knows of yet."""
        return self.opened and (self.payable or self.owes)

    @property
    def balance(self) -> Balance:
        """How its total, what is paid and what is left add up."""
        went = [each.amount for each in self.money_back if each.state in LEFT_US]
        ours = [each for each in went if each.currency == self.total.currency]
        none = Money(0, self.total.currency)
        return balance_of(self.total, paid=self.paid, left=self.owed, went=sum(ours, none))

    @property
    def free(self) -> bool:
        """Whether it costs nothing, and never did."""
        return not (self.total.minor or self.paid.minor or self.money_back)

    @property
    def unpriced(self) -> bool:
        """Whether what it costs is said only when its places are offered."""
        return self.position is not None and self.total.currency != NO_CURRENCY

    @property
    def only_waited(self) -> bool:
        """Whether it ended without ever having a seat, so that it never cost anything."""
        return self.ended is not None and self.ended.waited

    @property
    def acceptable(self) -> bool:
        """Whether the buyer can accept an offer that costs nothing now."""
        return self.offered and self.free and not self.lapsed

    @property
    def cancellable(self) -> bool:
        """Whether the buyer can give up places that are held now."""
        return self.payable or self.acceptable

    @property
    def over(self) -> bool:
        """Whether it is confirmed, and nothing of it is to come any more."""
        ended = (OrderState.CANCELLED, OrderState.EXPIRED)
        standing = [each for each in self.places if each.state not in ended]
        confirmed = self.state is OrderState.CONFIRMED
        return confirmed and all(each.after is not None for each in standing)

    @property
    def hides_results(self) -> bool:
        """Whether it has places of others of which no more is said than that the class is over."""
        return any(each.after is AfterClass.OVER and not each.own for each in self.places)

    @property
    def several(self) -> bool:
        """Whether it has more than one place."""
        return len(self.places) > 1

    @property
    def several_stand(self) -> bool:
        """Whether more than one of its places has not ended."""
        ended = (OrderState.CANCELLED, OrderState.EXPIRED)
        return sum(each.state not in ended for each in self.places) > 1

    @property
    def payable(self) -> bool:
        """Whether the buyer can pay now."""
        waits = self.state is OrderState.WAITING_FOR_PAYMENT
        return waits and not self.lapsed and not self.processing
