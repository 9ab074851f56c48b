"""What Trainingportal says it has: courses and classes (A1, A2). Not here: what to do about it.

Neither call is documented, so both are used only once Mintra has confirmed them (S1), and the
answers are read in any shape that has a list in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.contract import Refused, Unreachable
from app.partners.http import Reply, one_line
from app.partners.trainingportal.reply import Said, is_true, read_list


@dataclass(frozen=True, slots=True)
class HeldClass:
    """A class as it is shown there; None where the answer does not say."""

    code: str
    course: str
    free: int | None
    cancelled: bool
    first_day: str
    last_day: str
    enrollment_deadline: str


def read_courses(reply: Reply) -> tuple[str, ...] | Refused | Unreachable:
    """Return the codes of the courses that were agreed (S21)."""
    found = read_list(reply)
    if isinstance(found, Said):
        return found.refused()
    if isinstance(found, Unreachable):
        return found
    codes = (_text(each, "courseexternalid", "externalcourseid", "externalid") for each in found)
    return tuple(code for code in codes if code)


def read_classes(reply: Reply, *, course: str) -> tuple[HeldClass, ...] | Refused | Unreachable:
    """Return the classes of a course; whatever has no id of ours is not ours."""
    found = read_list(reply)
    if isinstance(found, Said):
        return found.refused()
    if isinstance(found, Unreachable):
        return found
    classes = (_class(each, course) for each in found)
    return tuple(each for each in classes if each.code)


def _class(found: Mapping[str, Any], course: str) -> HeldClass:
    return HeldClass(
        code=_text(found, "externalid", "externalcourseclassid"),
        course=_text(found, "courseexternalid", "externalcourseid") or course,
        free=_number(found.get("availableseats")),
        cancelled=is_true(found.get("cancelled")),
        first_day=_text(found, "startdate"),
        last_day=_text(found, "enddate"),
        enrollment_deadline=_text(found, "enrollmentdeadline", "erollmentdeadline"),
    )


def _text(found: Mapping[str, Any], *names: str) -> str:
    values = (found.get(name) for name in names)
    return next((one_line(value) for value in values if isinstance(value, str)), "")


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
