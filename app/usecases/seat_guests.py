"""Seat guests: give the demo's classes people, so that some are full and staff have work to see.

The guests are made up and their places cost nothing. Each has an order, a registration, ledger rows
and a timeline like anybody; no partner and no mail is told of them, only that seats are gone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, groupby, islice

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassState
from app.domain.event import Answer, EventKind
from app.domain.form.asked import asked, of_scope
from app.domain.form.document import questions_from
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.money import NO_CURRENCY
from app.domain.reference import new_reference
from app.domain.registration import Channel, RegistrationState, move
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.lead_source import LeadSource
from app.store.order import add_orders
from app.store.person import Known, know_people
from app.store.program import Program
from app.store.registration import add_registrations
from app.store.seat import SeatChange, Taking, take_seats_of_many

# How many come together, in turn.
_PARTIES = (1, 2, 1, 3, 1, 1, 4, 2)


def seat_guests(
    sessions: Sessions,
    *,
    taken: Mapping[str, int],
    guests: Sequence[Contact],
    partners: Mapping[str, Partner],
    now: datetime,
) -> frozenset[str]:
    """Take so many seats in each class that nobody ever took one in; return who has news.

    A class that was cancelled, or has had people before, is left as it is. However many guests
    there are, they are written in a few statements, and two for each class.
    """
    if not any(taken.values()):
        return frozenset()
    nobody: dict[str, Partner] = {}
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
        announcing(session, nobody, now=now) as timeline,
    ):
        classes = _untouched(session, taken)
        people = cycle(guests)
        parties = [
            party
            for each in classes
            for party in _parties(each, islice(people, _guests(each, taken[each.code])), now)
        ]
        if parties:
            _seat(session, timeline, parties, now=now)
        for each in classes:
            if each.ends_at > now:
                announcer.announce(EventKind.CLASS_SEATS_CHANGED, each)
    return frozenset(announcer.destinations)


def _untouched(session: Session, codes: Iterable[str]) -> Sequence[CourseClass]:
    return session.scalars(
        select(CourseClass)
        .where(
            CourseClass.code.in_(codes),
            CourseClass.state == ClassState.PUBLISHED,
            ~select(SeatChange.id)
            .where(SeatChange.class_id == CourseClass.id, SeatChange.change != 0)
            .exists(),
        )
        .order_by(CourseClass.id)
        .options(
            joinedload(CourseClass.program).joinedload(Program.form),
            joinedload(CourseClass.venue),
            selectinload(CourseClass.meetings),
            selectinload(CourseClass.price_options),
        )
    ).all()


@dataclass(frozen=True, slots=True)
class _Party:
    """Guests who come together; ``number`` counts those of the class who came before them."""

    reference: str
    course_class: CourseClass
    guests: Sequence[Contact]
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Place:
    """One guest's place; ``number`` counts the guests of the class who came before."""

    reference: str
    party: _Party
    guest: Contact
    number: int


@dataclass(frozen=True, slots=True)
class _Made:
    """An order or a registration as it was written; ``person`` is a registration's."""

    id: int
    reference: str
    person: Known | None = None


def _guests(course_class: CourseClass, wanted: int) -> int:
    return min(wanted, course_class.seats.free(Channel.STAFF))


def _parties(
    course_class: CourseClass, guests: Iterable[Contact], now: datetime
) -> Iterator[_Party]:
    """Yield the guests of a class, party by party."""
    sizes, coming, number = cycle(_PARTIES), [*dict.fromkeys(guests)], 0
    while number < len(coming):
        together = coming[number : number + next(sizes)]
        at = _booked_at(course_class, number, now)
        yield _Party(new_reference("CD"), course_class, together, number, at)
        number += len(together)


def _booked_at(course_class: CourseClass, number: int, now: datetime) -> datetime:
    # Spread over the four weeks before, otherwise for each class.
    spread = number * 37 + course_class.id * 11
    back = timedelta(hours=1 + spread % 640, minutes=(spread * 7) % 60)
    return min(now, course_class.starts_at) - back


