"""Small worlds for tests: a program with a class, drafts, and the parts around the use cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassState, ProgramKind
from app.domain.draft import Filled, Participant
from app.domain.gateway import Gateway
from app.domain.payment import PaymentState, RefundState
from app.domain.payment_plan import AT_ONCE, ONLY_ONLINE, Ways, Wish
from app.domain.registration import SEATED
from app.parts import Parts
from app.store.course_class import CourseClass, Meeting
from app.store.database import reading, transaction
from app.store.delivery import Delivery
from app.store.draft import Draft
from app.store.event import EventRow
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.payment import Payment, Refund
from app.store.price_option import PriceOption
from app.store.program import Form, Program
from app.store.registration import Registration
from app.store.seat import SeatChange
from app.store.venue import Venue
from app.usecases.register import Registered, register

NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)
HOLD = timedelta(minutes=30)
CLASS = "FA-2031-03"
ANA = Contact("Ana Lind", "ana@example.org", "+4722123456")
BO = Contact("Bo Berg", "bo@example.org", "+4722123457")


@dataclass
class Desk:
    """The parts around the use cases, a clock that a test moves, and a list of who was woken."""

    sessions: Sessions
    partners: dict[str, Partner] = field(default_factory=dict)
    gateways: dict[str, Gateway] = field(default_factory=dict)
    now: datetime = NOW
    woken: list[str] = field(default_factory=list)

    def wake(self, destinations: Iterable[str]) -> None:
        """Remember who was woken."""
        self.woken.extend(destinations)

    def clock(self) -> datetime:
        """Say the time the test set."""
        return self.now

    def later(self, **span: float) -> datetime:
        """Move the clock on and return the new time."""
        self.now += timedelta(**span)
        return self.now

    @property
    def parts(self) -> Parts:
        """Return the parts as the outer ring has them."""
        return Parts(self.sessions, self.partners, self.gateways, self.wake, self.clock)


def add_class(
    sessions: Sessions,
    code: str = CLASS,
    *,
    capacity: int = 12,
    prices: tuple[tuple[str, int], ...] = (("NOK", 420000),),
    questions: tuple[dict[str, object], ...] = (),
    partners: tuple[str, ...] = ("iso", "trainingportal"),
    starts_at: datetime = datetime(2031, 3, 10, 8, 0, tzinfo=UTC),
    deadline: date | None = date(2031, 3, 1),
    cancellation_deadline: date | None = date(2031, 2, 20),
    state: ClassState = ClassState.PUBLISHED,
    waiting_list: bool = False,
    ways: Ways = ONLY_ONLINE,
) -> str:
    """Keep a program with one class in Bergen and return the class's code."""
    with transaction(sessions) as session:
        program = session.scalar(select(Program).where(Program.code == "FIRST-AID"))
        if program is None:
            form = Form(program_code="FIRST-AID", version=1, questions=list(questions))
            program = Program(
                code="FIRST-AID",
                slug="first-aid",
                kind=ProgramKind.COURSE,
                title="First aid",
                type="safety",
                summary="One day, hands on.",
                description="Learn *to help*.",
                form=form if questions else None,
            )
        venue = session.scalar(select(Venue).where(Venue.code == "quay")) or Venue(
            code="quay",
            name="Quay Hall",
            line1="Quay 4",
            city="Bergen",
            postal_code="5003",
            country="NO",
        )
        course_class = CourseClass(
            code=code,
            program=program,
            venue=venue,
            timezone="Europe/Oslo",
            capacity=capacity,
            state=state,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=7),
            cancellation_deadline=cancellation_deadline,
            waiting_list=waiting_list,
            partners=list(partners),
            paying=ways.document(),
            meetings=[Meeting(starts_at=starts_at, ends_at=starts_at + timedelta(hours=7))],
            price_options=[
                PriceOption(label="Standard", currency=currency, amount_minor=minor)
                for currency, minor in prices
            ],
        )
        course_class.set_deadline(deadline)
        session.add(course_class)
    return code


def add_draft(
    sessions: Sessions,
    *,
    token: str = "draft-1",
    code: str = CLASS,
    participants: tuple[Contact, ...] = (ANA,),
    buyer: Contact = ANA,
    company: str = "",
    currency: str = "NOK",
    members: frozenset[Contact] = frozenset(),
    vat_number: str = "",
    voucher: str = "",
    language: str = "",
    extras: Mapping[str, int] | None = None,
    now: datetime = NOW,
) -> str:
    """Keep a filled-in form, everybody with the same extras, and return its token."""
    with transaction(sessions) as session:
        row = session.execute(
            select(CourseClass.id, Program.form_id).join(Program).where(CourseClass.code == code)
        ).one()
        filled = Filled(
            buyer=buyer,
            company=company,
            participants=tuple(
                Participant(each, {}, "M-1" if each in members else "", extras or {})
                for each in participants
            ),
            form_id=row.form_id,
            currency=currency,
            vat_number=vat_number,
            voucher=voucher,
            language=language,
        )
        session.add(
            Draft(
                token=token,
                class_id=row.id,
                form_id=row.form_id,
                content=filled.document(),
                created_at=now,
            )
        )
    return token


