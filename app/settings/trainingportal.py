"""Settings of Trainingportal: where it is, who we are there, and what its documents leave open.

Here: one value, None when it is off. Not here: the client built from it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.settings.partners import LOOPBACK_RATE
from app.settings.reading import IPNetwork, Reader, SettingError, on_loopback


@dataclass(frozen=True, slots=True)
class TrainingportalSettings:
    """Trainingportal; calls go to `<base_url>/v1/…` (trainingportal.md 4).

    No `allowed_ips` means that the key in the address is the only guard of the way in. `paths` are
    those of the inferred calls that are not the recommended ones, by the call's word; `confirmed`
    the calls that Mintra has confirmed (S1). The formats are those of `strftime` (S2).
    """

    base_url: str
    username: str
    password: str = field(repr=False)
    allowed_ips: tuple[IPNetwork, ...]
    inbound_key: str = field(repr=False)
    class_parameter: str
    hold_hours: int
    paths: Mapping[str, str]
    confirmed: tuple[str, ...]
    date_format: str
    time_format: str
    country_names: bool
    timeout: float
    rate: float


def read_trainingportal(reader: Reader) -> TrainingportalSettings | None:
    """Return Trainingportal's settings, or None when TRAININGPORTAL_BASE_URL is unset."""
    base = reader.partner_address("TRAININGPORTAL_BASE_URL")
    if base is None:
        return None
    because = "when TRAININGPORTAL_BASE_URL is set"
    # S19: two a second, where it is not a stand-in.
    usual = LOOPBACK_RATE if on_loopback(base) else 2
    key = reader.required("TRAININGPORTAL_INBOUND_KEY", because=because)
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,}", key):
        raise SettingError(
            "TRAININGPORTAL_INBOUND_KEY", "must be 8 or more letters, digits, - or _"
        )
    return TrainingportalSettings(
        base_url=base,
        username=reader.required("TRAININGPORTAL_USERNAME", because=because),
        password=reader.required("TRAININGPORTAL_PASSWORD", because=because),
        allowed_ips=reader.networks("TRAININGPORTAL_ALLOWED_IPS"),
        inbound_key=key,
        class_parameter=_parameter(reader),
        hold_hours=reader.whole("TRAININGPORTAL_HOLD_HOURS", 24, least=1, most=168),
        paths=_inferred_paths(reader),
        confirmed=_confirmed(reader),
        date_format=_format(reader, "TRAININGPORTAL_DATE_FORMAT", "%Y-%m-%d"),
        time_format=_format(reader, "TRAININGPORTAL_TIME_FORMAT", "%H:%M"),
        country_names=_country_names(reader),
        timeout=reader.number("TRAININGPORTAL_TIMEOUT", 30, most=120),
        rate=reader.number("TRAININGPORTAL_RATE", usual, most=LOOPBACK_RATE),
    )


# Each call whose path is inferred, with what its path must name (trainingportal.md 5, S1).
_INFERRED = {
    "courses": (),
    "classes": ("{externalCourseId}",),
    "cancel": ("{externalCourseId}", "{externalCourseClassId}"),
    "upload": ("{bookingReference}",),
}
_PATH_SETTINGS = {
    "courses": "TRAININGPORTAL_COURSES_PATH",
    "classes": "TRAININGPORTAL_CLASSES_PATH",
    "cancel": "TRAININGPORTAL_CANCEL_PATH",
    "upload": "TRAININGPORTAL_UPLOAD_PATH",
}


def _inferred_paths(reader: Reader) -> dict[str, str]:
    paths = {}
    for call, setting in _PATH_SETTINGS.items():
        path = reader.text(setting)
        if path is None:
            continue
        named = re.findall(r"\{[^{}]*\}", path)
        plain = re.fullmatch(r"/[A-Za-z0-9/_.{}-]+", path)
        if not plain or sorted(named) != sorted(_INFERRED[call]) or _unpaired(path):
            needs = " and ".join(_INFERRED[call]) or "no {…}"
            raise SettingError(setting, f"must be a path that begins with / and names {needs}")
        paths[call] = path
    return paths


def _unpaired(path: str) -> bool:
    return re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", path)) is not None


def _confirmed(reader: Reader) -> tuple[str, ...]:
    calls = reader.many("TRAININGPORTAL_CONFIRMED")
    if not set(calls) <= set(_INFERRED):
        raise SettingError("TRAININGPORTAL_CONFIRMED", f"may name {', '.join(_INFERRED)}")
    return calls


def _parameter(reader: Reader) -> str:
    name = reader.text("TRAININGPORTAL_CLASS_PARAMETER") or "courseClassExternalId"
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name):
        raise SettingError("TRAININGPORTAL_CLASS_PARAMETER", "must be the name of a parameter")
    return name


def _format(reader: Reader, setting: str, usual: str) -> str:
    value = reader.text(setting) or usual
    if not re.fullmatch(r"(?:%[YmdHMSyjBb]|[-/.: T])+", value):
        raise SettingError(setting, f"must be a format like {usual}")
    return value


def _country_names(reader: Reader) -> bool:
    form = reader.text("TRAININGPORTAL_COUNTRY") or "code"
    if form not in ("code", "name"):
        raise SettingError("TRAININGPORTAL_COUNTRY", "must be code or name")
    return form == "name"
