"""The demo catalogue as a document of the catalogue file, with dates counted from today.

Here: turning the texts beside this module ("in week 2, on Tuesday") into dates, none of them a
holiday. Not here: what a catalogue file may say (domain/catalogue). A class that is there already
is left out: staff may have moved or cancelled it since.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.commands.demo.holidays import is_holiday

_HERE = Path(__file__).resolve().parent
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONLINE_ZONE, _ONLINE_COUNTRY = "Europe/Oslo", "NO"
_EARLY_DAYS = 21
# What a text has beside the fields of the catalogue file, or says in another way.
_OWN = ("when", "taken", "waiting", "deadline", "cancellation", "currencies", "rates")


@dataclass(frozen=True, slots=True)
class DemoCatalogue:
    """A document as ``json.loads`` would give it, and how many seats of which class are taken.

    ``waiting`` are the sizes of the parties in line for a class.
    """

    document: dict[str, Any]
    taken: Mapping[str, int]
    waiting: Mapping[str, Sequence[int]]


def class_codes() -> tuple[str, ...]:
    """Return the codes of every demo class."""
    return tuple(entry["code"] for program in _programs() for entry in program["classes"])


def demo_catalogue(*, today: date, without: Collection[str] = ()) -> DemoCatalogue:
    """Return the demo catalogue, without the classes of these codes."""
    places = _read(_HERE / "venues.toml")
    zones = {venue["code"]: venue.pop("timezone") for venue in places["venues"]}
    countries = {venue["code"]: venue["address"]["country"] for venue in places["venues"]}
    programs = _programs()
    taken = {
        entry["code"]: entry["taken"]
        for program in programs
        for entry in program["classes"]
        if "taken" in entry
    }
    waiting = {
        entry["code"]: entry["waiting"]
        for program in programs
        for entry in program["classes"]
        if "waiting" in entry and entry["code"] not in without
    }
    for program in programs:
        rates = program.get("rates", {})
        program["classes"] = [
            _class(
                entry,
                rates,
                zones,
                sessions=_meetings(
                    entry["when"],
                    country=countries.get(entry.get("venue"), _ONLINE_COUNTRY),
                    monday=_monday(today),
                ),
            )
            for entry in program["classes"]
            if entry["code"] not in without
        ]
        program.pop("rates", None)
    vouchers = _read(_HERE / "vouchers.toml")
    document = {**places, **vouchers, "programs": programs}
    return DemoCatalogue(document=document, taken=taken, waiting=waiting)


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
    rates: Mapping[str, Mapping[str, Any]],
    zones: Mapping[str, str],
    *,
    sessions: list[dict[str, str]],
) -> dict[str, Any]:
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


def _meetings(texts: Sequence[str], *, country: str, monday: date) -> list[dict[str, str]]:
    """Turn "2 tue 09:00-16:00" (weeks from this one, day, from, to) into meetings."""
    wanted = [(int(week), _DAYS.index(day), hours) for week, day, hours in map(str.split, texts)]
    weeks = _free_weeks({(week, day) for week, day, _ in wanted}, country=country, monday=monday)
    meetings = []
    for week, day, hours in wanted:
        date_of = monday + timedelta(weeks=weeks[week], days=day)
        starts, ends = (
            datetime.combine(date_of, time.fromisoformat(hour)).isoformat(timespec="minutes")
            for hour in hours.split("-")
        )
        meetings.append({"starts": starts, "ends": ends})
    return meetings


def _free_weeks(days: set[tuple[int, int]], *, country: str, monday: date) -> dict[int, int]:
    """Return which week each wanted one becomes: one with a holiday among its days is left out.

    Those after it are a week later then, and those that are over a week earlier.
    """

    def is_free(week: int, moved: int) -> bool:
        dates = (monday + timedelta(weeks=moved, days=day) for each, day in days if each == week)
        return not any(is_holiday(date_of, country) for date_of in dates)

    weeks = sorted({week for week, _ in days})
    found: dict[int, int] = {}
    for part, step in (
        ([week for week in weeks if week >= 0], 1),
        ([week for week in reversed(weeks) if week < 0], -1),
    ):
        away = 0
        for week in part:
            while not is_free(week, week + away):
                away += step
            found[week] = week + away
    return found


def _prices(currency: str, rate: Mapping[str, Any], starts: date) -> list[dict[str, Any]]:
    """Return the prices that a rate stands for: the standard one, and what else it has."""
    ends = str(starts - timedelta(days=_EARLY_DAYS))
    members = {"kind": "member"}
    together = {"kind": "group", "from_participants": rate.get("from_participants")}
    early = {"ends": ends} | ({"limit": rate["places"]} if "places" in rate else {})
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "standard": ("Standard", {}),
        "early": ("Early bird", early),
        "member": ("Member", members),
        "group": ("Group", together),
    }
    tax = {"tax": rate["tax"]} if "tax" in rate else {}
    return [
        {"label": label, "amount": rate[name], "currency": currency, **more, **tax}
        for name, (label, more) in kinds.items()
        if name in rate
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
