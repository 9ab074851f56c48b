"""The calls Trainingportal offers that we make: form posts, credentials only in the body (T13).

Paths read like look-ups even where they change something (T14); those of the customer API of the
same portal are not to be mixed in (T17).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.partners.http import Call, Caller, Reply

ADD = "/v1/courses/get/{externalCourseId}/courseClasses/add"
UPDATE = "/v1/courses/get/{externalCourseId}/courseClasses/update"
RESTORE = "/v1/courses/get/{externalCourseId}/courseClasses/restore/{externalCourseClassId}"
BOOKING = "/v1/booking/get/{bookingReference}"
RESULT = "/v1/booking/update/{bookingReference}"


@dataclass(frozen=True, slots=True)
class InferredPaths:
    """The paths that no page of Mintra's names (S1): settings, these are what is recommended."""

    courses: str = "/v1/courses/get"
    classes: str = "/v1/courses/get/{externalCourseId}/courseClasses/get"
    cancel: str = "/v1/courses/get/{externalCourseId}/courseClasses/cancel/{externalCourseClassId}"
    upload: str = "/v1/booking/uploadDocumentation/{bookingReference}"


class TrainingportalClient:
    """Posts forms to Trainingportal; ``caller`` calls the address that ends in ``/rest``.

    Each call has a ``key`` for the log and ends by ``until``.
    """

    def __init__(
        self,
        caller: Caller,
        *,
        username: str,
        password: str,
        paths: InferredPaths,
    ) -> None:
        self._caller = caller
        self._credentials = {"username": username, "password": password}
        self._paths = paths

    def admit(self) -> bool:
        """Wait for the turn of this thread's next call, or say that too many wait."""
        return self._caller.admit()

    def get_courses(self, *, key: str, until: float) -> Reply:
        """Ask which courses were agreed (S21)."""
        return self._post(self._paths.courses, {}, {}, key, until)

    def get_classes(self, course: str, *, key: str, until: float) -> Reply:
        """Ask which classes the course has there."""
        return self._post(self._paths.classes, {"externalCourseId": course}, {}, key, until)

    def add_class(self, course: str, form: Mapping[str, str], *, key: str, until: float) -> Reply:
        """Add a class to the course."""
        return self._post(ADD, {"externalCourseId": course}, form, key, until)

    def update_class(
        self, course: str, form: Mapping[str, str], *, key: str, until: float
    ) -> Reply:
        """Update a class of the course."""
        return self._post(UPDATE, {"externalCourseId": course}, form, key, until)

    def cancel_class(self, course: str, number: str, *, key: str, until: float) -> Reply:
        """Cancel a class of the course; it may be deleted at once (T11)."""
        return self._post(self._paths.cancel, _class_of(course, number), {}, key, until)

    def restore_class(self, course: str, number: str, *, key: str, until: float) -> Reply:
        """Undo a cancellation (6.4)."""
        return self._post(RESTORE, _class_of(course, number), {}, key, until)

    def get_booking(self, reference: str, *, until: float) -> Reply:
        """Ask for a booking by its reference, ours first (T4)."""
        return self._post(BOOKING, {"bookingReference": reference}, {}, reference, until)

    def update_booking(
        self, reference: str, form: Mapping[str, str], *, key: str, until: float
    ) -> Reply:
        """Tell the result of a booking."""
        return self._post(RESULT, {"bookingReference": reference}, form, key, until)

    def upload_documentation(
        self, reference: str, form: Mapping[str, str], *, key: str, until: float
    ) -> Reply:
        """Attach a document to a booking (6.7)."""
        return self._post(self._paths.upload, {"bookingReference": reference}, form, key, until)

    def _post(
        self, path: str, values: Mapping[str, str], form: Mapping[str, str], key: str, until: float
    ) -> Reply:
        return self._caller.send(
            Call(
                "POST",
                path,
                key=key,
                until=until,
                values=values,
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/json",
                },
                body=urlencode({**self._credentials, **form}).encode(),
            )
        )


def _class_of(course: str, number: str) -> dict[str, str]:
    return {"externalCourseId": course, "externalCourseClassId": number}