def _seat(
    session: Session, timeline: Announcer, parties: Sequence[_Party], *, now: datetime
) -> None:
    """Write orders, registrations and what happened to them, and take the seats."""
    everybody = frozenset(guest for party in parties for guest in party.guests)
    people = know_people(session, [*everybody], now=now, members=everybody)
    orders = add_orders(session, [_order(party, people) for party in parties])
    places = [
        _Place(new_reference("R"), party, guest, party.number + position)
        for party in parties
        for position, guest in enumerate(party.guests)
    ]
    sources = session.scalars(select(LeadSource.id).order_by(LeadSource.id)).all()
    rows = [
        {
            **_registration(place, now=now),
            "order_id": orders[place.party.reference],
            "person_id": people[place.guest].id,
            "lead_source_id": sources[place.number % len(sources)] if sources else None,
        }
        for place in places
    ]
    numbers = add_registrations(session, rows)
    for place in places:
        party = place.party
        order = _Made(orders[party.reference], party.reference)
        registration = _Made(numbers[place.reference], place.reference, people[place.guest])
        for kind in (EventKind.REGISTRATION_HELD, EventKind.REGISTRATION_CONFIRMED):
            timeline.announce(
                kind, party.course_class, order=order, registration=registration, at=party.at
            )
    for course_class, own in groupby(parties, key=lambda party: party.course_class):
        # As the ledger would have it: who came first stands first.
        in_time = sorted(own, key=lambda party: party.at)
        takings = [Taking(orders[each.reference], len(each.guests), each.at) for each in in_time]
        take_seats_of_many(
            session, course_class, takings, reason="registered", channel=Channel.STAFF
        )


def _order(party: _Party, people: Mapping[Contact, Known]) -> dict[str, object]:
    buyer = party.guests[0]
    return {
        "reference": party.reference,
        "buyer_id": people[buyer].id,
        "name": buyer.name,
        "email": buyer.email,
        "phone": buyer.phone,
        "channel": Channel.STAFF,
        "currency": NO_CURRENCY,
        "total_minor": 0,
        "owed_minor": 0,
        "created_at": party.at,
    }


def _registration(place: _Place, *, now: datetime) -> dict[str, object]:
    """Return the columns of a place that no other row has a part in."""
    course_class, guest, number = place.party.course_class, place.guest, place.number
    form = course_class.program.form
    questions = questions_from(form.questions) if form else ()
    return {
        "reference": place.reference,
        "class_id": course_class.id,
        "form_id": course_class.program.form_id,
        "position": number - place.party.number,
        "name": guest.name,
        "email": guest.email,
        "phone": guest.phone,
        "answers": _answers(questions, number=number),
        "channel": Channel.STAFF,
        "state": _state(course_class, number=number, now=now),
        "created_at": place.party.at,
    }


def _state(course_class: CourseClass, *, number: int, now: datetime) -> RegistrationState:
    if course_class.ends_at > now:
        return RegistrationState.CONFIRMED
    missed = number % 9 == 4
    return move(
        RegistrationState.CONFIRMED,
        RegistrationState.NO_SHOW if missed else RegistrationState.COMPLETED,
    )


def _answers(questions: Sequence[Question], *, number: int) -> dict[str, Answer]:
    """Return what guest ``number`` answered to what they were asked."""
    own = of_scope(questions, Scope.PARTICIPANT)
    answers = {each.key: _answer(each, number=number) for each in own if each.asks}
    return {each.key: answers[each.key] for each in asked(own, answers) if each.asks}


def _answer(question: Question, *, number: int) -> Answer:
    """Return what guest ``number`` answered; the free texts are only given where they must be."""
    # Guests came without extras.
    options = tuple(each.value for each in question.options if not each.extra)
    match question.kind:
        case QuestionKind.CHOICE:
            return options[number % len(options)] if options else None
        case QuestionKind.CHOICES:
            return list(options[number % 2 :: 2])
        case QuestionKind.YES_NO:
            return number % 3 == 0
        case QuestionKind.DATE:
            return _date(question, number=number)
        case QuestionKind.NUMBER:
            return _number(question, number=number)
        case QuestionKind.COUNTRY:
            return ("NO", "GB", "PT")[number % 3]
        case QuestionKind.AGREEMENT | QuestionKind.DECLARATION:
            return True
        case QuestionKind.TEXT if question.required:
            return _text(question, number=number)
        case QuestionKind.LONG_TEXT if question.required:
            return "I do this at work every week."
        case _:
            return None


def _date(question: Question, *, number: int) -> str:
    if question.limits.least:
        return str(date.fromisoformat(question.limits.least) + timedelta(days=number * 17))
    return f"19{70 + number % 30}-0{1 + number % 9}-1{number % 9}"


def _number(question: Question, *, number: int) -> int:
    least, most = question.limits.least or "1", question.limits.most or "12"
    lowest = int(Decimal(least))
    return lowest + number * 7 % max(int(Decimal(most)) - lowest, 1)


def _text(question: Question, *, number: int) -> str:
    letters = {"9": str(number % 10), "A": "NO"[number % 2], "*": "X"}
    mask = question.limits.mask
    return "".join(letters.get(sign, sign) for sign in mask) if mask else "Fjordlight Shipping"
