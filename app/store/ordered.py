"""What an order's papers are made of: its lines as they stand, its money, and who sells.

Works inside the caller's transaction, with the order's row locked. Not here: which papers follow.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bill import Line
from app.domain.billing import goes_on
from app.domain.discount import without_code
from app.domain.extra_changes import standing_numbers
from app.domain.form.said import address_lines, say_address
from app.domain.line_kind import LineKind
from app.domain.money import NO_CURRENCY
from app.domain.paper import PaperLine, Recipient, Seller, Sheet, line_key
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import RegistrationState
from app.domain.tax import Tax
from app.store.legal_entity import LegalEntity, put_entity
from app.store.order import Order
from app.store.order_line import OrderLine, line_from
from app.store.payment_terms import terms_of
from app.store.registration import (
    Registration,
    buyer_gave_up,
    newest_of,
    registrations_of,
)

# How the name of what had lines be others begins, with the newest line's number behind it.
ADDED = "lines:"
_ENDED = (RegistrationState.CANCELLED, RegistrationState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order's lines: of places somebody has, and of those that ended.

    ``ended`` are the positions of the latter; ``moved_to`` has the codes of the classes that places
    are in that were in another before, by position, and ``changes`` names each of these moves and
    whatever else had lines be others; ``positions`` has those of all that there ever were, by
    number; ``forgiven`` is how much of each position need not be paid any more; ``owed`` is what is
    still to be paid for the former, or is kept of the latter by the class's rule, in the order's
    minor units; ``timezone`` (an IANA name) is the first one's class's.
    """

    alive: tuple[PaperLine, ...]
    gone: tuple[PaperLine, ...]
    ended: frozenset[str]
    changes: tuple[str, ...]
    moved_to: Mapping[str, str]
    positions: Mapping[int | None, str]
    forgiven: Mapping[str, int]
    owed: int
    supplied: tuple[date, date] | None
    entity: LegalEntity
    timezone: str

    @property
    def lines(self) -> tuple[PaperLine, ...]:
        """All of them."""
        return (*self.alive, *self.gone)

    def named(self, sheet: Sheet) -> Sheet:
        """Return a sheet that says to which class its places were moved, where they were."""
        places = {line.place for line in sheet.lines}
        codes = sorted({code for place, code in self.moved_to.items() if place in places})
        if not codes or places & self.ended:
            return sheet
        reason = say_reason(OwnReason.MOVED, ", ".join(codes))
        return replace(sheet, reason=reason, own_reason=OwnReason.MOVED)


def read_ordered(session: Session, order: Order, *, seller: Seller) -> Ordered:
    """Return what the order is about; ``seller`` sells what names no entity."""
    registrations = registrations_of(session, order.id)
    places = newest_of(registrations)
    lines = _lines(session, [each.id for each in registrations])
    generations = _generations(registrations, lines)
    ended = [each for each in places if each.state in _ENDED]
    alive = [each for each in places if each.state not in _ENDED]
    moved = _moved(registrations, places)
    return Ordered(
        alive=_paper_lines(alive, lines, generations),
        gone=_paper_lines(ended, lines, generations),
        ended=frozenset(str(each.position) for each in ended),
        changes=(*(f"moved:{each.id}" for each in moved), *_added(places, lines)),
        moved_to={str(each.position): each.course_class.code for each in moved},
        positions={each.id: str(each.position) for each in registrations},
        forgiven=_forgiven(registrations),
        owed=order.owed_minor if alive or buyer_gave_up(registrations) else 0,
        supplied=_supplied(alive or ended),
        entity=_entity(session, places, seller),
        timezone=places[0].course_class.timezone,
    )


def recipient_of(session: Session, order: Order) -> Recipient:
    """Return who the order's papers are for: whom its invoice is for, where that was written.

    An address that was taken over into it as it was is called as the paper's language does.
    """
    terms = terms_of(session, order)
    written = tuple(terms.address.splitlines()) if terms else ()
    is_own = not written or written == tuple(say_address(order.address).splitlines())
    return Recipient(
        name=order.name,
        company=(terms.company if terms else "") or order.company,
        address=address_lines(order.address) if is_own else written,
        vat_number=order.vat_number,
        registration_number=terms.organisation_number if terms else "",
        reference=terms.reference if terms else "",
        country=order.address[-1] if is_own and order.address else "",
    )


