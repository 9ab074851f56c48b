"""Seat guests: give the demo's classes people, so that some are full and staff have work to see.

The guests are made up and their places cost nothing. Each has an order, a registration, ledger rows
and a timeline like anybody; no partner and no mail is told of them, only that seats are gone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.contact import Contact
from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassState
from app.domain.event import Answer, EventKind
from app.domain.form import Question, QuestionKind, questions_from
from app.domain.money import NO_CURRENCY
from app.domain.reference import new_reference
from app.domain.registration import Channel, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.lead_source import LeadSource
from app.store.order import Order
from app.store.person import Person, find_or_add_people
from app.store.program import Program
from app.store.registration import Registration
from app.store.seat import SeatChange, take_seats

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

    A class that was cancelled, or has had people before, is left as it is.
    """
    if not any(taken.values()):
        return frozenset()
    nobody: dict[str, Partner] = {}
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
        announcing(session, nobody, now=now) as timeline,
    ):
        sources = session.scalars(select(LeadSource).order_by(LeadSource.id)).all()
        people = cycle(guests)
        for course_class in _untouched(session, taken):
            seats = min(taken[course_class.code], course_class.capacity)
            visit = _Visit(session, timeline, course_class, sources=sources, now=now)
            visit.seat(list(islice(people, seats)))
            if course_class.ends_at > now:
                announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    return frozenset(announcer.destinations)


def _untouched(session: Session, codes: Iterable[str]) -> Sequence[CourseClass]:
    return session.scalars(
        select(CourseClass)
        .where(
            CourseClass.code.in_(codes),
            CourseClass.state == ClassState.PUBLISHED,
            ~select(SeatChange.id).where(SeatChange.class_id == CourseClass.id).exists(),
        )
        .order_by(CourseClass.id)
        .options(
            joinedload(CourseClass.program).joinedload(Program.form),
            joinedload(CourseClass.venue),
            selectinload(CourseClass.meetings),
            selectinload(CourseClass.price_options),
        )
    ).all()


@dataclass(slots=True)
class _Visit:
    """The guests of one class, taking their seats party by party."""

    session: Session
    timeline: Announcer
    course_class: CourseClass
    sources: Sequence[LeadSource]
    now: datetime

    def seat(self, guests: Sequence[Contact]) -> None:
        people = find_or_add_people(self.session, guests, now=self.now, members=guests)
        form = self.course_class.program.form
        questions = questions_from(form.questions) if form else ()
        number = 0
        for party in _parties(list(dict.fromkeys(guests))):
            at = self._booked_at(number)
            order = self._order(party[0], people[party[0]], at)
            self.session.add(order)
            self.session.flush()
            take_seats(
                self.session,
                self.course_class,
                order_id=order.id,
                seats=len(party),
                reason="registered",
                channel=Channel.STAFF,
                now=at,
            )
            for position, guest in enumerate(party):
                place = self._place(order, guest, people[guest], position=position, number=number)
                place.answers = {
                    question.key: _answer(question, number=number) for question in questions
                }
                self._tell_the_timeline(order, place)
                self._finish(place, number=number)
                number += 1

    def _booked_at(self, number: int) -> datetime:
        # Spread over the four weeks before, otherwise for each class.
        spread = number * 37 + self.course_class.id * 11
        back = timedelta(hours=1 + spread % 640, minutes=(spread * 7) % 60)
        return min(self.now, self.course_class.starts_at) - back

    def _order(self, buyer: Contact, person: Person, at: datetime) -> Order:
        return Order(
            reference=new_reference("CD"),
            name=buyer.name,
            email=buyer.email,
            phone=buyer.phone,
            buyer=person,
            channel=Channel.STAFF,
            currency=NO_CURRENCY,
            total_minor=0,
            paid_minor=0,
            hold_until=None,
            created_at=at,
        )

    def _place(
        self, order: Order, guest: Contact, person: Person, *, position: int, number: int
    ) -> Registration:
        source = self.sources[number % len(self.sources)] if self.sources else None
        place = Registration(
            reference=new_reference("R"),
            order=order,
            course_class=self.course_class,
            person=person,
            lead_source=source,
            form_id=self.course_class.program.form_id,
            position=position,
            name=guest.name,
            email=guest.email,
            phone=guest.phone,
            channel=Channel.STAFF,
            state=RegistrationState.CONFIRMED,
            created_at=order.created_at,
        )
        self.session.add(place)
        return place

    def _tell_the_timeline(self, order: Order, place: Registration) -> None:
        for kind in (EventKind.REGISTRATION_HELD, EventKind.REGISTRATION_CONFIRMED):
            self.timeline.announce(
                kind, self.course_class, order=order, registration=place, at=order.created_at
            )

    def _finish(self, place: Registration, *, number: int) -> None:
        if self.course_class.ends_at <= self.now:
            missed = number % 9 == 4
            place.move(RegistrationState.NO_SHOW if missed else RegistrationState.COMPLETED)


def _parties(guests: Sequence[Contact]) -> Iterator[Sequence[Contact]]:
    sizes = cycle(_PARTIES)
    begin = 0
    while begin < len(guests):
        size = next(sizes)
        yield guests[begin : begin + size]
        begin += size


def _answer(question: Question, *, number: int) -> Answer:
    """Return what guest ``number`` answered; the free texts are only given where they must be."""
    options = question.options
    answers: dict[QuestionKind, Answer] = {
        QuestionKind.CHOICE: options[number % len(options)] if options else None,
        QuestionKind.CHOICES: list(options[number % 2 :: 2]),
        QuestionKind.YES_NO: number % 3 == 0,
        QuestionKind.DATE: f"19{70 + number % 30}-0{1 + number % 9}-1{number % 9}",
        QuestionKind.NUMBER: 1 + number % 12,
        QuestionKind.TEXT: "Fjordlight Shipping" if question.required else None,
        QuestionKind.LONG_TEXT: "I do this at work every week." if question.required else None,
    }
    return answers[question.kind]
