"""The entries of gateways' accounts, kept, and how far each account was read.

The export for bookkeeping reads these rows for fees and payouts. Not here: payouts and disputes,
reading them there, or comparing them (cases.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    RowMapping,
    String,
    UniqueConstraint,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.account import Entry, EntryKind
from app.domain.money import Money
from app.domain.wording import say_money
from app.store.database import (
    Base,
    Executor,
    Minor,
    UtcDateTime,
    dialect_of,
    insert_into,
    table_of,
    word,
)
from app.store.payment import Payment, Refund


class BalanceEntry(Base):
    """One movement of a gateway's account, signed, as it was read last.

    ``amount_minor``, ``fee_minor`` and ``net_minor`` are in ``currency``, the account's;
    ``payer_minor`` is in the payer's. ``payout_id`` is the payout it went to the bank in.
    ``changed`` says what of it is not what it was when it was first read. ``listed_at`` (UTC) is
    when it was read last; None: the account does not list it any more.
    """

    __tablename__ = "balance_entry"
    __table_args__ = (
        # None begins with the gateway: PostgreSQL, before it has counted, would take that for rare.
        UniqueConstraint("entry_id", "gateway"),
        Index("ix_balance_entry_payout", "payout_id"),
        Index("ix_balance_entry_intent", "intent_id"),
        Index("ix_balance_entry_at", "occurred_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(String(32))
    entry_id: Mapped[str] = mapped_column(String(255))
    kind: Mapped[EntryKind] = mapped_column(word(EntryKind))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(Minor)
    fee_minor: Mapped[int] = mapped_column(Minor)
    net_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    payer_minor: Mapped[int] = mapped_column(Minor)
    payer_currency: Mapped[str] = mapped_column(String(3))
    payout_id: Mapped[str | None] = mapped_column(String(255))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    available_on: Mapped[date]
    source_id: Mapped[str] = mapped_column(String(255), default="")
    intent_id: Mapped[str] = mapped_column(String(255), default="")
    refund_uid: Mapped[str] = mapped_column(String(255), default="")
    words: Mapped[str] = mapped_column(String(200), default="")
    changed: Mapped[str] = mapped_column(String(200), default="")
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountReading(Base):
    """How far a gateway's account was read: all that moved before ``read_until`` (UTC), or nothing.

    ``trouble`` says in the gateway's words why it could not be read at ``tried_at``, if so.
    """

    __tablename__ = "account_reading"

    gateway: Mapped[str] = mapped_column(String(32), primary_key=True)
    read_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
    trouble: Mapped[str] = mapped_column(String(300), default="")


_ENTRY, _PAYMENT, _REFUND = table_of(BalanceEntry), table_of(Payment), table_of(Refund)
_FIGURES = ("amount_minor", "fee_minor", "net_minor", "currency", "payer_minor", "payer_currency")


def keep_entries(
    executor: Executor, gateway: str, entries: Sequence[Entry], *, now: datetime
) -> None:
    """Keep one page of a reading that began then.

    Where something is not what it was when it was read before, that is noted.
    """
    before = _kept(executor, gateway, [each.entry_id for each in entries])
    payments = _payments_of(executor, gateway, entries)
    refunds = _refunds_of(executor, entries)
    rows = [{**_row(gateway, each, payments, refunds), "listed_at": now} for each in entries]
    for row in rows:
        row["changed"] = _changed(before.get(str(row["entry_id"])), row)
    insert = insert_into(dialect_of(executor), BalanceEntry)
    found = insert.excluded
    executor.execute(
        insert.on_conflict_do_update(
            index_elements=["gateway", "entry_id"],
            set_={
                **{name: found[name] for name in (*_FIGURES, "refund_id", "available_on")},
                "payment_id": func.coalesce(found.payment_id, _ENTRY.c.payment_id),
                "changed": case((found.changed != "", found.changed), else_=_ENTRY.c.changed),
                # Another reading may have begun later and been here before.
                "listed_at": case(
                    (_ENTRY.c.listed_at > found.listed_at, _ENTRY.c.listed_at),
                    else_=found.listed_at,
                ),
            },
        ),
        rows,
    )


def _kept(executor: Executor, gateway: str, ids: Sequence[str]) -> Mapping[str, RowMapping]:
    columns = [_ENTRY.c[name] for name in ("entry_id", *_FIGURES)]
    rows = executor.execute(
        select(*columns, _ENTRY.c.gateway).where(_ENTRY.c.entry_id.in_(ids))
    ).mappings()
    return {str(row["entry_id"]): row for row in rows if row["gateway"] == gateway}


def _payments_of(executor: Executor, gateway: str, entries: Sequence[Entry]) -> dict[str, int]:
    """Return our payments by the gateway's name for the money, and by our key."""
    intents = {each.intent_id for each in entries if each.intent_id}
    uids = {each.payment_uid for each in entries if each.payment_uid}
    columns = (_PAYMENT.c.id, _PAYMENT.c.uid, _PAYMENT.c.intent_id, _PAYMENT.c.gateway)
    rows = [
        *executor.execute(select(*columns).where(_PAYMENT.c.uid.in_(uids))),
        *executor.execute(select(*columns).where(_PAYMENT.c.intent_id.in_(intents))),
    ]
    ours = [row for row in rows if row.gateway == gateway]
    return {row.uid: row.id for row in ours} | {row.intent_id: row.id for row in ours}


