"""What a catalogue file says, as frozen values. Not here: reading the file, writing rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.course_class import ClassState, Price, PriceKind, ProgramKind
from app.domain.extra import Extra
from app.domain.form.question import Question
from app.domain.money import Money
from app.domain.paper import Seller
from app.domain.payment_plan import ONLY_ONLINE, Ways
from app.domain.refund_rule import RefundStep
from app.domain.registration import Channel
from app.domain.tax import UNTAXED, Tax
from app.domain.voucher import VoucherKind


@dataclass(eq=False)
class CatalogueMistake(ValueError):
    """A catalogue file that cannot be loaded: where, and why, in one line for who wrote it."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class VenueEntry:
    """A place; ``country`` is two capital letters (ISO 3166) or empty."""

    code: str
    name: str
    line1: str
    line2: str
    city: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class LeadSourceEntry:
    """Where registrations come from."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """One sitting; times in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """Who pays how much; ``ends_at`` (UTC) is the first moment at which it holds no more.

    ``kind``, ``least``, ``limit``, ``tax`` and ``exemptable`` are those of the price (``Price``).
    """

    label: str
    money: Money
    ends_at: datetime | None
    kind: PriceKind = PriceKind.STANDARD
    least: int = 1
    limit: int | None = None
    tax: Tax = UNTAXED
    exemptable: bool = False

    def price(self) -> Price:
        """Return it as a price nobody has had yet."""
        return Price(
            label=self.label,
            money=self.money,
            ends_at=self.ends_at,
            kind=self.kind,
            least=self.least,
            limit=self.limit,
            tax=self.tax,
            exemptable=self.exemptable,
        )


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """One run of a program. No prices: free. ``venue`` is a code, or None where it is online.

    ``state`` None leaves it as it is: published where it is new. ``allotments`` are the seats set
    aside, by channel; None leaves them as they are, and so it is with ``extras``.
    """

    path: str
    code: str
    venue: str | None
    online_url: str
    timezone: str
    capacity: int
    state: ClassState | None
    meetings: tuple[MeetingEntry, ...]
    enrollment_deadline: date | None
    cancellation_deadline: date | None
    prices: tuple[PriceEntry, ...]
    waiting_list: bool
    partners: tuple[str, ...]
    refuses_late: bool = False
    refunds: tuple[RefundStep, ...] = ()
    allotments: Mapping[Channel, int] | None = None
    ways: Ways = ONLY_ONLINE
    extras: tuple[Extra, ...] | None = None
    change_deadline: date | None = None
    reminder_days: int | None = None
    bring: str = ""

    @property
    def starts_at(self) -> datetime:
        """When the first meeting begins."""
        return self.meetings[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """When the last meeting is over."""
        return self.meetings[-1].ends_at


@dataclass(frozen=True, slots=True)
class ProgramEntry:
    """A program or course with its questions and its classes.

    ``entity`` is the code of who sells it; None leaves it as it is: the desk's own where it is new.
    """

    path: str
    code: str
    slug: str
    kind: ProgramKind
    title: str
    type: str
    summary: str
    description: str
    questions: tuple[Question, ...]
    classes: tuple[ClassEntry, ...]
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class VoucherEntry:
    """A voucher as it was written down; ``code`` as it is shown, empty where one is made up.

    ``class_code`` and ``program_code`` say where it holds, empty anywhere; times are UTC.
    """

    path: str
    code: str
    name: str
    kind: VoucherKind
    percent: int
    amount: Money | None
    extras_too: bool
    class_code: str
    program_code: str
    opens: str
    valid_from: datetime | None
    valid_until: datetime | None
    most_total: int | None
    most_per_person: int | None
    most_per_class: int | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A whole file. ``path`` of an entry is where it stands, for mistakes found only later."""

    venues: tuple[VenueEntry, ...]
    lead_sources: tuple[LeadSourceEntry, ...]
    programs: tuple[ProgramEntry, ...]
    entities: tuple[Seller, ...] = ()
    vouchers: tuple[VoucherEntry, ...] = ()

    def classes(self) -> Iterator[ClassEntry]:
        """Give every class of every program, in the file's order."""
        for program in self.programs:
            yield from program.classes
