"""Reading a voucher of a catalogue file, or of the staff's form. Not here: rows, codes made up."""

from datetime import UTC, datetime

from app.domain.catalogue.amounts import read_some_money
from app.domain.catalogue.entries import VoucherEntry
from app.domain.catalogue.node import Fields, Node
from app.domain.course_class import end_of_day
from app.domain.money import Money
from app.domain.voucher import VoucherKind
from app.domain.voucher_code import read_code

MOST_USES = 1_000_000
_VOUCHER = (
    "code name kind percent amount currency extras class program opens from until most"
    " most_per_person most_per_class"
).split()
# What only some kinds have.
_PERCENT, _AMOUNT, _OPENS = ("percent",), ("amount", "currency"), ("opens",)
_OWN = {
    VoucherKind.PERCENT: _PERCENT,
    VoucherKind.AMOUNT: _AMOUNT,
    VoucherKind.FREE: (),
    VoucherKind.UNLOCK: _OPENS,
    VoucherKind.VALUE: _AMOUNT,
}


def read_one_voucher(document: object) -> VoucherEntry:
    """Read a voucher that is not in a file, and may have no code yet.

    Raises:
        CatalogueMistake: the first thing that is wrong; it names the field alone.
    """
    return _read(Node("", document))


def read_voucher(node: Node) -> VoucherEntry:
    """Read one voucher of a file."""
    entry = _read(node)
    if not entry.code:
        raise node.fields(_VOUCHER)["code"].mistake("is missing")
    return entry


def _read(node: Node) -> VoucherEntry:
    fields = node.fields(_VOUCHER)
    kind = fields["kind"].word(VoucherKind)
    for name in (*_PERCENT, *_AMOUNT, *_OPENS):
        if fields[name].given and name not in _OWN[kind]:
            raise fields[name].mistake(f"must not be given for a voucher of kind {kind}")
    percent = kind is VoucherKind.PERCENT
    valid_from, valid_until = _times(fields)
    return VoucherEntry(
        path=node.path,
        code=_code(fields["code"]),
        name=fields["name"].text(limit=120, default=""),
        kind=kind,
        percent=fields["percent"].whole(least=1, most=100) if percent else 0,
        amount=_amount(fields) if _OWN[kind] == _AMOUNT else None,
        extras_too=fields["extras"].flag(default=False),
        class_code=fields["class"].text(limit=64, default=""),
        program_code=fields["program"].text(limit=64, default=""),
        opens=fields["opens"].text(limit=120, default=""),
        valid_from=valid_from,
        valid_until=valid_until,
        most_total=_most(fields["most"]),
        most_per_person=_most(fields["most_per_person"]),
        most_per_class=_most(fields["most_per_class"]),
    )


def _code(node: Node) -> str:
    shown = node.text(limit=60, default="")
    if shown and not read_code(shown):
        raise node.mistake("must be 4 to 40 letters (A to Z) and digits, with - between them")
    return shown.upper()


def _amount(fields: Fields) -> Money:
    return read_some_money(fields["amount"], fields["currency"])


def _most(node: Node) -> int | None:
    return node.whole(least=1, most=MOST_USES) if node.given else None


def _times(fields: Fields) -> tuple[datetime | None, datetime | None]:
    """Read from when and until when it holds: days of UTC, both included."""
    first, last = fields["from"].day(), fields["until"].day()
    if first is not None and last is not None and last < first:
        raise fields["until"].mistake("must not be before it begins")
    begins = None if first is None else datetime(first.year, first.month, first.day, tzinfo=UTC)
    return begins, None if last is None else end_of_day(last, "UTC")