def _lines(session: Session, places: Sequence[int]) -> Mapping[int, list[OrderLine]]:
    found: dict[int, list[OrderLine]] = {number: [] for number in places}
    rows = session.scalars(
        select(OrderLine).where(OrderLine.registration_id.in_(places)).order_by(OrderLine.id)
    )
    for row in rows:
        found[row.registration_id].append(row)
    return found


def _generations(
    registrations: Sequence[Registration], lines: Mapping[int, list[OrderLine]]
) -> Mapping[int, int]:
    """Return by position how often its lines did not go on as those of the place before."""
    found, before = Counter[int](), dict[int, Registration]()
    for each in registrations:
        last = before.get(each.position)
        found[each.position] += last is not None and not _goes_on(last, each, lines)
        before[each.position] = each
    return found


def _goes_on(
    before: Registration, after: Registration, lines: Mapping[int, list[OrderLine]]
) -> bool:
    """Say whether a place's lines go on: taxed the same, and in another class called the same.

    So much is off there too, as a discount that grows less is no difference that anybody pays.
    Compared are all that it had with those that it began with as the next one.
    """
    first = [each for each in lines[after.id] if each.added_at is None]
    both = [(before, lines[before.id]), (after, first)]
    taxes = [[_tax(line) for line in some] for _, some in both]
    names = [[_name(place, line) for line in some] for place, some in both]
    off = [[line.total_minor for line in some if line.total_minor < 0] for _, some in both]
    same = before.class_id == after.class_id or (names[0], off[0]) == (names[1], off[1])
    return goes_on(*taxes) and same


def _tax(line: OrderLine) -> Tax:
    return _line(line).tax


def _line(line: OrderLine) -> Line:
    return line_from(line, position=0, currency=NO_CURRENCY)


def _forgiven(registrations: Sequence[Registration]) -> Mapping[str, int]:
    found = Counter[str]()
    for each in registrations:
        found[str(each.position)] += each.forgiven_minor
    return found


def _moved(
    registrations: Sequence[Registration], places: Sequence[Registration]
) -> Sequence[Registration]:
    classes = {(each.position, each.class_id) for each in registrations}
    several = Counter(position for position, _ in classes)
    return [each for each in places if several[each.position] > 1]


def _paper_lines(
    places: Sequence[Registration],
    lines: Mapping[int, list[OrderLine]],
    generations: Mapping[int, int],
) -> tuple[PaperLine, ...]:
    return tuple(
        _paper_line(place, numbers, lines[place.id], generation=generations[place.position])
        for place in places
        for numbers in standing_numbers([_line(each) for each in lines[place.id]])
    )


def _paper_line(
    place: Registration, numbers: Sequence[int], lines: Sequence[OrderLine], *, generation: int
) -> PaperLine:
    """Return some lines of a place that are one; it is known by the number of the first."""
    mine = [lines[each] for each in numbers]
    several = mine[0].kind is not LineKind.DISCOUNT
    return PaperLine(
        key=line_key(place.position, numbers[0], generation=generation),
        label=_name(place, mine[0]),
        detail=place.name,
        tax=_tax(mine[0]),
        net=sum(each.net_minor for each in mine),
        tax_amount=sum(each.tax_minor for each in mine),
        quantity=sum(each.quantity for each in mine) if several else 1,
    )


def _added(places: Sequence[Registration], lines: Mapping[int, list[OrderLine]]) -> Iterator[str]:
    """Yield what names the newest of the lines that each place had later."""
    for place in places:
        later = [each.id for each in lines[place.id] if each.added_at is not None]
        if later:
            yield f"{ADDED}{later[-1]}"


def _name(place: Registration, line: OrderLine) -> str:
    """Return what a place's line is called: a voucher's code is money until it is used up."""
    label = without_code(line.kind, line.label)
    return ": ".join(filter(None, (place.course_class.program.title, label)))


def _supplied(places: Sequence[Registration]) -> tuple[date, date] | None:
    days = [
        moment.astimezone(ZoneInfo(place.course_class.timezone)).date()
        for place in places
        for moment in (place.course_class.starts_at, place.course_class.ends_at)
    ]
    return (min(days), max(days)) if days else None


def _entity(session: Session, places: Sequence[Registration], seller: Seller) -> LegalEntity:
    named = next((each.course_class.program.entity_id for each in places), None)
    found = session.get(LegalEntity, named) if named else None
    return found or put_entity(session, seller)
