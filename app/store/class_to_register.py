"""A class as registering needs it, and a draft with it: one statement each, read as rows.

A class that has extras takes one more.

Not here: who has which seat (seat.py), what else a class has (course_class.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from app.domain.course_class import ClassState, Closed, Price, why_closed
from app.domain.draft import Filled, filled_from
from app.domain.extra import Extra
from app.domain.form.document import questions_from
from app.domain.form.file import files_in
from app.domain.form.question import QuestionKind
from app.domain.form.reading import answers_all
from app.domain.form.sensitive import Sealing, seal_filled
from app.domain.form.taking import offered_in
from app.domain.form.version import Version
from app.domain.outline import ClassOutline
from app.domain.payment_plan import ONLY_ONLINE, Ways, When, ways_from
from app.domain.priced import ForSale
from app.domain.registration import Channel
from app.store.allotment import HAS_LINE, free_seats, most_seats
from app.store.course_class import CourseClass
from app.store.database import table_of
from app.store.draft import Draft
from app.store.extra import extras_of, has_extras
from app.store.legal_entity import LegalEntity
from app.store.order import Order
from app.store.outline import OUTLINE_COLUMNS, OUTLINE_SOURCE, outline_from
from app.store.price_option import PRICE_COLUMNS, PriceOption, price_from
from app.store.program import Form, Program
from app.store.upload import Files

_CLASS = table_of(CourseClass)
_PRICE = table_of(PriceOption)
_DRAFT = table_of(Draft)
_ORDER = table_of(Order)
# The version that a draft answers, which may not be the one asked now.
_SHOWN = table_of(Form).alias("shown_form")


@dataclass(frozen=True, slots=True)
class ClassToRegister:
    """A class, its outline, its questions as they are kept and the prices it offers.

    ``form_id`` is the version of the questions asked now, None where the program asks none; an
    empty ``prices`` is a free class; ``free`` are the seats that somebody new can take by each
    channel, ``most`` are those that it could ever have. ``has_line``: one may wait here;
    ``in_line`` is how many entries do. Times are UTC.
    ``seller_country`` (two letters) is the country of the program's legal entity, empty where the
    desk sells.
    """

    id: int
    code: str
    outline: ClassOutline
    partners: Sequence[str]
    most: Mapping[Channel, int]
    free: Mapping[Channel, int]
    state: ClassState
    closes_at: datetime | None
    form_id: int | None
    questions: Sequence[dict[str, Any]]
    prices: tuple[Price, ...]
    has_line: bool
    in_line: int
    ways: Ways = ONLY_ONLINE
    program_code: str = ""
    extras: tuple[Extra, ...] = ()
    seller_country: str = ""

    @property
    def for_sale(self) -> ForSale:
        """What it offers."""
        return ForSale(self.code, self.program_code, self.prices, self.extras)

    @property
    def free_seats(self) -> int:
        """How many seats are free on the site."""
        return self.free[Channel.WEB]

    def when(self, now: datetime) -> When:
        """Return when it starts, as terms of payment take it."""
        return When(self.outline.starts_at, self.outline.timezone, now)

    def why_closed(self, now: datetime) -> Closed | None:
        """Return why the class takes no registrations now, or None."""
        return why_closed(
            now,
            state=self.state,
            starts_at=self.outline.starts_at,
            ends_at=self.outline.ends_at,
            closes_at=self.closes_at,
        )


@dataclass(frozen=True, slots=True)
class DraftToSend:
    """A draft, its class as it stands now, and the order made of it: None while there is none.

    ``version`` is that of the questions it answers, None where it answers none. ``files`` are known
    once it is ``sealed``.
    """

    filled: Filled
    course_class: ClassToRegister
    order_reference: str | None
    order_total_minor: int | None
    version: Version | None
    files: Files = field(default_factory=dict)

    def questions(self, now: datetime) -> Sequence[dict[str, Any]] | None:
        """Return the questions that it answers, or None where those are not taken any more."""
        course_class = self.course_class
        if self.filled.form_id == course_class.form_id:
            return course_class.questions
        version = self.version
        taken = version and version.answerable(course_class.program_code, now=now)
        return version.questions if version and taken else None

    def answers_all(self, now: datetime) -> bool:
        """Say whether its version is taken, and all that it requires was answered."""
        questions = self.questions(now)
        if questions is None:
            return False
        asked = offered_in(questions_from(questions), self.course_class.extras)
        return answers_all(asked, self.filled)

    def sealed(self, seal: Sealing | None, *, now: datetime) -> "DraftToSend":
        """Return it as an order keeps it: with its files, its sensitive answers sealed if any."""
        asked = self.questions(now) or ()
        if seal is None and not any(each["kind"] == QuestionKind.FILE for each in asked):
            return self
        questions = questions_from(asked)
        filled = seal_filled(self.filled, questions, seal) if seal else self.filled
        return replace(self, filled=filled, files=files_in(self.filled, questions))


_FREE = {channel: free_seats(channel) for channel in Channel}
_MOST = {channel: most_seats(channel) for channel in Channel}
_COLUMNS = (
    *OUTLINE_COLUMNS,
    _CLASS.c.id.label("class_id"),
    table_of(Program).c.code.label("program_code"),
    has_extras(_CLASS.c.id).label("has_extras"),
    _CLASS.c.partners,
    *(seats.label(f"most_{channel}") for channel, seats in _MOST.items()),
    *(seats.label(f"free_{channel}") for channel, seats in _FREE.items()),
    _CLASS.c.state.label("class_state"),
    _CLASS.c.closes_at,
    HAS_LINE.label("has_line"),
    _CLASS.c.in_line,
    _CLASS.c.paying,
    table_of(LegalEntity).c.country.label("seller_country"),
    table_of(Program).c.form_id.label("asked_form_id"),
    table_of(Form).c.questions,
    *PRICE_COLUMNS,
)
_SOURCE = (
    OUTLINE_SOURCE.outerjoin(Form)
    .outerjoin(LegalEntity)
    .outerjoin(_PRICE, (_PRICE.c.class_id == _CLASS.c.id) & ~_PRICE.c.withdrawn)
)
_BY_CODE: Select[Any] = (
    select(*_COLUMNS)
    .select_from(_SOURCE)
    .where(_CLASS.c.code == bindparam("code"))
    .order_by(_PRICE.c.id)
)
_BY_TOKEN: Select[Any] = (
    select(
        *_COLUMNS,
        _DRAFT.c.content,
        _ORDER.c.reference.label("order_reference"),
        _ORDER.c.total_minor.label("order_total_minor"),
        _SHOWN.c.id.label("shown_id"),
        _SHOWN.c.program_code.label("shown_program"),
        _SHOWN.c.questions.label("shown_questions"),
        _SHOWN.c.replaced_at.label("shown_replaced_at"),
    )
    .select_from(
        _SOURCE.join(_DRAFT, _DRAFT.c.class_id == _CLASS.c.id)
        .outerjoin(_ORDER, _ORDER.c.draft_token == _DRAFT.c.token)
        .outerjoin(_SHOWN, _SHOWN.c.id == _DRAFT.c.form_id)
    )
    .where(_DRAFT.c.token == bindparam("token"))
    .order_by(_PRICE.c.id)
)


def find_class_to_register(connection: Connection, code: str) -> ClassToRegister | None:
    """Return the class as it stands for registering, or None where there is none."""
    rows = connection.execute(_BY_CODE, {"code": code}).all()
    return _class(connection, rows) if rows else None


def find_draft_to_send(connection: Connection, token: str) -> DraftToSend | None:
    """Return the draft of that token, or None where there is none."""
    rows = connection.execute(_BY_TOKEN, {"token": token}).all()
    if not rows:
        return None
    first = rows[0]
    return DraftToSend(
        filled=filled_from(first.content),
        course_class=_class(connection, rows),
        order_reference=first.order_reference,
        order_total_minor=first.order_total_minor,
        version=None
        if first.shown_id is None
        else Version(
            first.shown_id, first.shown_program, first.shown_questions, first.shown_replaced_at
        ),
    )


def find_version(connection: Connection, form_id: int) -> Version | None:
    """Return the version of that number, of whichever program, or None where there is none."""
    form = table_of(Form)
    columns = (form.c.id, form.c.program_code, form.c.questions, form.c.replaced_at)
    row = connection.execute(select(*columns).where(form.c.id == form_id)).one_or_none()
    return (
        None if row is None else Version(row.id, row.program_code, row.questions, row.replaced_at)
    )


def _class(connection: Connection, rows: Sequence[Row[Any]]) -> ClassToRegister:
    """Read a class from its rows: as many as it has prices, or one."""
    first = rows[0]
    outline = outline_from(first)
    return ClassToRegister(
        id=first.class_id,
        code=outline.code,
        outline=outline,
        partners=first.partners,
        most={channel: getattr(first, f"most_{channel}") for channel in _MOST},
        free={channel: getattr(first, f"free_{channel}") for channel in _FREE},
        state=first.class_state,
        closes_at=first.closes_at,
        form_id=first.asked_form_id,
        questions=first.questions or (),
        prices=tuple(price_from(row) for row in rows if row.price_id is not None),
        has_line=first.has_line,
        in_line=first.in_line,
        ways=ways_from(first.paying),
        program_code=first.program_code,
        extras=extras_of(connection, first.class_id) if first.has_extras else (),
        seller_country=first.seller_country or "",
    )
