"""The calls Trainingportal offers that we make: form posts, credentials only in the body (T13).

Paths read like look-ups even where they change something (T14); those of the customer API of the
same portal are not to be mixed in (T17).
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.partners.http import Call, Caller, Reply

ADD = "/v1/courses/get/{externalCourseId}/courseClasses/add"
UPDATE = "/v1/courses/get/{externalCourseId}/courseClasses/update"
BOOKING = "/v1/booking/get/{bookingReference}"


class TrainingportalClient:
    """Posts forms to Trainingportal; ``caller`` calls the address that ends in ``/rest``."""

    def __init__(self, caller: Caller, *, username: str, password: str) -> None:
        self._caller = caller
        self._credentials = {"username": username, "password": password}

    def add_class(self, course: str, form: Mapping[str, str], *, key: str, until: float) -> Reply:
        """Add a class to the course."""
        return self._post(ADD, {"externalCourseId": course}, form, key, until)

    def update_class(
        self, course: str, form: Mapping[str, str], *, key: str, until: float
    ) -> Reply:
        """Update a class of the course."""
        return self._post(UPDATE, {"externalCourseId": course}, form, key, until)

    def get_booking(self, reference: str, *, until: float) -> Reply:
        """Ask for a booking by its reference, ours first (T4)."""
        return self._post(BOOKING, {"bookingReference": reference}, {}, reference, until)

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
