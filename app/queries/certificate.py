"""Certificates: one that holds, as its paper says it; and what a number proves to anybody."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.certificate import Certificate
from app.domain.contract import Sessions
from app.domain.wording import say_days
from app.store.certificate import CertificateRow
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Proof:
    """What a certificate's number proves: nothing of the person but the name.

    ``withdrawn``: it was issued, and holds no more.
    """

    number: str
    name: str
    title: str
    class_code: str
    when: str
    completed_on: date
    withdrawn: bool


def certificate_for(sessions: Sessions, reference: str) -> Certificate | None:
    """Return the certificate that a registration has now, or None."""
    with reading(sessions) as session:
        registration = session.scalar(
            select(Registration)
            .where(Registration.reference == reference, Registration.certificate != "")
            .options(joinedload(Registration.course_class).joinedload(CourseClass.program))
        )
    if registration is None or registration.result_on is None:
        return None
    return Certificate(
        number=registration.certificate,
        name=registration.name,
        title=registration.course_class.program.title,
        class_code=registration.course_class.code,
        when=_when(registration.course_class),
        completed_on=registration.result_on,
    )


def proof_of(sessions: Sessions, number: str) -> Proof | None:
    """Return what the number proves, or None where no such certificate was ever issued."""
    with reading(sessions) as session:
        row = session.scalar(
            select(CertificateRow)
            .where(CertificateRow.number == number)
            .options(
                joinedload(CertificateRow.registration)
                .joinedload(Registration.course_class)
                .joinedload(CourseClass.program)
            )
        )
    if row is None:
        return None
    course_class = row.registration.course_class
    return Proof(
        number=row.number,
        name=row.registration.name,
        title=course_class.program.title,
        class_code=course_class.code,
        when=_when(course_class),
        completed_on=row.completed_on,
        withdrawn=row.withdrawn_at is not None,
    )


def _when(course_class: CourseClass) -> str:
    return say_days(course_class.starts_at, course_class.ends_at, course_class.timezone)
