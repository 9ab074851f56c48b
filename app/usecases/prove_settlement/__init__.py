"""Prove settlement: a gateway's account is read, compared with our payments and places, reported.

Here: one proof from its beginning to its dated report. Not here: reading the account (reading.py),
or mending what differs (repair_money).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.account import Accountable
from app.domain.contract import Sessions
from app.domain.proof import Kind, MoneyDifference
from app.domain.proving import differences_of, of_entry, of_payout, of_stray
from app.store.account_sums import odd_entries, odd_payouts, strays, totals
from app.store.cases import cases_of, orders_at
from app.store.database import Executor, reading_rows, transaction, writing_rows
from app.store.proof import SettlementReport, close_gone, count_found, keep_differences
from app.usecases.prove_settlement.reading import NotRead, Stopped, read_account

__all__ = ["NotRead", "Proof", "Stopped", "prove_settlement"]

# What moved so lately may be known on one side and not yet on the other.
SETTLES_WITHIN = timedelta(minutes=10)
# What the totals of a report are of.
PERIOD = timedelta(days=31)
# Orders compared at once: so many are held in memory.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Proof:
    """What one proof compared and found: differences by kind, decided about or not."""

    payments: int
    entries: int
    found: Mapping[Kind, int]
    unexplained: int


def prove_settlement(
    sessions: Sessions,
    *,
    account: Accountable,
    name: str,
    now: datetime,
    since: datetime | None = None,
    going: Callable[[], bool] = lambda: True,
) -> Proof | NotRead:
    """Read the gateway's account on from where the last reading ended, and compare all we have.

    ``since`` reads it anew from then. What an account says is kept page by page, so a reading that
    is broken off goes on from there. No transaction is open while the gateway is asked.

    Raises:
        Stopped: ``going``, which is asked after each page and comparison, said no.
    """
    trouble = read_account(sessions, account=account, name=name, now=now, since=since, going=going)
    if trouble is not None:
        return trouble
    settled_before = now - SETTLES_WITHIN
    payments, found = _compare(sessions, name, settled_before, at=now, going=going)
    with reading_rows(sessions) as connection:
        others = _others(connection, name, settled_before)
    with writing_rows(sessions) as connection:
        keep_differences(connection, name, others, at=now)
        close_gone(connection, name, at=now)
    found.update(each.kind for each in others)
    return _report(sessions, name, payments, found, now=now)


def _compare(
    sessions: Sessions,
    name: str,
    settled_before: datetime,
    *,
    at: datetime,
    going: Callable[[], bool],
) -> tuple[int, Counter[Kind]]:
    payments, after = 0, 0
    found: Counter[Kind] = Counter()
    while True:
        if not going():
            raise Stopped
        with reading_rows(sessions) as connection:
            orders = orders_at(connection, name, after=after, limit=AT_ONCE)
            if not orders:
                return payments, found
            count, differ = _differ(connection, name, orders, settled_before)
            # The desk is open, and the rows of one order were not read in one moment: what was
            # changing just then does not look the same twice.
            if differ:
                again = set(_differ(connection, name, orders, settled_before)[1])
                differ = [each for each in differ if each in again]
        payments, after = payments + count, orders[-1]
        if differ:
            with writing_rows(sessions) as connection:
                keep_differences(connection, name, differ, at=at)
            found.update(each.kind for each in differ)


def _differ(
    executor: Executor, name: str, orders: Sequence[int], settled_before: datetime
) -> tuple[int, list[MoneyDifference]]:
    count = 0
    # Two payments of one order say the same of its places.
    found: dict[MoneyDifference, None] = {}
    for each in cases_of(executor, name, orders):
        count += 1
        found.update(dict.fromkeys(differences_of(each, settled_before=settled_before)))
    return count, list(found)


def _others(executor: Executor, name: str, settled_before: datetime) -> list[MoneyDifference]:
    """Return what is wrong that is about no payment of ours, or about figures alone."""
    return [
        *(of_stray(key, amount) for key, amount in strays(executor, name, before=settled_before)),
        *(
            of_entry(
                each.entry_id,
                amount=each.amount,
                fee=each.fee,
                net=each.net,
                changed=each.changed,
                order=each.order,
            )
            for each in odd_entries(executor, name)
        ),
        *(
            of_payout(payout_id, amount=amount, total=total)
            for payout_id, amount, total in odd_payouts(executor, name)
        ),
    ]


def _report(
    sessions: Sessions, name: str, payments: int, found: Counter[Kind], *, now: datetime
) -> Proof:
    with transaction(sessions) as session:
        entries, sums = totals(session, name, since=now - PERIOD, until=now)
        unexplained, explained = count_found(session, name, at=now)
        session.add(
            SettlementReport(
                gateway=name,
                at=now,
                since=now - PERIOD,
                payments=payments,
                entries=entries,
                unexplained=unexplained,
                explained=explained,
                totals=sums,
            )
        )
    return Proof(payments, entries, found, unexplained)
