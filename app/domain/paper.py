"""Papers as they are frozen: receipts, invoices, credit notes. Not here: which lines, PDFs, rows.

A paper is never changed. What was wrong with it, or ended later, is said by another one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.domain.instalment import Instalment, instalment_from
from app.domain.reason import OwnReason
from app.domain.tax import Tax, TaxMode

# The key of what was paid and is for no line of the order.
EXCESS = "excess"
# The code of the legal entity that the desk itself is.
DESK = "desk"
# The template that the papers issued now are drawn with; older ones keep theirs.
LAYOUT = 5


class PaperKind(StrEnum):
    """What a paper is; a ``correction`` takes a credit note back whose money never arrived."""

    RECEIPT = "receipt"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Seller:
    """The legal entity that sells; ``address`` has lines, ``country`` two letters (ISO 3166).

    ``timezone`` (an IANA name) says on which day, and in which year, its papers are issued;
    ``prefix`` stands before their numbers; ``note`` is at the foot of each.
    """

    code: str
    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    registration_number: str = ""
    vat_number: str = ""
    timezone: str = "UTC"
    language: str = "en"
    bank: str = ""
    note: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a paper is for; empty where nothing was given. ``reference`` is the company's own.

    ``country`` is the address's (two letters), where it is none of its lines.
    """

    name: str
    company: str = ""
    address: tuple[str, ...] = ()
    vat_number: str = ""
    registration_number: str = ""
    reference: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line, in minor units of the paper's currency; below zero where it is credited.

    ``key`` names the line of the order (``0.1``: the second line of its first place) on every paper
    that is about it, or is ``EXCESS``. Where that place went on with other lines, which are taxed
    otherwise say, theirs are ``0.0.1`` and so on: the first that came after.
    """

    key: str
    label: str
    detail: str
    tax: Tax
    net: int
    tax_amount: int
    quantity: int = 1

    @property
    def total(self) -> int:
        """Net and tax."""
        return self.net + self.tax_amount

    @property
    def place(self) -> str:
        """The position in the order of the place it is for."""
        return self.key.partition(".")[0]


def line_key(position: int, number: int, *, generation: int) -> str:
    """Return the key of a line; ``generation``: how often its place had other lines before."""
    return ".".join(map(str, (position, number, *([generation] if generation else []))))


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What a paper's lines of one tax add up to."""

    tax: Tax
    net: int
    tax_amount: int

    @property
    def total(self) -> int:
        """Net and tax."""
        return self.net + self.tax_amount


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that a paper is about: by which gateway, on which day of the seller's."""

    gateway: str
    on: date


@dataclass(frozen=True, slots=True)
class Corrected:
    """The paper that another one is about."""

    number: str
    kind: PaperKind
    issued_on: date


@dataclass(frozen=True, slots=True)
class Paper:
    """All that a paper says. ``supplied`` are the first and last day of what was bought.

    ``part_of``: of the whole sum that goes back, in minor units, where it is credited on several.
    A ``reason`` is as somebody wrote it; one of the product's own, ``own_reason``, is in English.
    """

    number: str
    kind: PaperKind
    language: str
    issued_at: datetime
    issued_on: date
    order: str
    currency: str
    seller: Seller
    recipient: Recipient
    lines: tuple[PaperLine, ...]
    moved: Moved | None = None
    corrects: Corrected | None = None
    supplied: tuple[date, date] | None = None
    due_on: date | None = None
    reason: str = ""
    own_reason: OwnReason | None = None
    instalment: Instalment | None = None
    part_of: int = 0
    layout: int = LAYOUT

    @property
    def sums(self) -> tuple[TaxSum, ...]:
        """What its lines add up to, for each tax there is."""
        return tax_sums(self.lines)

    @property
    def net(self) -> int:
        """What it is over, without tax."""
        return sum(line.net for line in self.lines)

    @property
    def tax_amount(self) -> int:
        """The tax of it."""
        return sum(line.tax_amount for line in self.lines)

    @property
    def total(self) -> int:
        """What it is over."""
        return self.net + self.tax_amount

    def document(self) -> dict[str, Any]:
        """Return it as JSON data, for keeping."""
        return {
            "number": self.number,
            "kind": self.kind.value,
            "language": self.language,
            "issued_at": self.issued_at.isoformat(),
            "issued_on": self.issued_on.isoformat(),
            "order": self.order,
            "currency": self.currency,
            "seller": _fields(self.seller),
            "recipient": _fields(self.recipient),
            "lines": [{**_fields(line), "tax": _tax_fields(line.tax)} for line in self.lines],
            "moved": self.moved
            and {"gateway": self.moved.gateway, "on": self.moved.on.isoformat()},
            "corrects": self.corrects
            and {
                "number": self.corrects.number,
                "kind": self.corrects.kind.value,
                "issued_on": self.corrects.issued_on.isoformat(),
            },
            "supplied": self.supplied and [day.isoformat() for day in self.supplied],
            "due_on": self.due_on and self.due_on.isoformat(),
            "reason": self.reason,
            "own_reason": self.own_reason and self.own_reason.value,
            "instalment": self.instalment and self.instalment.document(),
            "part_of": self.part_of,
            "layout": self.layout,
        }


