"""What an order's page shows. Reads only. Not here: who may see it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.domain.after_class import after_class
from app.domain.bill import Bill
from app.domain.contact import Contact, is_one_person
from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.ending import BY_BUYER, Ended, how_it_ended, said_beside_place
from app.domain.erasing import say_name
from app.domain.form.said import say_address
from app.domain.money import Money
from app.domain.naming import name_seller
from app.domain.order import OrderState, order_state
from app.domain.payment import Account, OrderStanding, PaymentState, asked_now
from app.domain.payment_plan import Plan, Ways, ways_from
from app.domain.registration import Channel, RegistrationState, first_seated
from app.domain.waiting import EntryState
from app.queries.order.actions import actions_of
from app.queries.order.answers import answers_of
from app.queries.order.kept import ends_of, kept_of_places
from app.queries.order.money_back import money_back_of
from app.queries.order.moves import moves_of, with_moves
from app.queries.order.rows import ORDER_BY_REFERENCE, VOUCHERS_GIVEN
from app.queries.order.shown import GivenVoucher, MoneyBack, OrderPage, Place
from app.store.database import reading_rows
from app.store.order_line import lines_of
from app.store.outline import outline_from
from app.store.stopped_address import stop_of


def order_page(sessions: Sessions, *, reference: str, now: datetime) -> OrderPage | None:
    """Return the order as its buyer sees it, or None where there is none.

    Two statements, and one for each that it has of: vouchers given, places moved or cancelled,
    answers for all of it, letters that came back.
    """
    with reading_rows(sessions) as connection:
        rows = connection.execute(ORDER_BY_REFERENCE, {"reference": reference}).all()
        if not rows:
            return None
        # What was renewed, handed over or moved stands at the same position: the newest counts.
        places = list({row.position: row for row in rows}.values())
        bill = _bill(connection, places)
        vouchers = _vouchers(connection, reference) if rows[0].given_vouchers else ()
        moves = moves_of(connection, rows)
        answers = answers_of(connection, reference, rows[0].answers)
        ends, unreached = ends_of(connection, reference, places), _is_unreached(connection, places)
    speaker = first_seated(places, lambda row: row.place_state)
    page = _page(
        speaker,
        places,
        state=_state(places),
        payments=_payments(rows),
        refunds=money_back_of(rows, ends),
        bill=bill,
        now=now,
    )
    return replace(
        page,
        places=with_moves(page.places, places, moves),
        vouchers=vouchers,
        answers=answers,
        kept=kept_of_places(ends, places),
        ways=_ways(page, speaker),
        actions=actions_of(places, now=now),
        company=speaker.company,
        vat_number=speaker.vat_number,
        address=say_address(speaker.address),
        ends_unpaid=bool(speaker.ends_unpaid),
        kept_unpaid=Money(speaker.kept_minor or 0, speaker.currency),
        erased=speaker.erased_at is not None,
        language=speaker.language,
        back_to_site=speaker.back_to_site or "",
        unreached=unreached,
    )


def _is_unreached(connection: Connection, places: Sequence[Row[Any]]) -> bool:
    """Say whether no letter is sent to the buyer; asked only where one about this came back."""
    stop = stop_of(connection, places[0].email) if places[0].came_back else None
    return stop is not None and stop.whole


def _payments(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    found = {row.payment_id: row for row in rows if row.payment_id is not None}
    return list(found.values())


def _vouchers(connection: Connection, reference: str) -> tuple[GivenVoucher, ...]:
    return tuple(
        GivenVoucher(
            row.shown,
            Money(row.amount_minor, row.currency),
            Money(row.balance_minor, row.currency),
            row.valid_until,
        )
        for row in connection.execute(VOUCHERS_GIVEN, {"reference": reference})
    )


def _bill(connection: Connection, places: Sequence[Row[Any]]) -> Bill:
    currency = places[0].currency
    numbers = {row.place_id: row.position for row in places if row.itemised}
    lines = lines_of(connection, numbers, currency=currency) if numbers else ()
    return Bill(currency, lines)


# Of these it is said why.
_GONE = (RegistrationState.CANCELLED, RegistrationState.EXPIRED)


def _places(rows: Sequence[Row[Any]], *, now: datetime) -> tuple[Place, ...]:
    """Return the places, each with why it ended unless all of them did for that."""
    places = tuple(_place(each, now=now) for each in rows)
    reasons = [each.state_reason if each.place_state in _GONE else "" for each in rows]
    if len(set(reasons)) == 1:
        return places
    said = [said_beside_place(each) for each in reasons]
    return tuple(replace(place, why=why) for place, why in zip(places, said, strict=True))


def _place(row: Row[Any], *, now: datetime) -> Place:
    completed = row.place_state is RegistrationState.COMPLETED
    # Once erased, everybody has the same name.
    own = row.erased_at is None and is_one_person(
        Contact(row.name, row.place_email, ""), Contact(row.buyer_name, row.email, "")
    )
    return Place(
        row.place_reference,
        say_name(row.name),
        _state([row]),
        outline_from(row),
        certificate=row.certificate if completed else "",
        after=after_class(
            row.place_state,
            ends_at=row.ends_at,
            own=own,
            cancelled=row.class_state is ClassState.CANCELLED,
            now=now,
        ),
        own=own,
    )


def _where_to_join(row: Row[Any], state: OrderState, places: Sequence[Place]) -> str:
    """Return where the class is joined that the order is about, while somebody still may."""
    going = state is OrderState.CONFIRMED and any(
        each.course.code == row.code and each.state is OrderState.CONFIRMED and each.after is None
        for each in places
    )
    return row.online_url if going else ""


def _state(places: Sequence[Row[Any]]) -> OrderState:
    """Return where the places stand; of what was offered and costs nothing no payment is awaited.

    It is the buyer's yes that is missing then.
    """
    state = order_state({row.place_state for row in places})
    unpaid = state is OrderState.WAITING_FOR_PAYMENT and places[0].total_minor == 0
    return OrderState.ON_WAITING_LIST if unpaid and _is_offered(places[0]) else state


def _is_offered(row: Row[Any]) -> bool:
    return row.entry_state is EntryState.OFFERED


def _ways(page: OrderPage, row: Row[Any]) -> Ways | None:
    """Return the class's ways where it is yet to be chosen how an offer is paid.

    Whoever came by the API knows no other way than online.
    """
    begun = row.plan is not None or row.paid_minor
    choosable = page.offered and not begun and row.channel is not Channel.API
    return ways_from(row.paying) if choosable else None


def _page(
    row: Row[Any],
    places: Sequence[Row[Any]],
    *,
    state: OrderState,
    payments: Sequence[Row[Any]],
    refunds: Sequence[MoneyBack],
    bill: Bill,
    now: datetime,
) -> OrderPage:
    waits = state is OrderState.WAITING_FOR_PAYMENT
    offered = _is_offered(row) and (waits or state is OrderState.ON_WAITING_LIST)
    owed, later = Money(row.owed_minor, row.currency), Money(row.later_minor or 0, row.currency)
    gone, held = row.class_state is ClassState.CANCELLED, waits or offered
    standing = OrderStanding.HELD if waits else OrderStanding.SETTLED
    pays, shown = waits or _is_asked(state, places), _places(places, now=now)
    return OrderPage(
        reference=row.reference,
        state=state,
        name=say_name(row.buyer_name),
        email=row.email,
        course=outline_from(row),
        places=shown,
        total=Money(row.total_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        hold_until=row.hold_until if held else None,
        lapsed=held and (gone or (row.hold_until is not None and row.hold_until <= now)),
        processing=pays and bool(owed.minor) and _is_on_its_way(payments),
        declined=waits and _declined(payments),
        money_back=tuple(refunds),
        join_at=_where_to_join(row, state, shown),
        seller=name_seller(row.channel),
        position=row.line_position,
        offered=offered,
        left_out=tuple(row.left_out) if offered else (),
        disputed=any(payment.disputed for payment in payments),
        owed=owed if pays else Money(0, row.currency),
        asked=asked_now(Account(owed, later), standing),
        due_at=row.due_at,
        plan=row.plan or Plan.ONLINE,
        opened=any(p.payment_state is PaymentState.OPEN and p.payment_url for p in payments),
        bill=bill,
        ended=_ended(places) if state is OrderState.CANCELLED else None,
        class_cancelled=gone,
    )


def _is_asked(state: OrderState, places: Sequence[Row[Any]]) -> bool:
    """Say whether what it owes is asked for: it is confirmed, or its buyer gave it up."""
    given_up = any(each.state_reason == BY_BUYER for each in places)
    return state is OrderState.CONFIRMED or (state is OrderState.CANCELLED and given_up)


def _is_on_its_way(payments: Sequence[Row[Any]]) -> bool:
    return any(each.payment_state is PaymentState.PROCESSING for each in payments)


def _ended(places: Sequence[Row[Any]]) -> Ended:
    # An entry that was offered seats had them, whatever became of the offer.
    waited = places[0].entry_state in (EntryState.WAITING, EntryState.GONE)
    classes = len({row.code for row in places})
    return how_it_ended([row.state_reason for row in places], waited=waited, classes=classes)


def _declined(payments: Sequence[Row[Any]]) -> bool:
    # One that never had a page came to nothing before the buyer saw it: nobody declined it.
    if not payments:
        return False
    last = payments[-1]
    return last.payment_state is PaymentState.FAILED and bool(last.payment_url)
