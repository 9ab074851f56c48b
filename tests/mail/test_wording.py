"""Times as a mail says them."""

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.event import MeetingFacts
from app.mail.wording import meeting_lines
from tests.fakes.events import CLASS


def test_S18_a_day_without_hours_is_said_as_a_day() -> None:
    day = MeetingFacts(
        datetime(2031, 6, 5, 22, tzinfo=UTC), datetime(2031, 6, 6, 21, 59, tzinfo=UTC)
    )
    (line,) = meeting_lines(replace(CLASS, meetings=(day,)))
    assert line == "Friday 6 June 2031, all day"
