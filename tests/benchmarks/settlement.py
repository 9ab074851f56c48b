"""How long proving a settlement takes, and how much memory: fifty thousand payments at Stripe.

The account is told by a process that makes it up as it is asked, in the shapes of the sandbox's, so
that what is measured is the product and not the stand-in. Not here: the proof.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, insert, select

from app.domain.payment import PaymentState
from app.domain.registration import Channel, RegistrationState
from app.store.course_class import CourseClass
from app.store.database import Database, reading, table_of, writing_rows
from app.store.order import Order
from app.store.payment import Payment
from app.store.proof import SettlementReport
from app.store.registration import Registration
from app.store.sizes import count_anew
from tests.benchmarks.ground import Ground, answers, opened, running
from tests.benchmarks.table import Row, met
from tests.fixtures.ports import free_ports, wait_until

PAYMENTS = 50_000
AIM_SECONDS = 60.0
AIM_MEGABYTES = 300.0
WITHIN = 600.0
PRICE, FEE = 420000, 10280
# They came over two months, one every hundred seconds or so, until yesterday.
SPACING = timedelta(seconds=100)
AT_ONCE = 1000
PAYOUTS = 50


def settlement(ground: Ground) -> Iterator[Row]:
    """Time the first proof of all payments, and the next night's."""
    port = free_ports(1)[0]
    until = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    with opened(ground.url) as database, _account(ground, port, until):
        _fill(database, until)
        base = f"http://127.0.0.1:{port}"
        for what in ("first", "next"):
            seconds, megabytes = _prove(ground, base)
            found = _last(database)
            right = (found.payments, found.unexplained) == (PAYMENTS, 0)
            yield Row(
                database=ground.kind,
                what=f"settlement of {PAYMENTS} payments, {what} proof",
                ours=f"{seconds:.1f} s, {megabytes:.0f} MB",
                aim=f"< {AIM_SECONDS:g} s, < {AIM_MEGABYTES:g} MB, 0 unexplained",
                met=met(seconds < AIM_SECONDS, megabytes < AIM_MEGABYTES, right),
            )


def _prove(ground: Ground, base: str) -> tuple[float, float]:
    """Run the command as an operator would; return its seconds and its most megabytes."""
    child = ground.child("reconcile", "app", "reconcile", "stripe", STRIPE_API_BASE=base)
    began, most = time.perf_counter(), 0.0
    with running(ground, child):
        while child.alive:
            most = max(most, _peak(child.process.pid if child.process else 0))
            if time.perf_counter() - began > WITHIN:
                raise RuntimeError("the proof did not end")
            time.sleep(0.02)
        return time.perf_counter() - began, most


def _peak(pid: int) -> float:
    """Return the most memory that a process ever had, in megabytes; 0 once it has ended."""
    try:
        with open(f"/proc/{pid}/status") as status:
            lines = [line for line in status if line.startswith("VmHWM:")]
    except OSError:
        return 0.0
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def _last(database: Database) -> SettlementReport:
    with reading(database) as session:
        newest = select(SettlementReport).order_by(SettlementReport.id.desc()).limit(1)
        return session.scalars(newest).one()


# -- our side --------------------------------------------------------------------------------------


def _fill(database: Database, until: datetime) -> None:
    """Write so many orders of one confirmed and paid place each."""
    with writing_rows(database) as connection:
        class_id = connection.scalars(select(func.min(CourseClass.id))).one()
    for first in range(0, PAYMENTS, AT_ONCE):
        numbers = range(first + 1, first + AT_ONCE + 1)
        with writing_rows(database) as connection:
            for mapped, rows in (
                (Order, [_order(number, until) for number in numbers]),
                (Registration, [_place(number, class_id, until) for number in numbers]),
                (Payment, [_payment(number, until) for number in numbers]),
            ):
                connection.execute(insert(table_of(mapped)), rows)
    with writing_rows(database) as connection:
        # In two months PostgreSQL would have counted them by itself; for tests it may not.
        count_anew(connection, Order, Registration, Payment)


def _order(number: int, until: datetime) -> dict[str, object]:
    return {
        "id": number,
        "reference": f"BENCH-{number}",
        "name": "Kim Berg",
        "email": "kim@example.org",
        "phone": "",
        "company": "",
        "channel": Channel.WEB,
        "currency": "NOK",
        "total_minor": PRICE,
        "paid_minor": PRICE,
        "created_at": _at(number, until),
    }


def _place(number: int, class_id: int, until: datetime) -> dict[str, object]:
    given = {
        "id": number,
        "reference": f"PLACE-{number}",
        "order_id": number,
        "class_id": class_id,
        "name": "Kim Berg",
        "email": "kim@example.org",
        "phone": "",
        "channel": Channel.WEB,
        "state": RegistrationState.CONFIRMED,
        "price_minor": PRICE,
        "answers": {},
        "created_at": _at(number, until),
    }
    texts = {
        column.name: ""
        for column in table_of(Registration).columns
        if not column.nullable and column.default is None and column.server_default is None
    }
    return {**texts, **given}


