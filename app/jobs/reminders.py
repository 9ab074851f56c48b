"""Reminding whoever has a place in a class that is near. Not here: when that is."""

from threading import Event

from app.jobs.chores import do_each
from app.parts import Parts
from app.queries.near_classes import NearClass, find_near_classes
from app.usecases.remind_of_class import remind_of_class


def remind_of_classes(parts: Parts, *, stop: Event) -> None:
    """Remind every order of each class that is near; a fault in one stops no other."""
    found = find_near_classes(
        parts.sessions, usual_days=parts.class_reminder_days, now=parts.clock()
    )
    do_each(parts, _remind, found, stop=stop)


def _remind(parts: Parts, near: NearClass) -> object:
    return remind_of_class(
        parts.sessions,
        order_id=near.order_id,
        class_id=near.class_id,
        usual_days=parts.class_reminder_days,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
