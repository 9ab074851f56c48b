"""What a certificate says. Not here: the paper it is on (app/paper), who may have one."""

from dataclasses import dataclass
from datetime import date

from app.domain.event import Event
from app.domain.wording import say_days

# Unguessable: about 97 bits.
GROUPS = 4
PREFIX = "C"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof that somebody completed a class; ``number`` is unguessable, ``when`` is for people."""

    number: str
    name: str
    title: str
    class_code: str
    when: str
    completed_on: date


def certificate_path(number: str) -> str:
    """Return where anybody can check the certificate, below the site's address."""
    return f"/certificates/{number}"


def certificate_of(event: Event) -> Certificate | None:
    """Return the certificate that the event's registration has now, or None where it has none."""
    registration, course_class = event.registration, event.course_class
    if registration is None or not registration.certificate or registration.result_on is None:
        return None
    return Certificate(
        number=registration.certificate,
        name=registration.name,
        title=course_class.title,
        class_code=course_class.code,
        when=say_days(course_class.starts_at, course_class.ends_at, course_class.timezone),
        completed_on=registration.result_on,
    )