def paper_from(document: Mapping[str, Any]) -> Paper:
    """Read back what ``Paper.document`` gave."""
    moved, corrects, supplied = (document[each] for each in ("moved", "corrects", "supplied"))
    return Paper(
        number=document["number"],
        kind=PaperKind(document["kind"]),
        language=document["language"],
        issued_at=datetime.fromisoformat(document["issued_at"]),
        issued_on=date.fromisoformat(document["issued_on"]),
        order=document["order"],
        currency=document["currency"],
        seller=Seller(**{**document["seller"], "address": tuple(document["seller"]["address"])}),
        recipient=Recipient(
            **{**document["recipient"], "address": tuple(document["recipient"]["address"])}
        ),
        lines=lines_from(document),
        moved=moved and Moved(moved["gateway"], date.fromisoformat(moved["on"])),
        corrects=corrects
        and Corrected(
            corrects["number"],
            PaperKind(corrects["kind"]),
            date.fromisoformat(corrects["issued_on"]),
        ),
        supplied=supplied and (date.fromisoformat(supplied[0]), date.fromisoformat(supplied[1])),
        due_on=document["due_on"] and date.fromisoformat(document["due_on"]),
        reason=document["reason"],
        # Those of before have none: they say the reason as it was kept.
        own_reason=OwnReason(own) if (own := document.get("own_reason")) else None,
        instalment=instalment_from(document.get("instalment")),
        part_of=document.get("part_of", 0),
        layout=document["layout"],
    )


def lines_from(document: Mapping[str, Any]) -> tuple[PaperLine, ...]:
    """Read the lines alone of what ``Paper.document`` gave."""
    return tuple(
        PaperLine(**{**line, "tax": Tax(**{**line["tax"], "mode": TaxMode(line["tax"]["mode"])})})
        for line in document["lines"]
    )


def tax_sums(lines: Iterable[PaperLine]) -> tuple[TaxSum, ...]:
    """Return what lines add up to, for each tax in the order in which it comes."""
    sums: dict[Tax, TaxSum] = {}
    for line in lines:
        tax = line.tax.due
        known = sums.get(tax, TaxSum(tax, 0, 0))
        sums[tax] = TaxSum(tax, known.net + line.net, known.tax_amount + line.tax_amount)
    return tuple(sums.values())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper before it has a number: what it will say. ``moved_at`` is when its money moved."""

    kind: PaperKind
    lines: tuple[PaperLine, ...]
    currency: str
    gateway: str = ""
    moved_at: datetime | None = None
    due_on: date | None = None
    reason: str = ""
    own_reason: OwnReason | None = None
    instalment: Instalment | None = None
    supplied: tuple[date, date] | None = None
    part_of: int = 0


def paper_number(seller: Seller, year: int, sequence: int) -> str:
    """Return a paper's number: ``FL-2031-00042``."""
    return "-".join(filter(None, (seller.prefix, str(year), f"{sequence:05d}")))


def _fields(value: Seller | Recipient | PaperLine) -> dict[str, Any]:
    kept = {name: getattr(value, name) for name in value.__slots__}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in kept.items()}


def _tax_fields(tax: Tax) -> dict[str, Any]:
    return {"mode": tax.mode.value, "rate": tax.rate, "name": tax.name}
