"""Times as a mail says them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.event import EventKind, MeetingFacts
from app.mail.wording import meeting_lines
from app.sandbox.server import Sandbox
from tests.fakes.events import CLASS
from tests.mail.telling import HELD, OFFERED, flat, letter

NINE, MIDNIGHT = datetime(2031, 2, 8, 8, tzinfo=UTC), datetime(2031, 2, 7, 23, tzinfo=UTC)


def test_S18_a_day_without_hours_is_said_as_a_day() -> None:
    day = MeetingFacts(
        datetime(2031, 6, 5, 22, tzinfo=UTC), datetime(2031, 6, 6, 21, 59, tzinfo=UTC)
    )
    (line,) = meeting_lines(replace(CLASS, meetings=(day,)))
    assert line == "Friday 6 June 2031, all day"


@pytest.mark.parametrize("kind", [HELD, OFFERED])
@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        (NINE, "Europe/Oslo", "Saturday 8 February 2031, 09:00 CET"),
        (NINE, "Asia/Kathmandu", "Saturday 8 February 2031, 13:45 UTC+05:45"),
        (MIDNIGHT, "Europe/Oslo", "the end of Friday 7 February 2031 (CET)"),
    ],
)
def test_a_deadline_is_said_with_the_zone_of_its_class(
    sandbox: Sandbox, kind: EventKind, moment: datetime, zone: str, said: str
) -> None:
    order = {"hold_until": moment}
    came = letter(sandbox, kind, order=order, course_class={"timezone": zone})
    before = "Please pay by" if kind is HELD else "We hold it for you until"
    for part in ("plain", "html"):
        assert f"{before} {said}" in flat(came.part(part)).replace(" ;", ";")
