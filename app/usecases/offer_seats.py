"""Offer seats: what is free in a class goes to whose turn it is, or to whom staff pick.

Many are offered in one transaction. Another worker that does the same waits for the orders, sees
that they were offered, and goes on with the next.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from app.domain.contract import LINE, Partner, Sessions
from app.domain.course_class import ClassFull
from app.domain.draft import FormChanged
from app.domain.gateway import Gateway
from app.domain.objection import Taker
from app.domain.price import OptionFull
from app.domain.waiting import By, InLine, LineClosed, offer_ends
from app.store.announcer import announcing
from app.store.breaker import mail_gets_through
from app.store.database import reading_rows, writing_rows
from app.store.offering import Offered, offer_seats_to
from app.store.standing_line import Line, find_line
from app.store.waiting import begin_gathering

# How many orders are locked together.
TOGETHER = 50
NOTHING = Offered()


class Picked(StrEnum):
    """How a pick by hand ended."""

    OFFERED = "offered"
    NOT_WAITING = "not_waiting"
    NO_SEATS = "no_seats"
    NO_PRICE = "no_price"
    CLOSED = "closed"


def offer_seats(
    sessions: Sessions,
    *,
    class_code: str,
    lasts: timedelta,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> int:
    """Offer every free seat to whose turn it is, for as long as ``lasts``; return how many orders.

    None where the class is closed, has no price, or its line is paused. Each is told by mail, and
    while that does not get through there is none: its time would run out unheard. Who can have a
    place at no price, or at one that no gateway takes, is passed over. For whom seats are kept it
    is noted since when. Where others come in between it stops: they go on, or the sweep looks
    again.
    """
    with reading_rows(sessions) as connection:
        if not mail_gets_through(connection):
            return 0
    offered, unpriced, takers = 0, frozenset[int](), gateways.values()
    while (line := _line(sessions, class_code, without=unpriced, now=now)) and line.moves:
        chosen = line.turn.chosen[:TOGETHER]
        more = _offer(sessions, line, chosen, lasts, takers, partners, wake, now=now)
        if more == NOTHING and len(chosen) > 1:
            # Together they may want more of a price, an extra or a voucher than is left.
            more = _offer(sessions, line, chosen[:1], lasts, takers, partners, wake, now=now)
        if more == NOTHING:
            break
        offered += more.orders
        unpriced |= more.unpriced
    if line is not None and line.begins_to_gather:
        with writing_rows(sessions) as connection:
            begin_gathering(connection, line.begins_to_gather, now=now)
    return offered


def pick_from_line(
    sessions: Sessions,
    *,
    class_code: str,
    entry: int,
    picked_by: str,
    lasts: timedelta,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Picked:
    """Offer free seats to one entry now, whoever is before it; also while the line is paused.

    ``entry`` is its number, ``picked_by`` whose decision it was: the ledger keeps it.
    """
    pick = partial(
        _pick,
        sessions,
        class_code,
        entry,
        picked_by,
        lasts,
        gateways.values(),
        partners,
        wake,
        now=now,
        request_id=request_id,
    )
    picked = pick()
    # Where somebody came in between, or the deadline moved, the answer is what is so by now.
    return pick() if picked is Picked.NO_SEATS else picked


def _pick(
    sessions: Sessions,
    class_code: str,
    entry: int,
    picked_by: str,
    lasts: timedelta,
    takers: Collection[Taker],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    *,
    now: datetime,
    request_id: str,
) -> Picked:
    line = _line(sessions, class_code, now=now)
    wanted = next((each for each in line.entries if each.id == entry), None) if line else None
    if line is None or wanted is None:
        return Picked.NOT_WAITING
    if line.closed:
        return Picked.CLOSED
    if not line.priced:
        return Picked.NO_PRICE
    if line.seats.free_in_turn(wanted.channel) < wanted.size:
        return Picked.NO_SEATS
    offered = _offer(
        sessions,
        line,
        [wanted],
        lasts,
        takers,
        partners,
        wake,
        now=now,
        by=By.HAND,
        note=picked_by,
        request_id=request_id,
    )
    if offered.unpriced:
        return Picked.NO_PRICE
    return Picked.OFFERED if offered.orders else Picked.NO_SEATS


def _line(
    sessions: Sessions, class_code: str, *, now: datetime, without: Collection[int] = ()
) -> Line | None:
    with reading_rows(sessions) as connection:
        return find_line(connection, class_code, without=without, now=now)


def _offer(
    sessions: Sessions,
    line: Line,
    chosen: Sequence[InLine],
    lasts: timedelta,
    takers: Collection[Taker],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    *,
    now: datetime,
    by: By = By.TURN,
    note: str = "",
    request_id: str = "",
) -> Offered:
    """Offer the chosen their seats in one transaction; none where others came in between."""
    try:
        with (
            writing_rows(sessions) as connection,
            announcing(connection, partners, now=now, request_id=request_id) as announcer,
        ):
            offered = offer_seats_to(
                connection,
                announcer,
                line,
                [each.id for each in chosen],
                takers=takers,
                until=offer_ends(now, lasts=lasts, closes_at=line.closes_at),
                now=now,
                by=by,
                note=note,
            )
    except (ClassFull, LineClosed, OptionFull, FormChanged):
        return NOTHING
    # Whoever offers looks for more by themselves.
    wake(announcer.destinations - {LINE})
    return offered