def _payment(number: int, until: datetime) -> dict[str, object]:
    at = _at(number, until)
    return {
        "id": number,
        "uid": f"uid-{number}",
        "order_id": number,
        "gateway": "stripe",
        "gateway_id": f"cs_{number}",
        "intent_id": f"pi_{number}",
        "url": "",
        "amount_minor": PRICE,
        "currency": "NOK",
        "received_minor": PRICE,
        "received_currency": "NOK",
        "state": PaymentState.PAID,
        "reason": "",
        "created_at": at,
        "expires_at": at,
        "settled_at": at,
    }


def _at(number: int, until: datetime) -> datetime:
    return until - SPACING * (PAYMENTS - number)


# -- Stripe's side ---------------------------------------------------------------------------------


@contextmanager
def _account(ground: Ground, port: int, until: datetime) -> Iterator[None]:
    seconds = str(int(until.timestamp()))
    with running(ground, ground.child("account", __name__, str(port), seconds)):
        wait_until(lambda: answers(port, "/v1/disputes"), within=WITHIN, what="the account")
        yield


class _Stripe(BaseHTTPRequestHandler):
    """Lists balance transactions, the newest first, and payouts of a thousand each."""

    protocol_version = "HTTP/1.1"
    until = 0

    def do_GET(self) -> None:
        """Answer one page."""
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        kind = parts.path.rpartition("/")[2]
        rows: list[dict[str, object]] = []
        more = False
        if kind == "balance_transactions":
            numbers = self._numbers(asked)
            page = numbers[: int(asked.get("limit", 10))]
            rows, more = [self._row(number) for number in page], len(numbers) > len(page)
        elif kind == "payouts":
            rows = [self._payout(number) for number in range(PAYOUTS, 0, -1)]
        body = json.dumps({"object": "list", "data": rows, "has_more": more}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _numbers(self, asked: dict[str, str]) -> range:
        first, last = 1, PAYMENTS
        spacing = int(SPACING.total_seconds())
        if "created[gte]" in asked:
            ago = self.until - int(asked["created[gte]"])
            first = max(1, PAYMENTS - ago // spacing)
        if "created[lt]" in asked:
            ago = self.until - int(asked["created[lt]"])
            last = min(PAYMENTS, PAYMENTS - ago // spacing - 1)
        if "payout" in asked:
            each = PAYMENTS // PAYOUTS
            last = int(asked["payout"].removeprefix("po_")) * each
            first = last - each + 1
        if "starting_after" in asked:
            last = int(asked["starting_after"].removeprefix("txn_")) - 1
        return range(last, first - 1, -1)

    def _row(self, number: int) -> dict[str, object]:
        created = self.until - int(SPACING.total_seconds()) * (PAYMENTS - number)
        return {
            "id": f"txn_{number}",
            "object": "balance_transaction",
            "amount": PRICE,
            "available_on": created + 172800,
            "created": created,
            "currency": "nok",
            "description": None,
            "exchange_rate": None,
            "fee": FEE,
            "fee_details": [{"amount": FEE, "currency": "nok", "type": "stripe_fee"}],
            "net": PRICE - FEE,
            "reporting_category": "charge",
            "source": _charge(number, created),
            "status": "available",
            "type": "charge",
        }

    def _payout(self, number: int) -> dict[str, object]:
        return {
            "id": f"po_{number}",
            "object": "payout",
            "amount": (PRICE - FEE) * (PAYMENTS // PAYOUTS),
            "arrival_date": self.until,
            "automatic": True,
            "created": self.until,
            "currency": "nok",
            "reconciliation_status": "completed",
            "status": "paid",
        }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        """Say nothing."""


def _charge(number: int, created: int) -> dict[str, object]:
    """Return a charge with as many fields as Stripe's, most of which are of no use here."""
    rest: dict[str, object] = {f"field_{each}": None for each in range(30)}
    return rest | {
        "id": f"ch_{number}",
        "object": "charge",
        "amount": PRICE,
        "billing_details": {"email": "kim@example.org", "name": "Kim Berg", "address": {}},
        "created": created,
        "currency": "nok",
        "metadata": {"order": f"BENCH-{number}", "payment": f"uid-{number}"},
        "payment_intent": f"pi_{number}",
        "payment_method_details": {"card": {f"field_{each}": "x" * 8 for each in range(30)}},
    }


def serve(port: int, until: int) -> None:
    """Tell the account at the port until somebody ends it."""
    _Stripe.until = until
    os.environ.pop("PYTHONUNBUFFERED", None)
    ThreadingHTTPServer(("127.0.0.1", port), _Stripe).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
