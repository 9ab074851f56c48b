"""One registration, whole: who, what, money, answers, what happened, who knows of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from app.domain.bounce import Stop
from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.naming import is_partner
from app.domain.outline import ClassOutline
from app.domain.payment import PaymentState, RefundState
from app.domain.payment_plan import is_by_hand
from app.domain.registration import RESULTS, Channel, RegistrationState
from app.domain.result import likely_day
from app.queries.staff.answered import Answered, answers_of_order, answers_of_place
from app.queries.staff.buyer import Buyer, buyer_of
from app.queries.staff.changed_answers import ChangedAnswer, changed_answers
from app.queries.staff.claims import Claim, OrderMoney, money_of
from app.queries.staff.lamps import Lamp, Sent, lamps_of
from app.queries.staff.leads import Lead, lead_of
from app.queries.staff.order_places import Among, among_places, order_of
from app.queries.staff.still_goes import waits_at_gateway
from app.queries.staff.telling import told_of, told_of_class
from app.queries.staff.timeline import Entry, timeline
from app.store.changed_answer import WAS_CHANGED
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.embedded_order import CAME_FROM_SITE
from app.store.event import EventRow
from app.store.given_answer import NOTHING_ADDED, WAS_ADDED, added_answers
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.outline import outline_of
from app.store.payment import Payment, Refund
from app.store.program import Form
from app.store.registration import WITH_FACTS, Registration
from app.store.seat import SeatChange
from app.store.stopped_address import stops_of


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment or refund as it stands; ``gone``: as much went, ``twice``: as much was lost."""

    uid: str
    amount: Money
    state: PaymentState | RefundState
    gateway: str
    gateway_id: str
    words: str
    at: datetime
    gone: bool = False
    twice: bool = False

    @property
    def retryable(self) -> bool:
        """Whether staff may have it sent (again)."""
        return waits_at_gateway(self.state, self.gateway)

    @property
    def again(self) -> bool:
        """Whether it was tried before."""
        return self.state is RefundState.REFUSED


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """The whole page; ``person`` is our record id at the Connector.

    ``stop`` and ``buyer_stop`` say why no letter is sent to either address, None where one is.
    ``came_from`` is the site on which the form stood, empty where it was our own.
    """

    reference: str
    state: RegistrationState
    state_reason: str
    name: str
    email: str
    phone: str
    comment: str
    channel: Channel
    lead_source: str
    lead: Lead
    person: str
    member_since: datetime | None
    price: Money
    created_at: datetime
    result_on: date | None
    certificate: str
    likely_day: date
    begun: bool
    course: ClassOutline
    order: Buyer
    answers: tuple[Answered, ...]
    once: tuple[Answered, ...]
    payments: tuple[Paid, ...]
    refunds: tuple[Paid, ...]
    claims: tuple[Claim, ...]
    lamps: tuple[Lamp, ...]
    deliveries: tuple[int, ...]
    timeline: tuple[Entry, ...]
    among: Among
    changed: tuple[ChangedAnswer, ...] = ()
    stop: Stop | None = None
    buyer_stop: Stop | None = None
    came_from: str = ""

    @property
    def awaits_result(self) -> bool:
        """Whether it can have a result."""
        return self.begun and self.state is RegistrationState.CONFIRMED

    @property
    def has_result(self) -> bool:
        """Whether its result can be taken back."""
        return self.state in RESULTS


def registration_page(
    sessions: Sessions,
    reference: str,
    *,
    known: Collection[str],
    on: Collection[str],
    now: datetime,
) -> RegistrationPage | None:
    """Return the page, or None where there is no such registration; eight statements.

    One more where an answer was added later, and one where its buyer changed any.

    ``known`` are the destinations to show in any case, ``on`` those that are told things now.
    """
    with reading(sessions) as session:
        rows = _rows(session, reference)
        if not rows:
            return None
        own = [row for row in rows if row[0].reference == reference]
        registration, form, _, came_from, *_ = own[0]
        places = [place for place, *_ in rows]
        later = any(was_added for *_, was_added in rows)
        added = added_answers(session, registration) if later else NOTHING_ADDED
        changed = any(was_changed for *_, was_changed, _ in rows)
        page = _page(
            session,
            registration,
            answers_of_place(registration, form, added.own),
            answers_of_order(registration.order, form, added.once),
            among=among_places(
                registration, places, lines=[line for _, _, line, *_ in own if line is not None]
            ),
            known=known,
            on=on,
            now=now,
        )
        page = _with_stops(session, page)
        anew = changed_answers(session, registration) if changed else ()
        return replace(page, changed=anew, came_from=came_from or "")