def _refunds_of(executor: Executor, entries: Sequence[Entry]) -> dict[str, int]:
    sent = [each for each in entries if each.kind is EntryKind.REFUND]
    if not sent:
        return {}
    rows = executor.execute(
        select(_REFUND.c.id, _REFUND.c.uid, _REFUND.c.gateway_id).where(
            or_(
                _REFUND.c.gateway_id.in_([each.source_id for each in sent]),
                _REFUND.c.uid.in_([each.refund_uid for each in sent]),
            )
        )
    ).all()
    return {row.uid: row.id for row in rows} | {row.gateway_id: row.id for row in rows}


def _row(
    gateway: str, entry: Entry, payments: Mapping[str, int], refunds: Mapping[str, int]
) -> dict[str, object]:
    return {
        "gateway": gateway,
        "entry_id": entry.entry_id,
        "kind": entry.kind,
        "payment_id": payments.get(entry.intent_id) or payments.get(entry.payment_uid),
        "refund_id": refunds.get(entry.source_id) or refunds.get(entry.refund_uid),
        "amount_minor": entry.amount.minor,
        "fee_minor": entry.fee_minor,
        "net_minor": entry.net_minor,
        "currency": entry.amount.currency,
        "payer_minor": entry.payer.minor,
        "payer_currency": entry.payer.currency,
        "occurred_at": entry.occurred_at,
        "available_on": entry.available_on,
        "source_id": entry.source_id,
        "intent_id": entry.intent_id,
        "refund_uid": entry.refund_uid[:255],
        "words": entry.words[:200],
    }


# What was paid and refunded is compared with what we have; of these nobody else has a word.
ALONE = (EntryKind.DISPUTE, EntryKind.FEE, EntryKind.PAYOUT, EntryKind.ADJUSTMENT)


def _changed(before: RowMapping | None, row: Mapping[str, object]) -> str:
    """Say what of an entry is not what it was: a gateway never changes one."""
    if before is None:
        return ""
    told = []
    for name, called in (("fee_minor", "fee"), ("amount_minor", "amount")):
        if before[name] != row[name] and (name == "fee_minor" or row["kind"] in ALONE):
            then = say_money(Money(before[name], before["currency"]))
            now = say_money(Money(int(str(row[name])), str(row["currency"])))
            told.append(f"{called} of {then} when first read, {now} now")
    return "; ".join(told)[:200]


def miss_entries(executor: Executor, gateway: str, *, since: datetime, now: datetime) -> None:
    """Note which entries an account does not list any more; what is listed again is so anew.

    A reading that began at ``now`` must have gone from ``since`` to its end.
    """
    executor.execute(
        update(_ENTRY)
        .where(
            *(_ENTRY.c.gateway == gateway, _ENTRY.c.listed_at < now),
            # Gateways know no parts of a second: the last one is not over.
            *(_ENTRY.c.occurred_at >= since, _ENTRY.c.occurred_at < now.replace(microsecond=0)),
        )
        .values(listed_at=None)
    )


def take_as_it_is(executor: Executor, gateway: str, entry_id: str) -> None:
    """Have an entry be what the gateway says now, whatever it was; nothing, if it says nothing."""
    mine = (_ENTRY.c.gateway == gateway) & (_ENTRY.c.entry_id == entry_id)
    executor.execute(delete(_ENTRY).where(mine, _ENTRY.c.listed_at.is_(None)))
    executor.execute(update(_ENTRY).where(mine).values(changed=""))


def name_entries_again(executor: Executor, gateway: str) -> None:
    """Find the payments of entries that came before we knew the gateway's name for the money.

    What came is known by our key; what went back of it by its name alone.
    """
    other = _ENTRY.alias()
    for known in (
        select(func.min(_PAYMENT.c.id)).where(
            _PAYMENT.c.gateway == gateway, _PAYMENT.c.intent_id == _ENTRY.c.intent_id
        ),
        select(func.min(other.c.payment_id)).where(
            other.c.gateway == gateway, other.c.intent_id == _ENTRY.c.intent_id
        ),
    ):
        executor.execute(
            update(_ENTRY)
            .where(
                *(_ENTRY.c.gateway == gateway, _ENTRY.c.payment_id.is_(None)),
                _ENTRY.c.intent_id != "",
            )
            .values(payment_id=known.scalar_subquery())
        )


def read_until(executor: Executor, gateway: str) -> datetime | None:
    """Return until when the account was read; None where it never was."""
    return executor.scalar(
        select(AccountReading.read_until).where(AccountReading.gateway == gateway)
    )


def note_reading(
    executor: Executor, gateway: str, *, until: datetime | None, now: datetime, trouble: str = ""
) -> None:
    """Note how far the account was read; with ``until`` None as far as before."""
    said: dict[str, object] = {"tried_at": now, "trouble": trouble[:300]}
    if until is not None:
        said["read_until"] = until
    insert = insert_into(dialect_of(executor), AccountReading)
    executor.execute(
        insert.values(gateway=gateway, **said).on_conflict_do_update(
            index_elements=["gateway"], set_=said
        )
    )


def first_payment_at(executor: Executor, gateway: str) -> datetime | None:
    """Return when the first payment at the gateway was begun; None where none ever was."""
    return executor.scalar(select(func.min(Payment.created_at)).where(Payment.gateway == gateway))