def register_once(desk: Desk, *, token: str = "draft-1", **draft: object) -> Registered:
    """Fill in the form and register, to be paid as the ``wish`` says."""
    wish = draft.pop("wish", AT_ONCE)
    assert isinstance(wish, Wish)
    add_draft(desk.sessions, token=token, **draft)  # type: ignore[arg-type]  # passed on as it came
    return register(
        desk.sessions,
        draft_token=token,
        partners=desk.partners,
        now=desk.now,
        hold=HOLD,
        wish=wish,
    )


@dataclass(frozen=True, slots=True)
class Seats:
    """A class's counter beside the sum of its ledger, and the registrations that have a seat."""

    taken: int
    ledger: int
    seated: int

    @property
    def agree(self) -> bool:
        """Say whether all three are the same number."""
        return self.taken == self.ledger == self.seated


def seats(sessions: Sessions, code: str = CLASS) -> Seats:
    """Count the seats of a class in all three ways."""
    with reading(sessions) as session:
        row = session.execute(
            select(CourseClass.id, CourseClass.taken).where(CourseClass.code == code)
        ).one()
        ledger = session.scalar(
            select(func.coalesce(func.sum(SeatChange.change), 0)).where(
                SeatChange.class_id == row.id
            )
        )
        seated = session.scalar(
            select(func.count()).where(
                Registration.class_id == row.id, Registration.state.in_(SEATED)
            )
        )
    return Seats(taken=row.taken, ledger=ledger or 0, seated=seated or 0)


def states(sessions: Sessions) -> list[str]:
    """Return every registration's state, oldest first."""
    with reading(sessions) as session:
        found = session.scalars(select(Registration.state).order_by(Registration.id))
        return [each.value for each in found]


def deliveries(sessions: Sessions, destination: str) -> list[tuple[str, str]]:
    """Return kind and state of every delivery to a destination, oldest first."""
    with reading(sessions) as session:
        rows = session.execute(
            select(EventRow.kind, Delivery.state)
            .join(EventRow, EventRow.id == Delivery.event_id)
            .where(Delivery.destination == destination)
            .order_by(Delivery.id)
        )
        return [(kind.value, state.value) for kind, state in rows]


@dataclass(frozen=True, slots=True)
class Money:
    """What an order's rows say of its money; promise 5: payments - refunds = paid."""

    paid: int
    payments: list[PaymentState]
    refunds: list[tuple[RefundState, int, str]]


def money(sessions: Sessions) -> Money:
    """Return the money of the only order."""
    with reading(sessions) as session:
        paid = session.scalars(select(Order.paid_minor)).one()
        payments = list(session.scalars(select(Payment.state).order_by(Payment.id)))
        refunds = session.execute(
            select(Refund.state, Refund.amount_minor, Refund.reason).order_by(Refund.id)
        )
        return Money(paid=paid, payments=payments, refunds=list(refunds))


def lines_agree(sessions: Sessions) -> bool:
    """Say whether the frozen lines of every registration add up to what it costs (promise 5)."""
    with reading(sessions) as session:
        rows = session.execute(
            select(Registration.price_minor, func.coalesce(func.sum(OrderLine.total_minor), 0))
            .outerjoin(OrderLine, OrderLine.registration_id == Registration.id)
            .group_by(Registration.id, Registration.price_minor)
        ).all()
    return bool(rows) and all(price == total for price, total in rows)


def options_agree(sessions: Sessions) -> bool:
    """Say whether each price option counts just the places that are had at it and have a seat."""
    with reading(sessions) as session:
        counted = dict(session.execute(select(PriceOption.id, PriceOption.taken)).all())
        seated = dict(
            session.execute(
                select(Registration.price_option_id, func.count())
                .where(Registration.state.in_(SEATED), Registration.price_option_id.is_not(None))
                .group_by(Registration.price_option_id)
            ).all()
        )
    return all(taken == seated.get(option, 0) for option, taken in counted.items())


def add_price(
    sessions: Sessions, label: str, minor: int, *, code: str = CLASS, **columns: object
) -> int:
    """Add a price option to a class and return its number; in NOK where nothing is said."""
    with transaction(sessions) as session:
        class_id = session.scalar(select(CourseClass.id).where(CourseClass.code == code))
        option = PriceOption(
            class_id=class_id, label=label, amount_minor=minor, **{"currency": "NOK", **columns}
        )
        session.add(option)
        session.flush()
        return option.id