def _with_stops(session: Session, page: RegistrationPage) -> RegistrationPage:
    """Return the page with why no letter is sent to somebody, if none is; one statement."""
    stops = stops_of(session, {page.email, page.order.email})
    return replace(page, stop=stops.get(page.email), buyer_stop=stops.get(page.order.email))


def _rows(
    session: Session, reference: str
) -> Sequence[Row[Registration, Form | None, OrderLine | None, str | None, bool, bool]]:
    """Return its order's places with lines and site; whether answers changed, or came later."""
    return session.execute(
        select(Registration, Form, OrderLine, CAME_FROM_SITE, WAS_CHANGED, WAS_ADDED)
        .outerjoin(Form, Form.id == Registration.form_id)
        .outerjoin(OrderLine, OrderLine.registration_id == Registration.id)
        .where(Registration.order_id == order_of(reference))
        .order_by(Registration.position, Registration.id, OrderLine.id)
        .options(
            joinedload(Registration.order),
            *WITH_FACTS,
            joinedload(Registration.course_class).joinedload(CourseClass.venue),
        )
    ).all()


def registration_of(sessions: Sessions, order_reference: str) -> str | None:
    """Return the reference of an order's first place, or None where there is no such order."""
    with reading(sessions) as session:
        return session.scalar(
            select(Registration.reference)
            .join(Order, Order.id == Registration.order_id)
            .where(Order.reference == order_reference)
            .order_by(Registration.position, Registration.id.desc())
            .limit(1)
        )


def _page(
    session: Session,
    registration: Registration,
    answers: tuple[Answered, ...],
    once: tuple[Answered, ...],
    *,
    among: Among,
    known: Collection[str],
    on: Collection[str],
    now: datetime,
) -> RegistrationPage:
    order, person, source = registration.order, registration.person, registration.lead_source
    money, taught = money_of(session, order.id), registration.course_class
    events, sent = told_of(session, registration)
    return RegistrationPage(
        reference=registration.reference,
        state=registration.state,
        state_reason=registration.state_reason,
        name=registration.name,
        email=registration.email,
        phone=registration.phone,
        comment=registration.comment,
        channel=registration.channel,
        lead_source=source.name if source else "",
        lead=lead_of(session, registration),
        person=person.code if person else "",
        member_since=person.member_since if person else None,
        price=Money(registration.price_minor, order.currency),
        created_at=registration.created_at,
        result_on=registration.result_on,
        certificate=registration.certificate,
        likely_day=likely_day(ends_at=taught.ends_at, timezone=taught.timezone, now=now),
        begun=taught.starts_at <= now,
        course=outline_of(taught),
        order=buyer_of(order, money),
        answers=answers,
        once=once,
        payments=tuple(map(_payment, money.payments)),
        refunds=tuple(_refund(each, money) for each in money.refunds),
        claims=money.claims,
        lamps=lamps_of([*sent, *told_of_class(session, registration.class_id)], known=known, on=on),
        deliveries=tuple(each.id for each in sent),
        timeline=_story(session, order, events, sent, money),
        among=among,
    )


def _story(
    session: Session,
    order: Order,
    events: Sequence[EventRow],
    sent: Sequence[Sent],
    money: OrderMoney,
) -> tuple[Entry, ...]:
    seats = session.scalars(
        select(SeatChange).where(SeatChange.order_id == order.id).order_by(SeatChange.id)
    ).all()
    return timeline(
        events=events, sent=sent, payments=money.payments, refunds=money.refunds, seats=seats
    )


def _payment(payment: Payment) -> Paid:
    return Paid(
        uid=payment.uid,
        amount=payment.amount,
        state=payment.state,
        gateway=payment.gateway,
        gateway_id=payment.gateway_id or "",
        words=payment.reason,
        at=payment.created_at,
    )


def _refund(refund: Refund, money: OrderMoney) -> Paid:
    taken_by = next(each.gateway for each in money.payments if each.id == refund.payment_id)
    return Paid(
        uid=refund.uid,
        amount=refund.amount,
        state=refund.state,
        gateway=taken_by if is_partner(taken_by) or is_by_hand(taken_by) else "",
        gateway_id=refund.gateway_id or "",
        words=refund.note or refund.words or refund.reason,
        at=refund.created_at,
        gone=money.may_be_gone(refund),
        twice=money.may_count_twice(refund),
    )
