"""A class as a program of the API (iso.md 5.2). Not here: finding it."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.course_class import Price
from app.domain.form.question import Audience, Question
from app.domain.money import NO_CURRENCY, Money
from app.domain.offer import offers_of
from app.queries.api.programs import ONLINE, Shown


def program_body(shown: Shown, *, base_url: str, now: datetime) -> dict[str, Any]:
    """Return the class; dates are those of its own zone, times carry their offset (S18)."""
    zone = ZoneInfo(shown.timezone)
    return {
        "id": shown.code,
        "name": shown.title,
        "type": shown.type,
        "description": shown.description,
        "status": shown.status.value,
        "schedule": {
            "startDate": shown.starts_at.astimezone(zone).date().isoformat(),
            "endDate": shown.ends_at.astimezone(zone).date().isoformat(),
            "timezone": shown.timezone,
        },
        "venue": {
            "id": shown.venue_code or ONLINE,
            "name": shown.venue_name or "Online",
            "address": shown.venue_address,
            "capacity": shown.capacity,
        },
        "pricing": _pricing(shown, zone, now=now),
        # Whoever is too late is told so when registering (S20), or joins the waiting list.
        "availability": {
            "capacity": shown.capacity,
            "available": shown.available if _has_price(shown, now=now) else 0,
            "waitlistOpen": shown.has_line and _has_price(shown, now=now),
        },
        "registration": {
            "closesAt": say_time(shown.closes_at.astimezone(zone)),
            "url": f"{base_url}/classes/{shown.code}/register",
        },
        "formFields": [_field(question) for question in shown.questions if _is_asked(question)],
        "updatedAt": say_time(shown.updated_at),
    }


def amount(money: Money) -> float:
    """Return an amount in major units (I14), as JSON writes numbers.

    Kept as integers, and exact as written: no amount has more than fifteen digits.
    """
    return float(money.major)


def say_time(moment: datetime) -> str:
    """Return the moment to the second, with its offset; ``Z`` for UTC."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _is_asked(question: Question) -> bool:
    return question.asks and question.audience is Audience.PARTICIPANT


def _field(question: Question) -> dict[str, Any]:
    """Return a question of the program's own, which ``formData`` answers under its key (S12)."""
    return {
        "key": question.key,
        "type": question.kind.value,
        "label": question.label,
        "help": question.help,
        "required": question.required,
        "options": list(question.values),
    }


def _has_price(shown: Shown, *, now: datetime) -> bool:
    return not shown.prices or bool(offers_of(shown.prices, now=now))


def _pricing(shown: Shown, zone: ZoneInfo, *, now: datetime) -> dict[str, Any]:
    """Return the price in the first currency, which is the one that is asked for here.

    It is what anybody is charged, tax included. One that ended is still told, with no place
    available; a free class has no currency.
    """
    offer = next(iter(offers_of(shown.prices, now=now)), None)
    if offer is None:
        last: Price | None = next(reversed(shown.prices), None)
        money = last.gross if last else Money(0, NO_CURRENCY)
        return {"currency": money.currency, "amount": amount(money)}
    pricing: dict[str, Any] = {"currency": offer.currency, "amount": amount(offer.price.gross)}
    if offer.until is not None and offer.after is not None:
        pricing["amount"] = amount(offer.after.gross)
        last_day = _last_day(offer.until.astimezone(zone))
        pricing["earlyBird"] = {"amount": amount(offer.price.gross), "endDate": last_day}
    return pricing


def _last_day(until: datetime) -> str:
    """Return the last day before the moment: midnight itself is the day before's."""
    day = until.date() - timedelta(days=1) if until.time() == time.min else until.date()
    return day.isoformat()
