"""Reading a gateway's account, page by page, on from where the last reading ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from app.domain.account import Accountable
from app.domain.contract import Sessions
from app.domain.gateway import GatewayUnreachable
from app.store.account import (
    BalanceEntry,
    first_payment_at,
    keep_entries,
    miss_entries,
    name_entries_again,
    note_reading,
    read_until,
)
from app.store.database import reading_rows, writing_rows
from app.store.dispute import keep_disputes, name_disputes_again
from app.store.payout import end_payout, keep_payout_of, keep_payouts, payouts_to_read
from app.store.sizes import count_anew

# Read again each time: entries that are booked late, or dated back.
OVERLAP = timedelta(days=3)
# One step of a long reading: broken off, it goes on from the last one that ended.
STEP = timedelta(days=7)
# Where no payment was ever begun here there is nothing older to explain.
FIRST = timedelta(days=30)
# How long payouts may take to be sorted out, and disputes to be decided.
PAYOUTS_MOVE = timedelta(days=35)
DISPUTES_MOVE = timedelta(days=240)
_Row = TypeVar("_Row")


class Stopped(Exception):
    """The proof was given up before its end."""


@dataclass(frozen=True, slots=True)
class NotRead:
    """The account could not be read to its end; ``words`` are the gateway's."""

    words: str


class _Away(Exception):
    """A list broke off."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def read_account(
    sessions: Sessions,
    *,
    account: Accountable,
    name: str,
    now: datetime,
    since: datetime | None,
    going: Callable[[], bool],
) -> NotRead | None:
    """Keep all that the account says until now; None when it was read to its end.

    Raises:
        Stopped: ``going`` said no; what was read stays.
    """
    begin = _begin(sessions, name, now=now)
    begin = min(begin, since) if since else begin
    try:
        _entries(sessions, account, name, begin=begin, now=now, going=going)
        _payouts(sessions, account, name, since=begin - PAYOUTS_MOVE, going=going)
        _disputes(sessions, account, name, now=now, going=going)
    except _Away as away:
        with writing_rows(sessions) as connection:
            note_reading(connection, name, until=None, now=now, trouble=away.words)
        return NotRead(away.words)
    with writing_rows(sessions) as connection:
        name_entries_again(connection, name)
        name_disputes_again(connection, name)
    return None


def _begin(sessions: Sessions, name: str, *, now: datetime) -> datetime:
    with reading_rows(sessions) as connection:
        until = read_until(connection, name)
        first = first_payment_at(connection, name)
    if until is not None:
        return until - OVERLAP
    return first - OVERLAP if first is not None else now - FIRST


def _entries(
    sessions: Sessions,
    account: Accountable,
    name: str,
    *,
    begin: datetime,
    now: datetime,
    going: Callable[[], bool],
) -> None:
    since = begin
    while begin < now:
        until = min(begin + STEP, now)
        for page in _whole(account.entries(since=begin, until=until), going):
            with writing_rows(sessions) as connection:
                keep_entries(connection, name, page, now=now)
        with writing_rows(sessions) as connection:
            note_reading(connection, name, until=until, now=now)
            # The first reading fills the table within the time in which nobody counts it.
            count_anew(connection, BalanceEntry)
        begin = until
    # Not before all of it was listed: what a list that broke off lacks may be there.
    with writing_rows(sessions) as connection:
        miss_entries(connection, name, since=since, now=now)


def _payouts(
    sessions: Sessions,
    account: Accountable,
    name: str,
    *,
    since: datetime,
    going: Callable[[], bool],
) -> None:
    for page in _whole(account.payouts(since=since), going):
        with writing_rows(sessions) as connection:
            keep_payouts(connection, name, page)
    with reading_rows(sessions) as connection:
        unread = payouts_to_read(connection, name)
    for payout_id in unread:
        unknown = 0
        for ids in _whole(account.entries_of(payout_id), going):
            with writing_rows(sessions) as connection:
                unknown += keep_payout_of(connection, name, payout_id, ids)
        with writing_rows(sessions) as connection:
            end_payout(connection, name, payout_id, unknown=unknown)


def _disputes(
    sessions: Sessions,
    account: Accountable,
    name: str,
    *,
    now: datetime,
    going: Callable[[], bool],
) -> None:
    for page in _whole(account.disputes(since=now - DISPUTES_MOVE), going):
        with writing_rows(sessions) as connection:
            keep_disputes(connection, name, page, now=now)


def _whole(
    pages: Iterator[tuple[_Row, ...] | GatewayUnreachable], going: Callable[[], bool]
) -> Iterator[tuple[_Row, ...]]:
    for page in pages:
        if isinstance(page, GatewayUnreachable):
            raise _Away(page.words)
        if not going():
            raise Stopped
        yield page
