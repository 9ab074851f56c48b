"""What staff can do with a place: what may go back of its money, which classes it may move to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, true
from sqlalchemy.orm import Session, joinedload

from app.domain.bill import Line, LineKind, offered_to, place_line
from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.extra_changes import standing
from app.domain.money import Money
from app.domain.naming import name_seller
from app.domain.outline import ClassOutline
from app.domain.price import choose
from app.domain.price_there import is_own_discount, own_lines
from app.domain.refund_rule import RuleNow
from app.domain.registration import SEATED, RegistrationState
from app.domain.replacing import say_waiting, why_it_stays
from app.domain.wording import say_days, say_money
from app.store.allotment import seats_in_turn
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.money_back import gone_for, what_can_go
from app.store.order_line import lines_of
from app.store.outline import OUTLINE_COLUMNS, OUTLINE_SOURCE, outline_from, outline_of
from app.store.payment_terms import PaymentTerms, terms_of
from app.store.price_option import PriceOption
from app.store.program import Program
from app.store.registration import Registration

MOST_TARGETS = 50


@dataclass(frozen=True, slots=True)
class ChangingPage:
    """A place and what can be done with it.

    ``movable``: it can be given to somebody else, or go on in another class.
    ``later``: its order was to be paid later, so a held place of it can be cancelled alone.
    ``rule`` is what goes back of it by the class's rule, and how.
    ``gone`` is what went back for it already, ``left`` what could still go back of the order's
    money, ``claimed`` what a bank claims of it, ``owed`` what it still owes; ``targets`` are
    classes with a free seat, code and words, of the same program first.
    ``seller`` is the partner that sold it, empty where we did. ``stays`` is what would not go along
    to another class: its extras by name, ``voucher`` what a voucher took off it; ``kept``
    is what it costs without its extras.
    """

    reference: str
    name: str
    state: RegistrationState
    course: ClassOutline
    order: str
    price: Money
    gone: Money
    left: Money
    claimed: Money
    owed: Money
    movable: bool
    later: bool
    rule: RuleNow
    targets: tuple[tuple[str, str], ...]
    seller: str
    stays: tuple[str, ...]
    voucher: Money
    kept: Money

    @property
    def held(self) -> bool:
        """Whether its order waits for money."""
        return self.state is RegistrationState.HELD

    @property
    def undiscounted(self) -> Money:
        """What it cost without its extras before a voucher took something off."""
        return self.kept + self.voucher

    @property
    def cancellable(self) -> bool:
        """Whether it can be cancelled alone: it is confirmed, or waits in line."""
        return self.state in (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)

    @property
    def stands(self) -> bool:
        """Whether it is had still, or was had to its end."""
        return self.state in SEATED

    @property
    def likely(self) -> Money:
        """Return what goes back, or is not owed any more, by the class's rule; else the price.

        What went back for it before is a part of that.
        """
        part = max(self.rule.part(self.price).minor - self.gone.minor, 0)
        most = self.left.minor + self.owed.minor
        return Money(min(part, most), self.price.currency)


def changing_page(sessions: Sessions, reference: str, *, now: datetime) -> ChangingPage | None:
    """Return the page, or None where there is no such registration; twelve statements at most."""
    with reading(sessions) as session:
        place = session.scalar(
            select(Registration)
            .where(Registration.reference == reference)
            .options(
                joinedload(Registration.order),
                joinedload(Registration.course_class).options(
                    joinedload(CourseClass.program), joinedload(CourseClass.venue)
                ),
            )
        )
        if place is None:
            return None
        course_class, order = place.course_class, place.order
        later, can_go = terms_of(session, order), what_can_go(session, order)
        lines = lines_of(session, {place.id: 0}, currency=order.currency)
        return ChangingPage(
            reference=place.reference,
            name=place.name,
            state=place.state,
            course=outline_of(course_class),
            order=order.reference,
            price=Money(place.price_minor, order.currency),
            gone=Money(gone_for(session, order, place), order.currency),
            left=Money(can_go.left, order.currency),
            claimed=Money(can_go.claimed, order.currency),
            owed=order.owed,
            movable=_movable(place, later=later, now=now),
            later=later is not None,
            rule=course_class.rule_now(now),
            targets=tuple(_targets(session, place, now=now)),
            seller=name_seller(order.channel),
            stays=tuple(each.label for each in standing(lines) if each.kind is LineKind.EXTRA),
            voucher=_by_voucher(lines, order.currency),
            kept=_without_extras(lines, order.currency),
        )


def _movable(place: Registration, *, later: PaymentTerms | None, now: datetime) -> bool:
    if place.state is RegistrationState.HELD and later is None:
        return False
    starts_at = place.course_class.starts_at
    return why_it_stays(place.state, place.channel, starts_at=starts_at, now=now) is None


def _by_voucher(lines: Sequence[Line], currency: str) -> Money:
    """Return what a voucher took off the place itself."""
    off = [each.total for each in lines if is_own_discount(each)]
    return Money(0, currency) - sum(off, Money(0, currency))


def _without_extras(lines: Sequence[Line], currency: str) -> Money:
    return sum((each.total for each in own_lines(lines)), Money(0, currency))


def _targets(session: Session, place: Registration, *, now: datetime) -> Iterator[tuple[str, str]]:
    found = session.execute(_coming(place, now=now)).all()
    options = session.scalars(
        select(PriceOption).where(
            PriceOption.class_id.in_([each.id for each in found]), ~PriceOption.withdrawn
        )
    ).all()
    for each in found:
        prices = [option for option in options if option.class_id == each.id]
        said = [_price(place, prices, now=now), f"{each.free} left"]
        if each.in_line:
            said.append(f"{say_waiting(each.in_line)} in line")
        yield each.code, f"{_words(outline_from(each))}: {', '.join(said)}"


def _price(place: Registration, options: Sequence[PriceOption], *, now: datetime) -> str:
    """Say what the class costs whoever has the place, as a move reads it."""
    if not options:
        return "free"
    order = place.order
    prices = offered_to([each.price() for each in options], vat_number=order.vat_number)
    chosen = choose(prices, [bool(place.membership)], currency=order.currency, now=now)
    if chosen is None:
        return f"no price in {order.currency} now" if place.price_minor else "free, as it was"
    return say_money(place_line(chosen[0], position=0).total)


def _coming(place: Registration, *, now: datetime) -> Select[Any]:
    """Select the classes that it could go on in: those with a price in its money, or with none."""
    free, course_class = seats_in_turn(place.order.channel), place.course_class
    options = select(PriceOption.id).where(
        PriceOption.class_id == CourseClass.id, ~PriceOption.withdrawn
    )
    payable = options.where(PriceOption.currency == place.order.currency).exists()
    return (
        select(*OUTLINE_COLUMNS, CourseClass.id, CourseClass.in_line, free.label("free"))
        .select_from(OUTLINE_SOURCE)
        .where(
            CourseClass.id != course_class.id,
            CourseClass.state == ClassState.PUBLISHED,
            CourseClass.starts_at > now,
            free > 0,
            or_(payable, ~options.exists()) if place.price_minor else true(),
        )
        .order_by(Program.id != course_class.program_id, CourseClass.starts_at, CourseClass.id)
        .limit(MOST_TARGETS)
    )


def _words(course: ClassOutline) -> str:
    days = say_days(course.starts_at, course.ends_at, course.timezone)
    return f"{course.title} ({course.code}), {days}, {course.place}"
