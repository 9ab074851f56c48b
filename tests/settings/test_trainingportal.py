"""Settings of what Trainingportal's documents leave open (trainingportal.md 12)."""

import pytest

from app.settings import SettingError, Settings
from app.settings.trainingportal import TrainingportalSettings
from tests.partners.built import environment


def portal(url: str = "https://mintra.example", **given: str) -> TrainingportalSettings:
    given = {"TRAININGPORTAL_BASE_URL": url, **given}
    settings = Settings.from_environment(environment("http://127.0.0.1:9", **given))
    assert settings.trainingportal
    return settings.trainingportal


def test_what_is_unset_is_as_the_document_recommends() -> None:
    found = portal()
    assert (found.class_parameter, found.hold_hours) == ("courseClassExternalId", 24)
    assert (found.date_format, found.time_format) == ("%Y-%m-%d", "%H:%M")
    assert (found.country_names, found.confirmed, dict(found.paths)) == (False, (), {})


def test_S19_at_most_two_calls_a_second_but_to_a_stand_in() -> None:
    assert portal().rate == 2
    assert portal("http://127.0.0.1:9").rate == 1000


def test_S1_inferred_paths_and_which_of_them_are_confirmed_can_be_said() -> None:
    found = portal(
        TRAININGPORTAL_CONFIRMED="cancel, upload",
        TRAININGPORTAL_UPLOAD_PATH="/v1/booking/{bookingReference}/document",
    )
    assert found.confirmed == ("cancel", "upload")
    assert found.paths == {"upload": "/v1/booking/{bookingReference}/document"}
    assert portal(TRAININGPORTAL_COUNTRY="name").country_names


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRAININGPORTAL_CONFIRMED", "cancel everything"),
        ("TRAININGPORTAL_COURSES_PATH", "v1/courses"),
        ("TRAININGPORTAL_COURSES_PATH", "/v1/{externalCourseId}"),
        ("TRAININGPORTAL_CLASSES_PATH", "/v1/classes"),
        ("TRAININGPORTAL_CANCEL_PATH", "/v1/{externalCourseId}/cancel"),
        ("TRAININGPORTAL_UPLOAD_PATH", "/v1/{bookingReference"),
        ("TRAININGPORTAL_UPLOAD_PATH", "/v1/{bookingReference}/}x"),
        ("TRAININGPORTAL_UPLOAD_PATH", "/v1/{bookingReference}?a=1"),
        ("TRAININGPORTAL_CLASS_PARAMETER", "a b"),
        ("TRAININGPORTAL_HOLD_HOURS", "0"),
        ("TRAININGPORTAL_DATE_FORMAT", "%Q"),
        ("TRAININGPORTAL_TIME_FORMAT", "noon"),
        ("TRAININGPORTAL_COUNTRY", "flag"),
    ],
)
def test_a_malformed_setting_stops_the_start_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        portal(**{name: value})
