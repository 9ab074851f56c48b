"""The demo catalogue as a document of the catalogue file, with dates counted from today.

Here: turning the texts beside this module ("in week 2, on Tuesday") into dates. Not here: what a
catalogue file may say (domain/catalogue). A class that is there already is left out: staff may have
moved or cancelled it since.
"""

import tomllib
from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONLINE_ZONE = "Europe/Oslo"
_EARLY_DAYS = 21
# What a text has beside the fields of the catalogue file, or says in another way.
_OWN = ("when", "taken", "deadline", "cancellation", "currencies", "rates")


@dataclass(frozen=True, slots=True)
class DemoCatalogue:
    """A document as ``json.loads`` would give it, and how many seats of which class are taken."""

    document: dict[str, Any]
    taken: Mapping[str, int]


def class_codes() -> tuple[str, ...]:
    """Return the codes of every demo class."""
    return tuple(entry["code"] for program in _programs() for entry in program["classes"])


def demo_catalogue(*, today: date, without: Collection[str] = ()) -> DemoCatalogue:
    """Return the demo catalogue, without the classes of these codes."""
    places = _read(_HERE / "venues.toml")
    zones = {venue["code"]: venue.pop("timezone") for venue in places["venues"]}
    programs = _programs()
    taken = {
        entry["code"]: entry["taken"]
        for program in programs
        for entry in program["classes"]
        if "taken" in entry
    }
    for program in programs:
        rates = program.get("rates", {})
        program["classes"] = [
            _class(entry, rates, zones, today=today)
            for entry in program["classes"]
            if entry["code"] not in without
        ]
        program.pop("rates", None)
    return DemoCatalogue(document={**places, "programs": programs}, taken=taken)


def _programs() -> list[dict[str, Any]]:
    return [_read(path) for path in sorted((_HERE / "programs").glob("*.toml"))]


def _read(path: Path) -> dict[str, Any]:
    """Return what the text says, for whoever asks to change as they like."""
    return deepcopy(_said(path))


@cache
def _said(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _class(
    entry: Mapping[str, Any],
    rates: Mapping[str, Mapping[str, str]],
    zones: Mapping[str, str],
    *,
    today: date,
) -> dict[str, Any]:
    monday = _monday(today)
    sessions = [_meeting(text, monday) for text in entry["when"]]
    starts = date.fromisoformat(sessions[0]["starts"][:10])
    document = {name: value for name, value in entry.items() if name not in _OWN}
    document["timezone"] = zones[entry["venue"]] if "venue" in entry else _ONLINE_ZONE
    document["sessions"] = sessions
    for field, name in (
        ("enrollment_deadline", "deadline"),
        ("cancellation_deadline", "cancellation"),
    ):
        if name in entry:
            document[field] = str(starts - timedelta(days=entry[name]))
    document["prices"] = [
        price
        for currency in entry.get("currencies", ())
        for price in _prices(currency, rates[currency], starts)
    ]
    return document


def _meeting(text: str, monday: date) -> dict[str, str]:
    """Turn "2 tue 09:00-16:00" (weeks from the first week, day, from, to) into a meeting."""
    week, day, hours = text.split()
    date_of = monday + timedelta(weeks=int(week), days=_DAYS.index(day))
    starts, ends = (
        datetime.combine(date_of, time.fromisoformat(hour)).isoformat(timespec="minutes")
        for hour in hours.split("-")
    )
    return {"starts": starts, "ends": ends}


def _prices(currency: str, rate: Mapping[str, str], starts: date) -> list[dict[str, str]]:
    prices = [{"label": "Standard", "amount": rate["standard"], "currency": currency}]
    if "early" in rate:
        ends = str(starts - timedelta(days=_EARLY_DAYS))
        prices.append(
            {"label": "Early bird", "amount": rate["early"], "currency": currency, "ends": ends}
        )
    return prices


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
