"""A class brought to what an entry of a catalogue file, or staff, say of it.

Not here: reading what they say (domain/catalogue), whom the change is told.
"""

from app.domain.catalogue import ClassEntry
from app.domain.course_class import ClassState
from app.store.course_class import CourseClass, Meeting, PriceOption
from app.store.venue import Venue


def put_entry(row: CourseClass, entry: ClassEntry, *, venue: Venue | None) -> None:
    """Bring the class to what the entry says; meetings and price options must be loaded."""
    row.venue = venue
    row.online_url = entry.online_url
    row.timezone = entry.timezone
    row.capacity = entry.capacity
    row.state = entry.state or row.state or ClassState.PUBLISHED
    row.starts_at, row.ends_at = entry.starts_at, entry.ends_at
    row.set_deadline(entry.enrollment_deadline)
    row.cancellation_deadline = entry.cancellation_deadline
    row.refuses_late = entry.refuses_late
    row.waiting_list = entry.waiting_list
    row.partners = list(entry.partners)
    wanted = [(each.starts_at, each.ends_at) for each in entry.meetings]
    if [(each.starts_at, each.ends_at) for each in row.meetings] != wanted:
        row.meetings = [Meeting(starts_at=starts, ends_at=ends) for starts, ends in wanted]
    _put_prices(row, entry)


def _put_prices(row: CourseClass, entry: ClassEntry) -> None:
    """Match options by label and currency; one that is gone is withdrawn: registrations name it."""
    options = {(option.label, option.currency): option for option in row.price_options}
    for price in entry.prices:
        option = options.pop((price.label, price.money.currency), None)
        if option is None:
            option = PriceOption(label=price.label, currency=price.money.currency)
            row.price_options.append(option)
        option.amount_minor = price.money.minor
        option.ends_at = price.ends_at
        option.withdrawn = False
    for option in options.values():
        option.withdrawn = True
